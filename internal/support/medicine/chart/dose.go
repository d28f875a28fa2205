package chart

import (
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

func itoa(n int) string { return strconv.Itoa(n) }

// mostBack is for how many days back a dose can be put right.
const mostBack = 30

// dosePage asks for one dose; with ?corrects= it asks what is right of one that
// was recorded.
func dosePage(c *web.Call) (web.Reply, error) {
	return doseForm(c, nil)
}

func doseForm(c *web.Call, warned []medicine.Warning) (web.Reply, error) {
	var m medicine.Medicine
	var doses []medicine.Told
	corrects := c.Query("corrects")
	if corrects == "" {
		corrects = c.Posted("corrects")
	}
	err := c.Gate.Read(c, medicine.MayGive, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if m, err = medicine.Get(s, c.Person(), here(c)); err != nil || corrects == "" {
			return err
		}
		doses, err = medicine.Since(s, m.ID, s.Today().Add(-mostBack))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(m.ID))
	title, now := "Record a dose of "+m.Title(), c.Now()
	was := medicine.Told{}
	was.Slot, was.At = medicine.SlotOf(now.On(), partNow(m, now)), now
	f := ui.Form{Action: at + "/record", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}}
	var blocks []ui.Block
	if m.ToCheck() {
		blocks = append(blocks, ui.Warning(medicine.Unchecked.Label()+" Hold it against the label first."))
	}
	if corrects != "" {
		i := slices.IndexFunc(doses, func(d medicine.Told) bool { return string(d.ID) == corrects && !d.Corrected })
		if i < 0 {
			return nil, gate.NotFound()
		}
		was, title = doses[i], "Put right: "+m.Title()+", "+doses[i].Slot.Said()
		f.Hidden = append(f.Hidden, ui.Pair{Name: "corrects", Value: corrects}, ui.Pair{Name: "on", Value: string(was.Slot.Day())}, ui.Pair{Name: "part", Value: string(was.Slot.Part())})
		blocks = append(blocks, ui.Para("Recorded: "+strings.ToLower(was.Outcome.Label())+" at "+was.At.Clock()+". That stays. What you say here is added, with your name."))
	}
	if len(warned) > 0 {
		var said []string
		for _, w := range warned {
			said = append(said, w.Label())
			f.Hidden = append(f.Hidden, ui.Pair{Name: "warned", Value: string(w)})
		}
		blocks = append(blocks, ui.Warning("Stop and think. If nothing was given yet, do not give it: ring the office or the pharmacist. If it was given, save it again as it is: it is kept, with this warning."), ui.Bullets(said...))
		f.Submit, f.Warning = "It was given: save it", true
	}
	f.Fields = doseFields(m, was, office(c), corrects == "")
	return c.Page(title, append(blocks, f)...).BackTo(m.Title(), at), nil
}

// office reports whether the caller records for others rather than as whoever
// was there.
func office(c *web.Call) bool {
	return slices.ContainsFunc(actor.Office, c.Who.Has)
}

