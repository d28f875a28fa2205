package referral_test

import (
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
)

// A page may take 8 statements, one of which finds out who is signed in.
const budget = 8 - 1

func serve(t *testing.T, g *gate.Gate) *webtest.Site {
	t.Helper()
	for account, role := range map[string]actor.Role{
		"office": actor.Coordinator, "sw": actor.SocialWorker, "worker": actor.Worker, "hr": actor.HR, "therapist": actor.Therapist,
	} {
		gatetest.As(t, g, account, role)
	}
	return webtest.Serve(t, g, person.Bar, append(append([]web.Route{}, referral.Routes...), person.Routes...))
}

func receive(t *testing.T, g *gate.Gate, a referral.Arrival) string {
	t.Helper()
	wants(t, referral.Receive(gatetest.System(), g, a), "")
	return "/referrals/" + string(a.Referral.ID)
}

func TestFromQueueToDecision(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		site := serve(t, g)
		site.Get("office", "/referrals").Says(t, 200, "There are no referrals here")
		a := joan()
		at := receive(t, g, a)
		site.Get("office", "/referrals").Says(t, 200, "Joan Testcase", "Wed 2 Dec", "Fri 4 Dec", "Today", "Test Hospital, 3", "New", "Messages received").Within(t, budget)
		site.Get("office", at).Says(t, 200, "999 000 0026", "Left out by the sender", "Gender", "Check the ward.", "Penicillin", "Ann Testcase, daughter",
			"Download letter.pdf", "Assessment notice", "Is this person known?").Within(t, budget)

		// Somebody we know under another spelling.
		known := ids.Person(ids.New())
		wants(t, g.Write(gatetest.System(), mayTest, gate.Council, func(tx *gate.Tx) error {
			return person.Add(tx, person.Person{ID: known, Given: "Jaon", Family: "Testcase", Born: "1941-05-03", Postcode: "CB1 0AH"})
		}), "")
		page := site.Get("sw", at+"/match").Says(t, 200, "Nearly the same name", "Same date of birth", "Close", "This is the same person", "This is a new person").Within(t, budget)
		site.Post("sw", at+"/match", "person", string(known), "version", page.Hidden("version")).LeadsTo(t, at)
		site.Get("sw", at).Says(t, 200, "This is the same person as Jaon Testcase", "Undo").Within(t, budget)
		if strings.Contains(site.Get("sw", at).Text(), "Decline") {
			t.Error("a social worker is offered to decide")
		}
		site.Get("sw", at+"/match").Says(t, 200, "This was answered already")
		site.Post("sw", at+"/undo-match", "person", string(known), "version", "2").LeadsTo(t, at+"/match")
		page = site.Get("office", at+"/match")
		newcomer := []string{"_form", "newcomer", "person", ids.New(), "version", page.Hidden("version")}
		site.Post("office", at+"/new-person", newcomer...).LeadsTo(t, at)
		site.Post("office", at+"/new-person", newcomer...).Says(t, 409, "This referral has moved on")

		form := site.Get("therapist", at+"/decline").Says(t, 200, "What did you tell them")
		site.Post("therapist", at+"/decline", "person", form.Hidden("person"), "version", form.Hidden("version"), "code", "needs_health", "words", "Kept words here").
			Says(t, 422, "Nobody is declined without a route", "Kept words here")
		site.Post("therapist", at+"/decline", "person", form.Hidden("person"), "version", form.Hidden("version"), "code", "needs_health", "words", "Needs a nurse first.", "told", "The nurses will ring.").LeadsTo(t, at)
		site.Get("office", at).Says(t, 200, "What was decided", "The nurses will ring.", "Needs health care first")
		site.Get("office", "/referrals?show=declined").Says(t, 200, "Joan Testcase")
	})
}

func TestNewPersonWithoutAName(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	a := joan()
	a.Referral.Family, a.Referral.Given = "", ""
	at := receive(t, g, a)
	site.Get("office", at).Says(t, 200, "Name not given")
	site.Get("office", at+"/match").Says(t, 200, "Nobody in our record is like this person", "The sender left it out")
	id := ids.New()
	send := func(family string) webtest.Answer {
		return site.Post("office", at+"/new-person", "_form", "newcomer", "person", id, "version", "1", "family", family)
	}
	send("").Says(t, 422, "Enter the family name")
	send("Testcase").LeadsTo(t, at)
}

func TestAttachmentsAreOnlyDownloads(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	a, b := joan(), joan()
	a.Files[0].MediaType, a.Files[0].Name = "text/html", "../<b>x.html"
	b.Referral.ExternalRef, b.Message.MessageRef = "stay-2", "m2"
	at, other := receive(t, g, a), receive(t, g, b)
	down := site.Get("office", at+"/files/"+string(a.Files[0].ID)).Says(t, 200)
	if down.MediaType != "application/octet-stream" || !strings.HasPrefix(down.Header.Get("Content-Disposition"), "attachment") || strings.Contains(down.Header.Get("Content-Disposition"), "/") {
		t.Errorf("%v", down.Header)
	}
	if got := site.Get("office", other+"/files/"+string(a.Files[0].ID)); got.Status != 404 {
		t.Errorf("another referral's file: %d", got.Status)
	}
	if got := site.Get("hr", at+"/files/"+string(a.Files[0].ID)); got.Status != 403 {
		t.Errorf("%d", got.Status)
	}
}

