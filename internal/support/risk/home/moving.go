package home

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/risk"
)

// MovingID names one assessment of how somebody moves.
type MovingID string

// checkDays is within how many days what lifts people is checked: LOLER reg 9
// says 6 months.
const checkDays = 183

// Moving is one assessment of how somebody is helped to move. The json names are
// those of the form.
type Moving struct {
	ID       MovingID `json:"id"`
	Person   ids.Person
	On       when.Date `json:"on"`
	ReviewOn when.Date `json:"review_on"`
	Source   string    `json:"source"` // who assessed it
	Words    string    `json:"words"`
	Tasks    []Task    // in the order of risk.Tasks; what was not assessed is not there

	Recorded when.Instant
	ByName   string // filled by reads only
}

// Task is how one task is done. Workers may be 0 where the person does it alone.
type Task struct {
	Task      risk.Task
	Able      risk.Able
	Workers   int
	Method    string
	Equipment string
	CheckedOn when.Date // when the equipment was last checked
}

// Workers is how many workers the assessment asks for: the most that any task
// takes, and 1 at least.
func (m Moving) Workers() int {
	most := 1
	for _, t := range m.Tasks {
		most = max(most, t.Workers)
	}
	return most
}

// checkLate reports whether what lifts was not checked within 6 months of a day.
func (t Task) checkLate(today when.Date) bool {
	return t.Able == "lifted" && (t.CheckedOn == "" || t.CheckedOn.Add(checkDays) < today)
}

func (m Moving) check(today when.Date) error {
	var c risk.Checks
	c.ID(string(m.ID))
	c.Done(m.On, today, "on", "Enter the day of the assessment.")
	c.Words(m.Source, "source", "Say who assessed it.")
	c.AtMost(m.Words, "words")
	c.Field(len(m.Tasks) == 0, "able_"+string(risk.Tasks[0]), "Choose how far the person does at least one of these.")
	for _, t := range m.Tasks {
		key, name := string(t.Task), t.Task.Label()
		c.Field(t.Task.Label() == "" || t.Able.Label() == "", "able_"+key, "%s: choose one of the answers.", name)
		c.Field(t.Workers < 0 || t.Workers > 2, "workers_"+key, "%s: choose no worker, one or two.", name)
		helped := t.Able == "helped" || t.Able == "lifted" || t.Able == "watched"
		c.Field(helped && t.Workers == 0, "workers_"+key, "%s: choose how many workers it takes.", name)
		c.Field((t.Able == "helped" || t.Able == "lifted") && t.Method == "", "method_"+key, "%s: say how it is done.", name)
		c.Field(t.Able == "lifted" && t.Equipment == "", "equipment_"+key, "%s: say what is used, with the sling and its size.", name)
		c.Field(t.Able == "lifted" && t.CheckedOn == "", "checked_"+key, "%s: enter the day on which the equipment was last checked. It must be checked every 6 months.", name)
		c.Field(t.CheckedOn > today, "checked_"+key, "%s: that day is still to come.", name)
		c.AtMost(t.Method, "method_"+key)
		c.AtMost(t.Equipment, "equipment_"+key)
	}
	c.Again(m.ReviewOn, today, risk.LongestReview, "review_on")
	return c.Err("risk.moving")
}

// workersOffered are how many workers a task may take, with their words.
var workersOffered = []string{"No worker", "1 worker", "2 workers"}

// of is the task among those assessed.
func (m Moving) of(t risk.Task) (Task, bool) {
	i := slices.IndexFunc(m.Tasks, func(x Task) bool { return x.Task == t })
	if i < 0 {
		return Task{Task: t}, false
	}
	return m.Tasks[i], true
}
