package medicine

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/plan"
)

func addPage(c *web.Call) (web.Reply, error) {
	if err := c.Gate.Read(c, MayAdd, gate.Person(c.Person()), func(*gate.Snapshot) error { return nil }); err != nil {
		return nil, err
	}
	at := path(c.Person())
	f := ui.Form{
		Action: at + "/new", Submit: "Add", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "name", Label: "What is it called?", Hint: "As on its label. For a pack: what it is, like “Weekly pack from the pharmacy”."},
			{Name: "dose", Label: "What is the dose?", Hint: "In words, like: 1 tablet, swallowed with water.", Kind: ui.KindArea, Rows: 2},
			{Name: "kind", Label: "How is it taken?", Kind: ui.KindRadios, Options: ui.Options(Kinds)},
			{Name: "parts", Label: "When is it taken?", Kind: ui.KindChecks, Optional: true, Options: ui.Options(plan.Parts), Hint: "Leave this empty for a medicine taken only when needed."},
			{Name: "time_critical", Label: "Must it be on time?", Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{
				Value: "yes", Label: "Yes", Hint: "The office is told the same day when it was not taken. For example for Parkinson’s, epilepsy or diabetes.",
			}}},
			{Name: "from", Label: "First day", Kind: ui.KindDate, Value: string(c.Now().On())},
			{Name: "until", Label: "Last day", Kind: ui.KindDate, Optional: true},
			{Name: "source", Label: "How do you know?", Hint: "Like: discharge letter of 28 November, or the pharmacy by phone."},
		},
	}
	return c.Page("Add a medicine", f).BackTo("Medicines", at), nil
}

func add(c *web.Call) (web.Reply, error) {
	var m Medicine
	err := c.Form(&m)
	m.Person = c.Person()
	if err == nil {
		err = Add(c, c.Gate, m)
	}
	return c.Added(addPage, err, path(m.Person), "Medicine added. Workers see it with their next update.")
}

