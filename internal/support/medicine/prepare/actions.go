package prepare

import (
	"bytes"
	"context"
	"image"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
)

// Who may do what: whoever writes charts prepares them; whoever checks them sees
// what they were prepared from.
var (
	MayPrepare = gate.Action{Name: "medicine.prepare", Who: medicine.MayAdd.Who}
	MaySee     = gate.Action{Name: "medicine.see_preparation", Who: medicine.MayCheck.Who}
)

// ID names one preparation.
type ID string

// Preparation is a list from which a chart is made, as it came: in words, with
// the letter or photo it was copied from, or both.
type Preparation struct {
	ID       ID         `json:"id"`
	Person   ids.Person `json:"-"`
	Source   string     `json:"source"`
	SourceOn when.Date  `json:"source_on"`
	Words    string     `json:"list"`
	File     files.ID   `json:"-"`
	At       when.Instant
	By       ids.Account
	ByName   string
	Finished when.Instant
	Version  int
}

// Limits of what can be kept.
const (
	mostSource = 200
	mostWords  = 20_000
	mostPixels = 40_000_000
)

func (p Preparation) check(today when.Date, file *files.File) error {
	var c fault.Checks
	c.Field(!ids.Valid(string(p.ID)), "id", "Start the form again: it has lost its number.")
	c.Field(utf8.RuneCountInString(p.Source) < 3, "source", "Say what the list is, like: discharge letter of Addenbrooke’s, ward C6.")
	c.Field(utf8.RuneCountInString(p.Source) > mostSource, "source", "Use %d characters or fewer.", mostSource)
	c.Field(p.SourceOn == "", "source_on", "Enter the date of the list.")
	c.Field(p.SourceOn > today, "source_on", "The list cannot be from a day to come.")
	c.Field(p.SourceOn != "" && p.SourceOn.Days(today) > 366, "source_on", "This list is more than a year old. Ask for a newer one.")
	c.Field(p.Words == "", "list", "Type the list, a medicine on each line. With a photo, copy out what it says.")
	c.Field(utf8.RuneCountInString(p.Words) > mostWords, "list", "Use %d characters or fewer.", mostWords)
	c.Field(len(strings.Split(p.Words, "\n")) > mostLines, "list", "Use %d lines or fewer.", mostLines)
	if file != nil {
		c.Field(file.Size > files.Limit, "file", "The file is too large. Use one of 25 MB or less.")
		c.Field(kindOf(file.Bytes) == "", "file", "Use a photo (JPEG or PNG) or a PDF.")
	}
	return c.Err("medicine.preparation")
}

// kindOf is what a file is by what is in it, never by what it is called: a photo
// that can be drawn, a PDF, or empty for what we do not take.
func kindOf(b []byte) string {
	if bytes.HasPrefix(b, []byte("%PDF-")) {
		return "application/pdf"
	}
	config, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || config.Width <= 0 || config.Height <= 0 || config.Width > mostPixels/config.Height {
		return ""
	}
	return "image/" + kind
}

// Begin keeps a list. file is the letter or photo it was copied from, nil for
// none. Errors: medicine.preparation, by field; gate.exists.
func Begin(ctx context.Context, g *gate.Gate, p Preparation, file *files.File) error {
	p.Source, p.Words = strings.TrimSpace(p.Source), strings.TrimSpace(p.Words)
	return g.Write(ctx, MayPrepare, gate.Person(p.Person), func(tx *gate.Tx) error {
		if err := p.check(tx.Today(), file); err != nil {
			return err
		}
		if file != nil {
			p.File, file.Person, file.MediaType = file.ID, p.Person, kindOf(file.Bytes)
			if err := files.Keep(tx, *file); err != nil {
				return err
			}
		}
		return insert(tx, p)
	})
}

// Became is what somebody made of one line, or of one entry that no line names.
type Became string

