package person

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
)

const today = when.Date("2026-11-30")

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"O’Brien-Núñez":   "obrien nunez",
		" JOAN  Marie ":   "joan marie",
		"Łukasz Søren":    "lukasz soren",
		"Ⅳ?!":             "",
		"D'Arcy, M.":      "darcy m",
		"Zoë":             "zoe",
		"e\u0301clair":    "eclair",
		"李 小龙":            "李 小龙",
		"---":             "",
		"Smith–Jones 2nd": "smith jones 2nd",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRefIsStableAndSayable(t *testing.T) {
	id := "0196b1c2-0000-7000-8000-000000000001"
	if a, b := Ref("SH", id, 0), Ref("SH", id, 0); a != b {
		t.Errorf("%s then %s", a, b)
	}
	if Ref("SH", id, 0) == Ref("SH", id, 1) {
		t.Error("the second choice is the first")
	}
	for range 500 {
		ref := Ref("SH", ids.New(), 0)
		if refIn.FindString(ref) != ref || strings.ContainsAny(ref[3:], "01IO") {
			t.Fatalf("%s cannot be told on the telephone or found again", ref)
		}
	}
}

func TestDetailsAreChecked(t *testing.T) {
	good := func() Person {
		return Person{Given: "Joan", Family: "Testcase", Born: "1941-05-03", Postcode: "cb10ah"}
	}
	for _, c := range []struct {
		name, field string
		change      func(*Person)
	}{
		{"right", "", func(*Person) {}},
		{"only one name", "", func(p *Person) { p.Given = "" }},
		{"a wrong NHS number is kept", "", func(p *Person) { p.NHS = "999 123 4567" }},
		{"no family name", "family", func(p *Person) { p.Family = " - " }},
		{"born tomorrow", "born", func(p *Person) { p.Born = today.Add(1) }},
		{"born in 1850", "born", func(p *Person) { p.Born = "1850-01-01" }},
		{"no such postcode", "postcode", func(p *Person) { p.Postcode = "CB1" }},
		{"a gender we do not know", "gender", func(p *Person) { p.Gender = "lady" }},
		{"a name without end", "given", func(p *Person) { p.Given = strings.Repeat("a", 101) }},
		{"an NHS number without end", "nhs", func(p *Person) { p.NHS = ids.NHSNumber(strings.Repeat("9", 21)) }},
		{"perhaps lives alone", "lives_alone", func(p *Person) { p.LivesAlone = "perhaps" }},
	} {
		p := good()
		c.change(&p)
		err := p.tidy(today)
		f, _ := fault.Of(err)
		if c.field == "" && err != nil || c.field != "" && (f == nil || f.Fields[c.field] == "") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	p := good()
	if err := p.tidy(today); err != nil || p.Postcode != "CB1 0AH" || !p.At.Known() || p.NHSStatus != Absent {
		t.Errorf("%+v %v", p, err)
	}
	p.NHS = "999 123 4567"
	if err := p.tidy(today); err != nil || p.NHS != "9991234567" || p.NHSStatus != NotVerified {
		t.Errorf("%s %s %v", p.NHS, p.NHSStatus, err)
	}
}

func TestInstructionsSayWhatToDo(t *testing.T) {
	joan := Person{ID: "p", Given: "Joan", Family: "Testcase", Gender: Female}
	if got := NeedCode("lip_reads").instruction(joan); got != "Joan lip-reads. Face her when you speak." {
		t.Error(got)
	}
	if got := NeedCode("speech").instruction(Person{Family: "Testcase"}); got != "Give Testcase time to speak. Do not finish sentences for them." {
		t.Error(got)
	}
	for _, q := range Questions {
		for _, code := range q.Codes {
			w := needWords[code]
			if w.label == "" || !strings.HasSuffix(w.todo, ".") || !strings.Contains(w.todo, "{n}") {
				t.Errorf("%s: %+v", code, w)
			}
		}
	}
}

func TestNeedsAreChecked(t *testing.T) {
	id := ids.New()
	for _, c := range []struct {
		name, field string
		n           NewNeeds
		want        int
	}{
		{"two and words", "", NewNeeds{ID: id, Talk: []NeedCode{"lip_reads"}, Written: []NeedCode{"large_print"}, Words: "Knock loudly."}, 3},
		{"nothing", "contact", NewNeeds{ID: id}, 0},
		{"a code we do not know", "talk", NewNeeds{ID: id, Talk: []NeedCode{"telepathy"}}, 0},
		{"no id", "id", NewNeeds{Talk: []NeedCode{"bsl"}}, 0},
		{"too long for the top of a page", "words", NewNeeds{ID: id, Words: strings.Repeat("a", 161)}, 0},
	} {
		got, err := c.n.needs(Person{ID: "p"}, today.AtMinute(600))
		f, _ := fault.Of(err)
		if c.field != "" && (f == nil || f.Fields[c.field] == "") || c.field == "" && (err != nil || len(got) != c.want) {
			t.Errorf("%s: %v %v", c.name, got, err)
		}
		if c.field == "" && got[0].ReviewOn != "2027-11-30" {
			t.Errorf("review on %s", got[0].ReviewOn)
		}
	}
}

func TestConsentContactAndEventAreChecked(t *testing.T) {
	id := ids.New()
	field := func(err error) string {
		f, ok := fault.Of(err)
		if !ok {
			return ""
		}
		return f.Order[0]
	}
	for _, c := range []struct {
		name, want string
		err        error
	}{
		{"consent", "", (&Consent{ID: ConsentID(id), About: ToSupport, Answer: Yes, How: Said}).tidy()},
		{"best interests without why", "words", (&Consent{ID: ConsentID(id), About: ToSupport, Answer: BestInterests, How: Said}).tidy()},
		{"no answer", "answer", (&Consent{ID: ConsentID(id), About: ToSupport, How: Said}).tidy()},
		{"contact", "", (&Contact{ID: ContactID(id), Name: "Ann", Phone: "01632 960123"}).tidy()},
		{"contact nobody can reach", "phone", (&Contact{ID: ContactID(id), Name: "Ann"}).tidy()},
		{"contact without a name", "name", (&Contact{ID: ContactID(id), Phone: "1"}).tidy()},
		{"email that is none", "email", (&Contact{ID: ContactID(id), Name: "Ann", Email: "ann"}).tidy()},
		{"stay", "", (&Event{ID: EventID(id), Kind: Hospital, From: "2026-11-01", Until: "2026-11-20", Source: FamilyTold}).tidy(today)},
		{"stay that ends before it begins", "until", (&Event{ID: EventID(id), Kind: Hospital, From: "2026-11-20", Until: "2026-11-01", Source: FamilyTold}).tidy(today)},
		{"stay to come", "from", (&Event{ID: EventID(id), Kind: Hospital, From: "2026-12-01", Source: FamilyTold}).tidy(today)},
		{"stay of no kind", "kind", (&Event{ID: EventID(id), From: "2026-11-01", Source: FamilyTold}).tidy(today)},
	} {
		if got := field(c.err); got != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, c.err)
		}
	}
	care := Event{ID: EventID(id), Kind: CareHome, From: "2026-11-01", Emergency: true, Source: PersonTold}
	if err := care.tidy(today); err != nil || care.Emergency {
		t.Errorf("a care home is no emergency admission: %+v %v", care, err)
	}
	if !care.Away(today) || (Event{Kind: Hospital, From: "2026-11-01", Until: "2026-11-30"}).Away(today) {
		t.Error("away: until is the day they came home")
	}
}

