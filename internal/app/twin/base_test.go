package twin

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"stillhome/internal/app"
	"stillhome/internal/face/field/phone/handset"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/secret"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
	madeup "stillhome/internal/world"
)

// start is where the clock of both worlds is held when they part: in the
// morning, with visits made and visits to come.
var start = when.Date("2026-11-30").AtMinute(9*60 + 30)

// someone asks as one account, or as nobody.
type someone struct {
	name           string
	cookie, bearer string
	program        bool // takes JSON
}

// raisedIt is the worker who raised the concern. That they know of it is all
// they may know.
const raisedIt = "the worker who raised it"

// hiddenFrom is a safeguarding lead whom the concern names: they know of others.
const hiddenFrom = "a lead from whom it is hidden"

// base is what both worlds begin as.
type base struct {
	record  []byte // the database file
	key     secret.Key
	known   map[string]bool // what looks random in it, and is the same in both
	actors  []someone       // nobody of them has need
	lead    someone
	victim  ids.Person // whom the concern is about
	family  string     // the victim's name, and what the record is called
	ref     string
	nhs     string
	visit   string // of today, to the victim
	raiser  ids.Account
	account map[actor.Role]ids.Account
	named   ids.Account // a coordinator to whom it will be opened by name
	subject ids.Account // a safeguarding lead from whom it will be hidden
	glass   ids.Account // a manager who will break the glass, signed in just now
	session string
	other   safeguarding.ID // a concern about somebody else, in both worlds
	phone   *handset.Phone  // the raiser's
}

var may = gate.Action{Name: "test.twin", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func system() context.Context { return actor.With(context.Background(), actor.Machine) }

// seed is of the made-up service both worlds are.
var seed = flag.Int64("seed", 1, "of the made-up service")

// theBase is made once for all tests.
var theBase = sync.OnceValues(func() (b *base, err error) {
	dir, err := os.MkdirTemp("", "twin")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b = &base{known: map[string]bool{}, account: map[actor.Role]ids.Account{}}
	if b.key, err = secret.Load(filepath.Join(dir, "key"), true); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "record.db")
	clock := &when.Clock{}
	clock.Set(start)
	g, err := gate.Open(context.Background(), "sqlite:"+path, gate.Options{Clock: clock, Key: b.key, Migrate: true, ODS: "V396BB"})
	if err != nil {
		return nil, err
	}
	err = b.fill(g)
	if err = errors.Join(err, g.Close()); err != nil {
		return nil, err
	}
	b.record, err = os.ReadFile(path)
	return b, err
})

func (b *base) fill(g *gate.Gate) error {
	var followers []gate.Follower
	for _, m := range app.Modules(true) {
		followers = append(followers, m.Followers...)
	}
	err := madeup.Build(system(), g, madeup.Options{People: 8, Weeks: 1, Year: 20, Seed: *seed, Followers: followers})
	if err != nil {
		return err
	}
	g.Clock.Hold(start)
	if err := b.whom(g); err != nil {
		return fmt.Errorf("whom it is about: %w", err)
	}
	if err := b.people(g); err != nil {
		return fmt.Errorf("who asks: %w", err)
	}
	tables, err := dump(g)
	if err != nil {
		return err
	}
	for _, t := range tables {
		for _, row := range t.rows {
			for _, token := range tokens(row) {
				b.known[token] = true
			}
		}
	}
	return nil
}

// whom chooses whom the concern will be about: the person whose family has an
// account. What a made-up service holds that is sealed is taken out, so that
// there is none in A.
func (b *base) whom(g *gate.Gate) error {
	return g.Write(system(), may, gate.Council, func(tx *gate.Tx) error {
		names, err := tableNames(tx.Snapshot)
		if err != nil {
			return err
		}
		for range 5 { // rows that hang on others go first, whichever those are
			for _, table := range names {
				if sealedTable(table) {
					err = errors.Join(err, tx.Exec("DELETE FROM "+table))
				}
			}
			if err == nil {
				break
			}
			err = nil
		}
		if b.victim, err = gate.Value[ids.Person](tx.Snapshot, `SELECT r.person_id FROM gate_relation r JOIN auth_account a ON a.id = r.account_id WHERE a.login = 'demo.family' LIMIT 1`); err != nil {
			return err
		}
		if b.family, err = gate.Value[string](tx.Snapshot, `SELECT family FROM person WHERE id = ?`, b.victim); err != nil {
			return err
		}
		if b.ref, err = gate.Value[string](tx.Snapshot, `SELECT ref FROM person WHERE id = ?`, b.victim); err != nil {
			return err
		}
		if b.nhs, err = gate.Value[string](tx.Snapshot, `SELECT nhs_number FROM person WHERE id = ?`, b.victim); err != nil {
			return err
		}
		type call struct {
			visit   string
			account ids.Account
		}
		var c call
		err = gate.One(tx.Snapshot, &c, func(c *call) []any { return []any{&c.visit, &c.account} },
			`SELECT v.id, s.account_id FROM visit v JOIN roster_assignment a ON a.visit_id = v.id JOIN roster_shift s ON s.id = a.shift_id
			WHERE v.person_id = ? AND v.on_date = ? ORDER BY v.state = 'planned' DESC, v.start_min LIMIT 1`, b.victim, start.On())
		b.visit, b.raiser = c.visit, c.account
		return err
	})
}

