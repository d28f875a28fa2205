package measure

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode/utf8"
)

// columns are the headings of the list, the name first.
func (b behind) columns() []string {
	heads := append([]string{"Person"}, b.heads...)
	if b.Denominator != "" {
		heads = append(heads, "Counts in the figure")
	}
	return append(heads, "Why")
}

// rows are the whole list with its headings.
func (b behind) rows() [][]string {
	out := [][]string{b.columns()}
	for _, l := range b.lines {
		row := append([]string{l.name}, l.cells...)
		if b.Denominator != "" {
			row = append(row, countsTag(l.counts).Text)
		}
		out = append(out, append(row, l.why))
	}
	return out
}

// reasonRows are the reasons with their headings, without any person.
func (b behind) reasonRows() [][]string {
	out := [][]string{{"Reason", "How many"}}
	for _, r := range b.reasons() {
		out = append(out, []string{r.why, strconv.Itoa(r.n)})
	}
	return out
}

// Spreadsheet writes rows as CSV that a spreadsheet program will not run: text
// that begins as a formula could gets an apostrophe before it (OWASP, CSV
// injection).
func Spreadsheet(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = unformula(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// unformula puts an apostrophe before text that a spreadsheet program could
// take for a formula, also after spaces, and in the forms full-width keyboards
// type.
func unformula(cell string) string {
	begins := strings.TrimLeft(cell, " \t\r\n\u00a0")
	first, _ := utf8.DecodeRuneInString(begins)
	if begins != "" && strings.ContainsRune("=+-@＝＋－＠", first) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
		return "'" + cell
	}
	return cell
}