func doseFields(m medicine.Medicine, was medicine.Told, office, fresh bool) []ui.Field {
	needed := m.Kind == medicine.AsNeeded
	var fields []ui.Field
	add := func(is bool, f ui.Field) {
		if is {
			fields = append(fields, f)
		}
	}
	add(office, ui.Field{Name: "channel", Label: "How do you know?", Kind: ui.KindRadios, Options: []ui.Option{
		{Value: string(medicine.Office), Label: "The worker told the office"}, {Value: string(medicine.Paper), Label: "It was written on paper"},
	}})
	add(fresh, ui.Field{Name: "on", Label: "Which day?", Kind: ui.KindDate, Value: string(was.Slot.Day())})
	add(fresh && !needed, ui.Field{Name: "part", Label: "Which dose of the day?", Kind: ui.KindRadios, Value: string(was.Slot.Part()), Options: daily(m)})
	add(true, ui.Field{Name: "outcome", Label: "What happened?", Kind: ui.KindRadios, Options: ui.Options(medicine.Outcomes)})
	add(true, ui.Field{Name: "reason", Label: "If it was not taken, or only in part, why?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(medicine.Reasons)})
	add(true, ui.Field{Name: "time", Label: "At what time?", Kind: ui.KindTime, Value: was.At.In(when.London).Format("15:04")})
	add(needed, ui.Field{Name: "why", Label: "What was it needed for?", Optional: true, Value: m.NeededFor})
	add(needed || m.MostUnits > 0, ui.Field{Name: "amount", Label: "How much?", Hint: "Like: 2 tablets.", Optional: true, Width: 20})
	add(true, ui.Field{Name: "help", Label: "With how much help?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(medicine.Helps)})
	add(len(m.Sites) > 0, ui.Field{Name: "site", Label: "Where on the body?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(m.Sites)})
	add(m.Controlled, ui.Field{Name: "witness", Label: "Who saw it given?", Optional: true})
	add(true, ui.Field{Name: "words", Label: "Anything to add?", Kind: ui.KindArea, Rows: 2, Optional: true})
	add(office && fresh && !needed, ui.Field{Name: "again", Label: "Was this dose given a second time?", Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{
		Value: "yes", Label: "Yes, both were given", Hint: "Only when you are sure. Ring the pharmacist or 111 first.",
	}}})
	return fields
}

// dose records a dose. What speaks against it is shown once before it is saved;
// whoever saves it again has seen that, and the record says so.
func dose(c *web.Call) (web.Reply, error) {
	d, err := readDose(c)
	if err == nil {
		var now []medicine.Warning
		if err = c.Gate.Read(c, medicine.MayGive, gate.Person(d.Person), func(s *gate.Snapshot) (err error) {
			now, err = medicine.WarnOf(s, d)
			return err
		}); err == nil && d.Corrects == "" && slices.ContainsFunc(now, func(w medicine.Warning) bool { return w.Stops() && !slices.Contains(d.Warned, w) }) {
			again, err := doseForm(c, now)
			if err != nil {
				return nil, err
			}
			return again, fault.New(fault.Conflict, "medicine.warned", "%s Nothing is saved yet.", now[0].Label())
		}
	}
	if err == nil {
		err = medicine.Give(c, c.Gate, d)
	}
	return c.Added(dosePage, err, path(d.Person, string(d.Medicine)), "Dose recorded.")
}

// readDose reads the form. Whoever was there records as themselves, at this
// page; the office says how it knows.
func readDose(c *web.Call) (medicine.Dose, error) {
	var form struct {
		ID       medicine.DoseID    `json:"id"`
		On       when.Date          `json:"on"`
		Part     plan.Part          `json:"part"`
		Outcome  medicine.Outcome   `json:"outcome"`
		Reason   medicine.Reason    `json:"reason"`
		Time     string             `json:"time"`
		Words    string             `json:"words"`
		Channel  medicine.Channel   `json:"channel"`
		Again    bool               `json:"again"`
		Corrects medicine.DoseID    `json:"corrects"`
		Help     medicine.Help      `json:"help"`
		Amount   string             `json:"amount"`
		Site     medicine.Site      `json:"site"`
		Why      string             `json:"why"`
		Witness  string             `json:"witness"`
		Warned   []medicine.Warning `json:"warned"`
	}
	d := medicine.Dose{Person: c.Person(), Medicine: here(c)}
	if err := c.Form(&form); err != nil {
		return d, err
	}
	var checks fault.Checks
	checks.Field(!ids.Valid(string(form.ID)), "id", "Start the form again: it has lost its number.")
	checks.Field(form.On == "", "on", "Enter the day the dose belongs to.")
	if form.Part == "" {
		form.Part = medicine.Needed
	}
	minute, bad := when.ParseHour(form.Time)
	checks.Field(bad != nil, "time", "Enter a time, like 8:30am.")
	if !office(c) {
		form.Channel = medicine.Web
	}
	checks.Field(office(c) && form.Channel != medicine.Office && form.Channel != medicine.Paper, "channel", "Say how you know.")
	if err := checks.Err("medicine.dose"); err != nil {
		return d, err
	}
	d.ID, d.Slot, d.Outcome, d.Reason, d.Words = form.ID, medicine.SlotOf(form.On, form.Part), form.Outcome, form.Reason, form.Words
	d.Channel, d.Again, d.Corrects = form.Channel, form.Again, form.Corrects
	d.Help, d.Amount, d.Site, d.Why, d.Witness, d.Warned = form.Help, form.Amount, form.Site, form.Why, form.Witness, form.Warned
	if d.Outcome == medicine.Taken {
		d.Reason = ""
	}
	return d, timed(c, &d, minute)
}

// timed says when a dose of the form was, by what is known: when it was due, or
// now where that is still to come, and of a record that is put right, when that
// says.
func timed(c *web.Call, d *medicine.Dose, minute int) error {
	var near when.Instant
	err := c.Gate.Read(c, medicine.MayGive, gate.Person(d.Person), func(s *gate.Snapshot) error {
		if d.Corrects != "" {
			was, err := medicine.DoseOf(s, d.Person, d.Corrects)
			near = was.At
			return err
		}
		m, err := medicine.Get(s, d.Person, d.Medicine)
		if near = m.DueAt(d.Slot); near.After(s.Now.Time) {
			near = s.Now
		}
		return err
	})
	d.At = medicine.AtOf(d.Slot, minute, near)
	return err
}

// effectPage asks how a dose helped.
func effectPage(c *web.Call) (web.Reply, error) {
	var m medicine.Medicine
	var d medicine.Dose
	err := c.Gate.Read(c, medicine.MayNote, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if d, err = medicine.DoseOf(s, c.Person(), medicine.DoseID(c.Path("dose"))); err != nil {
			return err
		}
		m, err = medicine.Get(s, c.Person(), d.Medicine)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(m.ID))
	f := ui.Form{
		Action: web.PersonPath(c.Person(), "doses", string(d.ID)), Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "effect", Label: "How did it help?", Kind: ui.KindRadios, Options: ui.Options(medicine.Effects)},
			{Name: "words", Label: "Anything to add?", Hint: "In their own words, if they said something.", Kind: ui.KindArea, Rows: 2, Optional: true},
		},
	}
	return c.Page("How it helped: "+m.Title(), ui.Para(d.Outcome.Label()+" on "+d.At.Said()+"."), f).BackTo(m.Title(), at), nil
}

func effect(c *web.Call) (web.Reply, error) {
	n := medicine.Noted{}
	err := c.Form(&n)
	n.Person, n.Dose, n.At, n.Channel = c.Person(), medicine.DoseID(c.Path("dose")), c.Now(), medicine.Web
	if office(c) {
		n.Channel = medicine.Office
	}
	if err == nil {
		err = medicine.NoteEffect(c, c.Gate, n)
	}
	return c.Added(effectPage, err, path(n.Person), "Saved: how it helped.")
}
