package sheet

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
)

var logHeads = map[Log][]string{
	Needed:  {"Date", "Time", "How much", "Why it was needed", "Given by", "Ask how it helped at", "How it helped", "Doses in the last 24 hours"},
	Placed:  {"Due", "Put on or given: date, time", "Place (number on the map)", "Old patch taken off?", "Given by", "Seen by", "Notes"},
	Measure: {"Due", "Time", "Dose given", "Where the dose is written", "Given by", "Checked by", "Notes"},
}

// logs is a medicine's lines: what was recorded, then, of what has days, those
// still to come, and room to write. Many lines go on on further pages.
func (c Chart) logs(e Entry, notes *[]Note) []LogBlock {
	log := e.log()
	var all [][]string
	if c.Filled {
		for _, d := range e.Doses {
			all = append(all, d.line(log))
		}
	}
	wide := len(logHeads[log])
	if log != Needed {
		for _, day := range c.days() {
			if !e.due(day) {
				continue
			}
			for _, part := range e.Parts {
				if c.Filled && len(e.in(medicine.SlotOf(day, part))) > 0 {
					continue
				}
				said := day.Short()
				if len(e.Parts) > 1 {
					said += ", " + strings.ToLower(part.Label())
				}
				all = append(all, append([]string{said}, make([]string, wide-1)...))
			}
		}
	}
	least := blankRows
	if log != Needed {
		least = 1
	}
	for i := 0; i < least || len(all) < blankRows; i++ {
		all = append(all, make([]string, wide))
	}
	first := LogBlock{Entry: e, Log: log, Said: e.said(notes), Flags: e.flags(), Heads: logHeads[log]}
	if log == Placed && len(e.Sites) > 0 {
		first.Said = append(first.Said, "Places, in turn: "+places(e.Sites)+"."+rests(e.RestDays))
	}
	var out []LogBlock
	for len(all) > 0 {
		b := first
		if len(out) > 0 {
			b.More, b.Said = true, nil
		}
		n := min(len(all), int((room-b.height())/logRow))
		b.Lines, all = all[:n], all[n:]
		out = append(out, b)
	}
	return out
}

func rests(days int) string {
	if days == 0 {
		return ""
	}
	return " A place rests for " + strconv.Itoa(days) + " days before it is used again."
}

// line is one record as a line of a log.
func (d Dose) line(log Log) []string {
	on, at := d.At.On().Short(), d.At.In(when.London).Format("15:04")
	mark := d.mark()
	place := ""
	if n := placeNumber(d.Site); n > 0 {
		place = strconv.Itoa(n) + " " + d.Site.Label()
	}
	switch log {
	case Placed:
		return []string{d.Slot.Day().Short(), on + ", " + at, place, "", mark, d.Witness, ""}
	case Measure:
		return []string{d.Slot.Day().Short(), at, d.Amount, "", mark, d.Witness, ""}
	}
	return []string{on, at, d.Amount, d.Why, mark, "", d.Effect.Label(), ""}
}
