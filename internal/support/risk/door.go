package risk

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// DoorAnswer is what a worker says before they go in.
type DoorAnswer string

// The answers. Fine is one tap.
const (
	Fine    DoorAnswer = "fine"
	Changed DoorAnswer = "changed"
	NotSafe DoorAnswer = "not_safe"
)

// DoorAnswers lists them in the order of the tiles.
var DoorAnswers = []DoorAnswer{Fine, Changed, NotSafe}

var doorWords = map[DoorAnswer]string{Fine: "Nothing has changed", Changed: "Something has changed", NotSafe: "It is not safe"}

// Label is the answer in words for a screen.
func (a DoorAnswer) Label() string { return doorWords[a] }

// DoorCode is one thing that may have changed.
type DoorCode string

// DoorCodes lists what may have changed, in the order of the tiles. Codes never
// change meaning.
var DoorCodes = []DoorCode{
	"threat", "stranger", "weapon", "animal", "unwell", "smoke_or_gas", "way_in", "floor", "light", "electrics", "cold_or_no_water", "infection", "equipment", "other",
}

var doorCodeWords = map[DoorCode]string{
	"threat": "Shouting or threats", "stranger": "Somebody I do not know is there", "weapon": "A weapon, or something used as one", "animal": "A loose animal",
	"unwell": "The person is not well", "smoke_or_gas": "Smoke, or a smell of gas", "way_in": "The way in is not safe", "floor": "Something to trip or slip on",
	"light": "Too dark", "electrics": "Wires or plugs that are broken", "cold_or_no_water": "No heating or no water", "infection": "Signs of infection",
	"equipment": "Equipment is missing or broken", "other": "Something else",
}

// Label is what may have changed in words for a screen.
func (d DoorCode) Label() string { return doorCodeWords[d] }

// Door is what one worker saw at one door. Visit may be empty.
type Door struct {
	ID      string
	Person  ids.Person
	Visit   visit.ID
	Answer  DoorAnswer
	Seen    []DoorCode
	Words   string
	First   bool // the first time that any of us came
	WentIn  bool
	At      when.Instant // when it was seen
	Channel visit.Channel

	Recorded when.Instant
	ByName   string // filled by reads only
}

// ahead is how far ahead of ours a phone's clock may be.
const ahead = 5 * time.Minute

func (d Door) check(now when.Instant) error {
	var c fault.Checks
	c.Field(d.ID == "" || len(d.ID) > 100, "id", "Start again: this has lost its number.")
	c.Field(d.Answer.Label() == "", "answer", "Say whether anything has changed, and whether it is safe.")
	unknown := slices.ContainsFunc(d.Seen, func(x DoorCode) bool { return x.Label() == "" })
	c.Field(unknown, "seen", "One of the things that were seen is not on our list.")
	c.Field(d.Answer != Fine && len(d.Seen) == 0 && d.Words == "", "seen", "Say what has changed.")
	c.Field(utf8.RuneCountInString(d.Words) > MostWords, "words", "Use %d characters or fewer.", MostWords)
	c.Field(d.At.After(now.Add(ahead).Time), "at", "This cannot have been seen in the future: check the time.")
	return c.Err("risk.door")
}

// NoteDoor keeps what was seen at a door. A home that is not safe is told to the
// office at once, and something that changed on the same day. Whoever calls has
// checked that the writer may. Errors: risk.door, by field; gate.exists;
// gate.not_found for a visit that is not the person's.
func NoteDoor(tx *gate.Tx, d Door) error {
	if d.At.IsZero() {
		d.At = tx.At
	}
	if d.Answer == Fine {
		d.Seen = nil
	}
	if err := d.check(tx.At); err != nil {
		return err
	}
	if d.Visit != "" {
		if _, err := visit.Get(tx.Snapshot, d.Person, d.Visit); err != nil {
			return err
		}
	}
	if err := insertDoor(tx, d); err != nil {
		return err
	}
	source := string(d.Visit)
	if source == "" {
		source = d.ID
	}
	switch d.Answer {
	case NotSafe:
		return alert.Raise(tx, alert.New{Kind: alert.NotSafe, Person: d.Person, Source: source})
	case Changed:
		return alert.Raise(tx, alert.New{Kind: alert.HomeChanged, Person: d.Person, Source: source})
	}
	return nil
}

// Note is NoteDoor through the gate, for pages. Errors: as of NoteDoor.
func Note(ctx context.Context, g *gate.Gate, d Door) error {
	return g.Write(ctx, MayRecord, gate.Person(d.Person), func(tx *gate.Tx) error { return NoteDoor(tx, d) })
}
