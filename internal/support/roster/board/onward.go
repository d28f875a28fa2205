package board

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// The board names a visit by the last six bytes of its id, which are enough
// within one day and save a third of the page. This page leads from such a key
// to where something is done about the visit.

// tail is the short name of a visit.
func tail(id visit.ID) string {
	if len(id) != 36 {
		return string(id)
	}
	b, err := hex.DecodeString(string(id[24:]))
	if err != nil {
		return string(id)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// called finds a visit of a day by its id or its tail. Error: gate.not_found,
// also where two have that tail.
func called(s *gate.Snapshot, on when.Date, key string) (id visit.ID, person ids.Person, err error) {
	type row struct {
		id     visit.ID
		person ids.Person
	}
	b, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		b = nil
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.id, &r.person} },
		`SELECT id, person_id FROM visit WHERE on_date = ? AND (id = ? OR SUBSTR(id, 25) = ?) LIMIT 2`, on, key, hex.EncodeToString(b))
	if err != nil {
		return "", "", err
	}
	if len(rows) != 1 {
		return "", "", gate.NotFound()
	}
	return rows[0].id, rows[0].person, nil
}

// onward leads from the board to what is to be done about one visit: ?act says
// open (as where nothing is said), cancel, move, off (the rota), late (the rest of
// its run) or place, which has a shift or two and a start.
func onward(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, err := draftOf(c)
	if err != nil {
		return nil, err
	}
	var id visit.ID
	var person ids.Person
	var runs []roster.ShiftID
	err = c.Gate.Read(c, roster.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if id, person, err = called(s, on, c.Path("visit")); err != nil || c.Query("act") != "late" {
			return err
		}
		runs, err = roster.RunsOf(s, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	back := placing{on: on}
	back.cv.Visit.ID = id
	switch c.Query("act") {
	case "", "open":
		return web.Go(web.PersonPath(person, "visits", string(id)), ""), nil
	case "cancel":
		return web.Go(web.PersonPath(person, "visits", string(id), "cancel"), ""), nil
	case "move":
		return web.Go(draft.Address(at(on)+"/visits/"+string(id)), ""), nil
	case "late":
		if len(runs) == 0 { // nobody is to come
			return web.Go(draft.Address(at(on)+"/visits/"+string(id)), ""), nil
		}
		return web.Go(draft.Address(coverView{on: on, of: runs[0]}.latePath()), ""), nil
	case "off":
		return web.Go(back.next(draft.With(roster.Placing{Visit: id, StartMin: optimise.AnyTime})), ""), nil
	case "place":
		p := roster.Placing{Visit: id}
		for _, s := range c.Queries("shift") {
			p.Shifts = append(p.Shifts, roster.ShiftID(s))
		}
		if p.StartMin, err = strconv.Atoi(c.Query("start")); err != nil {
			return nil, gate.NotFound()
		}
		if p, err = roster.ParsePlacing(p.String()); err != nil {
			return nil, err
		}
		return web.Go(back.next(draft.With(p)), ""), nil
	}
	return nil, gate.NotFound()
}
