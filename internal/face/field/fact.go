package field

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// Limits of one batch. A phone that has more to send sends several.
const (
	maxBatchBytes = 64 << 10
	maxFacts      = 200
	maxID         = 100
	maxShown      = 40
)

// How far from now a fact may have happened, by the phone's clock.
const (
	maxAhead = 10 * time.Minute
	maxBack  = 30 * 24 * time.Hour
)

// batch is what a phone sends.
type batch struct {
	Device any               `json:"device"`
	Facts  []json.RawMessage `json:"facts"`
}

// Fact is one thing that a phone recorded, as far as it could be read.
type Fact struct {
	ID     text `json:"id"`
	Action text `json:"action"`
	Person text `json:"person"`
	Visit  text `json:"visit"`
	// Version is the visit as the phone knew it; 0 where it does not say.
	Version whole `json:"version"`
	At      text  `json:"at"`
	Body    body  `json:"body"`

	whole []byte       // as sent, in one spelling
	at    when.Instant // At, read; zero where it says none that can be
	from  phone.ID     // empty in schema 1
	again bool         // the office knows of another such record and takes this one in all the same
}

// body is what each kind of fact may say. Each uses what it needs.
type body struct {
	Visit   text  `json:"visit"`
	Version whole `json:"version"`
	Arrived text  `json:"arrived"`
	Left    text  `json:"left"`
	Tasks   tasks `json:"tasks"`
	Feeling text  `json:"feeling"`
	Note    text  `json:"note"`
	Tried   texts `json:"tried"`
	Reason  text  `json:"reason"`
	Change  text  `json:"change"`
	Changes texts `json:"changes"`

	// Of the smaller facts, and of leaving a home.
	Task     text    `json:"task"`
	Activity text    `json:"activity"`
	Level    text    `json:"level"`
	Words    text    `json:"words"`
	Answer   text    `json:"answer"`
	Minutes  whole   `json:"minutes"`
	Medicine text    `json:"medicine"`
	Slot     text    `json:"slot"`
	Outcome  text    `json:"outcome"`
	Corrects text    `json:"corrects"`
	Kind     text    `json:"kind"`
	Urgency  text    `json:"urgency"`
	Silent   text    `json:"silent"`
	Help     text    `json:"help"`
	What     text    `json:"what"`
	On       text    `json:"on"`
	Miles    text    `json:"miles"`
	Usual    text    `json:"usual"`
	Early    text    `json:"early"`
	Without  without `json:"without"`

	// Of a dose, and of whether it helped.
	Amount  text  `json:"amount"`
	Site    text  `json:"site"`
	Why     text  `json:"why"`
	Witness text  `json:"witness"`
	Warned  texts `json:"warned"`
	Right   text  `json:"right"`
	Dose    text  `json:"dose"`
	Effect  text  `json:"effect"`
	// Of a door, and of one that nobody opens.
	Seen   texts `json:"seen"`
	First  text  `json:"first"`
	WentIn text  `json:"went_in"`
	Step   text  `json:"step"`
	Result text  `json:"result"`
	WhyNot text  `json:"why_not_999"`
	// Of a call for help.
	How text `json:"how"`
}

// without is the medicines that a visit ended without an answer to; what is no
// such list is none, as the visit itself is worth more.
type without []struct {
	Medicine text `json:"medicine"`
	Slot     text `json:"slot"`
	Reason   text `json:"reason"`
}

// UnmarshalJSON reads it.
func (l *without) UnmarshalJSON(b []byte) error {
	type plain without
	var p plain
	if json.Unmarshal(b, &p) == nil {
		*l = without(p)
	}
	return nil
}

// readFact reads one fact leniently. A fact that cannot be read at all, or lacks
// what every fact needs, comes with a fault that says why; what could be read
// is given all the same. now bounds the time it says.
func readFact(raw json.RawMessage, now when.Instant) (f Fact, err error) {
	f.whole = oneSpelling(raw)
	if err := json.Unmarshal(raw, &f); err != nil {
		var head struct {
			ID     any `json:"id"`
			Action any `json:"action"`
		}
		json.Unmarshal(raw, &head) // what can be had of it
		f.ID, f.Action = textOf(head.ID), textOf(head.Action)
		return f, fault.New(fault.Invalid, "field.unreadable", "This could not be read as something a phone records.")
	}
	if f.Visit == "" {
		f.Visit = f.Body.Visit
	}
	if f.Version == 0 {
		f.Version = f.Body.Version
	}
	if f.ID == "" || len(f.ID) > maxID {
		return f, fault.New(fault.Invalid, "field.no_id", "This came without a number of its own, so it cannot be told from a repeat.")
	}
	if f.at, err = readTime(f.At, now.On()); err != nil || f.at.IsZero() {
		return f, fault.New(fault.Invalid, "field.time", "This does not say when it happened.")
	}
	if says := f.at; says.After(now.Add(maxAhead).Time) || says.Before(now.Add(-maxBack).Time) {
		// Then the best that is known of when it happened is when it came.
		f.at = when.Instant{}
		return f, fault.New(fault.Invalid, "field.time", "This says it happened on %s, which cannot be right. Check the phone’s clock.", says.Said())
	}
	if f.at.After(now.Time) {
		f.at = now
	}
	return f, nil
}

