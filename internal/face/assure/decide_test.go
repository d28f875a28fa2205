package assure

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

var nine = when.Date("2026-11-30").AtMinute(9 * 60)

// facts are no but for those named, with the answer given.
func facts(a Answer, qs ...Question) Facts {
	f := Facts{}
	for _, q := range Questions {
		f[q] = No
	}
	for _, q := range qs {
		f[q] = a
	}
	return f
}

func with(f Facts, a Answer, qs ...Question) Facts {
	for _, q := range qs {
		f[q] = a
	}
	return f
}

func TestEverythingHasWords(t *testing.T) {
	for _, k := range Kinds {
		if k.Label() == "" {
			t.Error(k)
		}
	}
	for _, h := range Harms {
		if h.Label() == "" || h.Short() == "" || harmTags[h] == 0 && h != Low {
			t.Error(h)
		}
	}
	for _, w := range Ways {
		if w.Label() == "" {
			t.Error(w)
		}
	}
	for _, q := range Questions {
		if q.Label() == "" {
			t.Error(q)
		}
	}
	for _, k := range append(slices.Clone(CandourSteps), NoticeDraft, NoticeSent, CouldNot) {
		if k.Label() == "" {
			t.Error(k)
		}
	}
	for _, k := range CandourSteps {
		if candourOwes[k] == "" {
			t.Errorf("%s owes nothing in words", k)
		}
	}
}

// TestNotifying goes through regulations 16 and 18 line by line.
func TestNotifying(t *testing.T) {
	for _, c := range []struct {
		name string
		harm Harm
		f    Facts
		want Answer
		says string
	}{
		{"nothing of it", Low, facts(No), No, "did not happen while we were supporting"},
		{"during, and it passed", Moderate, facts(Yes, During), No, "nothing it came to is in regulations 16 or 18"},
		{"a death between visits that nobody caused", Died, facts(No), No, "did not happen while"},
		{"a death at a visit", Died, facts(Yes, During), Yes, "regulation 16"},
		{"a death, and nobody knows yet", Died, facts(Unsure, During), Unsure, "regulation 16"},
		{"a broken hip, not because of us", Severe, facts(Yes, Structure), No, "did not happen while"},
		{"a broken hip at a visit", Severe, facts(Yes, During, Structure), Yes, "a change to the structure of the person’s body (regulation 18, injury)"},
		{"lasting harm", Severe, facts(Yes, During, Lasting), Yes, "senses, movement or mind"},
		{"28 days alone is not in regulation 18", Severe, facts(Yes, During, Days28), No, ""},
		{"long pain", Severe, facts(Yes, During, Pain), Yes, "goes on for long"},
		{"a shorter life", Severe, facts(Yes, During, Shortened), Yes, "a shorter life"},
		{"treatment to prevent worse", Moderate, facts(Yes, During, Treatment), Yes, "needed treatment"},
		{"treatment, perhaps", Moderate, with(facts(Yes, During), Unsure, Treatment), Unsure, "Not known yet"},
		{"one known, one not: known wins", Moderate, with(facts(Yes, During, Pain), Unsure, Treatment), Yes, "goes on for long"},
		{"the police", NoHarm, facts(Yes, During, Police), Yes, "regulation 18, police"},
		{"the police, about something else", NoHarm, facts(Yes, Police), No, ""},
		{"too few staff", NoHarm, facts(Yes, Running), Yes, "running the service"},
		{"two at once", Severe, facts(Yes, During, Structure, Police), Yes, "; "},
	} {
		v := Notifiable(c.harm, c.f)
		if v.Answer != c.want || !strings.Contains(v.Reason, c.says) {
			t.Errorf("%s: %s, %q; want %s, %q", c.name, v.Answer, v.Reason, c.want, c.says)
		}
	}
}

