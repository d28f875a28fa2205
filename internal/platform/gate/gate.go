package gate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate/internal/sqldb"
	"stillhome/internal/platform/schema"
	"stillhome/internal/platform/secret"
)

// Gate is the door to one council's record. It is safe for many goroutines.
type Gate struct {
	Clock *when.Clock

	db      *sqldb.DB
	key     secret.Key
	pairs   func() *secret.Pairs
	seen    accessLog
	hidden  accessLog // sealed
	watch   watchers
	closing context.CancelFunc
	ending  context.Context
	tasks   sync.WaitGroup
	written func(action string, statements []string)
}

// Options for Open. Zero fields take their defaults.
type Options struct {
	Clock   *when.Clock // default: the machine's
	Key     secret.Key  // the council's key; needed to give out cursors
	Migrate bool        // bring the tables up to date; else refuse old ones
	ODS     string      // the council's ODS code: a record that says another is refused
	// Written, if set, hears what each write said to the database: every test
	// holds the budget of statements with it.
	Written func(action string, statements []string)
}

// Open opens one council's record, "sqlite:PATH" or "postgres://...".
func Open(ctx context.Context, dsn string, o Options) (*Gate, error) {
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = &when.Clock{}
	}
	g := &Gate{Clock: o.Clock, db: db, key: o.Key, pairs: sync.OnceValue(o.Key.Pairs), written: o.Written}
	g.ending, g.closing = context.WithCancel(context.Background())
	if err := g.migrate(ctx, o.Migrate); err != nil {
		db.Close()
		return nil, err
	}
	if err := g.claim(ctx, o); err != nil {
		db.Close()
		return nil, err
	}
	g.startAccess()
	return g, nil
}

// Close ends background work, then lets go of the database.
func (g *Gate) Close() error {
	g.closing()
	g.tasks.Wait()
	return g.db.Close()
}

// Postgres reports which engine is underneath, for backup and benchmarks.
func (g *Gate) Postgres() bool { return g.db.Postgres }

func (g *Gate) migrate(ctx context.Context, up bool) error {
	files, err := fs.Sub(schema.Files, "migrations")
	if err != nil {
		return err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if g.db.Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, g.db.Migrator(), files, options...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if up {
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("bring the tables up to date: %w", err)
		}
		return nil
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("look at the tables: %w", err)
	}
	if pending {
		return errors.New("the tables are older than this program: run \"stillhome migrate\" first")
	}
	return nil
}

// claim writes whose record this is and by which key it is sealed, once, and
// refuses another council's, or a key that would open nothing in it.
func (g *Gate) claim(ctx context.Context, o Options) error {
	tx, err := g.db.BeginWrite(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	s := &Snapshot{ctx: ctx, tx: tx, gate: g}
	is := func(name, value string) (string, error) {
		if value == "" {
			return "", nil
		}
		if _, err := tx.Exec(ctx, `INSERT INTO gate_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, name, value); err != nil {
			return "", err
		}
		var have string
		return have, s.row(`SELECT value FROM gate_meta WHERE name = ?`, []any{name}, &have)
	}
	have, err := is("ods", o.ODS)
	if err != nil {
		return err
	}
	if have != o.ODS {
		return fmt.Errorf("this database belongs to the council with ODS code %s, not %s", have, o.ODS)
	}
	fingerprint := ""
	if !o.Key.Empty() {
		fingerprint = o.Key.Fingerprint()
	}
	if have, err = is("key", fingerprint); err != nil {
		return err
	}
	if have != fingerprint {
		return errors.New("this key is not the one that the record was sealed with: find the right key file, as without it no second factor and no attachment opens")
	}
	return tx.Commit()
}

// Action names one thing that can be done and says who may.
type Action struct {
	Name string // "visit.record": noun.verb, unique, never changes meaning
	Who  actor.Rule
	// Sealed actions use the sealed chain and the sealed relations.
	Sealed bool
	// Quiet writes leave no journal row. Only machine state may be quiet: when
	// a session was last seen, who holds a job. A test lists them.
	Quiet bool
}

// logged is what a log may call the action: of a sealed one, nothing.
func (a Action) logged() string {
	if a.Sealed {
		return "sealed"
	}
	return a.Name
}

// Subject is whom an action is about.
type Subject struct{ person string }

// Person is the subject of an action about one person.
func Person[ID ~string](id ID) Subject { return Subject{string(id)} }

// Council is the subject of an action about nobody in particular.
var Council = Subject{}

// Event is something that happened, told to followers after commit. Its body
// holds ids, codes, numbers and dates: never names or free text, as the
// journal is kept when a person's record is erased. A test walks every event.
type Event interface{ EventName() string }

// NotFound is what everybody hears of a record which is not there, or which
// they may not know of. It is always the same.
func NotFound() error {
	return fault.New(fault.NotFound, "gate.not_found", "We cannot find that, or you do not have access to it.")
}

func refused(a Action, about Subject) error {
	if a.Sealed || about.person != "" {
		return NotFound()
	}
	return fault.New(fault.Forbidden, "gate.refused", "We cannot find that, or you do not have access to it.")
}

var errSignIn = fault.New(fault.Unauthenticated, "auth.sign_in", "Sign in to continue.")

// maxBack is how far back a fact from the field is judged by the access its
// author had at the time. Older facts are judged by today's.
const maxBack = 72 * time.Hour

// slow is when a write is logged as too long; see docs/benchmarks.md.
const slow = 50 * time.Millisecond

// Ping reports whether the record can be read.
func (g *Gate) Ping(ctx context.Context) error {
	_, err := g.newest(ctx)
	return err
}
