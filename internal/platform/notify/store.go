package notify

import (
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// The sender's own actions. Taking messages and what is known of a way are the
// state of a machine; that a message was sent is in the journal.
var (
	bySystem        = actor.Rule{Any: []actor.Role{actor.System}}
	mayTake         = gate.Action{Name: "notify.take", Quiet: true, Who: bySystem}
	mayTakeSealed   = gate.Action{Name: "notify.take_sealed", Quiet: true, Sealed: true, Who: bySystem}
	maySettle       = gate.Action{Name: "notify.settle", Who: bySystem}
	maySettleSealed = gate.Action{Name: "notify.settle_sealed", Sealed: true, Who: bySystem}
)

// lane is one queue of messages: those of one way that are urgent, or the sealed
// ones of one way.
type lane struct {
	way    Way
	urgent bool
	sealed bool
	atOnce int             // so many are taken, and sent at the same time
	waits  []time.Duration // before each further try; after the last the message is dead
	claim  time.Duration   // how long a taken message is left to whoever took it
}

// What differs between lanes. An alarm is tried for a quarter of an hour, by
// when others are asked; any other message for a day and a half.
var (
	urgentWaits = []time.Duration{
		5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second, time.Minute, time.Minute, time.Minute, time.Minute,
		time.Minute, time.Minute, time.Minute, time.Minute, time.Minute, time.Minute, time.Minute, time.Minute, time.Minute,
	}
	patientWaits = []time.Duration{
		time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour, 12 * time.Hour,
	}
)

// longest is the most that a message may have to wait. One that says it waits
// longer was put off by a clock that has gone back since, and is due.
func (l lane) longest() time.Duration {
	most := l.claim
	for _, w := range l.waits {
		most = max(most, w)
	}
	return most
}

func (l lane) take() gate.Action {
	if l.sealed {
		return mayTakeSealed
	}
	return mayTake
}

func (l lane) settle() gate.Action {
	if l.sealed {
		return maySettleSealed
	}
	return maySettle
}

func (k *Kept) fields() []any {
	return []any{&k.ID, &k.By, &k.To, &k.Account, &k.Words, &k.Urgent, &k.State, &k.Queued, &k.Tries, &k.Tried, &k.SentAt, &k.Failure}
}

const columns = `id, way, address, account_id, words, urgent, state, queued_at, tries, tried_at, sent_at, failure`

// due lists what is to be sent now, oldest first.
func (l lane) due(s *gate.Snapshot) ([]Kept, error) {
	far := s.Now.Add(l.longest())
	if l.sealed {
		return gate.All(s, (*Kept).fields, `SELECT `+columns+` FROM notify_sealed WHERE state = 'waiting' AND way = ? AND (next_at <= ? OR next_at > ?)
			AND (claimed_until IS NULL OR claimed_until <= ? OR claimed_until > ?) ORDER BY queued_at, id LIMIT ?`, l.way, s.Now, far, s.Now, far, l.atOnce)
	}
	return gate.All(s, (*Kept).fields, `SELECT `+columns+` FROM notify_message WHERE state = 'waiting' AND way = ? AND urgent = ? AND (next_at <= ? OR next_at > ?)
		AND (claimed_until IS NULL OR claimed_until <= ? OR claimed_until > ?) ORDER BY queued_at, id LIMIT ?`, l.way, l.urgent, s.Now, far, s.Now, far, l.atOnce)
}

// claimAll takes messages for this sender until the moment given.
func (l lane) claimAll(tx *gate.Tx, of []ID) error {
	until := tx.At.Add(l.claim)
	if l.sealed {
		return tx.Exec(`UPDATE notify_sealed SET claimed_until = ? WHERE id IN ?`, until, gate.In(of))
	}
	return tx.Exec(`UPDATE notify_message SET claimed_until = ? WHERE id IN ?`, until, gate.In(of))
}

// settled writes down how one try ended.
func (l lane) settled(tx *gate.Tx, k Kept, r result) error {
	state, next := Sent, tx.At
	sent := tx.At
	switch {
	case r.failure == NoProvider:
		state, sent = Unset, when.Instant{}
	case r.failure != "" && (r.final || k.Tries >= len(l.waits)):
		state, sent = Dead, when.Instant{}
	case r.failure != "":
		state, sent, next = Waiting, when.Instant{}, tx.At.Add(l.waits[k.Tries])
	}
	if state == Dead && !l.sealed {
		tx.Emit(Died{Message: k.ID, Way: k.By, Urgent: k.Urgent})
	}
	args := []any{state, next, tx.At, sent, r.failure, r.reference, k.ID}
	if l.sealed {
		return tx.Exec(`UPDATE notify_sealed SET state = ?, next_at = ?, claimed_until = NULL, tries = tries + 1, tried_at = ?, sent_at = ?, failure = ?, reference = ?
			WHERE id = ? AND state = 'waiting'`, args...)
	}
	return tx.Exec(`UPDATE notify_message SET state = ?, next_at = ?, claimed_until = NULL, tries = tries + 1, tried_at = ?, sent_at = ?, failure = ?, reference = ?
		WHERE id = ? AND state = 'waiting'`, args...)
}

// Out is how one way out is doing.
type Out struct {
	Way      Way
	Provider string       // empty: it is not set up
	Worked   when.Instant // zero: not yet
	Failing  when.Instant // since when; zero: it works, or was not tried
	Failure  Failure
}

func (o *Out) fields() []any { return []any{&o.Way, &o.Provider, &o.Worked, &o.Failing, &o.Failure} }

// Outs is how each way out is doing, in the order of Ways.
func Outs(s *gate.Snapshot) ([]Out, error) {
	rows, err := gate.All(s, (*Out).fields, `SELECT way, provider, worked_at, failing_at, failure FROM notify_way`)
	out := make([]Out, 0, len(Ways))
	for _, w := range Ways {
		o := Out{Way: w}
		for _, r := range rows {
			if r.Way == w {
				o = r
			}
		}
		out = append(out, o)
	}
	return out, err
}

func saveOut(tx *gate.Tx, o Out) error {
	return tx.Exec(`INSERT INTO notify_way (way, provider, worked_at, failing_at, failure) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (way) DO UPDATE SET provider = excluded.provider, worked_at = excluded.worked_at, failing_at = excluded.failing_at, failure = excluded.failure`,
		o.Way, o.Provider, o.Worked, o.Failing, o.Failure)
}

// Latest lists the newest messages, or those of one state only, newest first.
func Latest(s *gate.Snapshot, only State, limit, skip int) ([]Kept, error) {
	return gate.All(s, (*Kept).fields, `SELECT `+columns+` FROM notify_message WHERE ? = '' OR state = ? ORDER BY queued_at DESC, id DESC LIMIT ? OFFSET ?`, only, only, limit, skip)
}

// SealedLatest lists the newest sealed messages, newest first, for whoever may
// know of the sealed record they are about.
func SealedLatest(s *gate.Snapshot, limit int) ([]Kept, error) {
	return gate.All(s, (*Kept).fields, `SELECT `+columns+` FROM notify_sealed ORDER BY queued_at DESC, id DESC LIMIT ?`, limit)
}

// Again puts a dead message back into its lane, as if it were new.
func Again(tx *gate.Tx, id ID) error {
	return tx.Update(`UPDATE notify_message SET state = 'waiting', tries = 0, next_at = ?, claimed_until = NULL WHERE id = ? AND state IN ('dead', 'unset')`, tx.At, id)
}

// Called lists the messages with the ids given that there are.
func Called(s *gate.Snapshot, of []ID) ([]Kept, error) {
	return gate.All(s, (*Kept).fields, `SELECT `+columns+` FROM notify_message WHERE id IN ? ORDER BY queued_at, id`, gate.In(of))
}