// people signs everybody in who will ask.
func (b *base) people(g *gate.Gate) error {
	signedIn := func(name string, account ids.Account) (someone, error) {
		token, err := auth.StartSession(context.Background(), g, account, "test", auth.DefaultLimits)
		return someone{name: name, cookie: token}, err
	}
	for _, role := range actor.Roles {
		err := g.Read(system(), may, gate.Council, func(s *gate.Snapshot) (err error) {
			b.account[role], err = gate.Value[ids.Account](s, `SELECT id FROM auth_account WHERE login = ?`, "demo."+string(role))
			return err
		})
		if err != nil {
			return err
		}
		who, err := signedIn(string(role), b.account[role])
		if err != nil {
			return err
		}
		if role == actor.SafeguardingLead {
			b.lead = who
		} else {
			b.actors = append(b.actors, who)
		}
	}
	raiser, err := signedIn(raisedIt, b.raiser)
	if err != nil {
		return err
	}
	credential, err := auth.AddClient(system(), g, "A hospital")
	if err != nil {
		return err
	}
	b.actors = append(b.actors, raiser, someone{name: "a client", bearer: credential, program: true}, someone{name: "nobody signed in"})
	var other ids.Account
	for _, need := range []struct {
		account *ids.Account
		name    string
		role    actor.Role
	}{
		{&b.named, "Cora", actor.Coordinator},
		{&b.glass, "Mona", actor.Manager},
		{&b.subject, "Lena", actor.SafeguardingLead},
		{&other, "Nora", actor.Therapist},
	} {
		*need.account = ids.Account(ids.Derived("twin", need.name))
		err := auth.Enrol(system(), g, auth.New{
			ID: *need.account, Kind: auth.KindStaff, Login: strings.ToLower(need.name) + "@test.example", Name: need.name + " Madeup", Roles: []actor.Role{need.role},
		})
		if err != nil {
			return err
		}
	}
	if err := b.another(g, other); err != nil {
		return fmt.Errorf("another concern: %w", err)
	}
	for _, x := range []struct {
		name    string
		account ids.Account
	}{{hiddenFrom, b.subject}, {"who knows of another concern", other}} {
		who, err := signedIn(x.name, x.account)
		if err != nil {
			return err
		}
		b.actors = append(b.actors, who)
	}
	if b.session, err = auth.StartSession(context.Background(), g, b.glass, "test", auth.DefaultLimits); err != nil {
		return err
	}
	if b.phone, err = handset.New(g.Pairs().SealKey()); err != nil {
		return err
	}
	return b.phone.Enrol(actor.With(context.Background(), actor.Actor{ID: string(b.raiser), Roles: []actor.Role{actor.Worker}}), g)
}

// another is a concern about somebody else, which both worlds hold: one account
// may know of it, by name, and of no other.
func (b *base) another(g *gate.Gate, named ids.Account) error {
	raiser := actor.With(context.Background(), actor.Actor{ID: string(b.raiser), Roles: []actor.Role{actor.Worker}})
	var who ids.Person
	err := g.Read(system(), may, gate.Council, func(s *gate.Snapshot) (err error) {
		who, err = gate.Value[ids.Person](s, `SELECT person_id FROM episode WHERE state = 'active' AND person_id <> ? ORDER BY person_id LIMIT 1`, b.victim)
		return err
	})
	if err != nil {
		return err
	}
	err = safeguarding.Raise(raiser, g, safeguarding.Concern{
		Ref: ids.NewHidden(), Person: who, Kind: visit.Abuse, Urgency: visit.SameDay, Words: "Another matter.", Channel: visit.App,
	})
	if err != nil {
		return err
	}
	err = g.Read(system(), may, gate.Council, func(s *gate.Snapshot) (err error) {
		b.other, err = gate.Value[safeguarding.ID](s, `SELECT id FROM safeguarding_concern`)
		return err
	})
	if err != nil {
		return err
	}
	return safeguarding.NameThem(b.leading(), g, safeguarding.Grant{ID: ids.NewHidden(), Concern: b.other, Account: named, Why: "Works with them"}, start.On().Add(14))
}

// uuidText is an identifier of ours, run a stretch of text that may be random.
var (
	uuidText = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	run      = regexp.MustCompile(`[A-Za-z0-9_-]{22,}`)
)

// tokens are the stretches of text that look random.
func tokens(text string) (out []string) {
	for _, r := range run.FindAllString(text, -1) {
		if inside := uuidText.FindAllString(r, -1); inside != nil {
			out = append(out, inside...)
		} else if random(r) {
			out = append(out, r)
		}
	}
	return out
}

// random reports whether a stretch of text is no word: capitals, small letters
// and digits by turns, or nothing but hexadecimal digits.
func random(s string) bool {
	var upper, lower, digit, hex int
	for _, c := range s {
		switch {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '0' && c <= '9':
			digit++
		}
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'f' {
			hex++
		}
	}
	return upper > 2 && lower > 2 && (digit > 0 || len(s) >= 40) || hex == len(s) && len(s) >= 32
}

func theTwins(t *testing.T) *base {
	t.Helper()
	b, err := theBase()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
