package day

import (
	"bytes"
	"encoding/json"
	"io"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

// Write writes a day with all travel it can ask for, one shift, visit or row of
// a table a line, so that what is wrong with a line can be seen.
func Write(w io.Writer, p *optimise.Problem, about string) error {
	places := 0
	used := map[place.Mode]bool{}
	for i := range p.Shifts {
		places = max(places, p.Shifts[i].Start+1)
		used[p.Shifts[i].Mode] = true
	}
	for i := range p.Visits {
		places = max(places, p.Visits[i].Place+1)
	}
	l := lines{}
	l.text("{\"format\": ").value(dayFormat).text(",\n\"about\": ").value(about).text(",\n\"travel_seconds\": {")
	more := ""
	for _, mode := range place.Modes {
		if !used[mode] {
			continue
		}
		l.text(more).value(mode).text(": [")
		more = ",\n"
		for from := range places {
			row := make([]int, places)
			for to := range row {
				if from != to {
					row[to] = p.Travel(from, to, mode)
				}
			}
			l.item(from, row)
		}
		l.text("]")
	}
	l.text("},\n\"shifts\": [")
	for i := range p.Shifts {
		l.item(i, writtenShift(&p.Shifts[i]))
	}
	l.text("],\n\"visits\": [")
	for i := range p.Visits {
		l.item(i, writtenVisit(&p.Visits[i]))
	}
	l.text("]}\n")
	return l.to(w)
}

// WritePlan writes a plan, one run or unplaced visit a line.
func WritePlan(w io.Writer, p *optimise.Plan) error {
	f := writtenPlan(p)
	l := lines{}
	l.text("{\"format\": ").value(f.Format).text(",\n\"runs\": [")
	for i := range f.Runs {
		l.item(i, f.Runs[i])
	}
	l.text("],\n\"unplaced\": [")
	for i := range f.Unplaced {
		l.item(i, f.Unplaced[i])
	}
	l.text("],\n\"not_kept\": [")
	for i := range f.NotKept {
		l.item(i, f.NotKept[i])
	}
	l.text("],\n\"totals\": ").value(f.Totals).text("}\n")
	return l.to(w)
}

// lines puts JSON together with line breaks of our choice. It keeps the first
// error for the end.
type lines struct {
	b   bytes.Buffer
	err error
}

func (l *lines) text(s string) *lines {
	l.b.WriteString(s)
	return l
}

func (l *lines) value(v any) *lines {
	written, err := json.Marshal(v)
	if err != nil && l.err == nil {
		l.err = err
	}
	l.b.Write(written)
	return l
}

// item is the i-th of a list, on a line of its own.
func (l *lines) item(i int, v any) {
	if i > 0 {
		l.text(",")
	}
	l.text("\n").value(v)
}

func (l *lines) to(w io.Writer) error {
	if l.err != nil {
		return l.err
	}
	_, err := w.Write(l.b.Bytes())
	return err
}
