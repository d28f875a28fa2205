package dmd

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"time"

	"golang.org/x/net/html/charset"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

// File is one file of a release, by its name without the folder.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// fileName is how TRUD names the files that are read here: f_vmp2_3071122.xml
// is the release of 7 November 2022.
var fileName = regexp.MustCompile(`^f_(vtm|vmp|amp|ingredient|lookup)2_3(\d{6})\.xml$`)

// needed are the files without which there is no list of medicines.
var needed = []string{"vtm", "vmp", "amp", "ingredient", "lookup"}

// mostBytes of one file: many times what a release has.
const mostBytes = 1 << 30

// row is any record of the files: each has some of these fields.
type row struct {
	VTMID   string
	VPID    string
	APID    string
	ISID    string
	NM      string
	INVALID string
	FORMCD  string
	ROUTECD string
	CATCD   string
	CD      string
	DESC    string
}

// records names the elements that are one row, file by file.
var records = map[string]map[string]bool{
	"vtm":        {"VTM": true},
	"vmp":        {"VMP": true, "VPI": true, "DFORM": true, "DROUTE": true, "CONTROL_INFO": true},
	"amp":        {"AMP": true},
	"ingredient": {"ING": true},
	"lookup":     {"INFO": true},
}

// noControl is the code of "no controlled drug status".
const noControl = "0000"

// content is what was read of a release.
type content struct {
	on          when.Date
	products    []Product
	at          map[Code]int // where a product stands in products
	ingredients map[Code][]string
	substance   map[string]string            // names of ingredients
	lookup      map[string]map[string]string // names of forms, routes and schedules
}

func unreadable(name, say string, args ...any) error {
	return fault.New(fault.Invalid, "dmd.unreadable", "The file %s cannot be read as part of a dm+d release: %s.", name, fmt.Sprintf(say, args...))
}

// read takes in the files of a release. Others are passed over. Errors:
// dmd.unreadable; dmd.files_missing.
func read(files []File) (content, error) {
	c := content{at: map[Code]int{}, ingredients: map[Code][]string{}, substance: map[string]string{}, lookup: map[string]map[string]string{}}
	have := map[string]File{}
	for _, f := range files {
		m := fileName.FindStringSubmatch(f.Name)
		if m == nil {
			continue
		}
		on, err := time.Parse("020106", m[2])
		day := when.Date(on.Format(time.DateOnly))
		switch {
		case err != nil:
			return c, unreadable(f.Name, "its name has no day in it")
		case c.on != "" && c.on != day:
			return c, unreadable(f.Name, "the files are of two releases, %s and %s", c.on.Said(), day.Said())
		case have[m[1]].Name != "":
			return c, unreadable(f.Name, "it is there twice")
		}
		c.on, have[m[1]] = day, f
	}
	for _, what := range needed {
		if have[what].Name == "" {
			return c, fault.New(fault.Invalid, "dmd.files_missing", "This is no whole dm+d release: there is no file named like f_%s2_3310126.xml in it. Give the ZIP from TRUD as it came, or the folder it was unpacked to.", what)
		}
	}
	// What names things is read before what uses the names.
	for _, what := range []string{"lookup", "ingredient", "vtm", "vmp", "amp"} {
		if err := c.file(what, have[what]); err != nil {
			return c, err
		}
	}
	if len(c.products) == 0 {
		return c, fault.New(fault.Invalid, "dmd.files_missing", "There is no medicine in these files.")
	}
	return c, nil
}

func (c *content) file(what string, f File) error {
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name, err)
	}
	defer in.Close()
	limited := &io.LimitedReader{R: in, N: mostBytes}
	d := xml.NewDecoder(limited)
	d.CharsetReader = charset.NewReaderLabel
	var group string // of a lookup: FORM, ROUTE, ...
	depth, root := 0, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && root && depth == 0 && limited.N > 0 {
			return nil
		}
		if err != nil {
			line, _ := d.InputPos()
			return unreadable(f.Name, "it breaks off or is no XML, at line %d", line)
		}
		switch e := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth, root = depth+1, true
			if depth == 2 {
				group = e.Name.Local
			}
			if !records[what][e.Name.Local] {
				continue
			}
			var r row
			if err := d.DecodeElement(&r, &e); err != nil {
				line, _ := d.InputPos()
				return unreadable(f.Name, "it breaks off or is no XML, at line %d", line)
			}
			depth--
			if err := c.take(f.Name, group, e.Name.Local, r); err != nil {
				return err
			}
		}
	}
}

// take adds one record.
func (c *content) take(file, group, element string, r row) error {
	if element == "INFO" {
		if c.lookup[group] == nil {
			c.lookup[group] = map[string]string{}
		}
		c.lookup[group][r.CD] = r.DESC
		return nil
	}
	if element == "ING" {
		c.substance[r.ISID] = r.NM
		return nil
	}
	if r.INVALID == "1" {
		return nil
	}
	p := Product{Name: r.NM, named: true}
	switch element {
	case "VTM":
		p.Code, p.Kind = Code(r.VTMID), Substance
	case "VMP":
		p.Code, p.Kind, p.Above = Code(r.VPID), Generic, Code(r.VTMID)
	case "AMP":
		p.Code, p.Kind, p.Above = Code(r.APID), Brand, Code(r.VPID)
	default:
		c.about(element, r)
		return nil
	}
	if p.Code == "" || p.Name == "" {
		return unreadable(file, "a medicine has no code or no name")
	}
	if _, twice := c.at[p.Code]; twice {
		return unreadable(file, "two medicines have the code %s", p.Code)
	}
	if p.Kind == Brand {
		i, known := c.at[p.Above]
		if !known {
			return nil // one of a product that is no longer valid
		}
		above := c.products[i]
		p.Form, p.Route, p.Control = above.Form, above.Route, above.Control
		p.named = p.Name != above.Name
	}
	c.at[p.Code] = len(c.products)
	c.products = append(c.products, p)
	return nil
}

// about adds what is said of a generic product apart from its name.
func (c *content) about(element string, r row) {
	i, known := c.at[Code(r.VPID)]
	if !known {
		return
	}
	p := &c.products[i]
	switch element {
	case "VPI":
		if name := c.substance[r.ISID]; name != "" {
			c.ingredients[p.Code] = append(c.ingredients[p.Code], name)
		}
	case "DFORM":
		p.Form = c.lookup["FORM"][r.FORMCD]
	case "DROUTE":
		p.Route = listed(p.Route, c.lookup["ROUTE"][r.ROUTECD])
	case "CONTROL_INFO":
		if r.CATCD != noControl {
			p.Control = c.lookup["CONTROL_DRUG_CATEGORY"][r.CATCD]
		}
	}
}

func listed(have, more string) string {
	if have == "" || more == "" {
		return have + more
	}
	return have + ", " + more
}

// Files lists the files of a release, in a ZIP or in a folder below it.
func Files(in fs.FS) ([]File, error) {
	var out []File
	err := fs.WalkDir(in, ".", func(at string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, File{Name: path.Base(at), Open: func() (io.ReadCloser, error) { return in.Open(at) }})
		}
		return err
	})
	return out, err
}
