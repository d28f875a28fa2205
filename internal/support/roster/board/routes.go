package board

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/govuk"
	"stillhome/internal/platform/ui"
	"stillhome/internal/support/roster"
)

// The size of the map in the units of its drawing.
const (
	mapWide   = 900.0
	mapMost   = 900.0
	mapMargin = 24.0
)

// runsOnMap is how many runs one map shows: more cannot be told apart.
const runsOnMap = 4

// strokes are drawn differently, so that runs are told apart without colour.
var strokes = [runsOnMap]string{"", "12 5", "3 5", "16 4 3 4"}

// routes are a few runs drawn as lines between homes, in order, with the list
// that says the same. Lines are as the crow flies.
func (d day) routes() []ui.Block {
	runs := d.runs()
	n := d.c.PageNumber()
	from := min((n-1)*runsOnMap, len(d.Shifts))
	shifts := d.Shifts[from:min(from+runsOnMap, len(d.Shifts))]
	var shown []place.Point
	for _, s := range shifts {
		for _, x := range runs[s.ID] {
			shown = append(shown, x.At)
		}
	}
	f := newFrame(shown)
	if !f.known {
		return []ui.Block{ui.Inset("There is nothing to draw: none of these visits has a home with a place on the map."), d.pages(n, len(d.Shifts), runsOnMap, "shifts")}
	}
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" class="stillhome-map" focusable="false">`, mapWide, f.high)
	for _, e := range d.Visits {
		if x, y, ok := f.at(e.At); ok {
			fmt.Fprintf(&svg, `<circle class="stillhome-map__home" cx="%.1f" cy="%.1f" r="2.5"/>`, x, y)
		}
	}
	blocks := []ui.Block{ui.Para("Lines go straight from home to home, in the order of each run. Small dots are other homes of the day.")}
	var lists []ui.Block
	for i, s := range shifts {
		svg.WriteString(f.run(i, runs[s.ID]))
		lists = append(lists, d.legend(i, s, runs[s.ID]))
	}
	svg.WriteString(f.scale() + "</svg>")
	text := fmt.Sprintf("Map of the runs of %s, each also a list below.", counted(len(shifts), "shift"))
	blocks = append(blocks, ui.Picture(text, govuk.HTML(svg.String())), d.pages(n, len(d.Shifts), runsOnMap, "shifts"))
	return append(blocks, ui.Columns(lists...))
}

// legend is one run as a list.
func (d day) legend(i int, s roster.Shift, run []stop) ui.Block {
	swatch := fmt.Sprintf(`<svg class="stillhome-map__key" viewBox="0 0 60 12" aria-hidden="true" focusable="false"><path class="stillhome-map__run stillhome-map__run--%d" stroke-dasharray="%s" d="M2 6h56"/></svg>`, i, strokes[i])
	l := ui.List{
		Caption: fmt.Sprintf("%c. %s, %s", 'A'+i, s.Name, s.Hours()), Empty: "No visits on this shift.",
		Columns: []ui.Column{{Head: "Start"}, {Head: "Person"}, {Head: "Travel", Numeric: true}},
	}
	for n, x := range run {
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: fmt.Sprintf("%d. %s", n+1, clock(x.Assignment.StartMin))}, {Text: x.Name + " " + x.Outcode}, {Text: fmt.Sprint(x.TravelMin)},
		}})
	}
	return ui.Group(govuk.HTML(swatch), l)
}

// frame turns places into points of the drawing.
type frame struct {
	known        bool
	minLat, west float64
	perLat       float64 // drawing units for each degree
	perLon       float64
	high         float64
}

func newFrame(all []place.Point) frame {
	on := slices.DeleteFunc(slices.Clone(all), func(p place.Point) bool { return !p.Known() })
	if len(on) == 0 {
		return frame{}
	}
	byLat := func(a, b place.Point) int { return cmp.Compare(a.Lat, b.Lat) }
	byLon := func(a, b place.Point) int { return cmp.Compare(a.Lon, b.Lon) }
	south, north := slices.MinFunc(on, byLat).Lat, slices.MaxFunc(on, byLat).Lat
	west, east := slices.MinFunc(on, byLon).Lon, slices.MaxFunc(on, byLon).Lon
	// A degree of longitude is shorter than one of latitude, the more so the
	// further north.
	narrow := math.Cos((south + north) / 2 * math.Pi / 180)
	wide, tall := max(0.005, (east-west)*narrow), max(0.005, north-south)
	scale := min((mapWide-2*mapMargin)/wide, (mapMost-2*mapMargin)/tall)
	return frame{known: true, minLat: south, west: west, perLat: scale, perLon: scale * narrow, high: tall*scale + 2*mapMargin}
}

func (f frame) at(p place.Point) (x, y float64, ok bool) {
	x, y = mapMargin+(p.Lon-f.west)*f.perLon, f.high-mapMargin-(p.Lat-f.minLat)*f.perLat
	return x, y, p.Known() && x >= 0 && x <= mapWide && y >= 0 && y <= f.high
}

// run is a line with a numbered dot at each home.
func (f frame) run(i int, run []stop) string {
	var path, dots strings.Builder
	for n, s := range run {
		x, y, ok := f.at(s.At)
		if !ok {
			continue
		}
		step := "L"
		if path.Len() == 0 {
			step = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", step, x, y)
		fmt.Fprintf(&dots, `<circle class="stillhome-map__stop" cx="%.1f" cy="%.1f" r="11"/><text class="stillhome-map__number" x="%.1f" y="%.1f">%c%d</text>`, x, y, x, y+4, 'A'+i, n+1)
	}
	if path.Len() == 0 {
		return ""
	}
	return fmt.Sprintf(`<path class="stillhome-map__run stillhome-map__run--%d" stroke-dasharray="%s" d="%s"/>`, i, strokes[i], path.String()) + dots.String()
}

// scale is a bar of a round number of kilometres.
func (f frame) scale() string {
	const kmPerDegree = 111.2
	km := 1.0
	for _, k := range []float64{2, 5, 10, 20} {
		if k/kmPerDegree*f.perLat < mapWide/4 {
			km = k
		}
	}
	x := mapWide - mapMargin
	return fmt.Sprintf(`<path class="stillhome-map__scale" d="M%.1f %.1fH%.1f"/><text class="stillhome-map__scaletext" x="%.1f" y="%.1f">%.0f km</text>`,
		x-km/kmPerDegree*f.perLat, f.high-8, x, x, f.high-13, km)
}