// What can become of a line. Codes never change meaning. Stopped and Kept are of
// entries of the chart that are not on the list.
const (
	BecameNew     Became = "new"
	BecameChanged Became = "changed"
	BecameSame    Became = "same"
	LeftOut       Became = "left_out"
	Stopped       Became = "stopped"
	Kept          Became = "kept"
)

var becameWords = map[Became]string{
	BecameNew: "Written on the chart", BecameChanged: "The entry was changed", BecameSame: "It is on the chart as it is",
	LeftOut: "Left out", Stopped: "Stopped", Kept: "Kept on the chart",
}

// Label is what became of it, in words for a screen.
func (b Became) Label() string { return becameWords[b] }

// Settling says what became of one line, or with line 0 of one entry.
type Settling struct {
	ID          string      `json:"id"`
	Person      ids.Person  `json:"-"`
	Preparation ID          `json:"-"`
	Line        int         `json:"line"`
	Became      Became      `json:"became"`
	Medicine    medicine.ID `json:"medicine"`
	Why         string      `json:"why"`
}

// Settle says what became of a line. Errors: medicine.settling, by field;
// medicine.settled where somebody said so before; gate.not_found.
func Settle(ctx context.Context, g *gate.Gate, s Settling) error {
	s.Why = strings.TrimSpace(s.Why)
	return g.Write(ctx, MayPrepare, gate.Person(s.Person), func(tx *gate.Tx) error {
		p, err := Get(tx.Snapshot, s.Person, s.Preparation)
		if err != nil {
			return err
		}
		list := ReadList(p.Words)
		ofLine := s.Became == BecameNew || s.Became == BecameChanged || s.Became == BecameSame || s.Became == LeftOut
		var c fault.Checks
		c.Field(!ids.Valid(s.ID), "id", "Start the form again: it has lost its number.")
		c.Field(s.Became.Label() == "" || ofLine != (s.Line > 0), "became", "Choose what becomes of it.")
		c.Field(s.Line < 0 || s.Line > len(list), "line", "There is no such line on the list.")
		c.Field(s.Became != LeftOut && s.Medicine == "", "became", "Choose the entry of the chart that it is about.")
		needsWhy := s.Became == LeftOut || s.Became == Kept
		c.Field(needsWhy && utf8.RuneCountInString(s.Why) < 5, "why", "Say in a few words why, and who said so.")
		c.Field(utf8.RuneCountInString(s.Why) > 2_000, "why", "Use 2,000 characters or fewer.")
		if err := c.Err("medicine.settling"); err != nil {
			return err
		}
		words := ""
		if s.Line > 0 {
			words = list[s.Line-1].Text
		}
		if s.Medicine != "" {
			if _, err := medicine.Get(tx.Snapshot, s.Person, s.Medicine); err != nil {
				return err
			}
		}
		if !p.Finished.IsZero() {
			return fault.New(fault.Conflict, "medicine.settled", "This list is finished. Prepare a new one, or change the chart by hand.")
		}
		err = insertLine(tx, s, words)
		if fault.Is(err, "gate.exists") {
			return fault.New(fault.Conflict, "medicine.settled", "Somebody has settled this before. Look at the list again.")
		}
		return err
	})
}

// Finish closes a preparation of which nothing is open. Errors:
// medicine.unsettled, which says how much is; gate.changed; gate.not_found.
func Finish(ctx context.Context, g *gate.Gate, person ids.Person, id ID, version int) error {
	return g.Write(ctx, MayPrepare, gate.Person(person), func(tx *gate.Tx) error {
		w, err := look(tx.Snapshot, person, id)
		if err != nil {
			return err
		}
		if n := w.Open(); n > 0 {
			return fault.New(fault.Conflict, "medicine.unsettled", "%d of the list or the chart are not settled yet. Settle each first.", n)
		}
		return tx.Update(`UPDATE medicine_preparation SET finished_at = ?, finished_by = ?, version = version + 1 WHERE id = ? AND version = ? AND finished_at IS NULL`,
			tx.At, tx.Actor.ID, id, version)
	})
}
