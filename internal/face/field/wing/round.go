package wing

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/prison"
	"stillhome/internal/support/risk"
)

// round is a day's visits in the prison with what is needed at the cell door.
type round struct {
	stops  []prison.Stop
	tasks  map[plan.PatternID][]plan.Task
	doses  map[ids.Person][]medicine.DueDose
	safety map[ids.Person]risk.Brief
}

// readRound reads it in six statements, for however many people.
func readRound(s *gate.Snapshot, day when.Date) (r round, err error) {
	if r.stops, err = prison.RoundOn(s, day); err != nil || len(r.stops) == 0 {
		return r, err
	}
	var patterns []plan.PatternID
	var people []ids.Person
	for _, v := range r.stops {
		gate.Shown(s, v.Visit.Person)
		people = append(people, v.Visit.Person)
		if v.Pattern != "" {
			patterns = append(patterns, v.Pattern)
		}
	}
	all, err := plan.TasksOf(s, patterns...)
	if err != nil {
		return r, err
	}
	r.tasks = map[plan.PatternID][]plan.Task{}
	for _, t := range all {
		r.tasks[t.Pattern] = append(r.tasks[t.Pattern], t)
	}
	if r.safety, err = risk.AtHand(s, day, people...); err != nil {
		return r, err
	}
	r.doses, err = medicine.Due(s, day, people...)
	return r, err
}

func roundPage(c *web.Call) (web.Reply, error) {
	day, err := when.ParseDate(c.Path("date"))
	if err != nil || day == "" {
		return nil, gate.NotFound()
	}
	var r round
	err = c.Gate.Read(c, prison.MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if err = prison.InTeam(s); err != nil {
			return err
		}
		r, err = readRound(s, day)
		return err
	})
	if prison.Outsider(err) {
		return prison.NotTeam(c, "Round"), nil
	}
	if err != nil {
		return nil, err
	}
	title := "Round of " + day.Said()
	if len(r.stops) == 0 {
		return c.Page(title, ui.Para("No visit in the prison is planned for this day. Visits appear here once the day has been built on the rota.")).BackTo("Prison", "/prison"), nil
	}
	blocks := []ui.Block{ui.Para("Printed " + c.Now().Said() + ". Hand it in when you come out: it is keyed in the same day, then shredded.")}
	for i, v := range r.stops {
		if i == 0 || r.stops[i-1].Wing.ID != v.Wing.ID {
			blocks = append(blocks, ui.Heading(v.WingName))
			if v.Wing.Escort != "" {
				blocks = append(blocks, ui.Para(v.Wing.Escort))
			}
		}
		blocks = append(blocks, r.card(v))
	}
	return c.Page(title, blocks...).BackTo("Prison", "/prison"), nil
}

// initial is the least that tells two people with one given name apart.
func initial(v prison.Stop) string {
	f := []rune(v.Family)
	if len(f) == 0 {
		return v.Called
	}
	return v.Called + " " + string(f[0])
}

// partOf is the part of the day of a visit; where it was added by hand, the one
// in which the wing is open then, or else the one its time belongs to.
func partOf(v prison.Stop) plan.Part {
	if v.Part != "" {
		return v.Part
	}
	for _, p := range plan.Parts {
		if x := v.Wing.Windows[p]; x.From <= v.StartMin && v.StartMin < x.Until {
			return p
		}
	}
	return medicine.PartAt(v.StartMin)
}

// locked reports whether cells are locked for some or all of a visit's time.
func locked(v prison.Stop) bool {
	x, ok := v.Wing.Windows[partOf(v)]
	return !ok || v.StartMin < x.From || v.StartMin+v.DurationMin > x.Until
}

// card is one visit on paper: what is needed at the door, and lines to write on.
func (r round) card(v prison.Stop) ui.Block {
	rows := []ui.RecordRow{
		{Key: "Time", Value: when.Hour(v.StartMin) + fmt.Sprintf(", %d minutes", v.DurationMin)},
		{Key: "Unlocked", Value: v.Wing.Open(partOf(v))},
		{Key: "Officers", Value: v.Stay.Escort.Label()},
	}
	if v.Workers == 2 {
		rows = append(rows, ui.RecordRow{Key: "Workers", Value: "2 together"})
	}
	if locked(v) {
		rows = append(rows, ui.RecordRow{Key: "Look", Value: "Cells are locked for some or all of this time. Agree another with the wing before you go."})
	}
	add := func(key string, texts []string) {
		if len(texts) > 0 {
			rows = append(rows, ui.RecordRow{Key: key, Value: strings.Join(texts, ". ")})
		}
	}
	add("How to talk together", v.Needs)
	b := r.safety[v.Visit.Person]
	var safety []string
	for _, s := range b.Safety {
		safety = append(safety, s.Kind.Label()+": "+s.Words)
	}
	for _, w := range b.Warnings {
		safety = append(safety, w.Words)
	}
	add("Must be known", safety)
	var tasks, doses []string
	for _, t := range r.tasks[v.Pattern] {
		tasks = append(tasks, t.Words)
	}
	add("To do", tasks)
	for _, d := range medicine.DosesAt(partOf(v), r.doses[v.Visit.Person]) {
		doses = append(doses, d.Medicine.Title()+": "+strings.TrimSuffix(d.Said(), "."))
	}
	add("Medicines", doses)
	for _, key := range []string{"Came, left", "What was done", "Medicines given, by whom", "Anything to tell", "Signed"} {
		rows = append(rows, ui.RecordRow{Key: key, Value: strings.Repeat(".", 48)})
	}
	place := "Cell " + v.Cell
	if v.Landing != "" {
		place = "Landing " + v.Landing + ", cell " + v.Cell
	}
	return ui.Record{Title: place + ": " + initial(v), Rows: rows}
}
