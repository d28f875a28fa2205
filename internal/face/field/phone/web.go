package phone

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

// Routes of phones: setting one up, and the office's pages of them.
var Routes = []web.Route{
	web.Post("/field/v1/phones", MayEnrol, enrol).WithLimit(16 << 10),
	web.Get("/phones", MaySee, list),
	web.Get("/phones/{phone}", MaySee, show),
	web.Post("/phones/{phone}/lost", MayLose, lose),
	web.Post("/phones/{phone}/end", MayEnd, end),
}

// enrol is POST /field/v1/phones.
func enrol(c *web.Call) (web.Reply, error) {
	raw, err := c.Body()
	if err != nil {
		return nil, err
	}
	var asked struct {
		Phone   string `json:"phone"`
		SignKey string `json:"sign_key"`
		Account string `json:"account"` // whose phone it was; empty for a new one
		App     string `json:"app"`
	}
	if json.Unmarshal(raw, &asked) != nil {
		return nil, fault.New(fault.Invalid, "phone.enrol", "We could not read that. Send the phone’s number and its sign key.")
	}
	if asked.Account != "" && asked.Account != c.Who.ID {
		return web.JSON(web.Status[fault.Conflict], map[string]string{
			"code": "phone.account", "message": "This phone was set up by somebody else. Let them sign in on it, so that what they recorded stays theirs.",
		}), nil
	}
	token := auth.NewToken()
	err = Enrol(c, c.Gate, Enrolment{
		Phone: ID(asked.Phone), SignKey: asked.SignKey, App: asked.App, Label: auth.DeviceName(c.Header("User-Agent")), Token: token,
	})
	if f, ok := fault.Of(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return web.JSON(web.Status[f.Kind], map[string]string{"code": f.Code, "message": f.Say}), nil
	}
	if err != nil {
		return nil, err
	}
	keys := c.Gate.Pairs()
	return web.JSON(200, map[string]any{
		"phone": asked.Phone, "token": token, "account": c.Who.ID, "name": c.Who.Name,
		"council":  map[string]string{"name": c.Site.Name, "ods": c.Site.ODS},
		"seal_key": base64.RawURLEncoding.EncodeToString(keys.SealKey()), "receipt_key": base64.RawURLEncoding.EncodeToString(keys.ReceiptKey()),
		"now": c.Now().Text(),
	}), nil
}

const perPage = 50

func list(c *web.Call) (web.Reply, error) {
	n, used := c.PageNumber(), c.Query("used") != "no"
	var phones []Phone
	var names map[ids.Account]string
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if phones, err = page(s, used, perPage+1, (n-1)*perPage); err != nil {
			return err
		}
		names, err = staff.Names(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Phones", CaptionHidden: true,
		Empty:   "No phone is set up yet. Workers set theirs up in the field app, once they have signed in.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "Phone"}, {Head: "Last heard"}, {Head: "Not yet received"}, {Head: "Rota seen"}, {Head: "App"}, {Head: "Look at this"}},
	}
	title, other := "Phones", ui.Link{Text: "Phones no longer used", Href: "/phones?used=no"}
	from := "/phones?page="
	if !used {
		title, other, from = "Phones no longer used", ui.Link{Text: "Phones in use", Href: "/phones"}, "/phones?used=no&page="
		l.Empty = "Every phone that was set up is in use."
	}
	if n > 1 {
		l.More.Prev = from + fmt.Sprint(n-1)
	}
	if len(phones) > perPage {
		phones, l.More.Next = phones[:perPage], from+fmt.Sprint(n+1)
	}
	for _, p := range phones {
		trouble := ui.Cell{Text: "Nothing"}
		if words := p.Trouble(c.Now()); len(words) > 0 {
			trouble = ui.Cell{Tag: ui.Tag{Text: words[0], Kind: ui.Waiting}}
		}
		l.Rows = append(l.Rows, ui.Row{Href: "/phones/" + string(p.ID), Cells: []ui.Cell{
			{Text: names[p.Account]}, {Text: p.Label}, {Text: p.Heard.Said()}, {Text: p.waitingWords()}, {Text: p.rotaWords()}, {Text: p.App}, trouble,
		}})
	}
	return c.Page(title, ui.Para("What each phone says it keeps for us. No signal for some hours is usual: it is no reason to doubt a worker."), l, ui.Links(ui.Link{Text: "Records from phones that need you", Href: "/held-facts"}, ui.Link{Text: "Take in records from a phone that cannot send", Href: "/phones/import"}, other)).AsWide(), nil
}

func records(n int) string {
	if n == 1 {
		return "1 record"
	}
	return fmt.Sprintf("%d records", n)
}

func (p Phone) waitingWords() string {
	if p.Waiting() == 0 {
		return "Nothing that we know of"
	}
	return records(p.Waiting())
}