// TestCandour goes through the thresholds of regulation 20 for services that are
// not of the NHS.
func TestCandour(t *testing.T) {
	for _, c := range []struct {
		name string
		harm Harm
		f    Facts
		want Answer
		says string
	}{
		{"below every threshold", Moderate, facts(Yes, During, Unintended), No, "below the thresholds"},
		{"expected, as the person was told", Severe, facts(Yes, During, Structure), No, "meant and expected"},
		{"not ours", Severe, facts(Yes, Unintended, Structure), No, "did not happen while"},
		{"28 days", Severe, facts(Yes, During, Unintended, Days28), Yes, "28 days or more"},
		{"long pain alone is not enough", Severe, facts(Yes, During, Unintended, Pain), No, "below"},
		{"pain for 28 days", Severe, facts(Yes, During, Unintended, Pain28), Yes, "28 days"},
		{"a change of the body", Severe, facts(Yes, During, Unintended, Structure), Yes, "structure"},
		{"a shorter life", Severe, facts(Yes, During, Unintended, Shortened), Yes, "shorter"},
		{"treatment", Moderate, facts(Yes, During, Unintended, Treatment), Yes, "treatment"},
		{"a death", Died, facts(Yes, During, Unintended), Yes, "died"},
		{"a death from an illness", Died, facts(Yes, During), No, "meant and expected"},
		{"nobody knows whether it was ours", Severe, with(facts(Yes, Unintended, Structure), Unsure, During), Unsure, "Not known yet"},
	} {
		v := OwesCandour(c.harm, c.f)
		if v.Answer != c.want || !strings.Contains(v.Reason, c.says) {
			t.Errorf("%s: %s, %q; want %s, %q", c.name, v.Answer, v.Reason, c.want, c.says)
		}
	}
}

func TestDeciding(t *testing.T) {
	i := Incident{Report: Report{ID: "i", Harm: Severe}}
	good := func() Deciding {
		return Deciding{ID: ids.New(), Facts: facts(Yes, During, Unintended, Structure), Opinion: "Ward sister, 30 November"}
	}
	for _, c := range []struct {
		name  string
		in    func(d *Deciding)
		wrong []string
	}{
		{"as the rules say", func(*Deciding) {}, nil},
		{"a question left open", func(d *Deciding) { delete(d.Facts, Police) }, []string{"police"}},
		{"no professional", func(d *Deciding) { d.Opinion = " " }, []string{"opinion"}},
		{"otherwise, without a reason", func(d *Deciding) { d.Notify = No }, []string{"notify_why"}},
		{"otherwise, with one", func(d *Deciding) { d.Notify, d.NotifyWhy = No, "CQC was told by the hospital, reference 7" }, nil},
		{"the rules cannot say", func(d *Deciding) { d.Facts[During] = Unsure }, []string{"notify", "candour"}},
		{"the rules cannot say, the manager does", func(d *Deciding) {
			d.Facts[During], d.Notify, d.NotifyWhy, d.Candour, d.CandourWhy = Unsure, Yes, "To be safe, until we know", Yes, "To be safe, until we know"
		}, nil},
	} {
		in := good()
		c.in(&in)
		_, err := i.decide(in)
		f, _ := fault.Of(err)
		var wrong []string
		if f != nil {
			wrong = f.Order
		}
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: %v, want %v", c.name, wrong, c.wrong)
		}
	}
}

