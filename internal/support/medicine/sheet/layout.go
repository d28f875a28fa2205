package sheet

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

// Room on a page, in millimetres, below its head and above its foot. What a
// thing needs is reckoned on the large side: what is not used stays white.
const (
	room       = 126
	boxRow     = 8.0 // one time of one medicine
	textLine   = 3.4
	textAcross = 46 // characters of a line in the first column
	aside      = 4.0
	logHead    = 9.0
	logRow     = 6.9
	logAcross  = 170
	blankRows  = 8 // to write on, for each log
	longest    = 320
)

// Page is one side of paper. It has boxes, logs, the map of the body, or what
// was too long for its place.
type Page struct {
	N, Of int
	Boxes []Rows
	Logs  []LogBlock
	Body  []Entry
	Notes []Note
}

// Rows are a medicine's rows of boxes: one for each time.
type Rows struct {
	Entry
	Said  []string // what is said of it below its name
	Flags []string
	Times []TimeRow
}

// TimeRow is one time of the day with its boxes.
type TimeRow struct {
	Label, Clock string
	Boxes        []Box
}

// LogBlock is a table of lines to write on for one medicine.
type LogBlock struct {
	Entry
	Log   Log
	Said  []string
	Flags []string
	Heads []string
	Lines [][]string
	More  bool // it goes on from a page before
}

// Note is an instruction that was too long for its place.
type Note struct{ Name, Words string }

// days are the days of the chart.
func (c Chart) days() []when.Date {
	out := make([]when.Date, c.Days)
	for i := range out {
		out[i] = c.From.Add(i)
	}
	return out
}

// Pages lays the chart out on paper. A chart without entries has one page.
func (c Chart) Pages() []Page {
	var pages []Page
	var body []Entry
	var notes []Note
	left := 0.0
	for _, e := range c.Entries {
		if e.onBody() {
			body = append(body, e)
		}
		if e.log() != Boxes {
			continue
		}
		r := c.rows(e, &notes)
		need := r.height()
		if len(pages) == 0 || need > left {
			pages, left = append(pages, Page{}), room
		}
		last := &pages[len(pages)-1]
		last.Boxes, left = append(last.Boxes, r), left-need
	}
	if len(pages) == 0 {
		pages = append(pages, Page{})
	}
	left = 0
	for _, e := range c.Entries {
		if e.log() == Boxes {
			continue
		}
		for _, b := range c.logs(e, &notes) {
			need := b.height()
			if need > left {
				pages, left = append(pages, Page{}), room
			}
			last := &pages[len(pages)-1]
			last.Logs, left = append(last.Logs, b), left-need
		}
	}
	for i := range pages {
		pages[i].fill()
	}
	if len(body) > 0 {
		pages = append(pages, Page{Body: body})
	}
	if short, whole := c.allergyWords(); short != whole {
		notes = append([]Note{{"Allergies", whole}}, notes...)
	}
	left = 0
	for _, n := range notes {
		need := 8 + float64(lines(n.Words, logAcross))*4.2
		if need > left {
			pages, left = append(pages, Page{}), room
		}
		last := &pages[len(pages)-1]
		last.Notes, left = append(last.Notes, n), left-need
	}
	for i := range pages {
		pages[i].N, pages[i].Of = i+1, len(pages)
	}
	return pages
}

// mostAllergy is how many characters of allergies the head of a page holds.
const mostAllergy = 170

// allergyWords are the allergies as the head of each page has them, and whole.
// Where they are too many the head says so: a part of them would be worse.
func (c Chart) allergyWords() (short, whole string) {
	var names []string
	for _, a := range c.Allergies {
		names = append(names, a.Substance)
	}
	whole = allergiesSaid(c.Allergies)
	if len([]rune(whole)) <= mostAllergy {
		return whole, whole
	}
	if short = strings.Join(names, "; "); len([]rune(short)) <= mostAllergy {
		return short + ". What happens: last page.", whole
	}
	return fmt.Sprintf("%d ALLERGIES, more than fit here: read them on the last page.", len(c.Allergies)), whole
}

// lines is how many lines a text needs at most, at so many characters.
func lines(text string, across int) int {
	n := 0
	for _, line := range strings.Split(text, "\n") {
		n += 1 + len([]rune(line))/across
	}
	return n
}

func (r Rows) height() float64 {
	words := 1.3 * float64(lines(r.Title(), textAcross-10))
	for _, s := range append(r.Said, r.Flags...) {
		words += float64(lines(s, textAcross))
	}
	return max(boxRow*float64(len(r.Times)), words*textLine+aside)
}

// fill gives what is left of a page of lines to the last of them.
func (p *Page) fill() {
	if len(p.Logs) == 0 {
		return
	}
	left := float64(room)
	for _, b := range p.Logs {
		left -= b.height()
	}
	last := &p.Logs[len(p.Logs)-1]
	for ; left >= logRow; left -= logRow {
		last.Lines = append(last.Lines, make([]string, len(last.Heads)))
	}
}

