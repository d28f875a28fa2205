// Package ui holds the page and the few parts from which every page of
// Stillhome is made: one layout, one form, one list, one record, and small
// blocks. A feature says what stands on a page; this package says how it looks,
// so that all pages look and read alike.
//
// A part is a struct or function that is a Block (a templ.Component), so it can
// stand in Page.Blocks, in a list's cell or inside another block:
//
//	ui.Layout(ui.Page{
//		Title:  "Referrals",
//		Blocks: []ui.Block{
//			ui.Para("People waiting to go home come first."),
//			ui.List{Caption: "Waiting", Columns: ..., Rows: ..., Empty: "Nobody is waiting."},
//		},
//	})
//
// All text is escaped. Pages work without a script, carry no inline style or
// script, and fit a screen of 360 pixels.
//
// When a form was sent with something wrong, WithProblems puts the problems and
// what was sent in the context; the layout then shows the error summary, and
// each field its message and what was typed.
package ui