// TestWhatIsLeft: nothing closes before it has what it owes.
func TestWhatIsLeft(t *testing.T) {
	harmed := Incident{Report: Report{Person: "p", Harm: Severe}, FollowDue: nine}
	if got := harmed.owes(Decision{}, nil); len(got) != 3 {
		t.Errorf("a new one owes %q", got)
	}
	harmed.Followed, harmed.Reviewed = nine, nine
	both := Decision{At: nine, Notify: Yes, Candour: Yes}
	if got := harmed.owes(both, nil); len(got) != 1+len(CandourSteps) {
		t.Errorf("it owes %q", got)
	}
	steps := []Step{{Kind: NoticeSent}}
	for _, k := range CandourSteps {
		if got := harmed.owes(both, steps); len(got) == 0 {
			t.Errorf("closed before %s", k)
		}
		steps = append(steps, Step{Kind: k})
	}
	if got := harmed.owes(both, steps); len(got) != 0 {
		t.Errorf("with all done it owes %q", got)
	}
	if got := harmed.owes(both, slices.DeleteFunc(slices.Clone(steps), func(s Step) bool { return s.Kind == Copy })); len(got) != 1 {
		t.Errorf("without the copy of the letter it owes %q", got)
	}
	nobody := Incident{Report: Report{Kind: Property, Harm: NoHarm}, Reviewed: nine}
	if got := nobody.owes(Decision{}, nil); len(got) != 0 {
		t.Errorf("about nobody, it owes %q", got)
	}
	nobody.Kind = Unsafe
	if got := nobody.owes(Decision{}, nil); len(got) != 1 {
		t.Errorf("the service was not safe, and it owes %q", got)
	}
}

func TestDraftHasNoNames(t *testing.T) {
	i := Incident{Ref: "IN-7K2M4Q", Report: Report{
		Person: "p", Kind: Fall, Harm: Severe, Happened: nine, Place: "Joan’s bathroom",
		What: "Joan Smith-Jones fell. JOAN said “it hurts”. Mrs Smith and Joan Joan waited. Joanna helped in May.", AtOnce: "Sat with joan.",
	}, Follow: "Smith-Jones is well.", Learning: "None about Joan"}
	d := i.noticeDraft(Decision{NotifyReason: "Notifiable: a change.", Opinion: "The ward told Joan"}, "Joan", "Smith-Jones", "Joanie", "May")
	for _, name := range []string{"Joan ", "joan.", "JOAN", "Smith", "Jones", "Joan’s"} {
		if strings.Contains(d, name) {
			t.Errorf("the draft names %q:\n%s", name, d)
		}
	}
	for _, kept := range []string{"Joanna helped", "Person 7K2M4Q", "IN-7K2M4Q", "a change", "Severe"} {
		if !strings.Contains(d, kept) {
			t.Errorf("the draft lost %q:\n%s", kept, d)
		}
	}
}

func TestLetterDraft(t *testing.T) {
	i := Incident{Ref: "IN-7K2M4Q", Report: Report{Happened: nine, What: "You fell.", AtOnce: "We rang 999."}, Learning: "We look at the light at night."}
	l := i.letterDraft("Madeup County", "Joan", []Step{{Kind: Account, Words: "You fell over the rug."}, {Kind: Apology, Words: ""}}, "2026-12-01")
	for _, want := range []string{"Madeup County", "1 December 2026", "Dear Joan,", "30 November 2026", "We are sorry that this happened to you.", "You fell over the rug.", "We rang 999.", "We look at the light", "will make your support worse"} {
		if !strings.Contains(l, want) {
			t.Errorf("the letter lacks %q:\n%s", want, l)
		}
	}
}

func TestKept(t *testing.T) {
	i := Incident{Closed: nine}
	if got := i.kept(); got != "Until 30 November 2034 at least." {
		t.Error(got)
	}
	i.Closed = when.Date("2026-08-01").AtMinute(30) // the day before, by UTC
	if got := i.kept(); got != "Until 1 August 2034 at least." {
		t.Error(got)
	}
	i.Person = "p"
	if got := i.kept(); !strings.Contains(got, "8 years after their support ends") {
		t.Error(got)
	}
}

func TestMonths(t *testing.T) {
	got := monthsTo("2026-03-31")
	if len(got) != 12 || got[0] != "2025-04" || got[10] != "2026-02" || got[11] != "2026-03" {
		t.Errorf("%v", got)
	}
	if w := []string{waited(0), waited(time.Hour), waited(26 * time.Hour), waited(72 * time.Hour)}; !slices.Equal(w, []string{"less than an hour", "1 hour", "26 hours", "3 days"}) {
		t.Error(w)
	}
}
