package referral

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/person"
)

const today = when.Date("2026-11-30")

func TestStateChanges(t *testing.T) {
	for _, from := range States {
		for _, act := range []string{"match", "undo", "accept", "decline", "withdraw", "reopen", "reopen matched", "nonsense"} {
			to, err := from.next(act)
			if err != nil && (!fault.Is(err, "referral.state") || to != from) {
				t.Errorf("%s %s: %v %v", from, act, to, err)
			}
			if err == nil && (from == StateAccepted || from == StateDeclined) {
				t.Errorf("%s may %s", from, act)
			}
		}
	}
	if _, err := StateNew.next("accept"); err == nil {
		t.Error("accepted before anybody said who it is")
	}
	for _, s := range States {
		if s.Label() == "" {
			t.Error(s)
		}
	}
}

// old is a referral in a state, with a person where that needs one.
func old(s State) *Referral {
	r := &Referral{ID: "r", State: s, Given: "Joan", Family: "Testcase", Born: "1941-05-03", ReadyOn: "2026-12-02", Ward: "3"}
	if s == StateMatched || s == StateAccepted {
		r.Person = "p"
	}
	return r
}

func TestWhatAnArrivalDoes(t *testing.T) {
	later := Referral{Given: "Joan", Family: "Testcase", ReadyOn: "2026-12-04", Ward: "5"}
	for _, c := range []struct {
		name  string
		old   *Referral
		does  Does
		state State
		ready when.Date
		ward  string
		alarm bool
		doubt string
	}{
		{"the first", nil, Asks, StateNew, "2026-12-04", "5", false, ""},
		{"a date first", nil, GivesDates, StateNew, "2026-12-04", "5", false, "without asking for an assessment"},
		{"taken back before it came", nil, Withdraws, StateWithdrawn, "2026-12-04", "5", false, "that we never had"},
		{"a date", old(StateNew), GivesDates, StateNew, "2026-12-04", "5", false, ""},
		{"a date when matched", old(StateMatched), GivesDates, StateMatched, "2026-12-04", "5", false, ""},
		{"a date when accepted", old(StateAccepted), GivesDates, StateAccepted, "2026-12-04", "3", true, "after the referral was accepted"},
		{"more when declined", old(StateDeclined), Asks, StateDeclined, "2026-12-04", "3", false, "after the referral was declined"},
		{"taken back", old(StateNew), Withdraws, StateWithdrawn, "2026-12-02", "3", false, ""},
		{"taken back when matched", old(StateMatched), Withdraws, StateWithdrawn, "2026-12-02", "3", false, ""},
		{"taken back when accepted", old(StateAccepted), Withdraws, StateAccepted, "2026-12-02", "3", true, "after it was decided here"},
		{"taken back twice", old(StateWithdrawn), Withdraws, StateWithdrawn, "2026-12-02", "3", false, ""},
		{"only the date taken back", old(StateMatched), WithdrawsDates, StateMatched, "", "3", false, "took back the day"},
		{"come again", old(StateWithdrawn), Asks, StateNew, "2026-12-04", "5", false, "has come again"},
	} {
		got := Arrival{Does: c.does, Referral: later, Words: "Going elsewhere"}.apply(c.old)
		var doubts []string
		for _, l := range got.doubts {
			doubts = append(doubts, l.Words)
		}
		said := strings.Join(doubts, " ")
		if got.referral.State != c.state || got.referral.ReadyOn != c.ready || got.referral.Ward != c.ward || got.alarm != c.alarm ||
			got.fresh != (c.old == nil) || c.doubt == "" && said != "" || !strings.Contains(said, c.doubt) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if got.withdrew != (c.state == StateWithdrawn && (c.old == nil || c.old.State != StateWithdrawn)) {
			t.Errorf("%s: withdrew %v", c.name, got.withdrew)
		}
	}
}

func TestANewMessageNeverEmptiesWhatWasSaid(t *testing.T) {
	r := *old(StateNew)
	r.NHS, r.Phone = "9990000026", "01632 960111"
	got := Arrival{Does: GivesDates, Referral: Referral{ReadyOn: "2026-12-04"}}.apply(&r).referral
	if got.Family != "Testcase" || got.NHS != "9990000026" || got.Phone == "" || got.NHSStatus != person.Verified {
		t.Errorf("%+v", got)
	}
	moved := Arrival{Does: Asks, Referral: Referral{Family: "Another", Given: "Joan"}}.apply(old(StateMatched))
	if len(moved.doubts) != 1 || !strings.Contains(moved.doubts[0].Words, "Check that it is the same person") {
		t.Errorf("a matched referral changes its name unseen: %+v", moved.doubts)
	}
}

func TestStartDue(t *testing.T) {
	received := when.Date("2026-11-30").AtMinute(540)
	for _, c := range []struct {
		ready, want when.Date
	}{{"", "2026-12-02"}, {"2026-12-05", "2026-12-07"}, {"2026-11-28", "2026-11-30"}} {
		if got := (Referral{ReadyOn: c.ready, Received: received}).StartDue(2); got != c.want {
			t.Errorf("ready %q: %s, want %s", c.ready, got, c.want)
		}
	}
}

