package complaint_test

import (
	"strings"
	"testing"

	"stillhome/internal/face/assure/complaint"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/visit/visittest"
)

// entry is a sound complaint, with what is given instead of its own answers.
func entry(id string, more ...string) []string {
	own := []string{
		"id", id, "kind", "complaint", "teller", "family", "name", "Tom", "contact", "01223 000111", "how", "phone",
		"received-day", "27", "received-month", "11", "received-year", "2026", "words", "It was late.", "theme", "timing",
	}
	for i := 0; i < len(more); i += 2 {
		for j := 0; j < len(own); j += 2 {
			if own[j] == more[i] {
				own[j+1] = more[i+1]
			}
		}
	}
	return append(own, more...)
}

func TestLifeOfAComplaint(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p := visittest.AddPerson(t, g, 1, 8*60, 45, 1, "")
		site := webtest.Serve(t, g, person.Bar, complaint.Routes)
		for who, role := range map[string]actor.Role{"boss": actor.Manager, "co": actor.Coordinator, "sam": actor.Worker, "ana": actor.Analyst} {
			gatetest.As(t, g, who, role)
		}
		site.Get("co", "/complaints").Says(t, 200, "Nobody has complained or praised us").Within(t, 8)
		site.Get("sam", "/complaints").Says(t, 403)
		site.Get("ana", "/complaints/new").Says(t, 403)
		site.Get("sam", "/complaints/new").Says(t, 200, "never makes anybody’s support worse", "safeguarding concern").Within(t, 8)
		site.Post("sam", "/complaints/new", "id", "7").Says(t, 422, "Choose a complaint or a compliment", "Choose who says it", "Write down what they say", "Choose what it is about")
		site.Post("sam", "/complaints/new", entry(ids.New(), "received-year", "2030")...).Says(t, 422)
		site.Post("co", "/complaints/new", entry(ids.New(), "person_ref", "SH-NOBODY")...).Says(t, 422, "Nobody has this reference")
		site.Post("sam", "/complaints/new", entry(ids.New(), "person_ref", "SH-NOBODY")...).LeadsTo(t, "/quality")
		id := ids.New()
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`UPDATE person SET ref = 'SH-AAAAAA' WHERE id = ?`, p.ID) })
		for range 2 {
			site.Post("co", "/complaints/new", entry(id, "person_ref", "sh-aaaaaa")...).LeadsTo(t, "/complaints/"+id)
		}
		at := "/complaints/" + id
		site.Get("co", at).Says(t, 200, "Tom, family or a friend", "Person1 Madeup", "Tell them by Wed 2 Dec", "It was late.", "10 years after it is closed").Within(t, 8)
		site.Post("co", at+"/close", "version", "1").Says(t, 409, "cannot be closed yet", "Tell them that we have it", "Answer it")
		site.Get("co", at+"/acknowledge").Says(t, 200, "never makes anybody’s support worse").Within(t, 8)
		site.Post("co", at+"/acknowledge", "version", "1", "on-day", "26", "on-month", "11", "on-year", "2026", "ack_words", "Rang him").Says(t, 422, "before it came")
		site.Post("co", at+"/acknowledge", "version", "1", "on-day", "30", "on-month", "11", "on-year", "2026", "ack_words", "Rang him; he hears by Friday").LeadsTo(t, at)
		site.Get("co", at).Says(t, 200, "Answer by Fri 25 Dec", "he hears by Friday")
		site.Get("co", at+"/answer").Says(t, 200, "Dear Tom", "Ombudsman").Within(t, 8)
		site.Post("co", at+"/answer", "version", "2").Says(t, 422, "Choose what the answer says", "Put the answer here", "Say what was learnt")
		site.Post("co", at+"/answer", "version", "2", "on-day", "30", "on-month", "11", "on-year", "2026", "outcome", "upheld", "answer", "You are right, we were late and did not ring.", "learning", "We ring from 15 minutes").LeadsTo(t, at)
		site.Post("co", at+"/close", "version", "3").LeadsTo(t, at)
		site.Get("co", at).Says(t, 200, "We agree", "Until 30 November 2036")
		site.Post("co", at+"/answer", "version", "4", "on-day", "30", "on-month", "11", "on-year", "2026", "outcome", "partly", "answer", "You are right, we were late and did not ring.", "learning", "We ring from 15 minutes").Says(t, 409, "This is closed")
		site.Get("co", "/complaints?state=closed&theme=timing").Says(t, 200, "CO-", "We agree")
		site.Get("co", "/complaints.csv").Says(t, 403)
		if a := site.Get("boss", "/complaints.csv"); a.Status != 200 || strings.Contains(a.Body, "Tom") || !strings.Contains(a.Body, "We agree") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
}