func (p Phone) rotaWords() string {
	switch {
	case p.Unseen == 1:
		return "1 change not seen"
	case p.Unseen > 1:
		return fmt.Sprintf("%d changes not seen", p.Unseen)
	}
	return "Yes"
}

// Trouble is what the office should look at, in short words, the gravest
// first; empty where there is nothing.
func (p Phone) Trouble(now when.Instant) []string {
	const recent = 7 * 24
	lately := func(i when.Instant) bool { return !i.IsZero() && now.Sub(i.Time).Hours() < recent }
	var out []string
	add := func(is bool, words string) {
		if is {
			out = append(out, words)
		}
	}
	add(!p.Lost.IsZero() && p.Wiped.IsZero(), "Lost, and has not said that it forgot")
	add(!p.Lost.IsZero() && !p.Wiped.IsZero(), "Lost. It has forgotten the people on it")
	add(lately(p.Backwards), "Went back in time")
	add(lately(p.Evicted), "Lost what it kept")
	add(!p.Behind.IsZero() && now.Sub(p.Behind.Time) >= Patience, "Records not received for long")
	add(!p.Persisted && p.Told > 0, "Browser may throw its storage away")
	return out
}

func show(c *web.Call) (web.Reply, error) {
	var p Phone
	var names map[ids.Account]string
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if p, err = Get(s, ID(c.Path("phone"))); err != nil {
			return err
		}
		names, err = staff.Names(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	name := names[p.Account]
	if name == "" {
		name = "a worker"
	}
	yes := map[bool]string{true: "Yes", false: "No: ask the worker to add the app to the home screen"}
	pack := "The newest we made"
	switch {
	case p.PackTold == "":
		pack = "None"
	case p.PackTold != p.PackGiven:
		pack = "An older one than the newest we made"
	}
	rows := []ui.RecordRow{
		{Key: "Worker", Value: name},
		{Key: "Phone", Value: p.Label},
		{Key: "Set up", Value: p.Enrolled.Said()},
		{Key: "Last heard", Value: p.Heard.Said()},

		{Key: "Not yet received", Value: p.waitingWords()},
		{Key: "Shift on the phone", Value: pack},
		{Key: "Storage is safe from clearing", Value: yes[p.Persisted]},
		{Key: "App", Value: p.App},
		{Key: "Times the app was started", Value: fmt.Sprint(p.Restarts + 1)},
	}
	when := func(key string, i when.Instant) {
		if !i.IsZero() {
			rows = append(rows, ui.RecordRow{Key: key, Value: i.Said()})
		}
	}
	when("Waiting since", p.Behind)
	when("Went back in time", p.Backwards)
	when("Lost what it kept", p.Evicted)
	when("Told to forget", p.Lost)
	when("Said that it forgot", p.Wiped)
	when("No longer used since", p.Ended)
	var blocks []ui.Block
	if n := p.Waiting(); n > 0 {
		blocks = append(blocks, ui.Inset(records(n)+" on this phone, not yet received."))
	}
	if words := p.Trouble(c.Now()); len(words) > 0 {
		blocks = append(blocks, ui.Warning(strings.Join(words, ". ")+"."))
	}
	blocks = append(blocks, ui.Record{Rows: rows})
	at, version := "/phones/"+string(p.ID), []ui.Pair{ui.Version(p.Version)}
	if p.Ended.IsZero() {
		if p.Lost.IsZero() {
			blocks = append(blocks, ui.Heading("If it is lost or stolen"),
				ui.Para("At its next contact the phone forgets the people on it. What it has not sent stays on it, sealed, and we still take it. The worker is signed out on every phone and computer, and has to sign in again."),
				ui.PostButton{Text: "Lost: forget what is on it", Action: at + "/lost", Hidden: version, Warning: true})
		}
		blocks = append(blocks, ui.Heading("If it is not used any more"),
			ui.Para("The phone forgets the people on it, and nobody is told to wait for it. The worker is signed out everywhere, and signs in again on the phone they use now."),
			ui.PostButton{Text: "No longer used", Action: at + "/end", Hidden: version, Secondary: true})
	}
	return c.Page("Phone of "+name, blocks...).BackTo("Phones", "/phones"), nil
}

func lose(c *web.Call) (web.Reply, error) {
	return act(c, Lose, "The phone will forget the people on it at its next contact.")
}

func end(c *web.Call) (web.Reply, error) { return act(c, End, "This phone is no longer used.") }

func act(c *web.Call, do func(context.Context, *gate.Gate, ID, int) error, said string) (web.Reply, error) {
	var form struct {
		Version int `json:"version"`
	}
	err := c.Form(&form)
	id := ID(c.Path("phone"))
	if err == nil {
		err = do(c, c.Gate, id, form.Version)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go("/phones/"+string(id), said), nil
}
