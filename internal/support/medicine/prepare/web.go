package prepare

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // photos come as either
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/govuk"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
)

// Routes of the pages on which a chart is prepared from a list.
var Routes = []web.Route{
	web.Get("/people/{person}/preparations", MaySee, list),
	web.Get("/people/{person}/preparations/new", MayPrepare, newPage),
	web.Post("/people/{person}/preparations/new", MayPrepare, begin).WithLimit(files.Limit + 1<<20),
	web.Get("/people/{person}/preparations/{preparation}", MaySee, show),
	web.Get("/people/{person}/preparations/{preparation}/source", MaySee, source),
	web.Get("/people/{person}/preparations/{preparation}/settle", MayPrepare, settlePage),
	web.Post("/people/{person}/preparations/{preparation}/settle", MayPrepare, settle),
	web.Post("/people/{person}/preparations/{preparation}/finish", MayPrepare, finish),
}

// Path is the address of a preparation.
func Path(p ids.Person, id ID, more ...string) string {
	return web.PersonPath(p, append([]string{"preparations", string(id)}, more...)...)
}

func here(c *web.Call) ID { return ID(c.Path("preparation")) }

func list(c *web.Call) (web.Reply, error) {
	var all []Preparation
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = Of(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Lists from which the chart was made", Empty: "No list was prepared yet. Begin with the discharge letter, or with what the pharmacy sent.",
		Columns: []ui.Column{{Head: "List"}, {Head: "Of"}, {Head: "Prepared by"}, {Head: "State"}},
	}
	for _, p := range all {
		state := ui.Cell{Tag: ui.Tag{Text: "Not finished", Kind: ui.Waiting}}
		if !p.Finished.IsZero() {
			state = ui.Cell{Text: "Finished " + p.Finished.Said()}
		}
		l.Rows = append(l.Rows, ui.Row{Href: Path(c.Person(), p.ID), Cells: append(ui.Texts(p.Source, p.SourceOn.Said(), strings.TrimPrefix(p.ByName+", "+p.At.Said(), ", ")), state)})
	}
	blocks := []ui.Block{l}
	if c.Can(MayPrepare) {
		blocks = append(blocks, ui.Actions(ui.ButtonLink("Prepare from a list", web.PersonPath(c.Person(), "preparations", "new"))))
	}
	return c.Page("Preparing the chart", blocks...).BackTo("Medicines", web.PersonPath(c.Person(), "medicines")).AsWide(), nil
}

func newPage(c *web.Call) (web.Reply, error) {
	var medicines, allergies []string
	err := c.Gate.Read(c, MayPrepare, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		medicines, allergies, err = fromReferrals(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	at := web.PersonPath(c.Person(), "preparations")
	var blocks []ui.Block
	if len(medicines) > 0 {
		blocks = append(blocks, ui.Inset("The hospital’s message named the medicines below. Hold them against the letter: a message is not a prescription."))
	}
	if len(allergies) > 0 {
		blocks = append(blocks, ui.Warning("The hospital’s message named allergies: "+strings.Join(allergies, "; ")+". Put them on the list of allergies first."))
	}
	f := ui.Form{
		Action: at + "/new", Submit: "Compare with the chart", Multipart: true, Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "source", Label: "What is the list?", Hint: "Like: discharge letter of Addenbrooke’s, ward C6."},
			{Name: "source_on", Label: "From which date?", Kind: ui.KindDate},
			{Name: "list", Label: "The list", Hint: "A medicine on each line, like: Ramipril 5mg capsules: 1 in the morning.", Kind: ui.KindArea, Rows: 10, Value: strings.Join(medicines, "\n")},
			{Name: "file", Label: "Photo or copy of it", Hint: "A photo (JPEG or PNG) is shown beside the list while you work. A PDF is kept.", Kind: ui.KindFile, Optional: true, Accept: "image/jpeg,image/png,application/pdf"},
		},
	}
	return c.Page("Prepare from a list", append(blocks, f)...).BackTo("Preparing the chart", at), nil
}