func TestNamelessAndPraise(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		site := webtest.Serve(t, g, person.Bar, complaint.Routes)
		gatetest.As(t, g, "co", actor.Coordinator)
		g.Clock.Set(when.Date("2026-12-30").AtMinute(600))
		nameless := ids.New()
		site.Post("co", "/complaints/new", entry(ids.New(), "teller", "anonymous")...).Says(t, 422)
		site.Post("co", "/complaints/new", "id", nameless, "kind", "complaint", "teller", "anonymous", "how", "letter", "received-day", "27", "received-month", "11", "received-year", "2026", "words", "The cars.", "theme", "other").
			LeadsTo(t, "/complaints/"+nameless)
		site.Get("co", "/complaints/"+nameless).Says(t, 200, "somebody who does not want to be named", "Late: not answered")
		praise := ids.New()
		site.Post("co", "/complaints/new", "id", praise, "kind", "compliment", "teller", "person", "how", "visit", "received-day", "27", "received-month", "11", "received-year", "2026", "words", "Thank you.", "theme", "quality").
			LeadsTo(t, "/complaints/"+praise)
		site.Get("co", "/complaints/"+praise).Says(t, 200, "Thank you", "Close this")
		site.Post("co", "/complaints/"+praise+"/close", "version", "1").LeadsTo(t, "/complaints/"+praise)
	})
}

// TestPublicPage: anybody may say how it is going, without an account or a name.
func TestPublicPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		site := webtest.Serve(t, g, person.Bar, complaint.Routes)
		gatetest.As(t, g, "co", actor.Coordinator)
		site.Get("", "/feedback").Says(t, 200, "You need not say who you are", "never makes anybody’s support worse").Within(t, 8)
		site.Post("", "/feedback", "id", ids.New()).Says(t, 422, "Choose a complaint or a compliment", "Write down what they say")
		id := ids.New()
		for range 2 { // a double press is one
			site.Post("", "/feedback", "id", id, "kind", "complaint", "words", "It was late.", "person", "p", "how", "letter", "theme", "timing", "recorded_by", "co").Says(t, 200, "We have it", "Ombudsman")
		}
		site.Get("co", "/complaints/"+id).Says(t, 200, "somebody who does not want to be named", "On a web page or form", "Nobody in particular")
		named := ids.New()
		site.Post("", "/feedback", "id", named, "kind", "complaint", "words", "It was late again.", "name", "Tom", "contact", "01223 000111").Says(t, 200, "3 working days")
		site.Get("co", "/complaints/"+named).Says(t, 200, "Tom, a neighbour or somebody else", "Tell them by Thu 3 Dec")
		for range 28 {
			site.Post("", "/feedback", "id", ids.New(), "kind", "compliment", "words", "Thank you.").Says(t, 200)
		}
		site.Post("", "/feedback", "id", ids.New(), "kind", "compliment", "words", "Thank you.").Says(t, 422, "Please ring us instead")
		g.Clock.Set(when.Date("2026-11-30").AtMinute(11 * 60))
		site.Post("", "/feedback", "id", ids.New(), "kind", "compliment", "words", "Thank you.").Says(t, 200)
	})
}
