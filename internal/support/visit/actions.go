package visit

import (
	"context"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

// Who may do what. The office for anybody; a support worker for people on
// their work, also for what they did while they were.
var (
	MaySee      = gate.Action{Name: "visit.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayRecord   = gate.Action{Name: "visit.record", Who: actor.Rule{Any: actor.Office, Related: actor.Field}}
	MayArrive   = gate.Action{Name: "visit.arrive", Who: MayRecord.Who}
	MayNoAnswer = gate.Action{Name: "visit.no_answer", Who: MayRecord.Who}
	MayDecline  = gate.Action{Name: "visit.not_wanted", Who: MayRecord.Who}
	MayCorrect  = gate.Action{Name: "visit.correct", Who: MayRecord.Who}
	MayCancel   = gate.Action{Name: "visit.cancel", Who: actor.Rule{Any: actor.Office}}
	MayAdd      = gate.Action{Name: "visit.add", Who: actor.Rule{Any: actor.Office}}
)

// Record says what happened at a visit. A second worker's record of the same
// visit is kept beside the first. The first record of an episode starts it.
// Errors: visit.already_recorded; visit.recording, by field; gate.changed if
// the office changed the visit meanwhile; gate.not_found.
func Record(ctx context.Context, g *gate.Gate, r Recording) error {
	return g.Write(ctx, MayRecord, gate.Person(r.Person), func(tx *gate.Tx) error {
		v, more, err := open(tx.Snapshot, r.Person, r.Visit)
		if err != nil {
			return err
		}
		if v.State == Done && v.Workers == 2 && v.RecordedBy != ids.Account(tx.Actor.ID) && (r.Channel == App || r.Channel == Web) {
			return recordSecond(tx, v, r)
		}
		before, err := pastTasks(tx.Snapshot, v, r.Tasks)
		if err != nil {
			return err
		}
		was := v
		v, tasks, concerns, err := v.record(r, before, ids.Account(tx.Actor.ID), tx.At)
		if err != nil {
			return err
		}
		if err := save(tx, v, seen(r.Version, was)); err != nil {
			return err
		}
		if err := addTasks(tx, v, tasks); err != nil {
			return err
		}
		if err := more.answer(tx, v); err != nil {
			return err
		}
		if more.episode == episode.StateAccepted || more.episode == episode.StateActive && v.On < more.started {
			if err := episode.Start(tx, v.Person, v.Episode, v.On); err != nil {
				return err
			}
		}
		tx.Emit(Recorded{Visit: v.ID, Person: v.Person, Episode: v.Episode, On: v.On, First: v.First})
		return raise(tx, concerns)
	})
}

// seen is the version to save against: the one the recorder saw, or the one
// just read where they did not say.
func seen(version int, v Visit) int {
	if version == 0 {
		return v.Version
	}
	return version
}

func raise(tx *gate.Tx, concerns []alert.New) error {
	for _, c := range concerns {
		if err := alert.Raise(tx, c); err != nil {
			return err
		}
	}
	return nil
}

// recordSecond keeps what the second of two workers recorded beside the first
// record.
func recordSecond(tx *gate.Tx, v Visit, r Recording) error {
	var c fault.Checks
	v.checkTimes(&c, r.Arrived, r.Left, tx.At)
	checkNote(&c, r.Note)
	if err := c.Err("visit.recording"); err != nil {
		return err
	}
	err := add(tx, Addition{
		ID: ids.Derived("visit.second", string(v.ID), tx.Actor.ID), Visit: v.ID, Person: v.Person, Kind: SecondWorker,
		Now: string(r.Feeling), Words: strings.TrimSpace(r.Note), Arrived: r.Arrived, Left: r.Left,
	})
	if fault.Is(err, "gate.exists") {
		return fault.New(fault.Conflict, "visit.already_recorded", "This visit has already been recorded. Add to the record instead.")
	}
	if err != nil || r.Feeling != Worse {
		return err
	}
	return raise(tx, []alert.New{{Kind: alert.WorseThanBefore, Person: v.Person, Source: string(v.ID), Detail: feelsWorse}})
}

// Arrival says that a worker has come to the door.
type Arrival struct {
	Person ids.Person
	Visit  ID
	At     when.Instant
}

// Arrive notes when the worker came, before the rest is recorded. Saying it
// again, or after the visit was recorded, changes nothing. Error:
// visit.arrival; gate.not_found.
func Arrive(ctx context.Context, g *gate.Gate, a Arrival) error {
	return g.Write(ctx, MayArrive, gate.Person(a.Person), func(tx *gate.Tx) error {
		v, more, err := open(tx.Snapshot, a.Person, a.Visit)
		if err != nil || v.State != Planned || !v.Arrived.IsZero() {
			return err
		}
		var c fault.Checks
		v.checkTimes(&c, a.At, a.At, tx.At)
		if err := c.Err("visit.arrival"); err != nil {
			return err
		}
		if err := setArrived(tx, v, a.At); err != nil {
			return err
		}
		return more.answer(tx, v)
	})
}

// NoAnswer says that nobody answered the door, and what was tried. The office
// is alerted to act now. Errors: visit.already_recorded; visit.not_answered,
// by field; gate.changed; gate.not_found.
func NoAnswer(ctx context.Context, g *gate.Gate, n NotAnswered) error {
	return g.Write(ctx, MayNoAnswer, gate.Person(n.Person), func(tx *gate.Tx) error {
		was, more, err := open(tx.Snapshot, n.Person, n.Visit)
		if err != nil {
			return err
		}
		v, concerns, err := was.noAnswer(n, ids.Account(tx.Actor.ID), tx.At)
		if err != nil {
			return err
		}
		return notMade(tx, v, seen(n.Version, was), more, concerns)
	})
}

// PutNotAnswered sets a visit at the end of a no-answer procedure. The office
// was alerted when that began, so this raises nothing. What was recorded
// otherwise meanwhile stays. Errors: visit.not_answered, by field;
// gate.not_found.
func PutNotAnswered(tx *gate.Tx, n NotAnswered) error {
	was, more, err := open(tx.Snapshot, n.Person, n.Visit)
	if err != nil {
		return err
	}
	if _, fits := was.State.next("no_answer"); !fits {
		return nil
	}
	v, _, err := was.noAnswer(n, ids.Account(tx.Actor.ID), tx.At)
	if err != nil {
		return err
	}
	return notMade(tx, v, was.Version, more, nil)
}

// NotWanted says that the person chose not to have the visit today. Errors:
// visit.already_recorded; visit.not_wanted, by field; gate.changed;
// gate.not_found.
func NotWanted(ctx context.Context, g *gate.Gate, d Declined) error {
	return g.Write(ctx, MayDecline, gate.Person(d.Person), func(tx *gate.Tx) error {
		was, more, err := open(tx.Snapshot, d.Person, d.Visit)
		if err != nil {
			return err
		}
		before, err := pastStates(tx.Snapshot, was)
		if err != nil {
			return err
		}
		v, concerns, err := was.notWanted(d, before, ids.Account(tx.Actor.ID), tx.At)
		if err != nil {
			return err
		}
		return notMade(tx, v, seen(d.Version, was), more, concerns)
	})
}

func notMade(tx *gate.Tx, v Visit, version int, more surroundings, concerns []alert.New) error {
	if err := save(tx, v, version); err != nil {
		return err
	}
	return tellNotMade(tx, v, more, concerns)
}

func tellNotMade(tx *gate.Tx, v Visit, more surroundings, concerns []alert.New) error {
	if err := more.answer(tx, v); err != nil {
		return err
	}
	tx.Emit(NotMade{Visit: v.ID, Person: v.Person, Episode: v.Episode, On: v.On, State: v.State})
	return raise(tx, concerns)
}

// Miss marks a planned visit of which no record came, and alerts the office
// unless it is only history. roster decides when, as it knows the plan of the
// day. A visit that is no longer planned is left alone. The version stays as it
// is, so that the record of a worker who had no signal fits when it comes.
func Miss(tx *gate.Tx, person ids.Person, id ID, tell bool) error {
	v, more, err := open(tx.Snapshot, person, id)
	if err != nil {
		return err
	}
	to, ok := v.State.next("miss")
	if !ok {
		return nil
	}
	v.State, v.RecordedAt, v.RecordedBy = to, tx.At, ids.Account(tx.Actor.ID)
	var concerns []alert.New
	if tell {
		concerns = []alert.New{{Kind: alert.Missed, Person: v.Person, Source: string(v.ID)}}
	}
	if err := setMissed(tx, v); err != nil {
		return err
	}
	return tellNotMade(tx, v, more, concerns)
}

// Correction puts right what a record says, without losing what it said.
type Correction struct {
	ID      string // of the addition, made by the caller
	Person  ids.Person
	Visit   ID
	Task    plan.TaskID // the task whose step was wrong; empty for words alone
	Level   string      // the right step of the ladder
	Words   string      // what is right, and how it is known
	Channel Channel
}

// Correct adds a correction to the record of a visit. Errors:
// visit.correction, by field; visit.not_recorded; gate.exists; gate.not_found.
func Correct(ctx context.Context, g *gate.Gate, r Correction) error {
	return g.Write(ctx, MayCorrect, gate.Person(r.Person), func(tx *gate.Tx) error {
		v, err := Get(tx.Snapshot, r.Person, r.Visit)
		if err != nil {
			return err
		}
		tasks, err := TasksOf(tx.Snapshot, r.Person, r.Visit)
		if err != nil {
			return err
		}
		a, t, err := v.correct(r, tasks)
		if err != nil {
			return err
		}
		if t.Task != "" {
			if err := relevel(tx, t, v.Person); err != nil {
				return err
			}
		}
		return add(tx, a)
	})
}

// Cancellation calls off a planned visit.
type Cancellation struct {
	Person  ids.Person
	Visit   ID
	Version int     `json:"version"`
	Reason  CallOff `json:"reason"`
	Note    string  `json:"note"`
}

// Cancel calls off one planned visit. Errors: visit.cancellation, by field;
// visit.not_planned; gate.changed; gate.not_found.
func Cancel(ctx context.Context, g *gate.Gate, c Cancellation) error {
	return g.Write(ctx, MayCancel, gate.Person(c.Person), func(tx *gate.Tx) error {
		was, more, err := open(tx.Snapshot, c.Person, c.Visit)
		if err != nil {
			return err
		}
		v, err := was.cancel(c, ids.Account(tx.Actor.ID), tx.At)
		if err != nil {
			return err
		}
		if err := save(tx, v, seen(c.Version, was)); err != nil {
			return err
		}
		tx.Emit(v.cancelled())
		return more.answer(tx, v)
	})
}

// OneOff is a visit added by hand: a first visit before there is a plan, or
// one more on a bad day.
type OneOff struct {
	ID          ID           `json:"id"`
	Person      ids.Person   `json:"-"`
	On          when.Date    `json:"on"`
	StartMin    int          `json:"-"`
	WindowMin   int          `json:"window"` // how much earlier or later it may begin
	DurationMin int          `json:"duration"`
	Workers     int          `json:"workers"`
	MustBeAt    bool         `json:"must_be_at"`
	Skills      []plan.Skill `json:"skills"`
	First       bool         `json:"first"` // no time is added: DurationMin is what it is
}

// AddOne adds a visit by hand to the person's open episode. Errors:
// visit.one_off, by field; visit.no_episode; gate.exists.
func AddOne(ctx context.Context, g *gate.Gate, o OneOff) error {
	return g.Write(ctx, MayAdd, gate.Person(o.Person), func(tx *gate.Tx) error {
		v, err := o.visit(tx.Today())
		if err != nil {
			return err
		}
		e, err := episode.Open(tx.Snapshot, o.Person)
		if gate.Missing(err) {
			return fault.New(fault.Invalid, "visit.no_episode", "This person has no support under way. Accept a referral first.")
		}
		if err != nil {
			return err
		}
		v.Episode = e.ID
		tx.Emit(Added{Visit: v.ID, Person: v.Person, On: v.On, Workers: v.Workers})
		return insert(tx, []Visit{v})
	})
}

// Generate makes a day's visits from the patterns of agreed plans and says how
// many are new. Making a day again makes only what is missing: a visit called
// off stays called off. Nobody is visited who has died, is in hospital or in a
// care home on that day. The first visit of an episode is longer by the
// council's setting.
func Generate(tx *gate.Tx, day when.Date) (int, error) {
	patterns, err := plan.PatternsOn(tx.Snapshot, day)
	if err != nil || len(patterns) == 0 {
		return 0, err
	}
	known, err := knownOn(tx.Snapshot, day)
	if err != nil {
		return 0, err
	}
	extra, err := council.Number(tx.Snapshot, council.FirstVisitMin)
	if err != nil {
		return 0, err
	}
	visits := made(patterns, day, known, extra)
	return len(visits), insert(tx, visits)
}
