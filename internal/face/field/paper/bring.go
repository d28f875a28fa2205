package paper

import (
	"strconv"

	"stillhome/internal/face/field"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

// bringPage asks for the file of a phone that cannot send.
func bringPage(c *web.Call) (web.Reply, error) {
	if err := c.Gate.Read(c, field.MayBring, gate.Council, func(*gate.Snapshot) error { return nil }); err != nil {
		return nil, err
	}
	f := ui.Form{
		Action: "/phones/import", Submit: "Take in the records", Multipart: true, Cancel: ui.Link{Href: "/phones"},
		Fields: []ui.Field{{Name: "file", Label: "The file from the phone", Hint: "It ends in .sealed. Nobody can read it but this council.", Kind: ui.KindFile}},
	}
	return c.Page(
		"Take in records from a phone that cannot send",
		ui.Para("When a phone is breaking, or finds no signal for long, its worker can save a sealed file of what is not sent: in the app, under Waiting to send. The file may come by cable, by email or from another phone. Records that are here already are not doubled."), f,
	).BackTo("Phones", "/phones"), nil
}

func bringFile(c *web.Call) (web.Reply, error) {
	file, _, err := c.File("file")
	var all []field.Brought
	if err == nil {
		all, err = field.Bring(c, c.Gate, file.Bytes)
	}
	if err != nil {
		return c.Again(bringPage, err)
	}
	var names map[ids.Account]string
	err = c.Gate.Read(c, field.MayBring, gate.Council, func(s *gate.Snapshot) (err error) {
		names, err = staff.Names(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "What the file held", Empty: "Nothing.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "Taken in", Numeric: true}, {Head: "Here before", Numeric: true}, {Head: "For you to decide", Numeric: true}, {Head: "Not saved", Numeric: true}},
	}
	held, lost, strange := 0, 0, false
	for _, b := range all {
		name := names[b.Phone.Account]
		if !b.Known {
			name, strange = "A phone that is not known here", true
		} else {
			lost += b.NotSaved
		}
		held += b.Held
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(name, strconv.Itoa(b.Done), strconv.Itoa(b.Before), strconv.Itoa(b.Held), strconv.Itoa(b.NotSaved))})
	}
	var blocks []ui.Block
	if strange {
		blocks = append(blocks, ui.Warning("Some records are from a phone that was never set up with this council. Keep the file, and find out whose it is."))
	}
	if lost > 0 {
		blocks = append(blocks, ui.Warning("Some records were not saved. Keep the file, and take it in again in a few minutes."))
	}
	blocks = append(blocks, l)
	if held > 0 {
		blocks = append(blocks, ui.ButtonLink("Decide about "+counted(held, "record"), "/held-facts"))
	}
	return c.Page("Records from a phone", blocks...).BackTo("Phones", "/phones"), nil
}
