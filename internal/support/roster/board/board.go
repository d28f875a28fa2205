package board

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"stillhome/internal/platform/ui"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// standing is how far a visit has come, as the board draws it. The numbers are
// read by assets/board.js.
type standing int

const (
	upcoming standing = iota
	underWay
	done
	late     // nobody has come, and it was to start
	missed   // no record
	noAnswer // nobody opened the door
	unwanted // the person chose not to
)

var standings = map[visit.State]standing{
	visit.Done: done, visit.Missed: missed, visit.Unanswered: noAnswer, visit.Unwanted: unwanted,
}

func (d day) standing(e roster.Entry) standing {
	switch {
	case e.State != visit.Planned:
		return standings[e.State]
	case !e.Arrived.IsZero():
		return underWay
	case d.NowMin >= 0 && len(d.draft) == 0 && d.Day.Published() && len(e.With) > 0 && d.NowMin > e.StartsAt()+d.lateAfter:
		return late
	}
	return upcoming
}

// What is special about a visit, as bits.
const (
	mustBeAt = 1 << iota
	twoWorkers
	drafted
	fixed
)

// drawnDay is a day for the script. Lists are shorter than objects on the way,
// and there are many. Shifts are named by the 16 bytes of their ids in base64.
type drawnDay struct {
	On     string   `json:"on"`
	Title  string   `json:"title"`
	Now    int      `json:"now"` // minute, or -1
	May    bool     `json:"may"`
	Away   bool     `json:"away"` // the caller may report somebody away
	Draft  []string `json:"draft"`
	Shifts [][]any  `json:"shifts"` // id, name, from, until, percent full, break from, break minutes
	Visits [][]any  `json:"visits"` // shift number or -1, start, minutes, travel, standing, bits, name number, tail of the id
	Names  []string `json:"names"`
}

// short is an identifier in base64; one that is not ours stays as it is.
func short(id string) string {
	b, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(b) != 16 {
		return id
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// board is the day for the script, with what stands where none runs.
func (d day) board(plain ...ui.Block) ui.Block {
	out := drawnDay{
		Draft: []string{}, Shifts: [][]any{}, Visits: [][]any{}, Names: []string{},
		On: string(d.Day.On), Title: "Rota for " + d.Day.On.Said(), Now: d.NowMin, May: d.may, Away: d.mayAway(),
	}
	for _, p := range d.draft {
		out.Draft = append(out.Draft, p.String())
	}
	runs := d.runs()
	number := map[string]int{}
	add := func(row int, e roster.Entry, start, travel int) {
		n, known := number[string(e.Person)]
		if !known {
			n = len(out.Names)
			number[string(e.Person)] = n
			out.Names = append(out.Names, e.Name)
		}
		bits := 0
		for _, b := range []struct {
			on  bool
			bit int
		}{{e.MustBeAt, mustBeAt}, {e.Workers == 2, twoWorkers}, {e.Drafted, drafted}, {e.Fixed(), fixed}} {
			if b.on {
				bits |= b.bit
			}
		}
		out.Visits = append(out.Visits, []any{row, start, e.DurationMin, travel, d.standing(e), bits, n, tail(e.ID)})
	}
	for _, e := range d.loose() {
		add(-1, e, e.StartMin, 0)
	}
	for row, s := range d.Shifts {
		run := runs[s.ID]
		from, minutes := breakOf(s, run)
		out.Shifts = append(out.Shifts, []any{short(string(s.ID)), s.Name, s.StartMin, s.EndMin, full(s, run), from, minutes})
		for _, x := range run {
			add(row, x.Entry, x.Assignment.StartMin, x.TravelMin)
		}
	}
	return ui.Drawn{Script: d.c.Asset("board.js"), Data: out, Blocks: plain}
}

// workOnEndMin is how long one may work without a break. Source: Working Time
// Regulations 1998 regulation 12.
const workOnEndMin = 6 * 60

// breakOf is where the break of a run lies: the latest pause within six hours of
// setting out that is long enough. No minutes where none is owed or none fits.
func breakOf(s roster.Shift, run []stop) (from, minutes int) {
	if s.BreakMin == 0 || len(run) < 2 {
		return 0, 0
	}
	began, last := run[0].Assignment.StartMin-run[0].TravelMin, run[len(run)-1]
	if last.Assignment.StartMin+last.DurationMin-began <= workOnEndMin {
		return 0, 0
	}
	for i, x := range run[1:] {
		left := run[i].Assignment.StartMin + run[i].DurationMin
		if pause := x.Assignment.StartMin - x.TravelMin - left; pause >= s.BreakMin && left-began <= workOnEndMin {
			from, minutes = left, pause
		}
	}
	return from, minutes
}
