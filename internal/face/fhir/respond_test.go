package fhir

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of what we send out.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs from what is written now (go test -update, then read the difference):\n%s", path, got)
	}
}

func TestGolden(t *testing.T) {
	notice := func(kind Kind) Notice { n, _ := Understand(writeXML(sample(kind)), us); return n }
	referral, _ := Understand(barsSample(nil), us)
	unknown, err := Understand([]byte("<html/>"), us)
	for name, got := range map[string][]byte{
		"assessment-accept.xml": Accept(notice(Assessment), us, "We will visit on the ward tomorrow.", counter(), noon),
		"discharge-reject.xml":  Reject(notice(Discharge), us, Reason{Text: "We cannot be ready by that date."}, counter(), noon),
		"withdrawal-accept.xml": Accept(notice(Withdrawal), us, "Our visits are cancelled.", counter(), noon),
		"outcome.xml":           Respond(unknown, us, err, counter(), noon),
		"bars-accept.json":      Accept(referral, us, "", counter(), noon),
		"bars-outcome.json":     Respond(referral, us, refuse(askValidation), counter(), noon),
	} {
		golden(t, name, got)
	}
}

// paths lists where each resource of a message has elements:
// "Patient/name/family". Order and number do not count.
func paths(t *testing.T, raw []byte, kinds ...string) []string {
	t.Helper()
	parse := parseXML
	if raw[0] == '{' {
		parse = parseJSON
	}
	root, r := parse(raw)
	if r != nil {
		t.Fatal(r)
	}
	found := map[string]bool{}
	var visit func(n *node, at string)
	visit = func(n *node, at string) {
		found[at] = true
		for _, k := range n.kids {
			visit(k, at+"/"+k.name)
		}
	}
	for _, r := range openBundle(root).top {
		if len(kinds) == 0 || slices.Contains(kinds, r.name) {
			visit(r, r.name)
		}
	}
	out := make([]string, 0, len(found))
	for p := range found {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// TestResponsesAreShapedAsPublished: for the published notice, our accept
// response has an element exactly where the published response has one.
//
// Two differences are meant. The published discharge response attaches a
// letter (a Bundle inside, and supportingInformation pointing at it); we send
// no documents back. Nothing else may differ.
func TestResponsesAreShapedAsPublished(t *testing.T) {
	for kind, name := range map[Kind]string{
		Assessment: "Assessment-Notice-Accept-Response", Discharge: "Discharge-Notice-Accept-Response", Withdrawal: "Withdrawal-Notice-Accept-Response",
	} {
		theirs := shared(t, adwExample(name))
		n, err := Understand(shared(t, exampleOf[kind]), hebburn)
		if err != nil {
			t.Fatal(err)
		}
		ours := Accept(n, hebburn, "Words.", counter(), noon)
		want := slices.DeleteFunc(paths(t, theirs), func(p string) bool {
			return strings.HasPrefix(p, "Bundle") || strings.HasPrefix(p, "ReferralRequest/supportingInformation")
		})
		if got := paths(t, ours); !slices.Equal(got, want) {
			t.Errorf("%s: ours has\n%s\nwant\n%s", kind, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		same := func(path ...string) {
			t.Helper()
			a, _ := parseXML(ours)
			b, _ := parseXML(theirs)
			x, y := openBundle(a).one(path[0]).text(path[1:]...), openBundle(b).one(path[0]).text(path[1:]...)
			if x != y || x == "" {
				t.Errorf("%s: %v is %q, published %q", kind, path, x, y)
			}
		}
		same("MessageHeader", "meta", "profile")
		same("MessageHeader", "event", "system")
		same("MessageHeader", "event", "code")
		same("MessageHeader", "response", "identifier")
		same("MessageHeader", "response", "code")
		same("MessageHeader", "source", "endpoint")
		same("MessageHeader", "destination", "endpoint")
		same("MessageHeader", "reason", "coding", "system")
		same("MessageHeader", "reason", "coding", "code")
		same("ReferralRequest", "meta", "profile")
		same("ReferralRequest", "status")
		same("ReferralRequest", "identifier", "value")
		same("Encounter", "identifier", "value")
		same("Patient", "identifier", "value")
		same("Patient", "birthDate")
		same("Organization", "identifier", "value")
		same("Location", "name")
	}
}

// TestReferencesResolve: every reference in what we write points at an entry.
func TestReferencesResolve(t *testing.T) {
	for _, kind := range []Kind{Assessment, Discharge, Withdrawal} {
		n, _ := Understand(writeXML(sample(kind)), us)
		for _, contact := range []string{"Placeholder", ""} {
			council := us
			council.ContactFamily = contact
			root, r := parseXML(Accept(n, council, "Words.", counter(), noon))
			if r != nil {
				t.Fatal(r)
			}
			b := openBundle(root)
			root.walk(func(x *node) {
				if x.name == "reference" && b.byRef[lastPart(x.value)] == nil {
					t.Errorf("%s: %s points nowhere", kind, x.value)
				}
			})
		}
	}
}

func TestRejections(t *testing.T) {
	cases := []struct {
		kind            Kind
		event, ref, say string
		why             Reason
		code            string
	}{
		{Assessment, "975721000000102", "rejected", "No.", Reason{Text: "No."}, "ok"},
		{Discharge, "975831000000106", "rejected", "No.", Reason{Text: "No."}, "ok"},
		{Withdrawal, "1025641000000106", "cancelled", "No.", Reason{Text: "No."}, "ok"},
		{Discharge, "975831000000106", "rejected", "Cut.", Reason{Text: "Cut.", NotProcessed: true}, "fatal-error"},
	}
	for _, c := range cases {
		n, _ := Understand(writeXML(sample(c.kind)), us)
		root, r := parseXML(Reject(n, us, c.why, counter(), noon))
		if r != nil {
			t.Fatal(r)
		}
		b := openBundle(root)
		h := b.one("MessageHeader")
		for what, got := range map[string][2]string{
			"event":   {h.text("event", "code"), c.event},
			"code":    {h.text("response", "code"), c.code},
			"answers": {h.text("response", "identifier"), "header"},
			"list":    {h.text("reason", "coding", "system"), "https://fhir.nhs.uk/ADW-NoticeRejectReason-1"},
			"words":   {h.text("reason", "text"), c.say},
			"status":  {b.one("ReferralRequest").text("status"), c.ref},
			"to":      {h.text("destination", "endpoint"), "urn:nhs-uk:addressing:ods:Z9Y01"},
			"from":    {h.text("source", "endpoint"), "urn:nhs-uk:addressing:ods:Z9X00"},
			"at":      {h.text("timestamp"), "2026-11-30T12:00:00+00:00"},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s is %q, want %q", c.kind, what, got[0], got[1])
			}
		}
	}
}

// TestBrokenButKnown: a message cut short after its header is rejected to its
// sender; one cut before gets an outcome in its own syntax.
func TestBrokenButKnown(t *testing.T) {
	raw := writeXML(sample(Discharge))
	at := strings.Index(string(raw), "<Location>")
	n, err := Understand(raw[:at], us)
	if out := string(Respond(n, us, err, counter(), noon)); !strings.Contains(out, "fatal-error") || !strings.Contains(out, "975831000000106") {
		t.Errorf("answered\n%s", out)
	}
	n, err = Understand(raw[:120], us)
	if out := string(Respond(n, us, err, counter(), noon)); !strings.HasPrefix(out, "<OperationOutcome") || !strings.Contains(out, "stops before its end") {
		t.Errorf("answered\n%s", out)
	}
	n, err = Understand([]byte("?"), us)
	if out := Respond(n, us, err, counter(), noon); !json.Valid(out) || n.MediaType() != "application/fhir+json" {
		t.Errorf("answered\n%s", out)
	}
}

// TestWhatIsSentIsEscaped: a sender's text cannot write markup in our answer.
func TestWhatIsSentIsEscaped(t *testing.T) {
	n, _ := Understand(writeXML(with(t, sample(Discharge), "Patient/name/family", `"/><x y="`)), us)
	root, r := parseXML(Accept(n, us, `<&">`, counter(), noon))
	if r != nil || openBundle(root).one("Patient").text("name", "family") != `"/><x y="` {
		t.Errorf("%v", r)
	}
}

func TestTell(t *testing.T) {
	told, say := Tell(errors.New("disk on fire at /var"))
	if told.Status != 500 || told.Issue != "exception" || strings.Contains(say, "disk") {
		t.Errorf("an internal fault is told as %+v %q", told, say)
	}
	told, say = Tell(fault.New(fault.Conflict, "referral.changed", "Someone changed it."))
	if told.Status != 409 || told.BaRS != "REC_CONFLICT" || say != "Someone changed it." {
		t.Errorf("told as %+v %q", told, say)
	}
}

// TestBaRSOutcomesArePublished: each error code, issue and status we send is
// one the standard lists for a receiver. Login is ours: the standard leaves
// "who are you" to the sending side, and architecture section 10 names it.
func TestBaRSOutcomesArePublished(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "data", "bars", "OperationOutcome", "REC")
	files, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		t.Skip("the published outcomes are not here: they lie in ../shared/data/bars beside the repository")
	}
	listed := map[string]bool{}
	for _, f := range files {
		listed[strings.TrimSuffix(f.Name(), ".json")] = true
	}
	check := func(what string, told Told) {
		key := strings.Join([]string{itoa(told.Status), told.BaRS, told.Issue}, "-")
		if !listed[key] && told.Issue != "login" {
			t.Errorf("%s: %s is not in the standard", what, key)
		}
	}
	for code := range refusals {
		check(code, refuse(code).Told)
	}
	for kind, told := range ToldAs {
		check(kind.String(), told)
	}
	published := paths(t, []byte(`{"resourceType":"Bundle","entry":[{"resource":`+
		string(shared(t, "bars/OperationOutcome/REC/400-REC_BAD_REQUEST-invalid.json"))+`}]}`))
	ours := paths(t, []byte(`{"resourceType":"Bundle","entry":[{"resource":`+
		string(Outcome(Notice{Syntax: "json"}, ToldAs[fault.Invalid], "Words.", counter()))+`}]}`))
	if !slices.Equal(ours, published) {
		t.Errorf("our outcome has %v, published %v", ours, published)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// TestBaRSAnswerIsShapedAsPublished: our answer's header has elements only
// where the published asynchronous response has, and all that the standard's
// message header pattern requires.
func TestBaRSAnswerIsShapedAsPublished(t *testing.T) {
	n, _ := Understand(barsSample(nil), us)
	ours := paths(t, Accept(n, us, "", counter(), noon), "MessageHeader")
	theirs := paths(t, shared(t, "bars/process_message/request/ValidationResponse (POST) .json"), "MessageHeader")
	for _, p := range ours {
		if !slices.Contains(theirs, p) {
			t.Errorf("we write %s, which the published response has not", p)
		}
	}
	for _, p := range []string{
		"eventCoding/code", "destination/endpoint", "destination/receiver/reference", "sender/reference",
		"source/endpoint", "reason/coding/code", "response/identifier", "response/code", "focus/reference",
	} {
		if !slices.Contains(ours, "MessageHeader/"+p) {
			t.Errorf("the header lacks %s", p)
		}
	}
}
