package travel

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stillhome/internal/kernel/place"
)

// stub speaks the HTTP of a routing service: a way takes one second for each
// thousandth of a degree between the places' latitudes, plus half a second.
type stub struct {
	t       *testing.T
	most    int                // pairs it answers at once
	cut     place.Point        // a place without a road
	asked   atomic.Int32       // questions
	instead http.HandlerFunc   // answers in its place
	modes   map[string]float64 // what each profile or costing multiplies by
}

func (s *stub) seconds(from, to place.Point, profile string) any {
	if from == s.cut || to == s.cut {
		return nil
	}
	d := from.Lat - to.Lat
	if d < 0 {
		d = -d
	}
	factor, ok := s.modes[profile]
	if !ok {
		s.t.Errorf("asked about %q", profile)
	}
	return (float64(int(d*1000+0.5)) + 0.5) * factor
}

func (s *stub) osrm(w http.ResponseWriter, r *http.Request) {
	// /table/v1/PROFILE/LON,LAT;LON,LAT?sources=0;1&destinations=2
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if len(parts) != 4 || parts[0] != "table" || parts[1] != "v1" {
		s.t.Errorf("asked at %s", r.URL.Path)
	}
	var all []place.Point
	for _, c := range strings.Split(parts[3], ";") {
		var p place.Point
		if _, err := fmt.Sscanf(c, "%g,%g", &p.Lon, &p.Lat); err != nil {
			s.t.Errorf("%q: %v", c, err)
		}
		all = append(all, p)
	}
	query := map[string]string{}
	for _, pair := range strings.Split(r.URL.RawQuery, "&") {
		k, v, _ := strings.Cut(pair, "=")
		query[k] = v
	}
	pick := func(name string) (out []place.Point) {
		for _, i := range strings.Split(query[name], ";") {
			n, err := strconv.Atoi(i)
			if err != nil {
				s.t.Errorf("%s=%s", name, query[name])
				return nil
			}
			out = append(out, all[n])
		}
		return out
	}
	from, to := pick("sources"), pick("destinations")
	if len(from)*len(to) > s.most || len(all) > 100 {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"code":"TooBig","message":"Too many table coordinates"}`)
		return
	}
	var rows [][]any
	for _, f := range from {
		var row []any
		for _, t := range to {
			row = append(row, s.seconds(f, t, parts[2]))
		}
		rows = append(rows, row)
	}
	s.send(w, map[string]any{"code": "Ok", "durations": rows})
}

func (s *stub) valhalla(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Sources, Targets []struct{ Lat, Lon float64 }
		Costing          string
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != "/sources_to_targets" || r.Method != http.MethodPost {
		s.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	if len(q.Sources)*len(q.Targets) > s.most {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error_code":150,"error":"Exceeded max locations: 50","status_code":400,"status":"Bad Request"}`)
		return
	}
	var rows [][]any
	for i, f := range q.Sources {
		var row []any
		for j, t := range q.Targets {
			row = append(row, map[string]any{"from_index": i, "to_index": j, "distance": 1.5, "time": s.seconds(place.Point(f), place.Point(t), q.Costing)})
		}
		rows = append(rows, row)
	}
	s.send(w, map[string]any{"sources_to_targets": rows, "units": "kilometers"})
}

func (s *stub) send(w http.ResponseWriter, answer any) {
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		s.t.Error(err)
	}
}

