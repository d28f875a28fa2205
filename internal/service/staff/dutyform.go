package staff

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// mostTurns is how many turns a list can hold: three by day, one by night, two
// to spare.
const mostTurns = 6

func dutyPage(c *web.Call) (web.Reply, error) {
	today := c.Now().On()
	day := c.Date("day", today)
	var set when.Date
	var list []Turn
	var hands []Hand
	var members []Member
	err := c.Gate.Read(c, MaySeeDuty, gate.Council, func(s *gate.Snapshot) (err error) {
		if set, list, err = turnsSet(s, day); err != nil {
			return err
		}
		if hands, err = HandsOn(s, day); err != nil {
			return err
		}
		members, err = Employed(s, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	names := map[ids.Account]string{}
	for _, m := range members {
		names[m.Account] = m.Name()
	}
	l := ui.List{
		Caption: "The list for " + day.Said(), Empty: "No list is set. Alarms go to the last number in the settings: set a list now.",
		Columns: []ui.Column{{Head: "Asked"}, {Head: "Who"}, {Head: "As"}, {Head: "When"}},
	}
	for i, t := range list {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(fmt.Sprint(i+1), names[t.Account], t.Part.Label(), t.Hours())})
	}
	blocks := []ui.Block{l}
	if set != "" {
		blocks = append(blocks, ui.Para("This list was set for "+set.Said()+" and holds every day until the next one. Whoever is away is passed over."))
	}
	for i, h := range hands {
		if h.To.Account != "" || len(list) == 0 {
			continue
		}
		until := "midnight"
		if i+1 < len(hands) {
			until = when.Hour(hands[i+1].Minute)
		}
		blocks = append(blocks, ui.Warning("Nobody is in charge from "+when.Hour(h.Minute)+" to "+until+". Alarms in that time go to the last number in the settings."))
	}
	if c.Can(MaySetDuty) {
		f := ui.Form{
			Action: "/duty/list", Submit: "Set who is in charge", Cancel: ui.Link{Href: "/duty"},
			Fields: []ui.Field{{Name: "day", Label: "From which day?", Kind: ui.KindDate, Value: string(day)}},
		}
		for i := range mostTurns {
			t := Turn{UntilMin: -1, FromMin: -1, Part: Deputy}
			if i < len(list) {
				t = list[i]
			}
			f.Fields = append(f.Fields, turnFields(i, t, members)...)
		}
		blocks = append(blocks, ui.Heading("Set a new list"), ui.Para("Leave the hours empty for the whole day. Hours may run past midnight: 22:00 to 7:00."), f)
	}
	return c.Page("Set who is in charge", blocks...).BackTo("Who is in charge", "/duty"), nil
}

// turnFields is one turn of the form.
func turnFields(i int, t Turn, members []Member) []ui.Field {
	n := fmt.Sprint(i + 1)
	hour := func(minute int) string {
		if minute < 0 || t.FromMin == 0 && t.UntilMin == wholeDay {
			return ""
		}
		return fmt.Sprintf("%d:%02d", minute/60, minute%60)
	}
	who := choose("who"+n, "Who is asked", string(t.Account), members, func(m Member) string { return string(m.Account) })
	who.Optional = i > 0
	who.Options = append([]ui.Option{{Label: "Nobody"}}, who.Options...)
	return []ui.Field{
		{Kind: ui.KindHeading, Label: []string{"Asked first", "Asked second", "Asked third", "Asked fourth", "Asked fifth", "Asked sixth"}[i]},
		who,
		{Name: "part" + n, Label: "As what?", Kind: ui.KindSelect, Optional: i > 0, Value: string(t.Part), Options: ui.Options(Parts)},
		{Name: "from" + n, Label: "From", Width: 5, Optional: true, Hint: "Like 7:00", Value: hour(t.FromMin)},
		{Name: "until" + n, Label: "Until", Width: 5, Optional: true, Hint: "Like 15:00", Value: hour(t.UntilMin)},
	}
}

func setDuty(c *web.Call) (web.Reply, error) {
	var form struct {
		Day when.Date `json:"day"`
	}
	err := c.Form(&form)
	var turns []Turn
	var checks fault.Checks
	for i := range mostTurns {
		n := fmt.Sprint(i + 1)
		if c.Posted("who"+n) == "" {
			continue
		}
		t := Turn{Account: ids.Account(c.Posted("who" + n)), Part: Part(c.Posted("part" + n)), UntilMin: wholeDay}
		from, until := strings.TrimSpace(c.Posted("from"+n)), strings.TrimSpace(c.Posted("until"+n))
		if from+until != "" {
			var bad error
			t.FromMin, bad = when.ParseHour(from)
			checks.Field(bad != nil, "from"+n, "Enter when it starts, like 7:00, or leave both hours empty for the whole day.")
			t.UntilMin, bad = when.ParseHour(until)
			checks.Field(bad != nil, "until"+n, "Enter when it ends, like 15:00, or leave both hours empty for the whole day.")
		}
		turns = append(turns, t)
	}
	if err == nil {
		err = checks.Err("staff.duty")
	}
	if err == nil {
		err = SetTurns(c, c.Gate, form.Day, turns)
	}
	if err != nil {
		return c.Again(dutyPage, err)
	}
	return web.Go("/duty", "Saved. Alarms and alerts ask these people, in this order."), nil
}
