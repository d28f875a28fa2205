package staff

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the pages about who works here.
var Routes = []web.Route{
	web.Get("/team", MaySee, list),
	web.Get("/team/new", MayHire, hirePage),
	web.Post("/team/new", MayHire, hire),
	web.Get("/team/{member}", MaySee, show),
	web.Get("/team/{member}/change", MayChange, changePage),
	web.Post("/team/{member}/change", MayChange, change),
	web.Get("/team/{member}/training", MayChange, trainingPage),
	web.Post("/team/{member}/training", MayChange, training),
	web.Get("/absences", MaySee, absences),
	web.Get("/absences/new", MayReportAbsence, absencePage),
	web.Post("/absences/new", MayReportAbsence, absence),
	web.Get("/duty/list", MaySeeDuty, dutyPage),
	web.Post("/duty/list", MaySetDuty, setDuty),
}

const perPage = 50

// matches reports whether a member is one of those the filter asks for.
func (m Member) matches(words, team string, skill Skill, skills []Skill) bool {
	if team != "" && m.Team != team {
		return false
	}
	has := skill == ""
	for _, s := range skills {
		has = has || s == skill
	}
	return has && strings.Contains(strings.ToLower(m.Name()+" "+m.JobTitle), strings.ToLower(words))
}

func list(c *web.Call) (web.Reply, error) {
	today, n := c.Now().On(), c.PageNumber()
	words, team, skill := c.Query("q"), c.Query("team"), Skill(c.Query("skill"))
	var members []Member
	var skills map[ID][]Skill
	var teams []Team
	var away []Absence
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if members, err = Employed(s, today); err != nil {
			return err
		}
		if skills, err = SkillsOn(s, today); err != nil {
			return err
		}
		if away, err = Absences(s, today, today); err != nil {
			return err
		}
		teams, err = Teams(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	names, absent := map[string]string{}, map[ID]bool{}
	f := []ui.Field{
		{Name: "q", Label: "Name or job", Value: words},
		{Name: "team", Label: "Team", Kind: ui.KindSelect, Value: team, Options: []ui.Option{{Value: "", Label: "All"}}},
		{Name: "skill", Label: "Trained in", Kind: ui.KindSelect, Value: string(skill), Options: append([]ui.Option{{Label: "Anything"}}, ui.Options(Skills)...)},
	}
	for _, t := range teams {
		names[t.ID] = t.Name
		f[1].Options = append(f[1].Options, ui.Option{Value: t.ID, Label: t.Name})
	}
	for _, a := range away {
		absent[a.Member] = true
	}
	var found []Member
	for _, m := range members {
		if m.matches(words, team, skill, skills[m.ID]) {
			found = append(found, m)
		}
	}
	l := ui.List{
		Caption: "People who work here", CaptionHidden: true, Empty: "Nobody who works here fits this filter.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Job"}, {Head: "Team"}, {Head: "Trained in"}, {Head: "Today"}},
		Filter:  &ui.Filter{Action: "/team", Fields: f, Submit: "Show", Clear: "/team"},
	}
	from, until := min((n-1)*perPage, len(found)), min(n*perPage, len(found))
	href := "/team?" + query("q", words, "team", team, "skill", string(skill)) + "&page="
	if n > 1 {
		l.More.Prev = href + fmt.Sprint(n-1)
	}
	if until < len(found) {
		l.More.Next = href + fmt.Sprint(n+1)
	}
	if len(found) > perPage {
		l.More.Showing = fmt.Sprintf("Showing %d to %d of %d", min(from+1, until), until, len(found))
	}
	for _, m := range found[from:until] {
		now := ui.Tag{Text: "Here", Kind: ui.Good}
		if absent[m.ID] {
			now = ui.Tag{Text: "Away", Kind: ui.Quiet}
		}
		l.Rows = append(l.Rows, ui.Row{Href: "/team/" + string(m.ID), Cells: []ui.Cell{
			{Text: m.Family + ", " + m.Given}, {Text: m.JobTitle}, {Text: names[m.Team]}, {Text: said(skills[m.ID])}, {Tag: now},
		}})
	}
	links := []ui.Block{ui.ButtonLink("Report an absence", "/absences/new"), ui.SecondaryLink("Add somebody", "/team/new"), ui.SecondaryLink("Who is away", "/absences")}
	if c.Can(MaySeeDuty) {
		links = append(links, ui.SecondaryLink("Who is in charge", "/duty"))
	}
	return c.Page("Team", ui.Actions(links...), l).AsWide(), nil
}

func said(skills []Skill) string {
	var words []string
	for _, s := range skills {
		words = append(words, s.Label())
	}
	return strings.Join(words, ", ")
}

