package journey

import (
	"fmt"
	"strconv"

	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/travel"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
)

// Routes of the page about travel times.
var Routes = []web.Route{web.Get("/settings/travel", MaySee, show)}

// historyRows is how many figures of the past the page shows.
const historyRows = 40

var modeWords = map[place.Mode]string{place.Car: "Car", place.Bicycle: "Bicycle", place.OnFoot: "On foot", place.Bus: "Bus"}

func show(c *web.Call) (web.Reply, error) {
	var roads council.Roads
	var past []travel.Learnt
	var kept []travel.Kept
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if roads, err = council.RoadsOf(s, nil); err != nil {
			return err
		}
		if past, err = travel.History(s, historyRows); err != nil {
			return err
		}
		kept, err = travel.KeptAnswers(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	figures, learnt, use := roads.Figures, roads.Known.Learnt, roads.Use
	blocks := []ui.Block{ui.Para("How long the rota reckons for travel. Stillhome’s own figures come first, then the pace this council has set, then what recorded visits show, then the answers of a routing service.")}
	if !use.Learnt {
		blocks = append(blocks, ui.Inset("What recorded visits show is not used now: it is turned off."))
	}
	blocks = append(blocks,
		inUse(figures, learnt, use.Learnt), since(learnt),
		ui.Links(
			ui.Link{Text: "Turn learning on or off", Href: "/settings/" + string(council.TravelLearnt)},
			ui.Link{Text: "Turn the routing service on or off", Href: "/settings/" + string(council.TravelAnswers)},
		),
		ui.Para("A journey counts when a worker recorded on the phone leaving one home and coming to the next, and left too late to have been early: then nobody waited on the way. What few journeys show is drawn toward the figure before it. Nothing is kept by worker."),
		sources(figures), routed(kept, use.Answers), history(past),
	)
	return c.Page("Travel times", blocks...).AsWide().BackTo("Settings", "/settings"), nil
}

// inUse lists every mode and band with what is assumed, what is learnt and what
// the rota uses.
func inUse(f travel.Figures, learnt []travel.Learnt, use bool) ui.Block {
	l := ui.List{
		Caption: "What the rota uses", Columns: []ui.Column{
			{Head: "By"},
			{Head: "On this part of the way"},
			{Head: "Assumed, km/h", Numeric: true},
			{Head: "Learnt, km/h", Numeric: true},
			{Head: "In use, km/h", Numeric: true},
			{Head: "Journeys", Numeric: true},
		},
	}
	now := f
	if use {
		now = f.With(learnt)
	}
	for _, mode := range place.Modes {
		start := 0.0
		for i, b := range now[mode].Bands {
			shows, rests := "Not yet", ""
			for _, x := range learnt {
				if x.Mode == mode && float64(x.FromRoadM) == start {
					shows = speed(b.KmH / x.Factor)
					rests = strconv.Itoa(x.Journeys)
				}
			}
			part := band(start, b.RoadM)
			if len(now[mode].Bands) == 1 {
				part = "All of it"
			} else if i == len(now[mode].Bands)-1 {
				part = "Beyond " + kilometres(start)
			}
			l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(modeWords[mode], part, speed(b.KmH), shows, speed(b.InUse()), rests)})
			start += b.RoadM
		}
	}
	return l
}

// since says which days' visits the figures in use rest on.
func since(learnt []travel.Learnt) ui.Block {
	if len(learnt) == 0 {
		return ui.Para("Nothing has been learnt yet. It begins with the first day of recorded visits.")
	}
	return ui.Para("Learnt from the visits of " + learnt[0].From.Said() + " to " + learnt[0].Until.Said() + ".")
}

func band(from, metres float64) string {
	if from == 0 {
		return "The first " + kilometres(metres)
	}
	return kilometres(from) + " to " + kilometres(from+metres)
}

func kilometres(m float64) string { return strconv.FormatFloat(m/1000, 'f', -1, 64) + " km" }

func speed(kmh float64) string { return fmt.Sprintf("%.1f", kmh) }

// sources says where each mode's figures are from.
func sources(f travel.Figures) ui.Block {
	l := ui.List{Caption: "Where the assumed figures are from", Columns: []ui.Column{{Head: "By"}, {Head: "Road for each km as the crow flies"}, {Head: "At the door"}, {Head: "Source"}}}
	for _, mode := range place.Modes {
		w := f[mode]
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(modeWords[mode], kilometres(1000*w.Detour), fmt.Sprintf("%.0f seconds", w.DoorS), w.Source)})
	}
	return l
}

func routed(kept []travel.Kept, use bool) ui.Block {
	l := ui.List{
		Caption: "Answers of a routing service", Empty: "None is kept: no routing service is configured, or it has not answered yet. Every way is estimated.",
		Columns: []ui.Column{{Head: "By"}, {Head: "Service"}, {Head: "Places set off from", Numeric: true}, {Head: "Asked"}, {Head: "Used"}},
	}
	used := ui.Tag{Text: "Yes", Kind: ui.Good}
	if !use {
		used = ui.Tag{Text: "Turned off", Kind: ui.Quiet}
	}
	for _, k := range kept {
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: modeWords[k.Mode]},
			{Text: k.Provider},
			{Text: strconv.Itoa(k.Spots)},
			{Text: k.Oldest.Said() + " to " + k.Newest.Said()},
			{Tag: used},
		}})
	}
	return l
}

func history(past []travel.Learnt) ui.Block {
	l := ui.List{
		Caption: "Learnt so far", Empty: "Nothing has been learnt yet.",
		Columns: []ui.Column{{Head: "When"}, {Head: "By"}, {Head: "Part of the way that begins at"}, {Head: "Time taken, of what is assumed", Numeric: true}, {Head: "Journeys", Numeric: true}},
	}
	for _, x := range past {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(x.At.Said(), modeWords[x.Mode], kilometres(float64(x.FromRoadM)), fmt.Sprintf("%.0f%%", 100*x.Factor), strconv.Itoa(x.Journeys))})
	}
	return l
}