func begin(c *web.Call) (web.Reply, error) {
	var p Preparation
	err := c.Form(&p)
	p.Person = c.Person()
	var file *files.File
	if err == nil && strings.HasPrefix(c.Header("Content-Type"), "multipart/") {
		var sent web.Upload
		var some bool
		if sent, some, err = c.File("file"); some {
			file = &files.File{ID: files.ID(ids.New()), Name: sent.Name, Bytes: sent.Bytes, Size: len(sent.Bytes)}
		}
	}
	if err == nil {
		err = Begin(c, c.Gate, p, file)
	}
	return c.Added(newPage, err, Path(p.Person, p.ID), "The list is kept. Settle each line of it.")
}

func show(c *web.Call) (web.Reply, error) {
	var w work
	kind := ""
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if w, err = look(s, c.Person(), here(c)); err != nil || w.File == "" {
			return err
		}
		f, err := files.Open(s, w.File)
		kind = kindOf(f.Bytes)
		return err
	})
	if err != nil {
		return nil, err
	}
	may := c.Can(MayPrepare) && w.Finished.IsZero()
	l := ui.List{
		Caption: "Line by line", Empty: "There is nothing on the list.",
		Columns: []ui.Column{{Head: "On the list"}, {Head: "Stands"}, {Head: "On the chart"}, {Head: "What became of it"}},
	}
	for _, r := range w.rows {
		l.Rows = append(l.Rows, ui.Row{Cells: r.cells(c, w, may)})
	}
	state := fmt.Sprintf("%d to settle", w.Open())
	if !w.Finished.IsZero() {
		state = "Finished " + w.Finished.Said()
	}
	about := ui.Record{Rows: []ui.RecordRow{
		{Key: "List", Value: w.Source + ", of " + w.SourceOn.Said()},
		{Key: "Prepared by", Value: strings.TrimPrefix(w.ByName+", "+w.At.Said(), ", ")},
		{Key: "State", Value: state},
	}}
	blocks := []ui.Block{about}
	at := Path(c.Person(), w.ID, "source")
	switch {
	case strings.HasPrefix(kind, "image/"):
		blocks = append(blocks, ui.Details("The photo of the list", ui.Picture("Photo of the list. Open it by itself to read it in full.", govuk.HTML(`<img src="`+at+`" alt="" width="720">`)), ui.Links(ui.Link{Text: "Open the photo by itself", Href: at})))
	case kind != "":
		blocks = append(blocks, ui.Links(ui.Link{Text: "Download the letter", Href: at}))
	}
	blocks = append(blocks, l)
	if may && w.Open() == 0 {
		blocks = append(blocks, ui.PostButton{Text: "Finish this list", Action: Path(c.Person(), w.ID, "finish"), Hidden: []ui.Pair{ui.Version(w.Version)}})
	}
	if !w.Finished.IsZero() {
		blocks = append(blocks, ui.Para("New and changed entries wait for a second person, who did not write them."))
	}
	return c.Page("List: "+w.Source, blocks...).BackTo("Preparing the chart", web.PersonPath(c.Person(), "preparations")).AsWide(), nil
}

var verdictTags = map[Verdict]ui.TagKind{New: ui.Waiting, Changed: ui.Urgent, Same: ui.Good, Missing: ui.Urgent}

// cells are one row of the list: what is on it, how it stands to the chart, and
// what became of it or may be done.
func (r row) cells(c *web.Call, w work, may bool) []ui.Cell {
	on := ui.Cell{Text: r.Text}
	if r.Line == 0 {
		on.Text = "Nothing"
	}
	chart := ui.Cell{}
	if r.Medicine.ID != "" {
		chart = ui.Cell{Text: r.Medicine.Title() + ": " + r.Medicine.Dose}
	}
	if r.What != "" {
		chart = ui.Cell{Text: r.Medicine.Title() + ". " + r.What}
	}
	if r.done != nil {
		said := r.done.became.Label()
		if r.done.by != "" {
			said += " by " + r.done.by
		}
		if r.done.why != "" {
			said += ": " + r.done.why
		}
		return []ui.Cell{on, {Text: "Settled"}, chart, {Text: said}}
	}
	do := ui.Cell{Text: "Open"}
	if may {
		do = ui.Cell{Block: r.choices(c, w)}
	}
	return []ui.Cell{on, {Tag: ui.Tag{Text: r.Verdict.Label(), Kind: verdictTags[r.Verdict]}}, chart, do}
}