func show(c *web.Call) (web.Reply, error) {
	today := c.Now().On()
	var m Member
	var trained []Trained
	var away []Absence
	var teams []Team
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if m, err = Get(s, ID(c.Path("member"))); err != nil {
			return err
		}
		if trained, err = TrainingOf(s, m.ID); err != nil {
			return err
		}
		if away, err = absencesOf(s, m.ID, today.Add(-90)); err != nil {
			return err
		}
		teams, err = Teams(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	var training []string
	for _, t := range trained {
		training = append(training, t.said(today))
	}
	over := "No, 48 hours a week on average at most"
	if m.OptedOutOn != "" {
		over = "Yes, since " + m.OptedOutOn.Said()
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Job", Value: m.JobTitle},
		{Key: "Team", Value: teamName(teams, m.Team)},
		{Key: "Work mobile", Block: ui.Para("Not known: alarms cannot reach them")},
		{Key: "Trained in", Value: strings.Join(training, "\n")},
		{Key: "Speaks", Value: LanguageList(m.Languages).said()},
		{Key: "Travels", Value: modeWords[m.Mode]},
		{Key: "Sets off from", Value: string(m.Postcode)},
		{Key: "Shift ends", Value: m.endsSaid()},
		{Key: "Gender", Value: m.Gender.Label()},
		{Key: "Hours a week", Value: hours(m.ContractedMin)},
		{Key: "Agreed to more than 48 hours", Value: over},
		{Key: "Started", Value: m.StartedOn.Said()},
	}}
	if m.Phone != "" {
		r.Rows[2].Block = ui.Links(ui.Link{Text: m.Phone.Said(), Href: m.Phone.Href()})
	}
	if m.EndedOn != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Last day", Value: m.EndedOn.Said()})
	}
	l := ui.List{
		Caption: "Away", Empty: "No time away in the last 90 days or to come.",
		Columns: []ui.Column{{Head: "From"}, {Head: "To"}, {Head: "Why"}},
	}
	for _, a := range away {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(a.From.Said(), a.Until.Said(), a.Reason.Label())})
	}
	at := "/team/" + string(m.ID)
	links := []ui.Block{ui.ButtonLink("Report an absence", "/absences/new?member="+string(m.ID))}
	if c.Can(MayChange) {
		links = append(links, ui.SecondaryLink("Change the post", at+"/change"), ui.SecondaryLink("Change training", at+"/training"))
	}
	return c.Page(m.Name(), r, ui.Actions(links...), l).BackTo("Team", "/team"), nil
}

func (m Member) endsSaid() string {
	if m.WayBack {
		return "Back where they set off"
	}
	return "At the last visit"
}

func hours(min int) string {
	if min == 0 {
		return "As agreed each week"
	}
	if min%60 == 0 {
		return fmt.Sprint(min / 60)
	}
	return fmt.Sprintf("%.1f", float64(min)/60)
}

var modeWords = map[place.Mode]string{place.Car: "By car", place.Bicycle: "By bicycle", place.OnFoot: "On foot", place.Bus: "By bus"}

func hirePage(c *web.Call) (web.Reply, error) {
	var teams []Team
	err := c.Gate.Read(c, MayHire, gate.Council, func(s *gate.Snapshot) (err error) {
		teams, err = Teams(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	gender := ui.Field{Name: "gender", Label: "Gender", Kind: ui.KindRadios, Optional: true, Hint: "Some people ask for a support worker of one gender.", Options: ui.Options(Genders)}
	skills := ui.Field{Name: "skills", Label: "Trained in", Kind: ui.KindChecks, Optional: true, Options: ui.Options(Skills)}
	f := ui.Form{
		Action: "/team/new", Submit: "Add to the team", Cancel: ui.Link{Href: "/team"}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "given", Label: "Given name", Autocomplete: "off"},
			{Name: "family", Label: "Family name", Autocomplete: "off"},
			{Name: "job_title", Label: "Job title"},
			teamField(teams, ""), phoneInput(""), modeField(""),
			{Name: "postcode", Label: "Postcode they set off from", Width: 10},
			gender,
			hoursField(""),
			{Name: "languages", Label: "Which languages do they speak besides English?", Kind: ui.KindChecks, Optional: true, Options: ui.Options(Languages), Hint: "Well enough to support somebody in it."},
			{Name: "started_on", Label: "First day", Kind: ui.KindDate},
			skills,
		},
	}
	return c.Page("Add somebody to the team", ui.Para("They can have shifts when they have an account. An administrator invites them."), f).BackTo("Team", "/team"), nil
}

func hire(c *web.Call) (web.Reply, error) {
	var form struct {
		ID        string     `json:"id"`
		Given     string     `json:"given"`
		Family    string     `json:"family"`
		JobTitle  string     `json:"job_title"`
		Team      string     `json:"team"`
		Phone     string     `json:"phone"`
		Mode      string     `json:"mode"`
		Postcode  string     `json:"postcode"`
		Gender    string     `json:"gender"`
		Hours     string     `json:"hours"`
		StartedOn when.Date  `json:"started_on"`
		Skills    []Skill    `json:"skills"`
		Languages []Language `json:"languages"`
	}
	err := c.Form(&form)
	m := Member{
		ID: ID(form.ID), Given: form.Given, Family: form.Family, JobTitle: form.JobTitle, Team: form.Team, Mode: place.Mode(form.Mode),
		Gender: Gender(form.Gender), StartedOn: form.StartedOn, Languages: form.Languages,
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
		err = Hire(c, c.Gate, m, form.Skills)
	}
	return c.Added(hirePage, err, "/team/"+string(m.ID), m.Name()+" has joined the team.")
}