func TestParseQuery(t *testing.T) {
	for in, want := range map[string]Query{
		"Smith":                         {Name: "smith"},
		"smith, joan 3/5/1941":          {Name: "smith joan", Born: "1941-05-03"},
		"1941-05-03":                    {Born: "1941-05-03"},
		"999 123 4560 o'brien":          {Name: "obrien", NHS: "9991234560"},
		"cb1 0ah":                       {Postcode: "CB1 0AH"},
		"CB10AH Núñez":                  {Name: "nunez", Postcode: "CB1 0AH"},
		"sh-7k2m4q":                     {Ref: "SH-7K2M4Q"},
		"SH7K2M4Q":                      {Ref: "SH-7K2M4Q"},
		"31/2/1941":                     {Name: "31/2/1941"}, // no such day: read as a name, which finds nobody
		"  ":                            {},
		"joan 03.05.1941 PE19 1AA":      {Name: "joan", Born: "1941-05-03", Postcode: "PE19 1AA"},
		"' OR 1=1 --":                   {Name: "or 11"},
		"SH-7K2M4Q Smith 999-123-4560 ": {Ref: "SH-7K2M4Q", Name: "smith", NHS: "9991234560"},
	} {
		if in == "31/2/1941" {
			want.Name = "3121941"
		}
		if got := ParseQuery(in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}

func TestNearPairs(t *testing.T) {
	joan := Person{ID: "joan", Given: "Joan", Family: "Testcase", Preferred: "Joanie", Born: "1941-05-03", NHS: "9990000026", Postcode: "CB1 0AH"}
	other := ids.NHSNumber("9990000018")
	if !joan.NHS.Verified() || !other.Verified() {
		t.Fatal("the test needs two numbers with a right check digit")
	}
	for _, c := range []struct {
		name         string
		like         Like
		shown, exact bool
		reason       string
	}{
		{"same number", Like{NHS: joan.NHS, Family: "Wholly", Given: "Other"}, true, true, "Same NHS number"},
		{"name and date of birth", Like{Given: "JOAN", Family: "Testcase", Born: "1941-05-03"}, true, true, "Same name"},
		{"name alone", Like{Given: "Joan", Family: "Testcase"}, true, false, "Same name"},
		{"swapped names", Like{Given: "Testcase", Family: "Joan", Born: "1941-05-03"}, true, false, "Given and family name are swapped"},
		{"misspelt", Like{Given: "Joann", Family: "Testcsae", Born: "1941-05-03"}, true, false, "Nearly the same name"},
		{"day and month swapped", Like{Given: "Joan", Family: "Testcase", Born: "1941-03-05"}, true, false, "Day and month of birth are swapped"},
		{"one digit off", Like{Given: "Joan", Family: "Testcase", Born: "1947-05-03"}, true, false, "Date of birth differs by one digit"},
		{"as she is called", Like{Given: "Joanie", Family: "Testcase", Born: "1941-05-03"}, true, false, "Same family name, and given name as they are called or shortened"},
		{"initial only", Like{Given: "J", Family: "Testcase", Postcode: "CB1 0AH"}, true, false, "Same postcode"},
		{"married since", Like{Given: "Joan", Family: "Wedded", Born: "1941-05-03", Postcode: "CB1 0AH"}, true, false, "Different name"},
		{"husband", Like{Given: "Harold", Family: "Testcase", Born: "1939-01-20", Postcode: "CB1 0AH"}, false, false, ""},
		{"father and son", Like{Given: "Joan", Family: "Testcase", Born: "1970-11-28", NHS: other}, false, false, ""},
		{"neighbour", Like{Given: "Mary", Family: "Elsewhere", Postcode: "CB1 0AH"}, false, false, ""},
		{"same birthday", Like{Given: "Mary", Family: "Elsewhere", Born: "1941-05-03"}, false, false, ""},
		{"other number, same name and birth", Like{Given: "Joan", Family: "Testcase", Born: "1941-05-03", NHS: other}, true, true, "Different NHS number"},
		{"nothing known", Like{}, false, false, ""},
	} {
		got := rank(c.like, []Person{joan})
		if (len(got) == 1) != c.shown {
			t.Errorf("%s: shown %v, want %v (%+v)", c.name, len(got) == 1, c.shown, c.like.compare(joan))
			continue
		}
		if c.shown && (got[0].Exact != c.exact || !strings.Contains(strings.Join(got[0].Reasons, ". "), c.reason)) {
			t.Errorf("%s: %+v", c.name, got[0])
		}
	}
	if got := rank(Like{Given: "Joan", Family: "Testcase", Except: "joan"}, []Person{joan}); len(got) != 0 {
		t.Error("the record itself is not another one")
	}
	bad := Person{NHS: "9991234567"}
	if c := (Like{NHS: "9991234567"}).compare(bad); c.Exact {
		t.Error("a number that fails its check digit proves nothing")
	}
	homeless := Person{Postcode: "ZZ99 3VZ"}
	if c := (Like{Postcode: "ZZ99 3VZ"}).compare(homeless); c.Score != 0 {
		t.Error("no fixed abode is no address in common")
	}
}

func TestAlike(t *testing.T) {
	// Winkler's own examples: MARTHA/MARHTA 0.961, DIXON/DICKSONX 0.813.
	for _, c := range []struct {
		a, b     string
		from, to float64
	}{
		{"martha", "marhta", 0.960, 0.962}, {"dixon", "dicksonx", 0.812, 0.814}, {"", "a", 0, 0}, {"same", "same", 1, 1}, {"abc", "xyz", 0, 0}, {"a", "a", 1, 1},
	} {
		if got := alike(c.a, c.b); got < c.from || got > c.to {
			t.Errorf("%s %s: %f", c.a, c.b, got)
		}
	}
}

func TestMergeRule(t *testing.T) {
	good := Merging{ID: MergeID(ids.New()), Reason: "Same NHS number and same daughter."}
	for _, c := range []struct {
		name         string
		m            Merging
		kept, merged Person
		into         int
		code         string
	}{
		{"two plain records", good, Person{ID: "a"}, Person{ID: "b"}, 0, ""},
		{"support on the one that stays", good, Person{ID: "a", OpenEpisode: "e"}, Person{ID: "b"}, 0, ""},
		{"support on both", good, Person{ID: "a", OpenEpisode: "e"}, Person{ID: "b", OpenEpisode: "f"}, 0, "person.merge_both_open"},
		{"support on the one that goes", good, Person{ID: "a"}, Person{ID: "b", OpenEpisode: "f"}, 0, "person.merge_other_way"},
		{"itself", good, Person{ID: "a"}, Person{ID: "a"}, 0, "person.merge_same"},
		{"merged already", good, Person{ID: "a"}, Person{ID: "b", MergedInto: "c"}, 0, "person.merge_moved"},
		{"into one that is merged", good, Person{ID: "a", MergedInto: "c"}, Person{ID: "b"}, 0, "person.merge_moved"},
		{"a chain", good, Person{ID: "a"}, Person{ID: "b"}, 1, "person.merge_has_merged"},
		{"no reason", Merging{ID: good.ID, Reason: "same"}, Person{ID: "a"}, Person{ID: "b"}, 0, "person.merge"},
	} {
		err := c.m.check(c.kept, c.merged, c.into)
		if c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestBarSaysWhatMatters(t *testing.T) {
	p := Person{ID: "p", Given: "Joan", Family: "Testcase", Preferred: "Joanie", Born: "1941-12-01", NHS: "1", NHSStatus: NotVerified, Postcode: place.Postcode("CB1 0AH"), Address: "1 Test Road\nTestville,"}
	b := p.bar([]string{"Face her."}, today, nil)
	if b.Name != "Joan Testcase" || b.Preferred != "Joanie" || b.Born != "1 December 1941 (84)" || b.Address != "1 Test Road, Testville, CB1 0AH" ||
		len(b.Chips) != 1 || b.Needs[0] != "Face her." {
		t.Errorf("%+v", b)
	}
	p.Died = "2026-11-01"
	if b := p.bar(nil, today, nil); b.Chips[0] != "Died on 1 November 2026" || b.Born != "1 December 1941" {
		t.Errorf("%+v", b)
	}
}