// choices are what may be done with an open row.
func (r row) choices(c *web.Call, w work) ui.Block {
	at := web.PersonPath(c.Person(), "medicines")
	from := fmt.Sprintf("?preparation=%s&line=%d", w.ID, r.Line)
	write := ui.Link{Text: "Write it on the chart", Href: at + "/new" + from}
	leave := ui.Link{Text: "Leave it out", Href: Path(c.Person(), w.ID, "settle") + fmt.Sprintf("?became=left_out&line=%d", r.Line)}
	entry := string(r.Medicine.ID)
	same := ui.PostButton{Text: "It is the same", About: r.Name, Secondary: true, Action: Path(c.Person(), w.ID, "settle"), Hidden: []ui.Pair{
		{Name: "id", Value: ids.New()}, {Name: "line", Value: fmt.Sprint(r.Line)}, {Name: "became", Value: string(BecameSame)}, {Name: "medicine", Value: entry},
	}}
	switch r.Verdict {
	case Same:
		return ui.Group(same, ui.Links(ui.Link{Text: "No: write it down anew", Href: write.Href}))
	case Changed:
		return ui.Group(ui.Links(ui.Link{Text: "Change the entry", Href: at + "/" + entry + "/change" + from}, ui.Link{Text: "It is another medicine: write it", Href: write.Href}, leave), same)
	case Missing:
		return ui.Links(
			ui.Link{Text: "Stop it", Href: at + "/" + entry + "/stop" + from},
			ui.Link{Text: "Keep it on the chart", Href: Path(c.Person(), w.ID, "settle") + "?became=kept&line=0&medicine=" + entry},
		)
	}
	return ui.Links(write, leave)
}

// settlePage asks why something is left out, or kept though the list does not
// have it.
func settlePage(c *web.Call) (web.Reply, error) {
	var w work
	err := c.Gate.Read(c, MayPrepare, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		w, err = look(s, c.Person(), here(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	ask := func(name string) string {
		if v := c.Posted(name); v != "" {
			return v
		}
		return c.Query(name)
	}
	became, line, id := Became(ask("became")), ask("line"), ask("medicine")
	i := slices.IndexFunc(w.rows, func(r row) bool {
		return r.done == nil && fmt.Sprint(r.Line) == line && (r.Line > 0 || string(r.Medicine.ID) == id)
	})
	if i < 0 {
		return c.Page("Settle a line", ui.Para("This was settled before. Look at the list.")).BackTo("List", Path(c.Person(), w.ID)), nil
	}
	title, what := "Keep on the chart: "+w.rows[i].Medicine.Title(), "Why is it kept, though the list does not have it?"
	if w.rows[i].Line > 0 {
		title, what = "Leave out: "+w.rows[i].Text, "Why is it left out, and who said so?"
	}
	f := ui.Form{
		Action: Path(c.Person(), w.ID, "settle"), Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: Path(c.Person(), w.ID)},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, {Name: "became", Value: string(became)}, {Name: "line", Value: line}, {Name: "medicine", Value: id}},
		Fields: []ui.Field{{Name: "why", Label: what, Kind: ui.KindArea, Rows: 3}},
	}
	return c.Page(title, f).BackTo("List", Path(c.Person(), w.ID)), nil
}

func settle(c *web.Call) (web.Reply, error) {
	s := Settling{}
	err := c.Form(&s)
	s.Person, s.Preparation = c.Person(), here(c)
	if err == nil {
		err = Settle(c, c.Gate, s)
	}
	return c.Added(settlePage, err, Path(s.Person, s.Preparation), s.Became.Label()+".")
}

func finish(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int `json:"version"`
	}
	err := c.Form(&form)
	if err == nil {
		err = Finish(c, c.Gate, c.Person(), here(c), form.Version)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(Path(c.Person(), here(c)), "The list is finished. A second person has to check what was written or changed."), nil
}

// shownWidth is how wide a photo is shown at most.
const shownWidth = 2400

// source gives the photo of a list, drawn anew by us so that what is shown is a
// picture and nothing else; a PDF is saved, never shown.
func source(c *web.Call) (web.Reply, error) {
	var f files.File
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) error {
		p, err := Get(s, c.Person(), here(c))
		if err != nil {
			return err
		}
		if p.File == "" {
			return gate.NotFound()
		}
		f, err = files.Open(s, p.File)
		return err
	})
	if err != nil {
		return nil, err
	}
	kind := kindOf(f.Bytes)
	if !strings.HasPrefix(kind, "image/") {
		return web.Data{MediaType: kind, Bytes: f.Bytes, Download: f.Name}, nil
	}
	photo, _, err := image.Decode(bytes.NewReader(f.Bytes))
	if err != nil {
		return web.Data{MediaType: kind, Bytes: f.Bytes, Download: f.Name}, nil
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, smaller(photo), &jpeg.Options{Quality: 85}); err != nil {
		return nil, err
	}
	return web.Data{MediaType: "image/jpeg", Bytes: out.Bytes()}, nil
}

