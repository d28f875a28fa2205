package lead

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

// period is the days asked for: by default from the first of April on.
func period(c *web.Call) (from, until when.Date) {
	today := c.Now().On()
	april := when.Date(string(today[:4]) + "-04-01")
	if april > today {
		year, _ := strconv.Atoi(string(today[:4]))
		april = when.Date(fmt.Sprintf("%04d-04-01", year-1))
	}
	from, until = c.Date("from", april), c.Date("until", today)
	if from > until {
		from, until = until, from
	}
	return from, until
}

// counts are the tables, and where one cell is asked for, what is behind it.
func counts(c *web.Call) (from, until when.Date, all []safeguarding.Table, title string, part []safeguarding.Concern, err error) {
	from, until = period(c)
	err = c.Gate.Read(c, safeguarding.MayCount, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = safeguarding.Counts(s, from, until); err != nil || c.Query("cell") == "" {
			return err
		}
		var of []safeguarding.ID
		title, of = behind(all, c.Query("cell"))
		part, err = safeguarding.These(s, of)
		return err
	})
	return from, until, all, title, part, err
}

// cellName names one cell in an address.
func cellName(t safeguarding.Table, r safeguarding.CountRow, column int) string {
	return t.Code + "." + r.Code + "." + strconv.Itoa(column+1)
}

func figures(c *web.Call) (web.Reply, error) {
	from, until, all, title, part, err := counts(c)
	if err != nil {
		return nil, err
	}
	at := func(extra ...string) string {
		v := url.Values{"from": {string(from)}, "until": {string(until)}}
		for i := 0; i+1 < len(extra); i += 2 {
			v.Set(extra[i], extra[i+1])
		}
		return home + "/figures?" + v.Encode()
	}
	var blocks []ui.Block
	for n, t := range all {
		l := ui.List{Caption: t.Title, Empty: "Nothing to count.", Columns: []ui.Column{{Head: "What"}}}
		if n == 0 {
			l.Filter = &ui.Filter{Action: home + "/figures", Submit: "Show this period", Clear: home + "/figures", Fields: []ui.Field{
				{Name: "from", Label: "From", Value: string(from), Hint: "Like 2026-04-01", Width: 10},
				{Name: "until", Label: "To", Value: string(until), Hint: "Like 2027-03-31", Width: 10},
			}}
		}
		for _, head := range t.Columns {
			l.Columns = append(l.Columns, ui.Column{Head: head, Numeric: true})
		}
		for _, r := range t.Rows {
			row := ui.Row{Cells: ui.Texts(r.Label)}
			for i, cell := range r.Cells {
				x := ui.Cell{Text: strconv.Itoa(cell.Count())}
				if cell.Count() > 0 {
					x.Href = at("cell", cellName(t, r, i))
				}
				row.Cells = append(row.Cells, x)
			}
			l.Rows = append(l.Rows, row)
		}
		blocks = append(blocks, l)
	}
	if c.Query("cell") != "" {
		blocks = []ui.Block{ui.Heading(title), concerns(c.Now(), part, "No concern stands behind this number."), ui.Links(ui.Link{Text: "All the figures", Href: at()})}
	} else {
		blocks = append([]ui.Block{
			ui.Para("Each number leads to the concerns it is made of. What is hidden from you is not counted. Check the definitions of the year before you send figures."),
		}, blocks...)
		file := strings.Replace(at(), "/figures?", "/figures.csv?", 1)
		blocks = append(blocks, ui.Links(
			ui.Link{Text: "Save as a file, with the concerns behind each number (for leads alone)", Href: file},
			ui.Link{Text: "Save as a file to share: rounded to 5, and c for 1 to 4", Href: file + "&for=sharing"}))
	}
	return c.Page("Safeguarding figures, "+from.Said()+" to "+until.Said(), blocks...).BackTo("Safeguarding", home).AsWide(), nil
}

// behind is the concerns that one cell is made of.
func behind(all []safeguarding.Table, name string) (title string, of []safeguarding.ID) {
	for _, t := range all {
		for _, r := range t.Rows {
			for i, cell := range r.Cells {
				if cellName(t, r, i) == name {
					return t.Title + ": " + r.Label + ", " + t.Columns[i], cell.Concerns
				}
			}
		}
	}
	return "There is no such number", nil
}

func figuresFile(c *web.Call) (web.Reply, error) {
	from, until, all, _, _, err := counts(c)
	if err != nil {
		return nil, err
	}
	share := c.Query("for") == "sharing"
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := []string{"from", "until", "table", "row", "column", "count"}
	if !share {
		head = append(head, "concerns")
	}
	lines := [][]string{head}
	for _, t := range all {
		for _, r := range t.Rows {
			for i, cell := range r.Cells {
				line := []string{string(from), string(until), t.Title, r.Label, t.Columns[i], strconv.Itoa(cell.Count())}
				if share {
					line[5] = cell.Shared()
				} else {
					var of []string
					for _, id := range cell.Concerns {
						of = append(of, string(id))
					}
					line = append(line, strings.Join(of, " "))
				}
				lines = append(lines, line)
			}
		}
	}
	if err := w.WriteAll(lines); err != nil {
		return nil, err
	}
	name := "safeguarding-" + string(until) + ".csv"
	if share {
		name = "safeguarding-to-share-" + string(until) + ".csv"
	}
	return web.Data{MediaType: "text/csv; charset=utf-8", Bytes: b.Bytes(), Download: name}, nil
}
