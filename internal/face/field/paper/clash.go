package paper

import (
	"cmp"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/visit"
)

// recorded is a visit that is recorded already.
type recorded struct {
	visit  visit.Visit
	by     string // who recorded it; empty where nobody of the service did
	tasks  []recordedTask
	labels assessment.Labels
	keyed  string // what was keyed in since, in words
}

type recordedTask struct {
	id       plan.TaskID
	activity assessment.Activity
	level    assessment.Level
	words    string // in the plan; empty where the plan has none
}

// keyed is what was keyed in of a visit.
type keyed struct {
	visit.Recording
	doses []medicine.Dose
}

// readVisit is what a visit's form needs, or, where it is recorded already or
// something was keyed in that is not to be recorded twice, what its record says.
// Error: gate.not_found.
func readVisit(c *web.Call, in *keyed) (sheet visit.Sheet, doses []medicine.DueDose, was recorded, err error) {
	err = c.Gate.Read(c, visit.MayRecord, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if sheet.Visit, sheet.Tasks, err = visitWithTasks(s, c.Person(), visitOf(c)); err != nil {
			return err
		}
		if sheet.Labels, err = assessment.Words(s); err != nil {
			return err
		}
		if sheet.Visit.State != visit.Done || in != nil {
			due, err := medicine.Due(s, sheet.Visit.On, c.Person())
			if err != nil {
				return err
			}
			doses = medicine.DosesAt(medicine.PartOf(sheet.Visit.Part, sheet.Visit.StartMin), due[c.Person()])
		}
		if sheet.Visit.State != visit.Done && in == nil {
			return nil
		}
		was.visit, was.labels = sheet.Visit, sheet.Labels
		if was.by, was.tasks, err = recordOf(s, c.Person(), visitOf(c)); err == nil && in != nil {
			was.keyed = in.say(sheet, doses)
		}
		return err
	})
	return sheet, doses, was, err
}

// clash is the answer where something was keyed in of a visit that is recorded
// already.
func clash(c *web.Call, in keyed, wrong error) (web.Reply, error) {
	_, _, was, err := readVisit(c, &in)
	if err != nil {
		return nil, err
	}
	return was.page(c), wrong
}

// page shows what the record says, what was keyed in beside it, and a way to add
// what differs. Nothing is recorded twice, and nothing that was keyed in is
// lost.
func (x recorded) page(c *web.Call) web.Page {
	e, v := entryOf(c), x.visit
	r := ui.Record{Title: "What is recorded", Rows: []ui.RecordRow{
		{Key: "What happened", Block: v.State.Tag()}, {Key: "Came in", Value: joined(", ", joined(", by ", v.Channel.Label(), x.by), v.RecordedAt.Said())},
	}}
	r.Rows = append(r.Rows, x.rows()...)
	words := ui.Field{
		Name: "words", Label: "What does the sheet or the worker say that differs?", Kind: ui.KindArea, Rows: 4, Value: x.keyed,
		Hint: "What is recorded stays. Your words are added to it, with your name.",
	}
	blocks := []ui.Block{e.top(v), r}
	if x.keyed != "" {
		blocks = append(blocks, ui.Heading("What you entered"), ui.Text(x.keyed))
	}
	at := web.PersonPath(v.Person, "visits", string(v.ID))
	links := []ui.Link{{Text: "Read the whole record", Href: at}, {Text: "Medicines, and doses that are not recorded", Href: web.PersonPath(v.Person, "medicines")}}
	if e.run != "" && c.Can(MayKey) {
		links = append([]ui.Link{{Text: "They agree: go on with this sheet", Href: runAt(e.run, e.how)}}, links...)
	}
	f := ui.Form{ID: "differs", Action: at + "/correct", Submit: "Add to the record", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: []ui.Field{words}}
	return e.back(c.Page("This visit is already recorded", append(blocks, f, ui.Links(links...))...), v)
}

// rows are what the record says.
func (x recorded) rows() []ui.RecordRow {
	v := x.visit
	var out []ui.RecordRow
	add := func(key, value string) {
		if value != "" {
			out = append(out, ui.RecordRow{Key: key, Value: value})
		}
	}
	if !v.Arrived.IsZero() {
		add("Begun and ended", v.Arrived.Clock()+clockSaid(" to ", v.Left))
	}
	for _, t := range x.tasks {
		add(cmp.Or(t.words, t.activity.Label()), x.labels[t.level])
	}
	add("How the person was", v.Feeling.Label())
	var tried []string
	for _, t := range v.Tried() {
		tried = append(tried, t.Label())
	}
	add("Tried", strings.Join(tried, "; "))
	if v.State == visit.Unwanted {
		add("Why", visit.Declining(v.Reason).Label())
	}
	add("Note", v.Note)
	return out
}

// clockSaid is a time behind words; empty for none.
func clockSaid(words string, at when.Instant) string {
	if at.IsZero() {
		return ""
	}
	return words + at.Clock()
}

// say is what was keyed in, in words that can be added to the visit's record.
func (in keyed) say(sheet visit.Sheet, due []medicine.DueDose) string {
	var lines []string
	if !in.Arrived.IsZero() {
		lines = append(lines, "Begun "+in.Arrived.Clock()+clockSaid(", ended ", in.Left)+".")
	}
	for _, t := range in.Tasks {
		words := "A task"
		for _, x := range sheet.Tasks {
			if x.Task == t.Task {
				words = x.Words
			}
		}
		lines = append(lines, words+": "+sheet.Labels[t.Level]+".")
	}
	for _, d := range in.doses {
		name := "A medicine"
		for _, x := range due {
			if x.Medicine.ID == d.Medicine {
				name = x.Medicine.Name
			}
		}
		lines = append(lines, doseWords(name, d))
	}
	if words := in.Feeling.Label(); words != "" {
		lines = append(lines, "How the person was: "+words+".")
	}
	if in.Note != "" {
		lines = append(lines, in.Note)
	}
	return strings.Join(lines, "\n")
}