// smaller leaves out rows and columns of a photo that is wider than is shown.
func smaller(from image.Image) image.Image {
	b := from.Bounds()
	step := (b.Dx() + shownWidth - 1) / shownWidth
	if step <= 1 {
		return from
	}
	to := image.NewRGBA(image.Rect(0, 0, b.Dx()/step, b.Dy()/step))
	for y := range to.Bounds().Dy() {
		for x := range to.Bounds().Dx() {
			to.Set(x, y, from.At(b.Min.X+x*step, b.Min.Y+y*step))
		}
	}
	return to
}

// From is the preparation and the line from which a form of the chart was begun,
// as they stand in its address or as it was posted.
type From struct {
	Preparation ID
	Line        int
}

// FromOf reads it; the zero From where a form was begun by itself.
func FromOf(c *web.Call) From {
	ask := func(name string) string {
		if v := c.Posted(name); v != "" {
			return v
		}
		return c.Query(name)
	}
	line, err := strconv.Atoi(ask("line"))
	if err != nil || !ids.Valid(ask("preparation")) {
		return From{}
	}
	return From{ID(ask("preparation")), line}
}

// Hidden is what a form carries of it.
func (f From) Hidden() []ui.Pair {
	if f.Preparation == "" {
		return nil
	}
	return []ui.Pair{{Name: "preparation", Value: string(f.Preparation)}, {Name: "line", Value: strconv.Itoa(f.Line)}}
}

// Back is where a form leads when it is done: to its list, or elsewhere.
func (f From) Back(person ids.Person, elsewhere string) string {
	if f.Preparation == "" {
		return elsewhere
	}
	return Path(person, f.Preparation)
}

// Settle says what became of the line; nothing where the form was begun by
// itself.
func (f From) Settle(ctx context.Context, g *gate.Gate, person ids.Person, became Became, m medicine.ID) error {
	if f.Preparation == "" {
		return nil
	}
	return Settle(ctx, g, Settling{
		ID: ids.Derived("medicine.settled", string(f.Preparation), string(m), string(became)), Person: person, Preparation: f.Preparation, Line: f.Line, Became: became, Medicine: m,
	})
}

// Entry is what a line seems to say, as a form offers it first.
func (f From) Entry(s *gate.Snapshot, person ids.Person) (medicine.Medicine, error) {
	m := medicine.Medicine{From: s.Today()}
	if f.Preparation == "" {
		return m, nil
	}
	p, err := Get(s, person, f.Preparation)
	if err != nil {
		return m, err
	}
	m.Source = p.Source + ", of " + p.SourceOn.Said()
	if list := ReadList(p.Words); f.Line > 0 && f.Line <= len(list) {
		l := list[f.Line-1]
		m.Name, m.Strength, m.Form, m.Dose = l.Name, l.Strength, l.Form, l.Dose
	}
	return m, nil
}