// oneSpelling is JSON without needless spaces and with its keys in order, so
// that the same fact is the same bytes.
func oneSpelling(raw json.RawMessage) []byte {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return raw
	}
	b, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return b
}

// text is read from a string, a number, true or false; null is empty.
type text string

// UnmarshalJSON reads it.
func (t *text) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	switch v.(type) {
	case map[string]any, []any:
		return fmt.Errorf("a list or object stands where text belongs")
	}
	*t = textOf(v)
	return nil
}

func textOf(v any) text {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		// PostgreSQL cannot keep a zero byte.
		return text(strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(v, "\uFFFD"), "\x00", "")))
	case float64:
		return text(strconv.FormatFloat(v, 'f', -1, 64))
	case json.Number, bool:
		return text(fmt.Sprint(v))
	}
	return ""
}

// whole is a whole number, also one written as text.
type whole int

// UnmarshalJSON reads it; text that is no number is 0.
func (w *whole) UnmarshalJSON(b []byte) error {
	var t text
	if err := t.UnmarshalJSON(b); err != nil {
		return err
	}
	n, _ := strconv.ParseFloat(string(t), 64)
	if !(n >= 0 && n <= 1<<31) { // nor is "NaN" a number
		n = 0
	}
	*w = whole(n)
	return nil
}

// texts is a list of text, or one text alone.
type texts []text

// UnmarshalJSON reads it.
func (l *texts) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		var many []text
		err := json.Unmarshal(b, &many)
		*l = many
		return err
	}
	var one text
	err := one.UnmarshalJSON(b)
	if one != "" {
		*l = texts{one}
	}
	return err
}

// tasks is a list of tasks with their steps, or an object from task to step.
type tasks []visit.TaskDone

// UnmarshalJSON reads it.
func (l *tasks) UnmarshalJSON(b []byte) error {
	type one struct {
		Task     text `json:"task"`
		ID       text `json:"id"`
		Activity text `json:"activity"`
		Level    text `json:"level"`
	}
	var list []one
	if len(b) > 0 && b[0] == '{' {
		var m map[string]text
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		for task, level := range m {
			list = append(list, one{Task: textOf(task), Level: level})
		}
	} else if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	for _, o := range list {
		if o.Task == "" {
			o.Task = o.ID
		}
		*l = append(*l, visit.TaskDone{Task: plan.TaskID(o.Task), Activity: assessment.Activity(o.Activity), Level: assessment.Level(o.Level)})
	}
	return nil
}

// readTime reads a moment: RFC 3339, milliseconds since 1970, or a time of day
// by the clock in the UK on the day given. Empty is the zero Instant.
func readTime(t text, day when.Date) (when.Instant, error) {
	if t == "" {
		return when.Instant{}, nil
	}
	if i, err := when.ParseInstant(string(t)); err == nil {
		return i, nil
	}
	if ms, err := strconv.ParseInt(string(t), 10, 64); err == nil && ms > 1e11 && ms < 1e14 {
		return when.At(time.UnixMilli(ms)), nil
	}
	m, err := when.ParseHour(string(t))
	if err != nil {
		return when.Instant{}, fault.New(fault.Invalid, "field.time", "“%s” is not a time.", clipped(string(t), maxShown))
	}
	return day.AtMinute(m), nil
}

// clipped is at most so many characters of s.
func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// times reads when a visit began and ended. One that does not say when it
// ended, ended when the fact was recorded.
func (f Fact) times() (arrived, left when.Instant, err error) {
	if arrived, err = readTime(f.Body.Arrived, f.at.On()); err != nil {
		return arrived, left, err
	}
	if left, err = readTime(f.Body.Left, f.at.On()); err != nil {
		return arrived, left, err
	}
	if left.IsZero() {
		left = f.at
	}
	return arrived, left, nil
}

// changes are those that a roster.seen names.
func (f Fact) changes() []roster.ChangeID {
	var out []roster.ChangeID
	for _, t := range append(texts{f.Body.Change}, f.Body.Changes...) {
		if t != "" {
			out = append(out, roster.ChangeID(t))
		}
	}
	return out
}

func (f Fact) person() ids.Person { return ids.Person(f.Person) }
