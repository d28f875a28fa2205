package risk

import (
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

const today = when.Date("2026-11-30") // a Monday

func TestOpinions(t *testing.T) {
	for text, want := range map[string][]string{
		"He threw a cup at the wall.":                              nil,
		"He is an aggressive, difficult man. Aggressive as always": {"aggressive", "difficult"},
		"He shouted: “You are mad, get out”.":                      nil,
		`She said "I am dangerous" and laughed, which was weird.`:  {"weird"},
		"Was made to wait.":                                        nil,
		"Attention-seeking, non compliant.":                        {"attention-seeking", "non compliant"},
	} {
		if got := Opinions(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func goodWarning() Warning {
	return Warning{
		ID: WarningID(ids.New()), Person: "p", Kind: Dog, Happened: "The dog bit the postman.", HappenedOn: today, Source: "The postman told us",
		Todo: "Ring first.", Told: "yes", UntilOn: today.Add(longestWarning),
	}
}

// fields are the names of what a check complains of.
func fields(err error) []string {
	f, ok := fault.Of(err)
	if !ok {
		return nil
	}
	return f.Order
}

func TestWarningRules(t *testing.T) {
	if err := goodWarning().check(today); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Warning){
		"id":          func(w *Warning) { w.ID = "x" },
		"kind":        func(w *Warning) { w.Kind = "rude" },
		"happened":    func(w *Warning) { w.Happened = "Is an aggressive man." },
		"happened_on": func(w *Warning) { w.HappenedOn = today.Add(1) },
		"source":      func(w *Warning) { w.Source = "" },
		"todo":        func(w *Warning) { w.Todo = "" },
		"told":        func(w *Warning) { w.Told = "" },
		"told_words":  func(w *Warning) { w.Told = "no" },
		"until_on":    func(w *Warning) { w.UntilOn = today.Add(longestWarning + 1) },
	} {
		w := goodWarning()
		spoil(&w)
		if got := fields(w.check(today)); !slices.Equal(got, []string{name}) {
			t.Errorf("%s: complains of %v", name, got)
		}
	}
	w := goodWarning()
	w.Happened, w.AsSaid = "Is an aggressive man.", true
	if err := w.check(today); err != nil {
		t.Errorf("read again and kept: %v", err)
	}
	for until, want := range map[when.Date]bool{today: true, today.Add(-1): false} {
		w.UntilOn = until
		if w.InForce(today) != want {
			t.Errorf("until %s: in force %v", until, !want)
		}
	}
}

func TestFactRules(t *testing.T) {
	base := Fact{ID: ids.New(), Source: "Letter", KnownOn: today, ReviewOn: today.Add(30)}
	paper := base
	paper.Kind, paper.Paper, paper.Attempt, paper.Seen, paper.Place, paper.SignedBy = Resuscitation, DNACPR, DoNotAttempt, "yes", "Red folder", "Dr Shah"
	food := base
	food.Kind, food.Food, food.Drink, food.Thickener = Swallowing, "5", "2", "2 scoops"
	other := base
	other.Kind, other.Words = OtherFact, "Oxygen."
	for _, c := range []struct {
		name  string
		f     Fact
		spoil func(*Fact)
		want  []string
	}{
		{"paper", paper, nil, nil},
		{"which paper", paper, func(f *Fact) { f.Paper = "" }, []string{"paper"}},
		{"what it says", paper, func(f *Fact) { f.Attempt = "" }, []string{"attempt"}},
		{"seen or not", paper, func(f *Fact) { f.Seen = "" }, []string{"seen"}},
		{"seen, but where", paper, func(f *Fact) { f.Place, f.SignedBy = "", "" }, []string{"place", "signed_by"}},
		{"not seen needs no place", paper, func(f *Fact) { f.Seen, f.Place, f.SignedBy = "no", "", "" }, nil},
		{"food", food, nil, nil},
		{"no such food", food, func(f *Fact) { f.Food = "2" }, []string{"food"}},
		{"no such drink", food, func(f *Fact) { f.Drink = "7" }, []string{"drink"}},
		{"thick without thickener", food, func(f *Fact) { f.Thickener = "" }, []string{"thickener"}},
		{"thin without thickener", food, func(f *Fact) { f.Drink, f.Thickener = "0", "" }, nil},
		{"other", other, nil, nil},
		{"other, saying nothing", other, func(f *Fact) { f.Words = "" }, []string{"words"}},
		{"too long", other, func(f *Fact) { f.Words = strings.Repeat("é", MostWords+1) }, []string{"words"}},
		{"no source", other, func(f *Fact) { f.Source = "" }, []string{"source"}},
		{"known tomorrow", other, func(f *Fact) { f.KnownOn = today.Add(1) }, []string{"known_on"}},
		{"never looked at again", other, func(f *Fact) { f.ReviewOn = "" }, []string{"review_on"}},
		{"looked at again in two years", other, func(f *Fact) { f.ReviewOn = today.Add(700) }, []string{"review_on"}},
		{"allergies are not for here", base, func(f *Fact) { f.Kind = Allergy }, []string{"kind"}},
	} {
		f := c.f
		if c.spoil != nil {
			c.spoil(&f)
		}
		if got := fields(f.trimmed().check(today)); !slices.Equal(got, c.want) {
			t.Errorf("%s: complains of %v, want %v", c.name, got, c.want)
		}
	}
}

// TestPaperNobodySaw: a paper that nobody has seen stops nobody from ringing 999.
func TestPaperNobodySaw(t *testing.T) {
	f := Fact{Kind: Resuscitation, Paper: DNACPR, Attempt: DoNotAttempt, Seen: "no"}
	if s := f.safety(); !strings.Contains(s.Words, "Call 999") || strings.Contains(s.Words, DoNotAttempt.Label()) || !strings.Contains(s.Short, "not seen") {
		t.Errorf("%+v", s)
	}
	f.Seen, f.SignedBy, f.Place = "yes", "Dr Shah", "Red folder"
	if s := f.safety(); s.Words != "Do not try to restart the heart: DNACPR form, signed by Dr Shah. The paper is here: Red folder." {
		t.Errorf("%q", s.Words)
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, k := range Kinds {
		if k.Label() == "" {
			t.Error(k)
		}
	}
	for _, c := range DoorCodes {
		if c.Label() == "" {
			t.Error(c)
		}
	}
	for _, a := range Areas {
		if a.Label() == "" {
			t.Error(a)
		}
	}
	for _, x := range Tasks {
		if x.Label() == "" {
			t.Error(x)
		}
	}
	for _, x := range Ables {
		if x.Label() == "" {
			t.Error(x)
		}
	}
	for _, k := range WarningKinds {
		if k.Label() == "" {
			t.Error(k)
		}
	}
	for _, l := range FoodLevels {
		if l.Food() == "" {
			t.Error(l)
		}
	}
	for _, l := range DrinkLevels {
		if l.Drink() == "" {
			t.Error(l)
		}
	}
}
