package council

import (
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the settings pages.
var Routes = []web.Route{
	web.Get("/settings", MaySee, listSettings),
	web.Get("/settings/{name}", MaySee, showSetting),
	web.Post("/settings/{name}", MaySet, setSetting),
}

func listSettings(c *web.Call) (web.Reply, error) {
	var now map[Name]string
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		now, err = All(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := ui.List{
		Caption: "What this council has set", CaptionHidden: true, Empty: "There are no settings.",
		Columns: []ui.Column{{Head: "Setting"}, {Head: "Now"}, {Head: "What it means"}},
	}
	for _, d := range Settings {
		list.Rows = append(list.Rows, ui.Row{Cells: []ui.Cell{
			{Text: d.title(), Href: "/settings/" + string(d.Name)}, {Text: d.said(now[d.Name])}, {Text: d.Meaning},
		}})
	}
	return c.Page("Settings", ui.Links(ui.Link{Text: "Travel times", Href: "/settings/travel"}), list).AsWide(), nil
}

func showSetting(c *web.Call) (web.Reply, error) {
	n := Name(c.Path("name"))
	d, ok := known(n)
	if !ok {
		return nil, gate.NotFound()
	}
	var versions []Version
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		versions, err = history(s, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	now := d.Default
	past := ui.List{
		Caption: "What it was before", Empty: "It has never been changed: this is how Stillhome comes.",
		Columns: []ui.Column{{Head: "Value"}, {Head: "From"}},
	}
	for i, v := range versions {
		if i == 0 {
			now = v.Value
		}
		past.Rows = append(past.Rows, ui.Row{Cells: ui.Texts(d.said(v.Value), v.From.Said())})
	}
	field := ui.Field{Name: "value", Label: d.title(), Hint: d.Meaning, Value: now}
	switch d.Unit {
	case Telephone:
		field.Kind, field.Width = ui.KindTel, 20
	case "":
	case YesOrNo:
		field.Kind, field.Options = ui.KindRadios, []ui.Option{{Value: "yes", Label: d.said("yes")}, {Value: "no", Label: d.said("no")}}
	default:
		field.Kind, field.Suffix, field.Width = ui.KindNumber, d.Unit, 4
	}
	form := ui.Form{Action: "/settings/" + string(n), Submit: "Save setting", Fields: []ui.Field{field}, Cancel: ui.Link{Text: "Cancel", Href: "/settings"}}
	return c.Page(d.title(), form, past).BackTo("Settings", "/settings"), nil
}

func setSetting(c *web.Call) (web.Reply, error) {
	if err := Set(c, c.Gate, Name(c.Path("name")), c.Posted("value")); err != nil {
		again, failed := showSetting(c)
		if failed != nil {
			return nil, failed
		}
		return again, err
	}
	return web.Go("/settings", "Setting saved. It holds from now on."), nil
}

var titles = map[Name]string{
	StartTargetDays: "Days to the start of support", PeriodDays: "Length of support at the start", WarnFromDay: "Day from which the end is near",
	FollowUpDays: "Follow-up after leaving hospital", LateAfterMin: "When a visit is late", MissedAfterMin: "When a visit is missed",
	OverdueWatch: "Look for overdue workers", NudgeMin: "When an overdue worker is asked", OfficeMin: "When the office is asked about an overdue worker",
	RungMin: "When an alarm goes to the next person", LastName: "Last to be asked about an alarm", LastPhone: "Last number of an alarm",
	EscalateMin: "When an alert goes to the next person", StepDownVisits: "Visits before a step down is proposed", FirstVisitMin: "Extra time for a first visit",
	SessionFieldMin: "Signed-in time for support workers", SessionOfficeMin: "Signed-in time for everyone else", SessionMaxMin: "Longest signed-in time",
	LadderAlone: "Ladder: step 1", LadderReminder: "Ladder: step 2", LadderWatched: "Ladder: step 3", LadderHandsOn: "Ladder: step 4", LadderDoneFor: "Ladder: step 5",
	LadderNotDone: "Ladder: not tried", HelpLine: "Help line", HelpHours: "Help line hours", OutOfHours: "Out of hours line",
	ControlledTwo: "A witness for controlled drugs",
	TravelLearnt:  "Use travel learnt from visits", TravelAnswers: "Use the routing service", PaceCar: "Pace of driving", PaceBicycle: "Pace of cycling",
	PaceFoot: "Pace of walking", PaceBus: "Pace of buses", DoorCar: "At the door after driving", DoorBicycle: "At the door after cycling",
	DoorFoot: "At the door after walking", DoorBus: "At the door after a bus",
}

func (s Setting) title() string { return titles[s.Name] }

func (s Setting) said(value string) string {
	switch {
	case s.Unit == "" || s.Unit == Telephone:
		return value
	case s.Unit == YesOrNo && value == "yes":
		return "Yes"
	case s.Unit == YesOrNo:
		return "No"
	}
	return value + " " + s.Unit
}
