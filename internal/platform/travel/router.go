package travel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stillhome/internal/kernel/place"
)

// NoWay stands in a table where a routing service knows no way between two
// places. Travel between them is estimated.
const NoWay = -1

// Limits of asking.
const (
	// mostPlaces is how many places one question names, half to set off from
	// and half to go to. An OSRM server answers at most 100 (max-table-size), a
	// Valhalla server at most 2,500 pairs (max_matrix_location_pairs), unless it
	// is set otherwise; both read 2026-11.
	mostPlaces = 100
	// askTime is how long one answer may take. The rota does not wait for it.
	askTime = 20 * time.Second
	// mostAnswer bounds an answer in bytes: 2,500 pairs take under 400 kB.
	mostAnswer = 4 << 20
)

// Router asks a routing service how long ways take on real roads: OSRM by its
// table service, Valhalla by its time-distance matrix. Neither answers for
// buses. It may be used by many goroutines.
type Router struct {
	provider string
	speak    dialect
	at       map[place.Mode]*url.URL
	http     *http.Client
}

// dialect is what differs between routing services.
type dialect interface {
	// ask makes the question; from and to are not empty.
	ask(ctx context.Context, base *url.URL, mode place.Mode, from, to []place.Point) (*http.Request, error)
	// read gives seconds by row, null where there is no way, or why there is
	// no answer: errTooBig where a smaller question may be answered.
	read(status int, body []byte) ([][]*float64, error)
}

var errTooBig = errors.New("the routing service will not answer so many places at once")

// NewRouter is a client of the provider, "osrm" or "valhalla", at the addresses
// given: one for all of car, bicycle and foot, like http://localhost:8002, or
// one for each mode there is a server for, like car=http://localhost:5000,
// foot=http://localhost:5001. An empty provider is no router, and nil.
func NewRouter(provider, addresses string) (*Router, error) {
	r := &Router{provider: provider, at: map[place.Mode]*url.URL{}, http: &http.Client{Timeout: askTime}}
	switch provider {
	case "":
		return nil, nil
	case "osrm":
		r.speak = osrm{}
	case "valhalla":
		r.speak = valhalla{}
	default:
		return nil, fmt.Errorf("%q is no routing service that Stillhome can ask: say osrm or valhalla", provider)
	}
	for _, part := range strings.FieldsFunc(addresses, func(c rune) bool { return c == ',' || c == ' ' }) {
		modes := []place.Mode{place.Car, place.Bicycle, place.OnFoot}
		if name, address, ok := strings.Cut(part, "="); ok && !strings.Contains(name, "/") {
			mode, err := place.ParseMode(name)
			if err != nil || mode == place.Bus {
				return nil, fmt.Errorf("%q is no mode a routing service answers for: say car, bicycle or foot", name)
			}
			modes, part = []place.Mode{mode}, address
		}
		u, err := url.Parse(part)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("%q is no address of a routing service: write it like http://localhost:5000", part)
		}
		for _, m := range modes {
			r.at[m] = u
		}
	}
	if len(r.at) == 0 {
		return nil, fmt.Errorf("say where the routing service is, like http://localhost:5000")
	}
	return r, nil
}

// Provider is the name of the routing service, as in NewRouter.
func (r *Router) Provider() string { return r.provider }

// Answers reports whether there is a server to ask about a mode.
func (r *Router) Answers(mode place.Mode) bool { return r.at[mode] != nil }

// Table is the travel from each place to each other in whole seconds on the
// road, without the time at the door, by row; NoWay where there is none. It
// asks as often as the limits of the service need. The error is for the log: it
// names no place.
func (r *Router) Table(ctx context.Context, mode place.Mode, from, to []place.Point) ([][]int, error) {
	base := r.at[mode]
	if base == nil {
		return nil, fmt.Errorf("%s: no server to ask about travel by %s", r.provider, mode)
	}
	out := make([][]int, len(from))
	for i := range out {
		out[i] = make([]int, len(to))
	}
	const half = mostPlaces / 2
	for i := 0; i < len(from); i += half {
		for j := 0; j < len(to); j += half {
			b := block{from: from, to: to, i: i, j: j, rows: min(half, len(from)-i), columns: min(half, len(to)-j)}
			if err := r.fill(ctx, base, mode, b, out); err != nil {
				return nil, fmt.Errorf("%s, travel by %s: %w", r.provider, mode, err)
			}
		}
	}
	return out, nil
}

// block is a part of a table.
type block struct {
	from, to      []place.Point
	i, j          int
	rows, columns int
}

// fill asks for one block, and again in halves where it is too big. A single
// pair that is refused so has no way.
func (r *Router) fill(ctx context.Context, base *url.URL, mode place.Mode, b block, out [][]int) error {
	got, err := r.once(ctx, base, mode, b.from[b.i:b.i+b.rows], b.to[b.j:b.j+b.columns])
	if errors.Is(err, errTooBig) {
		if b.rows == 1 && b.columns == 1 {
			out[b.i][b.j] = NoWay
			return nil
		}
		first, second := b, b
		if b.rows >= b.columns {
			first.rows = b.rows / 2
			second.i, second.rows = b.i+first.rows, b.rows-first.rows
		} else {
			first.columns = b.columns / 2
			second.j, second.columns = b.j+first.columns, b.columns-first.columns
		}
		if err := r.fill(ctx, base, mode, first, out); err != nil {
			return err
		}
		return r.fill(ctx, base, mode, second, out)
	}
	if err != nil {
		return err
	}
	for i, row := range got {
		copy(out[b.i+i][b.j:], row)
	}
	return nil
}

