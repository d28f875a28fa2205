package admin

import (
	"strconv"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

var (
	onlyAdmin = actor.Rule{Any: []actor.Role{actor.Admin}}
	// MaySeeSystem is who sees whether the machine is well.
	MaySeeSystem = gate.Action{Name: "admin.see_system", Who: onlyAdmin}
	// MaySeeRefusals is who sees what was refused, and to whom; not about which
	// person.
	MaySeeRefusals = gate.Action{Name: "admin.see_refusals", Who: onlyAdmin}
)

func system(c *web.Call) (web.Reply, error) {
	var jobs []job.State
	var letters []gate.DeadLetter
	var newest []gate.Entry
	err := c.Gate.Read(c, MaySeeSystem, gate.Council, func(s *gate.Snapshot) (err error) {
		if jobs, err = job.States(s); err != nil {
			return err
		}
		if letters, err = gate.DeadLetters(s); err != nil {
			return err
		}
		newest, err = gate.Latest(s, 0, 1)
		return err
	})
	if err != nil {
		return nil, err
	}
	journal := ui.Record{Title: "Journal", Empty: "Nothing has been written yet."}
	if len(newest) > 0 {
		journal.Rows = []ui.RecordRow{
			{Key: "Rows", Value: strconv.FormatInt(newest[0].Seq, 10)},
			{Key: "Newest", Value: newest[0].At.Said()},
		}
	}
	work := ui.List{
		Caption: "Work by the clock", Empty: "No job has run yet.",
		Columns: []ui.Column{{Head: "Job"}, {Head: "Last run"}, {Head: "How it went"}},
	}
	for _, j := range jobs {
		state := ui.Tag{Text: "Well", Kind: ui.Good}
		if j.Failed != "" {
			state = ui.Tag{Text: "Failed", Kind: ui.Urgent}
		}
		ran := j.RanAt.Said()
		if ran == "" {
			ran, state = "Not yet", ui.Tag{Text: "Waiting", Kind: ui.Quiet}
		}
		work.Rows = append(work.Rows, ui.Row{Cells: []ui.Cell{{Text: j.Name}, {Text: ran}, {Tag: state}}})
	}
	aside := ui.List{
		Caption: "Set aside", Empty: "Nothing is set aside: every follower has taken every event.",
		Columns: []ui.Column{{Head: "Follower"}, {Head: "Journal row", Numeric: true}, {Head: "When"}, {Head: "Why"}},
	}
	for _, d := range letters {
		aside.Rows = append(aside.Rows, ui.Row{Cells: ui.Texts(d.Follower, strconv.FormatInt(d.Seq, 10), d.At.Said(), d.Why)})
	}
	return c.Page("System", journal, work, aside, ui.Links(ui.Link{Text: "What was refused", Href: "/admin/refusals"})).AsWide(), nil
}

// refusal is one try that was not allowed.
type refusal struct {
	seq            int64
	at             when.Instant
	account, named string
	action         string
}

func (r *refusal) fields() []any {
	return []any{&r.seq, &r.at, &r.account, (*gate.Text)(&r.named), &r.action}
}

// refusedPage reads one page of refusals, newest first, and one row more where
// there are more.
func refusedPage(s *gate.Snapshot, page int) ([]refusal, error) {
	return gate.All(s, (*refusal).fields, `SELECT j.seq, j.at, j.actor_id, a.name, j.action
		FROM gate_journal j LEFT JOIN auth_account a ON a.id = j.actor_id
		WHERE j.outcome = 'refused' ORDER BY j.seq DESC LIMIT ? OFFSET ?`, perPage+1, (page-1)*perPage)
}

func refusals(c *web.Call) (web.Reply, error) {
	page := c.PageNumber()
	var rows []refusal
	err := c.Gate.Read(c, MaySeeRefusals, gate.Council, func(s *gate.Snapshot) (err error) {
		rows, err = refusedPage(s, page)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := ui.List{
		Caption: "Refused", CaptionHidden: true, Empty: "Nothing was refused.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "What"}, {Head: "When"}},
	}
	if len(rows) > perPage {
		rows, list.More.Next = rows[:perPage], "/admin/refusals?page="+strconv.Itoa(page+1)
	}
	if page > 1 {
		list.More.Prev = "/admin/refusals?page=" + strconv.Itoa(page-1)
	}
	for _, r := range rows {
		who := ui.Cell{Text: r.named, Href: "/admin/users/" + r.account}
		if r.named == "" {
			who = ui.Cell{Text: "Unknown account"}
		}
		list.Rows = append(list.Rows, ui.Row{Cells: []ui.Cell{who, {Text: r.action}, {Text: r.at.Said()}}})
	}
	return c.Page("What was refused",
		ui.Para("Each time somebody tried what their roles do not allow, or for a person they do not work with. Most are honest mistakes; many by one account in a short time are worth asking about. About whom it was is not shown here."),
		list,
	).AsWide().BackTo("System", "/admin/system"), nil
}

// Nav is where an administrator goes.
var Nav = []web.Link{
	{Text: "Accounts", Href: "/admin/users", Action: auth.MaySee},
	{Text: "System", Href: "/admin/system", Action: MaySeeSystem},
}