// serve gives a router that asks the stub.
func (s *stub) serve(t *testing.T, provider string) *Router {
	t.Helper()
	s.t = t
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		switch {
		case s.instead != nil:
			s.instead(w, r)
		case provider == "osrm":
			s.osrm(w, r)
		default:
			s.valhalla(w, r)
		}
	}))
	t.Cleanup(server.Close)
	r, err := NewRouter(provider, server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func points(n int) (out []place.Point) {
	for i := range n {
		out = append(out, place.Point{Lat: 52 + float64(i)/1000, Lon: 0.1})
	}
	return out
}

var providers = []string{"osrm", "valhalla"}

var allModes = map[string]float64{"driving": 1, "bike": 2, "foot": 3, "auto": 1, "bicycle": 2, "pedestrian": 3}

func TestTable(t *testing.T) {
	for _, provider := range providers {
		t.Run(provider, func(t *testing.T) {
			from, to := points(120), points(70)
			s := &stub{most: 2500, cut: from[3], modes: allModes}
			r := s.serve(t, provider)
			for mode, factor := range map[place.Mode]float64{place.Car: 1, place.Bicycle: 2, place.OnFoot: 3} {
				got, err := r.Table(t.Context(), mode, from, to)
				if err != nil {
					t.Fatal(err)
				}
				for i := range from {
					for j := range to {
						d := max(i-j, j-i)
						want := int((float64(d)+0.5)*factor + 0.5) // up to a whole second
						if factor == 2 {
							want = 2*d + 1
						}
						if i == 3 || j == 3 {
							want = NoWay
						}
						if got[i][j] != want {
							t.Fatalf("%s from %d to %d: %d s, want %d", mode, i, j, got[i][j], want)
						}
					}
				}
			}
			if n := s.asked.Load(); n != 3*6 { // 120 in 3 parts, 70 in 2, for each mode
				t.Errorf("asked %d times", n)
			}
			if r.Answers(place.Bus) || r.Provider() != provider {
				t.Error("it answers for buses")
			}
			if _, err := r.Table(t.Context(), place.Bus, from, to); err == nil {
				t.Error("a table for buses")
			}
		})
	}
}

// A service with a smaller limit than usual is asked in smaller parts, down to
// a pair it will not answer.
func TestTableTooBig(t *testing.T) {
	for _, provider := range providers {
		for most, pairs := range map[int]int{60: 0, 1: 0, 0: 36} {
			s := &stub{most: most, modes: allModes}
			n := 20
			if pairs > 0 {
				n = 6
			}
			got, err := s.serve(t, provider).Table(t.Context(), place.Car, points(n), points(n))
			if err != nil {
				t.Fatal(err)
			}
			none := 0
			for i := range got {
				for j := range got[i] {
					if got[i][j] == NoWay {
						none++
					} else if got[i][j] != max(i-j, j-i)+1 {
						t.Fatalf("%s: from %d to %d: %d s", provider, i, j, got[i][j])
					}
				}
			}
			if none != pairs {
				t.Errorf("%s that answers %d pairs: no way for %d, want %d", provider, most, none, pairs)
			}
		}
	}
}

func TestTableFails(t *testing.T) {
	body := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, text)
		}
	}
	for _, provider := range providers {
		for name, instead := range map[string]http.HandlerFunc{
			"an error page":       body(502, "<html>Bad gateway</html>"),
			"another error":       body(400, `{"code":"InvalidQuery","error_code":114,"error":"no"}`),
			"one row too few":     body(200, `{"code":"Ok","durations":[[1,2]],"sources_to_targets":[[{"time":1},{"time":2}]]}`),
			"one place too few":   body(200, `{"code":"Ok","durations":[[1],[2]],"sources_to_targets":[[{"time":1}],[{"time":2}]]}`),
			"less than no time":   body(200, `{"code":"Ok","durations":[[1,2],[-3,4]],"sources_to_targets":[[{"time":1},{"time":2}],[{"time":-3},{"time":4}]]}`),
			"an answer cut short": body(200, `{"code":"Ok","durations":[[1,2],[3`),
			"no answer":           func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			"nothing in it":       body(200, `{}`),
		} {
			s := &stub{instead: instead}
			_, err := s.serve(t, provider).Table(t.Context(), place.Car, points(2), points(2))
			if err == nil {
				t.Errorf("%s, %s: no error", provider, name)
			} else if strings.Contains(err.Error(), "52.") {
				t.Errorf("%s, %s: the error names a place: %v", provider, name, err)
			}
		}
		held := make(chan struct{})
		slow := &stub{instead: func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-held:
			case <-r.Context().Done():
			}
		}}
		r := slow.serve(t, provider)
		r.http.Timeout = 20 * time.Millisecond
		_, err := r.Table(t.Context(), place.Car, points(2), points(2))
		close(held)
		if err == nil || strings.Contains(err.Error(), "52.") {
			t.Errorf("%s, too slow: %v", provider, err)
		}
	}
}

func TestNewRouter(t *testing.T) {
	if r, err := NewRouter("", ""); r != nil || err != nil {
		t.Errorf("no router: %v, %v", r, err)
	}
	r, err := NewRouter("osrm", "car=http://localhost:5000, foot=https://walk.example/osrm")
	if err != nil || !r.Answers(place.Car) || !r.Answers(place.OnFoot) || r.Answers(place.Bicycle) {
		t.Errorf("a server for each mode: %v", err)
	}
	for provider, addresses := range map[string]string{
		"google": "http://localhost:5000", "osrm": "", "valhalla": "localhost:8002", "osrm ": "http://localhost",
	} {
		if _, err := NewRouter(provider, addresses); err == nil {
			t.Errorf("%q at %q was taken", provider, addresses)
		}
	}
	for _, addresses := range []string{"bus=http://localhost:1", "horse=http://localhost:1", "car=ftp://localhost", "car="} {
		if _, err := NewRouter("osrm", addresses); err == nil {
			t.Errorf("%q was taken", addresses)
		}
	}
}
