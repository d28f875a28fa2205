package twin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/handset"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
)

// phones is what the raiser's phone is given and told: packs and their parts,
// receipts, and the answer to a call for help.
type phones struct {
	*judge
	phone    *handset.Phone
	who      someone
	cursors  [2]string // where the pack was read to, in A and B
	recorded []handset.Fact
}

func (j *judge) phones() *phones {
	copied := *j.base.phone
	p := &phones{judge: j, phone: &copied}
	for _, who := range j.base.actors {
		if who.name == raisedIt {
			p.who = who
		}
	}
	return p
}

// post has the phone send bytes.
func (p *phones) post(path string, inA, inB []byte) (a, b answer) {
	q := asked{who: p.who, method: http.MethodPost, path: path, kind: "application/json", header: []string{phone.Header + ": " + p.phone.Header()}}
	qa, qb := q, q
	qa.body, qb.body = string(inA), string(inB)
	return p.ask(qa, qb)
}

// pack asks for what the pack lacks.
func (p *phones) pack() {
	body := func(cursor string) []byte {
		return fmt.Appendf(nil, `{"phone":%q,"cursor":%q}`, p.phone.ID, cursor)
	}
	a, b := p.post("/field/v1/pack", body(p.cursors[0]), body(p.cursors[1]))
	for i, body := range []string{a.body, b.body} {
		var told struct{ Cursor string }
		if json.Unmarshal([]byte(body), &told) != nil || told.Cursor == "" {
			p.t.Fatalf("no pack: %s", body)
		}
		p.cursors[i] = told.Cursor
	}
}

// send has the phone record something and send it, with all that went before.
func (p *phones) send(path, action string, values map[string]any) {
	if p.enough() {
		return
	}
	f, err := p.phone.Record(action, p.a.g.Clock.Now(), values)
	if err != nil {
		p.t.Fatal(err)
	}
	p.recorded = append(p.recorded, f)
	some := p.recorded
	if strings.HasSuffix(path, "/help") {
		some = some[len(some)-1:]
	}
	raw, err := p.phone.Delivery(p.a.g.Clock.Now(), some...)
	if err != nil {
		p.t.Fatal(err)
	}
	p.post(path, raw, raw)
}

// day is what one phone does in a day.
func (p *phones) day() {
	at := map[string]any{"person": p.base.victim, "visit": p.base.visit}
	with := func(body map[string]any) map[string]any {
		return map[string]any{"person": at["person"], "visit": at["visit"], "version": 1, "body": body}
	}
	for _, f := range []struct {
		action string
		values map[string]any
	}{
		{"visit.arrived", with(map[string]any{"arrived": "9:05am"})},
		{"visit.risk", with(map[string]any{"answer": "fine"})},
		{"visit.feeling", with(map[string]any{"feeling": "same"})},
		{"visit.note", with(map[string]any{"words": "The same in both worlds."})},
		{"visit.late", with(map[string]any{"minutes": 10})},
		{"visit.equipment", with(map[string]any{"what": "frame"})},
		{"concern.raise", with(map[string]any{"kind": "home_not_safe", "urgency": "same_day", "words": "The stair carpet is loose."})},
		{"visit.record", with(map[string]any{"arrived": "9:05am", "left": "9:25am", "feeling": "same"})},
		{"visit.record", with(map[string]any{"arrived": "9:10am", "left": "9:30am"})}, // which clashes
		{"no.such.thing", with(nil)},
		{"shift.mileage", map[string]any{"body": map[string]any{"on": string(start.On()), "miles": "4"}}},
	} {
		p.send("/field/v1/sync", f.action, f.values)
	}
	p.send("/field/v1/help", "help.want", map[string]any{"body": map[string]any{}})
	p.send("/field/v1/help", "help.cancel", map[string]any{"body": map[string]any{"help": p.recorded[len(p.recorded)-1].ID}})
	p.pack()
	for _, body := range []string{`{}`, `{"schema":2}`, `{"phone":"none","cursor":"none"}`, `{"device":"old","facts":[{"id":"f1","action":"visit.record","at":"yesterday"},{"id":"f2","action":"roster.seen","at":"2026-11-30T09:00:00Z"}]}`} {
		for _, path := range []string{"/field/v1/pack", "/field/v1/sync", "/field/v1/help", "/field/v1/phones"} {
			p.post(path, []byte(body), []byte(body))
		}
	}
	for _, who := range p.base.actors { // without a phone: schema 1, if anything
		q := asked{who: who, method: http.MethodPost, kind: "application/json", body: fmt.Sprintf(
			`{"device":"old","facts":[{"id":%q,"action":"visit.record","person":%q,"visit":%q,"at":"2026-11-30T09:00:00Z","body":{"arrived":"8:40am","left":"8:50am"}}]}`,
			ids.Derived("fact", who.name), p.base.victim, p.base.visit)}
		for _, path := range []string{"/field/v1/pack", "/field/v1/sync", "/field/v1/help", "/field/v1/phones"} {
			if q.path = path; !p.enough() {
				p.ask(q, q)
			}
		}
	}
}

