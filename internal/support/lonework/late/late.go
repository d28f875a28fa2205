// Package late says what a coordinator needs beside an alert about a visit that is
// late, has no record, or whose door nobody opened: how much harm waiting may do,
// what was planned and what is known now, whom to ring, and who is near and could
// go. A medicine that must be on time comes first: an hour late it can do harm that
// a late wash cannot.
//
// It owns no table. Two statements for one alert, one for a list.
package late

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/ui"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// Beside is what this package puts beside alerts.
var Beside = alert.Panel{Harm: harm, Show: show}

// about reports whether an alert is about a visit that somebody waits for.
func about(k alert.Kind) bool {
	switch k {
	case alert.Late, alert.Missed, alert.NoAnswer, alert.Unplaced, alert.NoDeparture:
		return true
	}
	return false
}

// harm says of which alerts waiting may do more harm, and why.
func harm(s *gate.Snapshot, alerts []alert.Alert) (map[alert.ID]string, error) {
	var which []alert.ID
	for _, a := range alerts {
		if about(a.Kind) {
			which = append(which, a.ID)
		}
	}
	if len(which) == 0 {
		return nil, nil
	}
	found, err := gate.Values[alert.ID](s, `SELECT DISTINCT x.id FROM alert x JOIN visit v ON v.id = x.source AND v.person_id = x.person_id
		JOIN medicine m ON m.person_id = v.person_id AND m.time_critical AND m.stopped_at IS NULL AND m.from_on <= v.on_date AND (m.until_on IS NULL OR m.until_on >= v.on_date)
		WHERE x.id IN ? AND v.part <> '' AND ' ' || m.slots || ' ' LIKE '% ' || v.part || ' %'`, gate.In(which))
	out := map[alert.ID]string{}
	for _, id := range found {
		out[id] = "A medicine at this visit must be on time."
	}
	return out, err
}

// known is what is known of the visit of an alert, once for each worker who goes
// and each contact.
type known struct {
	on               when.Date
	part             string
	start, minutes   int
	state            visit.State
	arrived          when.Instant
	at               place.Point
	personPhone      string
	worker           ids.Account
	workerName       string
	told             int
	workerPhone      notify.Telephone
	contact, contPh  string
	relation         string
	keyholder, exact bool
}

func (k *known) fields() []any {
	return []any{
		&k.on, &k.part, &k.start, &k.minutes, &k.state, &k.arrived, &k.at.Lat, &k.at.Lon, &k.personPhone,
		gate.Null(&k.worker), gate.Null(&k.workerName), &k.told, gate.Null(&k.workerPhone),
		gate.Null(&k.contact), gate.Null(&k.relation), gate.Null(&k.contPh), gate.Null(&k.keyholder), &k.exact,
	}
}

// show is the panel of one alert; nothing where it is about no visit.
func show(s *gate.Snapshot, a alert.Alert) ([]ui.Block, error) {
	if !about(a.Kind) {
		return nil, nil
	}
	rows, err := gate.All(s, (*known).fields, `SELECT v.on_date, v.part, v.start_min, v.duration_min, v.state, v.arrived_at, p.lat, p.lon, p.phone,
		r.account_id, m.given || ' ' || m.family, COALESCE(r.start_min, v.start_min), m.phone, c.name, c.relationship, c.phone, c.keyholder,
		EXISTS (SELECT 1 FROM medicine d WHERE d.person_id = v.person_id AND d.time_critical AND d.stopped_at IS NULL AND d.from_on <= v.on_date
			AND (d.until_on IS NULL OR d.until_on >= v.on_date) AND v.part <> '' AND ' ' || d.slots || ' ' LIKE '% ' || v.part || ' %')
		FROM visit v JOIN person p ON p.id = v.person_id LEFT JOIN roster_assignment r ON r.visit_id = v.id LEFT JOIN staff_member m ON m.account_id = r.account_id
		LEFT JOIN person_contact c ON c.person_id = v.person_id AND c.ended_at IS NULL AND c.phone <> ''
		WHERE v.id = ? AND v.person_id = ? ORDER BY r.slot, c.keyholder DESC, c.name, c.id`, a.Source, a.Person)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	near, err := nearOf(s, rows)
	if err != nil {
		return nil, err
	}
	return []ui.Block{record(rows, s.Now), calls(rows), near}, nil
}