func TestMessagesReceived(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	site.Get("office", "/messages-received").Says(t, 200, "Every message was taken in")
	m := joan().Message
	m.Code, m.Reason, m.Understood = "fhir.truncated", "This message stops before its end.", "Name: Joan Testcase"
	wants(t, referral.Refused(gatetest.System(), g, m), "")
	at := "/messages-received/" + string(m.ID)
	site.Get("office", "/referrals").Says(t, 200, "1 message could not be taken in").Within(t, budget)
	site.Get("office", "/messages-received").Says(t, 200, "Assessment notice", "Test Hospital, X1", "Not taken in").Within(t, budget)
	site.Get("office", at).Says(t, 200, "This message stops before its end.", "Name: Joan Testcase", "Download the message as it was sent", "What did you do about it?").Within(t, budget)
	if raw := site.Get("office", at+"/raw"); raw.Body != "<Bundle/>" || raw.MediaType != "application/octet-stream" {
		t.Errorf("%+v", raw)
	}
	if answer := site.Get("office", at+"/answer"); answer.Body != "<ok/>" {
		t.Errorf("%+v", answer)
	}
	site.Post("office", at+"/settle", "words", "").Says(t, 422, "Say in a few words what you did")
	site.Post("office", at+"/settle", "words", "Rang ward 3, they send it again.").LeadsTo(t, "/messages-received")
	site.Get("office", "/messages-received").Says(t, 200, "what was not has been settled")
	site.Get("office", "/messages-received?show=all").Says(t, 200, "Settled")
	site.Get("office", at).Says(t, 200, "Rang ward 3")
	if a := site.Get("sw", at); a.Status != 403 {
		t.Errorf("a social worker opens messages: %d", a.Status)
	}
	if a := site.Get("office", "/messages-received/none/raw"); a.Status != 404 {
		t.Errorf("%d", a.Status)
	}
}

func TestFormsForAnyone(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		site := serve(t, g)
		form := site.Get("", "/refer").Says(t, 200, "Ask for help at home", "ring 999")
		site.Post("", "/refer", "id", form.Hidden("id"), "who", "family", "by_name", "Ann Kept", "reason", "Mum fell and cannot wash.").
			Says(t, 422, "Enter the family name", "Enter your telephone number").Within(t, 0)
		whole := []string{"id", form.Hidden("id"), "who", "family", "by_name", "Ann", "by_phone", "01632 960123", "family", "Testcase", "reason", "Mum fell and cannot wash.", "knows", "no"}
		sent := site.Post("", "/refer", whole...)
		if sent.Status != 303 || !strings.HasPrefix(sent.Location, "/refer/sent?ref=RF-") {
			t.Fatalf("%d %s", sent.Status, sent.Location)
		}
		site.Get("", sent.Location).Says(t, 200, "Your reference is RF-")
		site.Get("", "/refer/sent?ref=<script>").Says(t, 200, "Thank you for telling us")
		site.Post("", "/refer", whole...).LeadsTo(t, sent.Location) // sent twice
		if n := count(t, g, `SELECT COUNT(*) FROM referral`); n != 1 {
			t.Errorf("%d referrals", n)
		}
		later := append(slices.Clone(whole), "communicate", "Ring Ann first.") // changed after going back
		second := site.Post("", "/refer", later...).Says(t, 409, "what you changed since is not saved", "Ring Ann first.")
		if second.Hidden("id") == form.Hidden("id") {
			t.Error("sent again, it would be refused again")
		}
		site.Post("", "/refer", append(whole, "website", "http://spam")...).LeadsTo(t, "/refer/sent")
		if n := count(t, g, `SELECT COUNT(*) FROM referral`); n != 1 {
			t.Errorf("a program's form was taken: %d", n)
		}
		id := form.Hidden("id")
		site.Get("office", "/referrals/"+id).Says(t, 200, "The person does not know of this referral yet", "Ann, Family", "it is from a form")

		staff := site.Get("sw", "/referrals/new").Says(t, 200, "If they are in hospital")
		site.Post("sw", "/referrals/new", "id", staff.Hidden("id"), "who", "professional", "by_name", "Dr Kept", "by_phone", "1", "family", "Testcase").Says(t, 422, "Say in a few words what has changed")
		site.Post("sw", "/referrals/new", "id", staff.Hidden("id"), "who", "professional", "by_name", "Dr Ward", "by_phone", "1", "family", "Testcase", "reason", "Weak after pneumonia.", "ward", "7").
			LeadsTo(t, "/referrals/"+staff.Hidden("id"))
		if a := site.Get("worker", "/referrals/new"); a.Status != 403 {
			t.Errorf("%d", a.Status)
		}
		if a := site.Get("", "/referrals"); a.Status != 303 || !strings.HasPrefix(a.Location, "/sign-in") {
			t.Errorf("%d %s", a.Status, a.Location)
		}
	})
}

func TestTooManyFormsFromOnePlace(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	last := webtest.Answer{}
	for range 25 {
		last = site.Post("", "/refer", "id", ids.New(), "who", "self", "phone", "1", "family", "Testcase", "reason", "I fell and cannot wash.")
	}
	last.Says(t, 503, "Many forms have come from where you are")
}