// messages are what another system sends, twice, and what is no message: by
// everybody, as those who may not must hear the same, too.
func (j *judge) messages() {
	raw := j.base.message()
	for _, who := range j.base.actors {
		for _, m := range []struct{ kind, body string }{
			{"application/fhir+json", raw},
			{"application/fhir+json", raw},
			{"application/fhir+json", strings.Replace(raw, `"new"`, `"update"`, 1)},
			{"application/fhir+xml", `<Bundle xmlns="http://hl7.org/fhir"><type value="message"/></Bundle>`},
			{"text/plain", "Hello"},
		} {
			if !j.enough() {
				q := asked{who: who, method: http.MethodPost, path: "/intake", kind: m.kind, body: m.body}
				j.ask(q, q)
			}
		}
	}
}

// message asks for support for the victim, in FHIR.
func (b *base) message() string {
	type o = map[string]any
	to := func(id string) o { return o{"reference": "urn:uuid:" + id} }
	entry := func(id string, r o) o { return o{"fullUrl": "urn:uuid:" + id, "resource": r} }
	raw, err := json.Marshal(o{
		"resourceType": "Bundle", "id": "twin-1", "type": "message", "timestamp": "2026-11-29T15:00:00+00:00",
		"entry": []o{
			entry("header", o{
				"resourceType": "MessageHeader", "eventCoding": o{"code": "servicerequest-request"},
				"destination": []o{{"endpoint": "http://fhir.nhs.uk/Id/ods-organization-code|V396BB", "receiver": to("council")}}, "sender": to("sender"),
				"source": o{"name": "Ward", "endpoint": "http://fhir.nhs.uk/Id/dos-service-id|999000222"},
				"reason": o{"coding": []o{{"code": "new"}}}, "focus": []o{to("request")},
			}),
			entry("request", o{
				"resourceType": "ServiceRequest", "id": "request", "status": "active", "intent": "plan", "category": []o{{"coding": []o{{"code": "referral"}}}},
				"subject": to("person"), "reasonCode": []o{{"text": "Help to wash and dress"}},
			}),
			entry("person", o{
				"resourceType": "Patient", "identifier": []o{{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": b.nhs}},
				"name": []o{{"use": "official", "family": b.family, "given": []string{"Edna"}}}, "birthDate": "1940-02-29",
				"address": []o{{"line": []string{"1 Test Row"}, "postalCode": "CB7 4AA"}},
			}),
			entry("sender", o{"resourceType": "Organization", "name": "A hospital", "identifier": []o{{"system": "https://fhir.nhs.uk/id/ods-organization-code", "value": "Z9Y02"}}}),
			entry("council", o{"resourceType": "Organization", "name": "Testshire", "identifier": []o{{"system": "https://fhir.nhs.uk/id/ods-organization-code", "value": "V396BB"}}}),
		},
	})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// searches look for the victim in every way there is.
func (j *judge) searches() {
	b := j.base
	for _, who := range b.actors {
		for _, text := range []string{b.family, b.family[:2], b.ref, b.nhs, b.nhs + " " + b.family, "nobody " + b.family} {
			if !j.enough() {
				q := asked{who: who, method: http.MethodPost, path: "/people", kind: "application/x-www-form-urlencoded", body: url.Values{"text": {text}}.Encode()}
				j.ask(q, q)
			}
		}
	}
}

// methods asks in ways that no page is asked for: what is said of an address
// that cannot be asked for so must not depend on what lies behind it.
func (c *crawl) methods() {
	for _, who := range c.base.actors {
		if who.name != string(actor.Coordinator) && who.name != raisedIt && who.cookie != "" {
			continue
		}
		for _, pattern := range c.site.patterns {
			_, path, _ := strings.Cut(pattern, " ")
			if streams.MatchString(path) || never.MatchString(path) || !strings.HasPrefix(pattern, "GET ") {
				continue
			}
			for _, method := range []string{http.MethodHead, http.MethodDelete} {
				if !c.enough() {
					q := asked{who: who, method: method, path: c.fill(path), kind: "text/plain"}
					c.ask(q, q)
				}
			}
		}
	}
}
