package staff

import (
	"math"
	"slices"
	"strconv"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// overAverage explains the agreement to work more than 48 hours.
const overAverage = "The law limits work to 48 hours a week on average over 17 weeks, unless the worker agrees in writing to more (Working Time Regulations 1998). Leave this empty where they have not, or have taken it back."

func changePage(c *web.Call) (web.Reply, error) {
	var m Member
	var teams []Team
	err := c.Gate.Read(c, MayChange, gate.Council, func(s *gate.Snapshot) (err error) {
		if m, err = Get(s, ID(c.Path("member"))); err != nil {
			return err
		}
		teams, err = Teams(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := "/team/" + string(m.ID)
	languages := make([]string, 0, len(m.Languages))
	for _, l := range m.Languages {
		languages = append(languages, string(l))
	}
	f := ui.Form{
		Action: at + "/change", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{ui.Version(int(m.Version))},
		Fields: []ui.Field{
			{Name: "job_title", Label: "Job title", Value: m.JobTitle},
			teamField(teams, m.Team),
			phoneInput(m.Phone),
			modeField(m.Mode),
			{Name: "postcode", Label: "Postcode they set off from", Width: 10, Value: string(m.Postcode)},
			wayBackField(m.WayBack),
			hoursField(strconv.FormatFloat(float64(m.ContractedMin)/60, 'f', -1, 64)),
			{Name: "opted_out_on", Label: "When did they agree in writing to more than 48 hours?", Kind: ui.KindDate, Optional: true, Hint: overAverage, Value: string(m.OptedOutOn)},
			{Name: "languages", Label: "Which languages do they speak besides English?", Kind: ui.KindChecks, Optional: true, Values: languages, Options: ui.Options(Languages), Hint: "Well enough to support somebody in it."},
		},
	}
	return c.Page("Change "+m.Name()+"’s post", f).BackTo(m.Name(), at), nil
}

func teamField(teams []Team, now string) ui.Field {
	f := ui.Field{Name: "team", Label: "Team", Kind: ui.KindSelect, Optional: true, Value: now, Options: []ui.Option{{Value: "", Label: "None"}}}
	for _, t := range teams {
		f.Options = append(f.Options, ui.Option{Value: t.ID, Label: t.Name})
	}
	return f
}

func phoneInput(now notify.Telephone) ui.Field {
	return ui.Field{
		Name: "phone", Label: "Work mobile", Width: 20, Inputmode: "tel", Optional: true, Value: now.Said(),
		Hint: "We text and ring it when somebody is to act at once. Like 07700 900123.",
	}
}

// mobile reads a work mobile. Error: notify.mobile.
func mobile(text string) (notify.Telephone, error) {
	n, err := notify.ParseMobile(text)
	if err != nil {
		return "", phoneField(err)
	}
	return n, nil
}

func modeField(now place.Mode) ui.Field {
	f := ui.Field{Name: "mode", Label: "How do they travel?", Kind: ui.KindRadios, Value: string(now)}
	for _, m := range place.Modes {
		f.Options = append(f.Options, ui.Option{Value: string(m), Label: modeWords[m]})
	}
	return f
}

func wayBackField(now bool) ui.Field {
	f := ui.Field{
		Name: "way_back", Label: "Do their hours hold the way back?", Kind: ui.KindChecks, Optional: true,
		Options: []ui.Option{{Value: "yes", Label: "Yes, they are back where they set off when the shift ends", Hint: "Otherwise the shift ends at the last visit."}},
	}
	if now {
		f.Values = []string{"yes"}
	}
	return f
}

func hoursField(now string) ui.Field {
	return ui.Field{Name: "hours", Label: "Hours a week", Width: 5, Inputmode: "decimal", Hint: "Like 37.5. 0 where hours are agreed each week.", Value: now}
}

// weekly reads hours a week as whole minutes. Error: staff.member.
func weekly(text string) (minutes int, err error) {
	var c fault.Checks
	hours, bad := strconv.ParseFloat(text, 64)
	c.Field(bad != nil || !(hours >= 0 && hours <= 60), "hours", "Enter the hours a week as a number from 0 to 60, like 37.5.")
	return int(math.Round(60 * hours)), c.Err("staff.member")
}

func change(c *web.Call) (web.Reply, error) {
	var form struct {
		JobTitle  string     `json:"job_title"`
		Team      string     `json:"team"`
		Phone     string     `json:"phone"`
		Mode      string     `json:"mode"`
		Postcode  string     `json:"postcode"`
		Hours     string     `json:"hours"`
		WayBack   bool       `json:"way_back"`
		OptedOut  when.Date  `json:"opted_out_on"`
		Languages []Language `json:"languages"`
		Version   int        `json:"version"`
	}
	err := c.Form(&form)
	m := Member{
		ID: ID(c.Path("member")), JobTitle: form.JobTitle, Team: form.Team, Mode: place.Mode(form.Mode),
		OptedOutOn: form.OptedOut, WayBack: form.WayBack, Languages: form.Languages, Version: int64(form.Version),
	}
	if err == nil {
		m.Phone, err = mobile(form.Phone)
	}
	if err == nil {
		m.Postcode, m.At, err = setOff(form.Postcode)
	}
	if err == nil {
		m.ContractedMin, err = weekly(form.Hours)
	}
	if err == nil {
		err = Change(c, c.Gate, m)
	}
	if err != nil {
		return c.Again(changePage, err)
	}
	return web.Go("/team/"+string(m.ID), "Saved. It holds from the next rota that is built."), nil
}

// setOff reads a postcode and says about where it is. Error: staff.member.
func setOff(text string) (place.Postcode, place.Point, error) {
	var c fault.Checks
	code, err := place.ParsePostcode(text)
	if f, bad := fault.Of(err); bad {
		c.Field(true, "postcode", "%s", f.Say)
	}
	at := place.Point{}
	if d, ok := code.Outcode().District(); ok {
		at = d.Centre
	}
	return code, at, c.Err("staff.member")
}

func trainingPage(c *web.Call) (web.Reply, error) {
	var m Member
	var have []Trained
	err := c.Gate.Read(c, MayChange, gate.Council, func(s *gate.Snapshot) (err error) {
		if m, err = Get(s, ID(c.Path("member"))); err != nil {
			return err
		}
		have, err = TrainingOf(s, m.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := "/team/" + string(m.ID)
	trained := ui.Field{Name: "skills", Label: "Trained in", Kind: ui.KindChecks, Optional: true, Options: ui.Options(Skills)}
	until := map[Skill]string{}
	for _, t := range have {
		trained.Values = append(trained.Values, string(t.Skill))
		until[t.Skill] = string(t.Until)
	}
	f := ui.Form{
		Action: at + "/training", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{ui.Version(int(m.Version))},
		Fields: []ui.Field{trained, {Kind: ui.KindHeading, Label: "Until when does it hold?", Hint: "Leave the day empty where training does not run out. After it the rota sends them to no visit that needs the training."}},
	}
	for _, s := range Skills {
		f.Fields = append(f.Fields, ui.Field{Name: "until_" + string(s), Label: s.Label(), Kind: ui.KindDate, Optional: true, Value: until[s]})
	}
	return c.Page("Training of "+m.Name(), f).BackTo(m.Name(), at), nil
}

func training(c *web.Call) (web.Reply, error) {
	var form struct {
		Skills    []Skill   `json:"skills"`
		Medicines when.Date `json:"until_medicines"`
		Catheter  when.Date `json:"until_catheter"`
		Hoist     when.Date `json:"until_hoist"`
		Dementia  when.Date `json:"until_dementia"`
		Version   int       `json:"version"`
	}
	err := c.Form(&form)
	until := map[Skill]when.Date{Medicines: form.Medicines, Catheter: form.Catheter, Hoist: form.Hoist, Dementia: form.Dementia}
	var all []Trained
	for _, s := range form.Skills {
		all = append(all, Trained{Skill: s, Until: until[s]})
	}
	var checks fault.Checks
	for _, s := range Skills {
		checks.Field(until[s] != "" && !slices.Contains(form.Skills, s), "until_"+string(s), "Tick %s above as well, or leave this day empty.", s.Label())
	}
	id := ID(c.Path("member"))
	if err == nil {
		err = checks.Err("staff.training")
	}
	if err == nil {
		err = SetTraining(c, c.Gate, id, int64(form.Version), all)
	}
	if err != nil {
		return c.Again(trainingPage, err)
	}
	return web.Go("/team/"+string(id), "Saved. It holds from the next rota that is built."), nil
}

// said is one training in words, as of a day.
func (t Trained) said(today when.Date) string {
	switch {
	case t.Until == "":
		return t.Skill.Label()
	case t.Until < today:
		return t.Skill.Label() + " (ran out on " + t.Until.Said() + ")"
	}
	return t.Skill.Label() + " (until " + t.Until.Said() + ")"
}
