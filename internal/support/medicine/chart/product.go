package chart

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/dmd"
)

// routeWords are words of dm+d's routes, and the route each stands for.
var routeWords = []struct {
	word  string
	route medicine.Route
}{
	{"sublingual", medicine.UnderTongue},
	{"oral", medicine.Swallowed},
	{"ocular", medicine.Eye},
	{"ophthalmic", medicine.Eye},
	{"auricular", medicine.Ear},
	{"nasal", medicine.Nose},
	{"cutaneous", medicine.Skin},
	{"transdermal", medicine.Skin},
	{"inhalation", medicine.Inhaled},
	{"intra", medicine.Injected},
	{"rectal", medicine.Rectal},
	{"vaginal", medicine.Vaginal},
}

// routeOf is the route of a product; none where it has several or another.
func routeOf(said string) medicine.Route {
	said = strings.ToLower(said)
	switch {
	case strings.Contains(said, ","):
		return ""
	case strings.HasPrefix(said, "subcutaneous"):
		return medicine.Injected
	}
	for _, r := range routeWords {
		if strings.Contains(said, r.word) {
			return r.route
		}
	}
	return ""
}

// ofProduct fills an entry with what the NHS list says of a product. A code that
// is not on the list fills nothing: the name is typed.
func ofProduct(s *gate.Snapshot, code string, m *medicine.Medicine) error {
	if code == "" {
		return nil
	}
	p, err := dmd.Get(s, dmd.Code(code))
	if err != nil {
		if gate.Missing(err) {
			return nil
		}
		return err
	}
	in, err := dmd.Ingredients(s, p.Code)
	m.Name, m.Form, m.Route, m.Code, m.Ingredients = p.Name, strings.ToLower(p.Form), routeOf(p.Route), code, strings.Join(in, ", ")
	for _, schedule := range []string{"Schedule 1", "Schedule 2", "Schedule 3"} {
		m.Controlled = m.Controlled || strings.Contains(p.Control, schedule)
	}
	return err
}

// beside leads to what belongs to a chart and has pages of its own.
func beside(p ids.Person) ui.Block {
	return ui.LinkRow("About these medicines",
		ui.Link{Text: "Print the chart", Href: web.PersonPath(p, "chart-prints")},
		ui.Link{Text: "Contacts and changes by telephone", Href: web.PersonPath(p, "medicine-contacts")},
		ui.Link{Text: "What is in the home", Href: web.PersonPath(p, "medicine-supply")},
		ui.Link{Text: "Checks", Href: web.PersonPath(p, "medicine-checks")})
}
