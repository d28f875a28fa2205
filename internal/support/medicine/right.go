package medicine

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/plan"
)

// Right is which visit may give the doses of one slot of one person, and who
// holds it: a phone that has it in its pack, whose that is, and until when it may
// use it without asking. Told is when a pack for that phone first said that the dose is
// another's: until the phone is known to have that pack it may still give it.
// Doses that are given without the right may be a second one, and are told.
type Right struct {
	Person ids.Person
	Slot   Slot
	Visit  string
	Holder string // the phone; empty while no pack has it
	Given  when.Instant
	Until  when.Instant
	Told   when.Instant

	Account ids.Account // whose phone it is
}

// IsZero reports whether nobody has asked for the right to the slot yet.
func (r Right) IsZero() bool { return r.Visit == "" }

// Here and Elsewhere are what a pack says of the right to a slot.
const (
	Here      = "here"
	Elsewhere = "elsewhere"
)

// Turn is one visit of a published rota at which doses may be given: whose, on
// which day, in which part of it, and when it starts.
type Turn struct {
	Visit    string
	Person   ids.Person
	On       when.Date
	Part     plan.Part
	StartMin int
}

// Assign says which of the visits each slot belongs to: the earliest of its part
// of the day, of two at the same time the one whose id comes first. The order in
// which they are given does not matter, so a plan made again gives the same.
// What is taken when needed belongs to no visit.
func Assign(slots []Slot, turns []Turn) map[Slot]string {
	turns = slices.SortedFunc(slices.Values(turns), func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.StartMin, b.StartMin), cmp.Compare(a.Visit, b.Visit))
	})
	out := map[Slot]string{}
	for _, s := range slots {
		if s.Part() == Needed {
			continue
		}
		for _, t := range turns {
			if SlotOf(t.On, t.Part) == s {
				out[s] = t.Visit
				break
			}
		}
	}
	return out
}

// Ask is what a phone asks for when it is given a pack: the right to a slot, for
// the visit it belongs to by the rota as it is.
type Ask struct {
	Person ids.Person
	Slot   Slot
	Visit  string // by Assign
	Mine   bool   // whether the visit is in this pack
}

// Decide says who holds the right after a phone asked for its pack. One that
// another phone holds and may still use is not given to this one. One that this
// phone held and that the rota gave to somebody else is free again only when the
// phone has a pack that says so, and has brought all that it recorded before: has
// is when the newest pack was made of which both are known, zero for none.
func Decide(a Ask, was Right, holder string, has, until, now when.Instant) Right {
	held := was.Holder != "" && now.Before(was.Until.Time)
	switch {
	case held && was.Holder != holder:
		return was
	case a.Mine:
		return Right{Person: a.Person, Slot: a.Slot, Visit: a.Visit, Holder: holder, Given: now, Until: until}
	case !held:
		return was
	case was.Told.IsZero():
		was.Told = now
	case !has.Before(was.Told.Time):
		was.Holder, was.Until = "", now
	}
	return was
}

// Says is what a pack of the phone says of the right.
func (r Right) Says(holder, visit string) string {
	if r.Holder == holder && r.Visit == visit && r.Told.IsZero() {
		return Here
	}
	return Elsewhere
}

// Claim gives a phone the rights to its slots, as far as no other phone may
// still use them, and says who holds each: what is not this phone's is another's.
// Until is when the phone must let go of the pack. Has is when the newest pack
// was made that the phone is known to have with nothing left to bring, zero where
// that is not known: then what it holds stays its own. It writes only what
// changed, in two statements besides one that reads.
func Claim(tx *gate.Tx, holder string, has, until when.Instant, asks []Ask) ([]Right, error) {
	var people []ids.Person
	var slots []Slot
	for _, a := range asks {
		people, slots = append(people, a.Person), append(slots, a.Slot)
	}
	have, err := rightsOf(tx.Snapshot, people, slots)
	if err != nil {
		return nil, err
	}
	out := make([]Right, 0, len(asks))
	var changed []Right
	for _, a := range asks {
		was := Right{}
		for _, r := range have {
			if r.Person == a.Person && r.Slot == a.Slot {
				was = r
			}
		}
		r := Decide(a, was, holder, has, until, tx.At)
		switch r.Holder {
		case holder:
			r.Account = ids.Account(tx.Actor.ID)
		case "":
			r.Account = ""
		}
		if r != was {
			changed = append(changed, r)
		}
		out = append(out, r)
	}
	return out, saveRights(tx, changed)
}

// Release frees what a phone holds that is known to have nothing left: neither a
// pack by which it may give a dose, nor a record of one that it has not brought.
func Release(tx *gate.Tx, holder string) error {
	return tx.Exec(`UPDATE medicine_right SET holder = '', until_at = ? WHERE holder = ? AND until_at > ?`, tx.At, holder, tx.At)
}
