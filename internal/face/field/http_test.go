package field_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/lane"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
)

// TestDeliverByHTTP is the contract of docs/phone.md, section 4: by the phone's
// header alone, whoever may be signed in beside it.
func TestDeliverByHTTP(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		p := phonetest.Enrol(t, s.sam, g)
		raw := string(p.Delivery(s.add(p, 0, "visit.record", s.whole(0))))
		h := serve(t, g)
		ask := func(path, header, bearer, body string) (int, string) {
			t.Helper()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			if header != "" {
				r.Header.Set(phone.Header, header)
			}
			if bearer != "" {
				r.Header.Set("Authorization", "Bearer "+bearer)
			}
			w := httptest.NewRecorder()
			h.Config.Handler.ServeHTTP(w, r)
			return w.Code, w.Body.String()
		}
		for name, c := range map[string]struct {
			path, header, body string
			status             int
			code               string
		}{
			"nobody":            {"/field/v1/sync", "", raw, 401, "auth.sign_in"},
			"a wrong token":     {"/field/v1/sync", p.Header() + "x", raw, 401, "field.phone"},
			"no phone for help": {"/field/v1/help", "", raw, 401, "field.phone"},
			"too large":         {"/field/v1/sync", p.Header(), strings.Repeat(" ", 64<<10) + raw, 413, "field.too_large"},
			"too many":          {"/field/v1/sync", p.Header(), strings.Replace(raw, `"envelopes":[`, `"envelopes":[`+strings.Repeat("1,", 200), 1), 413, "field.too_many"},
			"no delivery":       {"/field/v1/sync", p.Header(), "7", 422, "field.batch"},
		} {
			if status, body := ask(c.path, c.header, "", c.body); status != c.status || !strings.Contains(body, `"`+c.code+`"`) {
				t.Errorf("%s: %d %s", name, status, body)
			}
		}
		if status, body := ask("/field/v1/sync", p.Header(), "co", raw); status != 200 || !strings.Contains(body, `"verdict":"done"`) {
			t.Fatalf("%d %s", status, body)
		}
		if v := s.visit(t, 0); v.RecordedBy != "sam" {
			t.Errorf("recorded by %q, not by whose phone it is", v.RecordedBy)
		}
		// So many at once that the next is told to come again; help is not.
		var line []*lane.Place
		for {
			place, _ := field.Sending.Enter()
			if place == nil {
				break
			}
			line = append(line, place)
		}
		if status, body := ask("/field/v1/sync", p.Header(), "", raw); status != 503 || !strings.Contains(body, "field.busy") || !strings.Contains(body, `"retry_s":`) {
			t.Errorf("%d %s", status, body)
		}
		// Who is not known is told so, and takes no place.
		for _, header := range []string{"", "x", p.Header() + "x"} {
			if status, _ := ask("/field/v1/sync", header, "", raw); status != 401 {
				t.Errorf("header %q while many are sending: %d", header, status)
			}
		}
		help := string(p.Delivery(s.add(p, 1, "help.want", map[string]any{"silent": true})))
		if status, _ := ask("/field/v1/help", p.Header(), "", help); status != 200 || s.openAlerts(t)[alert.HelpSilent] != 1 {
			t.Errorf("help while many are sending: %d", status)
		}
		// Only a call for help goes before the others; what does not open may be
		// one, and has a small line of its own.
		if status, body := ask("/field/v1/help", p.Header(), "", string(p.Delivery(s.add(p, 1, "visit.note", map[string]any{"words": "x"})))); status != 503 {
			t.Errorf("a note by the way of help: %d %s", status, body)
		}
		if status, body := ask("/field/v1/help", p.Header(), "", string(p.Delivery())); status != 503 {
			t.Errorf("nothing by the way of help: %d %s", status, body)
		}
		shut := string(p.Raw(map[string]any{"seq": 9, "sealed": "AAAA"}))
		if status, body := ask("/field/v1/help", p.Header(), "", shut); status != 200 || s.openAlerts(t)[alert.HelpWanted] != 1 {
			t.Errorf("what does not open: %d %s", status, body)
		}
		for {
			place, _ := field.Calling.Enter()
			if place == nil {
				break
			}
			line = append(line, place)
		}
		if status, _ := ask("/field/v1/help", p.Header(), "", shut); status != 503 {
			t.Errorf("one more that does not open: %d", status)
		}
		if status, _ := ask("/field/v1/help", p.Header(), "", string(p.Delivery(s.add(p, 0, "help.want", nil)))); status != 200 {
			t.Errorf("help while many do not open: %d", status)
		}
		for _, place := range line {
			place.Leave()
		}
		if status, body := ask("/field/v1/sync", p.Header(), "", raw); status != 200 {
			t.Errorf("afterwards: %d %s", status, body)
		}
	})
}