func TestDecliningNeedsARoute(t *testing.T) {
	good := Declining{Code: NeedsHealth, Words: "Needs a nurse first.", Told: "Told to ring the nurses."}
	for _, c := range []struct {
		name, field string
		change      func(*Declining)
	}{
		{"whole", "", func(*Declining) {}},
		{"no route", "told", func(d *Declining) { d.Told = "" }},
		{"nobody to tell", "", func(d *Declining) { d.Told, d.Code = "", Twice }},
		{"no reason", "words", func(d *Declining) { d.Words = "no" }},
		{"no code", "code", func(d *Declining) { d.Code = "" }},
		{"the sender's code", "code", func(d *Declining) { d.Code = TakenBack }},
	} {
		d := good
		c.change(&d)
		err := d.check()
		f, _ := fault.Of(err)
		if c.field == "" && err != nil || c.field != "" && (f == nil || f.Fields[c.field] == "") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestForm(t *testing.T) {
	good := func() Form {
		return Form{ID: ID(ids.New()), Who: "family", ByName: "Ann", ByPhone: "01632 960123", Family: "Testcase", Reason: "Mum fell and cannot wash."}
	}
	for _, c := range []struct {
		name, field string
		change      func(*Form)
	}{
		{"three things are enough", "", func(*Form) {}},
		{"for oneself", "", func(f *Form) { f.Who, f.ByName, f.ByPhone, f.Phone = "self", "", "", "1" }},
		{"for oneself, no telephone", "phone", func(f *Form) { f.Who = "self" }},
		{"nobody asks", "who", func(f *Form) { f.Who = "" }},
		{"nobody to ring", "by_phone", func(f *Form) { f.ByPhone = "" }},
		{"no name", "family", func(f *Form) { f.Family = " " }},
		{"no reason", "reason", func(f *Form) { f.Reason = "help" }},
		{"a postcode that is none", "postcode", func(f *Form) { f.Postcode = "nowhere" }},
		{"born tomorrow", "born", func(f *Form) { f.Born = today.Add(1) }},
		{"home before hospital", "ready", func(f *Form) { f.AdmittedOn, f.ReadyOn = "2026-11-20", "2026-11-19" }},
		{"a book", "reason", func(f *Form) { f.Reason = strings.Repeat("a", 4001) }},
		{"no id", "id", func(f *Form) { f.ID = "" }},
	} {
		f := good()
		c.change(&f)
		err := f.check(today)
		bad, _ := fault.Of(err)
		if c.field == "" && err != nil || c.field != "" && (bad == nil || bad.Fields[c.field] == "") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	f := good()
	f.NHS, f.Knows, f.Communicate = "999 123 4567", "no", "Large print"
	a := f.arrival(Public)
	said := map[LineKind]int{}
	for _, l := range a.Lines {
		said[l.Kind]++
	}
	if said[Doubt] != 2 || said[Missing] != 2 || said[Said] != 3 || a.Referral.NHS != "9991234567" || a.Referral.Carer != "Ann" {
		t.Errorf("%+v", a)
	}
}

func TestThrottle(t *testing.T) {
	th := throttle{seen: map[string][]when.Instant{}}
	now := today.AtMinute(600)
	for i := range perHour {
		if !th.allow("a", now) {
			t.Fatalf("stopped after %d", i)
		}
	}
	if th.allow("a", now) {
		t.Error("one too many")
	}
	if !th.allow("b", now) || !th.allow("a", today.AtMinute(661)) {
		t.Error("others, and an hour later, may go on")
	}
}

func TestReadySaid(t *testing.T) {
	for ready, want := range map[when.Date]string{
		"": "Not said", today: "Today, Mon 30 Nov", "2026-12-01": "Tomorrow, Tue 1 Dec", "2026-12-05": "Sat 5 Dec", "2026-11-29": "Sun 29 Nov, 1 day ago", "2017-05-06": "6 May 2017, 3495 days ago",
	} {
		if got := readySaid(ready, today); got != want {
			t.Errorf("%s: %q", ready, got)
		}
	}
}

// TestLongReferencesAreKeptShort has references longer than PostgreSQL takes
// into an index; two that differ only at their ends stay two.
func TestLongReferencesAreKeptShort(t *testing.T) {
	long := strings.Repeat("é", 5_000)
	r, m := Referral{ExternalRef: long + "1"}, Received{MessageRef: long + "2"}
	r.tidy()
	m.tidy()
	if r.ExternalRef == m.MessageRef || len(r.ExternalRef) > 300 || len(m.MessageRef) > 300 || findable("REF-1") != "REF-1" {
		t.Errorf("%q and %q", r.ExternalRef, m.MessageRef)
	}
}

func TestAReferralBecomesAPerson(t *testing.T) {
	r := Referral{ID: "r", Given: "Joan", Family: "Testcase", Address: "1 Test Road", Postcode: "no fixed abode", Carer: "Ann", CarerPhone: "1", CarerEmail: "none"}
	p := r.asPerson("p")
	if p.Postcode != "" || p.Address != "1 Test Road\nno fixed abode" {
		t.Errorf("what was sent instead of a postcode is lost: %+v", p)
	}
	long := strings.Repeat("x", 500)
	r2 := Referral{Given: long, Family: long, Phone: long, Address: long, NHS: "I do not know her number", Born: "1850-01-01"}
	if q := fitting(r2.asPerson("q"), "2026-11-30"); len([]rune(q.Family)) != 100 || len([]rune(q.Address)) != 300 || len([]rune(q.Phone)) != 100 || q.NHS != "" || q.Born != "" {
		t.Errorf("a record that nobody could make: %+v", q)
	}
	if c := r.carer("p"); c.Email != "" || c.Phone != "1" || !c.Carer {
		t.Errorf("%+v", c)
	}
}
