package fhir_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/face/fhir"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
)

func serve(t *testing.T, g *gate.Gate) *webtest.Site {
	t.Helper()
	gatetest.As(t, g, "hospital", actor.Client)
	gatetest.As(t, g, "office", actor.Coordinator)
	gatetest.As(t, g, "sw", actor.SocialWorker)
	gatetest.As(t, g, "worker", actor.Worker)
	return webtest.Serve(t, g, person.Bar, slices.Concat(fhir.Routes, referral.Routes))
}

const xmlType = "application/fhir+xml"

func TestIntakeOverHTTP(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		site := serve(t, g)
		whole := adw(t, "Assessment-Notice")
		for _, kind := range []string{xmlType, "application/xml; charset=utf-8", "application/xml+fhir"} { // the second and third are repeats
			a := site.Send("hospital", "/intake", kind, whole)
			if a.Status != 200 || a.MediaType != "application/xml+fhir" || !strings.Contains(a.Body, "AcceptResponse") {
				t.Fatalf("%s: %d %s %s", kind, a.Status, a.MediaType, a.Body)
			}
		}
		for _, c := range []struct {
			name, account, kind string
			body                []byte
			status              int
			says                string
		}{
			{"truncated", "hospital", xmlType, whole[:4000], 400, "stops before its end"},
			{"a response", "hospital", xmlType, adw(t, "Discharge-Notice-Accept-Response"), 400, "This is a response to a notice, not a notice."},
			{"another council's", "hospital", xmlType, bytes.ReplaceAll(whole, []byte("V396BB"), []byte("X26ZZ")), 400, "RejectResponse"},
			{"nothing", "hospital", "application/fhir+json", nil, 400, "There is nothing in this message"},
			{"a page", "hospital", "text/html", []byte("<p>"), 400, "application/fhir+xml or application/fhir+json"},
			{"a little over the limit", "hospital", xmlType, append(bytes.Clone(whole), make([]byte, fhir.MaxBytes)...), 422, "20 MB limit"},
			{"far over the limit", "hospital", xmlType, make([]byte, fhir.MaxBytes+5<<20), 422, "20 MB limit"},
			{"nobody", "", xmlType, whole, 401, "Sign in"},
			{"somebody else", "worker", xmlType, whole, 403, ""},
		} {
			a := site.Send(c.account, "/intake", c.kind, c.body)
			if a.Status != c.status || !strings.Contains(a.Body, c.says) {
				t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
			}
			if c.status == 422 && !strings.Contains(a.Body, "too-costly") && !strings.Contains(a.Body, "REC_UNPROCESSABLE_ENTITY") {
				t.Errorf("%s is not told as the standard says: %s", c.name, a.Body)
			}
		}
		if got := rows(t, g); !strings.Contains(got, "referral 1") || !strings.Contains(got, "message 7") {
			t.Error(got)
		}
	})
}

// A referral by BaRS from first to last: made from the published request, as
// there is no published referral.
func TestReferralByBaRS(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "bars", "process_message", "request", "ValidationRequest (POST) .json"))
	if err != nil {
		t.Skip("the published BaRS examples are not beside this repository: ", err)
	}
	change := func(from, to string) {
		if !bytes.Contains(raw, []byte(from)) {
			t.Fatalf("the example has no %s", from)
		}
		raw = bytes.ReplaceAll(raw, []byte(from), []byte(to))
	}
	change(`"validation"`, `"referral"`)
	original := bytes.Clone(raw)
	rye := fhir.Council{ODS: "RYE", ServiceIDs: []string{"111111111"}, Name: "Rye"}
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		raw = bytes.Clone(original)
		ctx := gatetest.As(t, g, "sender", actor.Client)
		first, err := fhir.Intake(ctx, g, rye, raw, "")
		if err != nil || !strings.Contains(string(first.Answer), "servicerequest-response") || first.Media != "application/fhir+json" {
			t.Fatalf("%+v %v", first, err)
		}
		got := get(t, g, first.Referral)
		if got.Source != referral.Message || got.Family != "Jones" || got.NHSStatus != person.NotVerified || got.ExternalRef == "" {
			t.Errorf("%+v", got)
		}
		change("86e3371d-1c15-4862-9552-d9560f8292ba", "86e3371d-1c15-4862-9552-d9560f8292bb")
		change(`"code": "new"`, `"code": "update"`)
		change(`"status": "active"`, `"status": "revoked"`)
		second, err := fhir.Intake(ctx, g, rye, raw, "")
		if err != nil || second.Referral != first.Referral || get(t, g, first.Referral).State != referral.StateWithdrawn {
			t.Errorf("%+v %v", second, err)
		}
	})
}

func TestUpload(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	whole := adw(t, "Assessment-Notice")
	site.Get("office", "/messages-received/new").Says(t, 200, "up to 20 MB")
	site.Upload("office", "/messages-received/new", "file", "empty.xml", nil).Says(t, 422, "Choose a file that has something in it")
	taken := site.Upload("office", "/messages-received/new", "file", "notice.xml", whole)
	if taken.Status != 303 || !strings.HasPrefix(taken.Location, "/referrals/") {
		t.Fatalf("%d %s %s", taken.Status, taken.Location, taken.Text())
	}
	site.Upload("office", "/messages-received/new", "file", "again.xml", whole).LeadsTo(t, taken.Location)
	refused := site.Upload("office", "/messages-received/new", "file", "bomb.xml", []byte(bomb))
	if refused.Status != 303 || !strings.HasPrefix(refused.Location, "/messages-received/") {
		t.Fatalf("%d %s", refused.Status, refused.Location)
	}
	site.Get("office", refused.Location).Says(t, 200, "can be used to attack the reader", "Settled")
	site.Get("office", taken.Location).Says(t, 200, "Barry Jones", "Collier Ward", "Sandra Bloom", "Assessment notice")
	site.Upload("sw", "/messages-received/new", "file", "bomb2.xml", []byte(bomb+" ")).Says(t, 422, "attack the reader")
}