func stopPage(c *web.Call) (web.Reply, error) {
	var m Medicine
	err := c.Gate.Read(c, MayStop, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		m, err = Get(s, c.Person(), here(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(m.ID))
	if !m.Stopped.IsZero() {
		return c.Page("Stop a medicine", ui.Para("This medicine was stopped on "+m.Stopped.Said()+".")).BackTo(m.Name, at), nil
	}
	f := ui.Form{
		Action: at + "/stop", Submit: "Stop it now", Warning: true, Cancel: ui.Link{Text: "Go on with it", Href: at}, Hidden: []ui.Pair{ui.Version(m.Version)},
		Fields: []ui.Field{{Name: "why", Label: "Why is it stopped, and who said so?", Kind: ui.KindArea, Rows: 3}},
	}
	return c.Page("Stop "+m.Name, ui.Para("What was recorded of it stays. A worker without signal may not know of it yet: ring whoever visits next."), f).BackTo(m.Name, at), nil
}

func stopIt(c *web.Call) (web.Reply, error) {
	s := Stopping{}
	err := c.Form(&s)
	s.Person, s.Medicine = c.Person(), here(c)
	if err == nil {
		err = Stop(c, c.Gate, s)
	}
	if err != nil {
		return c.Again(stopPage, err)
	}
	return web.Go(path(s.Person, string(s.Medicine)), "Medicine stopped."), nil
}

// dosePage asks for one dose; with ?corrects= it asks what is right of one that
// was recorded.
func dosePage(c *web.Call) (web.Reply, error) {
	var m Medicine
	var doses []Told
	corrects := c.Query("corrects")
	if corrects == "" {
		corrects = c.Posted("corrects")
	}
	err := c.Gate.Read(c, MayGive, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if m, err = Get(s, c.Person(), here(c)); err != nil || corrects == "" {
			return err
		}
		doses, err = Since(s, m.ID, s.Today().Add(-backDays))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(m.ID))
	title, now := "Record a dose of "+m.Name, c.Now()
	was := Told{}
	was.Slot, was.At = SlotOf(now.On(), m.partNow(now)), now
	f := ui.Form{Action: at + "/record", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}}
	var blocks []ui.Block
	if corrects != "" {
		i := slices.IndexFunc(doses, func(d Told) bool { return string(d.ID) == corrects && !d.Corrected })
		if i < 0 {
			return nil, gate.NotFound()
		}
		was, title = doses[i], "Put right: "+m.Name+", "+doses[i].Slot.Said()
		f.Hidden = append(f.Hidden, ui.Pair{Name: "corrects", Value: corrects}, ui.Pair{Name: "on", Value: string(was.Slot.Day())}, ui.Pair{Name: "part", Value: string(was.Slot.Part())})
		blocks = append(blocks, ui.Para("Recorded: "+strings.ToLower(was.Outcome.Label())+" at "+was.At.Clock()+". That stays. What you say here is added, with your name."))
	}
	f.Fields = m.doseFields(was, office(c), corrects == "")
	return c.Page(title, append(blocks, f)...).BackTo(m.Name, at), nil
}

// office reports whether the caller records for others rather than as whoever
// was there.
func office(c *web.Call) bool {
	return slices.ContainsFunc(actor.Office, c.Who.Has)
}

// partNow is the part of the day it is due in that is nearest to now.
func (m Medicine) partNow(now when.Instant) plan.Part {
	if m.Kind == AsNeeded {
		return Needed
	}
	if p := PartAt(now.Minute()); slices.Contains(m.Parts, p) {
		return p
	}
	return m.Parts[0]
}

func (m Medicine) doseFields(was Told, office, fresh bool) []ui.Field {
	var fields []ui.Field
	if office {
		fields = append(fields, ui.Field{Name: "channel", Label: "How do you know?", Kind: ui.KindRadios, Options: []ui.Option{
			{Value: string(Office), Label: "The worker told the office"}, {Value: string(Paper), Label: "It was written on paper"},
		}})
	}
	if fresh {
		fields = append(fields, ui.Field{Name: "on", Label: "Which day?", Kind: ui.KindDate, Value: string(was.Slot.Day())})
	}
	if fresh && m.Kind != AsNeeded {
		fields = append(fields, ui.Field{Name: "part", Label: "Which dose of the day?", Kind: ui.KindRadios, Value: string(was.Slot.Part()), Options: ui.Options(m.Parts)})
	}
	fields = append(fields,
		ui.Field{Name: "outcome", Label: "What happened?", Kind: ui.KindRadios, Options: ui.Options(Outcomes)},
		ui.Field{Name: "reason", Label: "If it was not taken, or only in part, why?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(Reasons)},
		ui.Field{Name: "time", Label: "At what time?", Kind: ui.KindTime, Value: was.At.In(when.London).Format("15:04")},
		ui.Field{Name: "words", Label: "Anything to add?", Kind: ui.KindArea, Rows: 2, Optional: true},
	)
	if office && fresh && m.Kind != AsNeeded {
		fields = append(fields, ui.Field{Name: "again", Label: "Was this dose given a second time?", Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{
			Value: "yes", Label: "Yes, both were given", Hint: "Only when you are sure. Ring the pharmacist or 111 first.",
		}}})
	}
	return fields
}

func dose(c *web.Call) (web.Reply, error) {
	d, err := readDose(c)
	if err == nil {
		err = Give(c, c.Gate, d)
	}
	return c.Added(dosePage, err, path(d.Person, string(d.Medicine)), "Dose recorded.")
}

// readDose reads the form. Whoever was there records as themselves, at this
// page; the office says how it knows.
func readDose(c *web.Call) (Dose, error) {
	var form struct {
		ID       DoseID    `json:"id"`
		On       when.Date `json:"on"`
		Part     plan.Part `json:"part"`
		Outcome  Outcome   `json:"outcome"`
		Reason   Reason    `json:"reason"`
		Time     string    `json:"time"`
		Words    string    `json:"words"`
		Channel  Channel   `json:"channel"`
		Again    bool      `json:"again"`
		Corrects DoseID    `json:"corrects"`
	}
	d := Dose{Person: c.Person(), Medicine: here(c)}
	if err := c.Form(&form); err != nil {
		return d, err
	}
	var checks fault.Checks
	checks.Field(!ids.Valid(string(form.ID)), "id", "Start the form again: it has lost its number.")
	checks.Field(form.On == "", "on", "Enter the day the dose belongs to.")
	if form.Part == "" {
		form.Part = Needed
	}
	minute, bad := when.ParseHour(strings.ToLower(form.Time))
	checks.Field(bad != nil, "time", "Enter a time, like 8:30am.")
	if !office(c) {
		form.Channel = Web
	}
	checks.Field(office(c) && !form.Channel.office(), "channel", "Say how you know.")
	if err := checks.Err("medicine.dose"); err != nil {
		return d, err
	}
	d.ID, d.Slot, d.Outcome, d.Reason, d.Words = form.ID, SlotOf(form.On, form.Part), form.Outcome, form.Reason, form.Words
	d.Channel, d.Again, d.Corrects = form.Channel, form.Again, form.Corrects
	if d.Outcome == Taken {
		d.Reason = ""
	}
	d.At = form.On.AtMinute(minute)
	return d, nil
}