func (b LogBlock) height() float64 {
	words := 1.3
	for _, s := range b.Said {
		words += float64(lines(s, logAcross))
	}
	return words*4.0 + logHead + logRow*float64(len(b.Lines)) + aside
}

// rows is a medicine with a row of boxes for each of its times.
func (c Chart) rows(e Entry, notes *[]Note) Rows {
	r := Rows{Entry: e, Said: e.said(notes), Flags: e.flags()}
	for _, part := range plan.Parts {
		if !has(e.Parts, part) {
			continue
		}
		t := TimeRow{Label: part.Label()}
		if minute, exact := e.At(part); exact {
			t.Clock = when.Hour(minute)
		}
		for _, day := range c.days() {
			t.Boxes = append(t.Boxes, e.box(c.Print, day, part))
		}
		r.Times = append(r.Times, t)
	}
	return r
}

func has(parts []plan.Part, part plan.Part) bool {
	for _, p := range parts {
		if p == part {
			return true
		}
	}
	return false
}

// said is what the chart says of a medicine below its name. What is too long is
// put on a page of its own, and told of.
func (e Entry) said(notes *[]Note) []string {
	whole := func(words string) string {
		if len([]rune(words)) <= longest {
			return words
		}
		*notes = append(*notes, Note{e.Title(), words})
		return "Too long for here: read it whole on the last page."
	}
	dose := ended(whole(e.Dose))
	if e.Route != "" {
		dose += " " + e.Route.Label() + "."
	}
	said := []string{dose}
	if len(e.inside) > 0 {
		said = append(said, "What is in it is recorded singly, below.")
	}
	if e.NeededFor != "" {
		said = append(said, "For: "+ended(e.NeededFor))
	}
	if limits := e.limits(); limits != "" {
		said = append(said, limits)
	}
	if e.Instructions != "" {
		said = append(said, ended(whole(e.Instructions)))
	}
	return append(said, e.from())
}

// ended is words with a full stop behind them.
func ended(words string) string {
	if strings.HasSuffix(words, "!") || strings.HasSuffix(words, "?") {
		return words
	}
	return strings.TrimRight(words, ". ") + "."
}

// limits is the least time between doses and the most in 24 hours.
func (e Entry) limits() string {
	var said []string
	if e.GapMin > 0 {
		said = append(said, "At least "+span(e.GapMin)+" between doses.")
	}
	if e.MostDoses > 0 {
		said = append(said, fmt.Sprintf("At most %d doses in 24 hours.", e.MostDoses))
	}
	if e.MostUnits > 0 {
		said = append(said, fmt.Sprintf("At most %d in all in 24 hours.", e.MostUnits))
	}
	return strings.Join(said, " ")
}

// span is minutes in words: 4 hours.
func span(minutes int) string {
	if minutes%60 == 0 {
		if minutes == 60 {
			return "1 hour"
		}
		return fmt.Sprintf("%d hours", minutes/60)
	}
	return fmt.Sprintf("%d minutes", minutes)
}

// from is since when, until when and by whom.
func (e Entry) from() string {
	said := "From " + short2(e.From)
	if e.EveryDays > 1 {
		said += fmt.Sprintf(", every %d days", e.EveryDays)
	}
	switch {
	case !e.Stopped.IsZero():
		said += ". STOPPED " + e.Stopped.Said()
	case e.Until != "":
		said += " until " + short2(e.Until)
	}
	if e.ReviewOn != "" {
		said += ". Review " + short2(e.ReviewOn)
	}
	for _, who := range []string{e.Prescriber, e.SuppliedBy} {
		if who != "" {
			said += ". " + who
		}
	}
	return said + "."
}

// short2 is a day with its year, short enough for a column: 30 Nov 2026.
func short2(d when.Date) string { return d.Start().In(when.London).Format("2 Jan 2006") }

// flags are what must be seen of a medicine before anything else.
func (e Entry) flags() []string {
	var out []string
	for _, f := range []struct {
		is   bool
		says string
	}{
		{e.ToCheck(), "NOT CHECKED YET by a second person"},
		{e.Controlled, "Controlled drug: two sign"},
		{e.HighRisk != "", "High risk: " + e.HighRisk.Label()},
		{e.TimeCritical, "Must be on time"},
		{e.Medicine.Pack != "", "In the pack"},
		{e.Shape == medicine.Cream, "Where: " + places(e.Sites) + " (see the map of the body)"},
	} {
		if f.is {
			out = append(out, f.says)
		}
	}
	return out
}

// places names places on the body with their numbers on the map.
func places(sites []medicine.Site) string {
	var out []string
	for _, s := range sites {
		out = append(out, fmt.Sprintf("%d %s", placeNumber(s), strings.ToLower(s.Label())))
	}
	return strings.Join(out, ", ")
}

// placeNumber is a place’s number on the map, from 1; 0 for none.
func placeNumber(s medicine.Site) int {
	for i, x := range medicine.Sites {
		if x == s {
			return i + 1
		}
	}
	return 0
}
