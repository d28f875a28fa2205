package noanswer

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

var nine = when.Date("2026-11-30").AtMinute(9 * 60)

func TestEverythingHasWords(t *testing.T) {
	for _, s := range []State{Open, WithOffice, Over} {
		if s.Label() == "" || stateTags[s] == 0 {
			t.Errorf("%s has no words or no colour", s)
		}
	}
	for _, c := range append(slices.Clone(Codes), began, again, clock, left, ended, cleared) {
		if codeWords[c] == "" {
			t.Errorf("%s has no words", c)
		}
	}
	for _, r := range Results {
		if resultWords[r] == "" {
			t.Errorf("%s has no words", r)
		}
	}
	for _, o := range append(slices.Clone(Outcomes), OfficeTookOver) {
		if o.Label() == "" {
			t.Errorf("%s has no words", o)
		}
	}
	for k := range soon {
		if k.Label() == "" {
			t.Errorf("%s has no words", k)
		}
	}
	for _, s := range []Say{SayAll, SayAfterPolice, SayAsked, SayNothing} {
		if s.Label() == "" {
			t.Errorf("%s has no words", s)
		}
	}
	if Code("smoke_signal").Label() != "“smoke_signal”" || Result("hm").Label() != "“hm”" || Result("").Label() != "" {
		t.Error("what a newer phone says is not shown as it came")
	}
}

func TestInside(t *testing.T) {
	for _, c := range []struct {
		name    string
		r       Record
		outcome Outcome
		words   string
		why     string
		wrong   []string
	}{
		{"nothing said", Record{}, "", "", "", []string{"outcome"}},
		{"no outcome we know", Record{}, "gone", "They went out", "", []string{"outcome"}},
		{"the office does not hand over to itself", Record{}, OfficeTookOver, "Sam left", "", []string{"outcome"}},
		{"away, and how we know", Record{}, AwaySafe, "Her son rang at 9", "", nil},
		{"away, by nobody's word", Record{}, AwaySafe, " ", "", []string{"words"}},
		{"found ill needs no words", Record{}, FoundIll, "", "", nil},
		{"a sign, and away", Record{Inside: true}, AwaySafe, "Her son rang at 9", "", []string{"why_not_999"}},
		{"a sign, and away, with a reason", Record{Inside: true}, AwaySafe, "Her son rang at 9", "It was the radio timer", nil},
		{"a sign, and in hospital", Record{Inside: true}, InHospital, "The ward rang", "", []string{"why_not_999"}},
		{"a sign, and 999 was called", Record{Inside: true, Called: true}, InHospital, "The ward rang", "", nil},
		{"a sign, and the person came to the door", Record{Inside: true}, AnsweredAfterAll, "", "", nil},
		{"a sign, and the police got in", Record{Inside: true}, PoliceOrFire, "", "", nil},
	} {
		f, _ := fault.Of(c.r.told(Ending{Outcome: c.outcome, Words: c.words, WhyNot: c.why}))
		var wrong []string
		if f != nil {
			wrong = f.Order
		}
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: %v, want %v", c.name, wrong, c.wrong)
		}
	}
}

func people(share, health person.Answer, contacts ...person.Contact) []near {
	var out []near
	for _, c := range append(contacts, person.Contact{}) {
		out = append(out, near{c, share, health})
	}
	return out
}

func TestWhoMayBeTold(t *testing.T) {
	son := person.Contact{ID: "son", Name: "Tom", Keyholder: true}
	friend := person.Contact{ID: "friend", Name: "Ann"}
	told := func(o Outcome, around []near) (out []string) {
		for _, k := range (Record{ID: "r", Outcome: o}).tasks(around, nine) {
			out = append(out, string(k.Kind)+" "+string(k.Contact)+" "+string(k.Say))
		}
		return out
	}
	for _, c := range []struct {
		name   string
		o      Outcome
		around []near
		want   []string
	}{
		{"nobody asked the person", AwaySafe, people("", "", son, friend), []string{"run  ", "key  ", "person  ", "consent  "}},
		{"the person said no", FoundFallen, people(person.No, person.No, son), []string{"manager  ", "run  ", "key  ", "incident  ", "consent  "}},
		{"the person said yes", FoundFallen, people(person.Yes, person.Yes, son, friend), []string{"manager  ", "run  ", "contact son all", "contact friend all", "key  ", "surgery  all", "incident  "}},
		{"a contact the office is asked about first", InHospital, people(person.Yes, "", person.Contact{ID: "son", OfficeFirst: true}), []string{"run  ", "stay  ", "contact son asked_first", "key  "}},
		{"decided in best interests", FoundIll, people(person.BestInterests, "", son), []string{"manager  ", "run  ", "contact son asked_first", "key  ", "incident  "}},
		{"an attorney said yes, and a death", FoundDead, people(person.Attorney, person.Yes, son), []string{"manager  ", "run  ", "contact son after_police", "key  ", "surgery  all", "incident  "}},
		{"a death, and nobody may be told", FoundDead, people("", "", son), []string{"manager  ", "run  ", "key  ", "incident  "}},
		{"in hospital", InHospital, people(person.Yes, person.Yes, friend), []string{"run  ", "stay  ", "contact friend all", "key  "}},
		{"answered after all: only who has a key is rung", AnsweredAfterAll, people(person.Yes, "", son, friend), []string{"run  ", "contact son all", "person  "}},
		{"the police took over", PoliceOrFire, people(person.Yes, "", friend), []string{"manager  ", "run  ", "contact friend all", "key  "}},
	} {
		if got := told(c.o, c.around); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
	for _, k := range (Record{ID: "r", Outcome: FoundFallen}).tasks(people(person.Yes, person.Yes, son), nine) {
		if !k.Due.After(nine.Time) {
			t.Errorf("%s has no time by when", k.Kind)
		}
	}
}

func TestOnward(t *testing.T) {
	stop := func(id visit.ID, told, latest, minutes, travel int, s visit.State) roster.Stop {
		return roster.Stop{ToldMin: told, TravelMin: travel, Shift: "s", Visit: visit.Visit{ID: id, LatestMin: latest, DurationMin: minutes, State: s, Part: plan.Morning}}
	}
	run := []roster.Stop{
		stop("before", 480, 500, 30, 5, visit.Done),
		stop("door", 525, 555, 45, 10, visit.Planned),
		stop("soon", 580, 610, 30, 10, visit.Planned),     // free at 9:50 (590): can begin 10:00, within 10:10
		stop("tight", 625, 630, 30, 10, visit.Planned),    // 600 + 30 + 10 = 640, after 630: somebody else
		stop("called", 660, 700, 30, 10, visit.CalledOff), // not a visit any more
		stop("later", 700, 720, 30, 15, visit.Planned),    // 630 + 15 = 645, before it was told
	}
	got := onward(run, "door", 590)
	want := []struct {
		id          visit.ID
		start       int
		fits, moved bool
	}{{"soon", 600, true, true}, {"tight", 640, false, true}, {"later", 700, true, false}}
	if len(got) != len(want) {
		t.Fatalf("%d visits, want %d", len(got), len(want))
	}
	for i, w := range want {
		if g := got[i]; g.ID != w.id || g.startMin != w.start || g.fits != w.fits || g.moved != w.moved {
			t.Errorf("%s: %d %v %v, want %+v", g.ID, g.startMin, g.fits, g.moved, w)
		}
	}
	if d := draft(got); len(d) != 1 || d[0].String() != "soon~s~600" {
		t.Errorf("the draft is %v", d)
	}
	if got := onward(run, "elsewhere", 590); got != nil {
		t.Errorf("of a visit that is not on the run: %v", got)
	}
}