// once asks one question.
func (r *Router) once(ctx context.Context, base *url.URL, mode place.Mode, from, to []place.Point) ([][]int, error) {
	q, err := r.speak.ask(ctx, base, mode, from, to)
	if err != nil {
		return nil, err
	}
	answer, err := r.http.Do(q)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address asked, which names people's homes
		}
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return nil, err
	}
	rows, err := r.speak.read(answer.StatusCode, body)
	if err != nil {
		return nil, err
	}
	return whole(rows, len(from), len(to))
}

// whole turns an answer into whole seconds, and refuses one of another shape.
func whole(rows [][]*float64, from, to int) ([][]int, error) {
	out := make([][]int, 0, from)
	for _, row := range rows {
		seconds := make([]int, 0, to)
		for _, s := range row {
			switch {
			case s == nil:
				seconds = append(seconds, NoWay)
			case *s < 0 || *s > math.MaxInt32:
				return nil, fmt.Errorf("it answered %v seconds", *s)
			default:
				seconds = append(seconds, int(math.Ceil(*s)))
			}
		}
		if len(seconds) != to {
			return nil, fmt.Errorf("it answered %d places of %d", len(seconds), to)
		}
		out = append(out, seconds)
	}
	if len(out) != from {
		return nil, fmt.Errorf("it answered %d places of %d", len(out), from)
	}
	return out, nil
}

// osrm speaks to an OSRM server. Source: OSRM HTTP API v1, table service, read
// 2026-11. A server has one profile; what the address calls it is not looked at.
type osrm struct{}

func (osrm) ask(ctx context.Context, base *url.URL, mode place.Mode, from, to []place.Point) (*http.Request, error) {
	var at, sources, destinations []string
	for i, p := range from {
		at, sources = append(at, lonLat(p)), append(sources, strconv.Itoa(i))
	}
	for i, p := range to {
		at, destinations = append(at, lonLat(p)), append(destinations, strconv.Itoa(len(from)+i))
	}
	profile := map[place.Mode]string{place.Car: "driving", place.Bicycle: "bike", place.OnFoot: "foot"}[mode]
	u := base.JoinPath("table", "v1", profile, strings.Join(at, ";"))
	u.RawQuery = "annotations=duration&generate_hints=false&sources=" + strings.Join(sources, ";") + "&destinations=" + strings.Join(destinations, ";")
	return http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
}

func lonLat(p place.Point) string {
	return strconv.FormatFloat(p.Lon, 'f', 5, 64) + "," + strconv.FormatFloat(p.Lat, 'f', 5, 64)
}

func (osrm) read(status int, body []byte) ([][]*float64, error) {
	var a struct {
		Code      string       `json:"code"`
		Durations [][]*float64 `json:"durations"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, fmt.Errorf("status %d with no answer that can be read", status)
	}
	switch {
	case a.Code == "TooBig":
		return nil, errTooBig
	case a.Code == "NoSegment" || a.Code == "NoTable":
		// One place among them is off every road: asked in smaller parts, only
		// that one is without a way.
		return nil, errTooBig
	case a.Code != "Ok":
		return nil, fmt.Errorf("status %d, code %.30q", status, a.Code)
	}
	return a.Durations, nil
}

// valhalla speaks to a Valhalla server. Source: Valhalla time-distance matrix
// API, read 2026-11.
type valhalla struct{}

type latLon struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

func (valhalla) ask(ctx context.Context, base *url.URL, mode place.Mode, from, to []place.Point) (*http.Request, error) {
	body, err := json.Marshal(struct {
		Sources []latLon `json:"sources"`
		Targets []latLon `json:"targets"`
		Costing string   `json:"costing"`
	}{latLons(from), latLons(to), map[place.Mode]string{place.Car: "auto", place.Bicycle: "bicycle", place.OnFoot: "pedestrian"}[mode]})
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, base.JoinPath("sources_to_targets").String(), bytes.NewReader(body))
	if err == nil {
		q.Header.Set("Content-Type", "application/json")
	}
	return q, err
}

func latLons(all []place.Point) []latLon {
	out := make([]latLon, 0, len(all))
	for _, p := range all {
		out = append(out, latLon{p.Lat, p.Lon})
	}
	return out
}

// valhallaTooBig are the codes of a question with too many places, or with two
// too far apart, or with one off every road.
var valhallaTooBig = map[int]bool{150: true, 154: true, 171: true, 442: true}

func (valhalla) read(status int, body []byte) ([][]*float64, error) {
	var a struct {
		Code int `json:"error_code"`
		Rows [][]struct {
			Time *float64 `json:"time"`
		} `json:"sources_to_targets"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, fmt.Errorf("status %d with no answer that can be read", status)
	}
	switch {
	case valhallaTooBig[a.Code]:
		return nil, errTooBig
	case a.Code != 0 || status != http.StatusOK:
		return nil, fmt.Errorf("status %d, error code %d", status, a.Code)
	}
	out := make([][]*float64, 0, len(a.Rows))
	for _, row := range a.Rows {
		seconds := make([]*float64, 0, len(row))
		for _, cell := range row {
			seconds = append(seconds, cell.Time)
		}
		out = append(out, seconds)
	}
	return out, nil
}