func record(rows []known, now when.Instant) ui.Record {
	v := rows[0]
	planned := when.Hour(v.told) + " to " + when.Hour(v.told+v.minutes)
	for i, k := range rows {
		if k.workerName != "" && (i == 0 || rows[i-1].worker != k.worker) {
			planned += ", " + k.workerName
		}
	}
	state := v.state.Label()
	if v.state == visit.Planned {
		switch late := int(now.Sub(v.on.AtMinute(v.told).Time).Minutes()); {
		case !v.arrived.IsZero():
			state = "Somebody came at " + v.arrived.Clock() + "; nothing more was said"
		case late > 0:
			state = fmt.Sprintf("%s late: nobody has said that they came", minutes(late))
		default:
			state = "Not due yet"
		}
	}
	r := ui.Record{Title: "The visit", Rows: []ui.RecordRow{{Key: "Planned", Value: planned}, {Key: "Now", Value: state}}}
	if v.exact {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "On time", Block: ui.Tag{Text: "A medicine must be on time", Kind: ui.Urgent}})
	}
	return r
}

func minutes(n int) string {
	if n < 60 {
		return fmt.Sprintf("%d minutes", n)
	}
	return fmt.Sprintf("%d hours %d minutes", n/60, n%60)
}

// calls are buttons that ring whoever can say something: the worker, the person,
// and whoever has a key.
func calls(rows []known) ui.Block {
	var buttons []ui.Block
	var seen []notify.Telephone
	call := func(whom, number string) {
		n, err := notify.ParseTelephone(number)
		if err != nil || n == "" || slices.Contains(seen, n) {
			return
		}
		seen = append(seen, n)
		button := ui.SecondaryLink
		if len(seen) == 1 {
			button = ui.ButtonLink
		}
		buttons = append(buttons, button("Call "+whom+", "+n.Said(), n.Href()))
	}
	for _, k := range rows {
		call(k.workerName, string(k.workerPhone))
	}
	call("the person", rows[0].personPhone)
	for _, k := range rows {
		who := k.contact
		if k.relation != "" {
			who += " (" + strings.ToLower(k.relation) + ")"
		}
		if k.keyholder {
			who += ", has a key"
		}
		call(who, k.contPh)
	}
	if len(buttons) == 0 {
		return ui.Inset("We have no telephone number of the worker, the person or anybody close to them.")
	}
	return ui.Actions(buttons...)
}

// nearby is another visit at about the same time.
type nearby struct {
	name    string
	phone   notify.Telephone
	start   int
	minutes int
	state   visit.State
	arrived when.Instant
	at      place.Point
	metres  float64
}

// Which visits are near enough to be worth a call. Ours.
const (
	nearMin  = 90
	mostNear = 5
)

// nearOf lists the nearest visits of other workers at about that time: who could
// go, or look in.
func nearOf(s *gate.Snapshot, rows []known) (ui.Block, error) {
	v := rows[0]
	var going []ids.Account
	for _, k := range rows {
		going = append(going, k.worker)
	}
	minute := v.told
	if v.on == s.Today() {
		minute = max(minute, s.Now.Minute())
	}
	all, err := gate.All(s, func(n *nearby) []any {
		return []any{&n.name, &n.phone, &n.start, &n.minutes, &n.state, &n.arrived, &n.at.Lat, &n.at.Lon}
	}, `SELECT m.given || ' ' || m.family, m.phone, r.start_min, w.duration_min, w.state, w.arrived_at, p.lat, p.lon
		FROM roster_assignment r JOIN visit w ON w.id = r.visit_id AND w.state IN ('planned', 'done') JOIN person p ON p.id = w.person_id JOIN staff_member m ON m.account_id = r.account_id
		WHERE r.on_date = ? AND r.start_min BETWEEN ? AND ? AND r.account_id NOT IN ? ORDER BY r.start_min, r.visit_id`, v.on, minute-nearMin, minute+nearMin, gate.In(going))
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].metres = v.at.MetresTo(all[i].at)
	}
	slices.SortStableFunc(all, func(a, b nearby) int { return cmp.Compare(a.metres, b.metres) })
	l := ui.List{
		Caption: "Who is near", Empty: "Nobody else is on the road at about this time.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "How far"}, {Head: "Their visit"}, {Head: "What we know"}, {Head: "Call"}},
	}
	seen := map[string]bool{}
	for _, n := range all {
		if seen[n.name] || len(seen) == mostNear {
			continue
		}
		seen[n.name] = true
		now := n.state.Label()
		if n.state == visit.Planned && !n.arrived.IsZero() {
			now = "Came at " + n.arrived.Clock()
		}
		call := ui.Cell{Text: "No number"}
		if n.phone != "" {
			call = ui.Cell{Text: n.phone.Said(), Href: n.phone.Href()}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: n.name}, {Text: far(n.metres)}, {Text: when.Hour(n.start) + " to " + when.Hour(n.start+n.minutes)}, {Text: now}, call,
		}})
	}
	return l, nil
}

func far(metres float64) string {
	if metres < 950 {
		return fmt.Sprintf("%d metres", max(100, int(metres/100+0.5)*100))
	}
	return fmt.Sprintf("%.1f km", metres/1000)
}
