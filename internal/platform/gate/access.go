package gate

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
)

// mayAct asks the record for the actor's roles and relations as they were at
// the time given, in the same transaction as the act itself.
func (s *Snapshot) mayAct(a Action, about Subject, at when.Instant) error {
	if s.Actor.Trusted {
		if a.Who.Allows(actor.Access{Roles: s.Actor.Roles}) {
			return nil
		}
		return refusal{refused(a, about)}
	}
	have, err := s.access(a.chain(), s.Actor.ID, about.person, at)
	if err != nil {
		return err
	}
	s.lead = slices.Contains(have.Roles, actor.SafeguardingLead)
	if !a.Who.Allows(have) {
		return refusal{refused(a, about)}
	}
	return nil
}

// May reports whether whoever writes may also do another action about the same
// subject, for an act that does more for those who may.
func (t *Tx) May(a Action) (bool, error) {
	err := t.mayAct(a, t.about, t.AsOf)
	if isRefusal(err) {
		return false, nil
	}
	return err == nil, err
}

// lookedFrom is where a look is noted, and a look that was refused: on the
// sealed side whatever a safeguarding lead looks at, as they look where they do
// because of what nobody else may know of.
func (s *Snapshot) lookedFrom(a Action) chain {
	if s.lead {
		return sealed
	}
	return a.chain()
}

func (s *Snapshot) access(c chain, account, person string, at when.Instant) (actor.Access, error) {
	rows, err := s.grantsAt(c, account, person, at)
	var have actor.Access
	for _, r := range rows {
		if r.role != "" {
			have.Roles = append(have.Roles, actor.Role(r.role))
		} else {
			have.Relations = append(have.Relations, actor.Relation(r.kind))
		}
	}
	return have, err
}

// Grant gives an account a role from now. Giving it twice changes nothing.
func (t *Tx) Grant(account string, role actor.Role) error {
	t.regrant()
	return t.Exec(`INSERT INTO gate_role (account_id, role, from_at)
		SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM gate_role WHERE account_id = ? AND role = ? AND until_at IS NULL)`,
		account, role, t.At, account, role)
}

// Revoke ends a role now; an empty role ends them all. It holds from the next
// request on.
func (t *Tx) Revoke(account string, role actor.Role) error {
	t.regrant()
	return t.Exec(`UPDATE gate_role SET until_at = ? WHERE account_id = ? AND (role = ? OR ? = '') AND until_at IS NULL`,
		t.At, account, role, role)
}

// RolesOf is what an account may be now.
func RolesOf(s *Snapshot, account string) ([]actor.Role, error) {
	return Values[actor.Role](s, `SELECT role FROM gate_role WHERE account_id = ? AND until_at IS NULL ORDER BY role`, account)
}

// Relate gives an account a live relation with a person for a time (until may
// be zero: until ended). Source names what it comes from, so that it can be
// ended by that name and no other; relating again moves its times.
func (t *Tx) Relate(account, person string, kind actor.Relation, source string, from, until when.Instant) error {
	return t.RelateAll([]Link{{account, person, kind, source, from, until}})
}

// Link is one relation about to be made, as Relate has it.
type Link struct {
	Account, Person string
	Kind            actor.Relation
	Source          string
	From, Until     when.Instant
}

// RelateAll is Relate for many at once, such as a whole rota. No two may have
// the same account, person, kind and source.
func (t *Tx) RelateAll(links []Link) error {
	t.regrant()
	c := shared
	if t.sealed {
		c = sealed
	}
	const most = 80 // six values each: one text for a full statement
	for len(links) > 0 {
		n := min(len(links), most)
		var args []any
		for _, l := range links[:n] {
			args = append(args, l.Account, l.Person, l.Kind, l.Source, l.From, l.Until)
		}
		err := t.Exec(`INSERT INTO `+c.relation+` (account_id, person_id, kind, source, from_at, until_at) VALUES (?, ?, ?, ?, ?, ?)`+
			strings.Repeat(", (?, ?, ?, ?, ?, ?)", n-1)+`
			ON CONFLICT (account_id, person_id, kind, source) DO UPDATE SET from_at = excluded.from_at, until_at = excluded.until_at`, args...)
		if err != nil {
			return err
		}
		links = links[n:]
	}
	return nil
}

// Unrelate ends every relation that comes from the source, now. One that had
// not begun never was.
func (t *Tx) Unrelate(source string) error {
	t.regrant()
	c := shared
	if t.sealed {
		c = sealed
	}
	return t.Exec(`UPDATE `+c.relation+` SET until_at = ? WHERE source = ? AND (until_at IS NULL OR until_at > ?)`, t.At, source, t.At)
}

// UnrelateOne ends those relations of one account that come from the sources, now.
func (t *Tx) UnrelateOne(account string, sources []string) error {
	t.regrant()
	c := shared
	if t.sealed {
		c = sealed
	}
	return t.Exec(`UPDATE `+c.relation+` SET until_at = ? WHERE account_id = ? AND source IN ? AND (until_at IS NULL OR until_at > ?)`, t.At, account, In(sources), t.At)
}

// Read opens one consistent snapshot for one action. The look is noted, one
// row per actor, person, action and hour, before Read returns: that of a
// safeguarding lead on the sealed side.
func (g *Gate) Read(ctx context.Context, a Action, about Subject, fn func(*Snapshot) error) error {
	who, ok := actor.From(ctx)
	if !ok {
		return errSignIn
	}
	if b, ok := ctx.Value(batchKey{}).(*batch); ok {
		s := *b.snap
		s.ctx, s.Actor, s.Now, s.sealed = ctx, who, g.Clock.Now(), a.Sealed
		if err := s.mayAct(a, about, asOf(ctx, s.Now)); err != nil {
			b.refused = refusedAct{s.lookedFrom(a), who, a, about}
			return err
		}
		return fn(&s)
	}
	tx, err := g.db.BeginRead(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer tx.Rollback()
	s := &Snapshot{ctx: ctx, tx: tx, gate: g, Actor: who, Now: g.Clock.Now(), sealed: a.Sealed}
	if err := s.mayAct(a, about, s.Now); err != nil {
		if isRefusal(err) {
			tx.Rollback()
			g.noteRefusal(ctx, refusedAct{s.lookedFrom(a), who, a, about})
		}
		return err
	}
	if err := fn(s); err != nil {
		return err
	}
	tx.Rollback()
	if who.Trusted || a.Quiet {
		return nil
	}
	log := &g.seen
	if s.lookedFrom(a) == sealed {
		log = &g.hidden
	}
	looks := []look{{s.Now.Text()[:13], who.ID, a.Name, about.person}}
	for _, person := range s.shown {
		looks = append(looks, look{looks[0].hour, who.ID, a.Name, person})
	}
	return log.note(ctx, looks...)
}

// Shown says that a read about nobody in particular gave the actor these
// people's records: each is noted as a look of its own, as if they had been
// opened one by one.
func Shown[ID ~string](s *Snapshot, people ...ID) {
	for _, p := range people {
		s.shown = append(s.shown, string(p))
	}
}

// look is one access row: hour, actor, action, person.
type look struct{ hour, actor, action, person string }

// accessLog gathers looks and commits them in groups: the first look in an
// hour waits for one commit which it shares with others; repeats cost nothing.
type accessLog struct {
	mu      sync.Mutex
	hour    string
	known   map[look]bool
	pending []look
	waiters []chan error
	wake    chan struct{}
	done    <-chan struct{}
}

// note waits until looks of one hour are in the record.
func (l *accessLog) note(ctx context.Context, looks ...look) error {
	l.mu.Lock()
	if hour := looks[0].hour; l.hour != hour {
		l.hour, l.known = hour, map[look]bool{}
	}
	looks = slices.DeleteFunc(looks, func(k look) bool { return l.known[k] })
	if len(looks) == 0 {
		l.mu.Unlock()
		return nil
	}
	wait := make(chan error, 1)
	l.pending = append(l.pending, looks...)
	l.waiters = append(l.waiters, wait)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
	select {
	case err := <-wait:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-l.done:
		return unavailable(fmt.Errorf("closing"))
	}
}

func (g *Gate) startAccess() {
	for _, side := range []struct {
		log *accessLog
		c   chain
	}{{&g.seen, shared}, {&g.hidden, sealed}} {
		side.log.wake = make(chan struct{}, 1)
		side.log.done = g.ending.Done()
		g.tasks.Go(func() {
			for {
				select {
				case <-g.ending.Done():
					return
				case <-side.log.wake:
					g.commitLooks(side.log, side.c)
				}
			}
		})
	}
}

func (g *Gate) commitLooks(l *accessLog, c chain) {
	l.mu.Lock()
	looks, waiters := l.pending, l.waiters
	l.pending, l.waiters = nil, nil
	l.mu.Unlock()
	if len(looks) == 0 {
		return
	}
	err := g.writeLooks(looks, c)
	if err != nil {
		err = unavailable(err)
	}
	l.mu.Lock()
	for _, k := range looks {
		if err == nil && k.hour == l.hour {
			l.known[k] = true
		}
	}
	l.mu.Unlock()
	for _, w := range waiters {
		w <- err
	}
}

func (g *Gate) writeLooks(looks []look, c chain) error {
	tx, err := g.db.BeginWrite(context.Background())
	if err != nil {
		return err
	}
	defer tx.Rollback()
	t := &Tx{Snapshot: &Snapshot{ctx: context.Background(), tx: tx, gate: g}}
	h, err := t.readHead(c.access)
	if err != nil {
		return err
	}
	written := map[look]bool{}
	var rows [][]any
	for _, k := range looks {
		if written[k] {
			continue
		}
		written[k] = true
		at := k.hour + ":00:00.000Z"
		seq := h.seq + 1
		hash := link(h.hash, strconv.FormatInt(seq, 10), at, k.actor, k.action, k.person)
		rows = append(rows, []any{seq, at, k.actor, k.action, k.person, h.hash, hash})
		h.seq, h.hash = seq, hash
	}
	if err := t.InsertMany(`INSERT INTO `+c.access+` (seq, at, actor_id, action, person_id, prev, hash) VALUES `, rows); err != nil {
		return err
	}
	return tx.Commit()
}
