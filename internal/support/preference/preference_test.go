package preference

import (
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
)

func TestPairRules(t *testing.T) {
	for field, spoil := range map[string]func(*Pair){
		"":       func(*Pair) {},
		"id":     func(p *Pair) { p.ID = "1" },
		"member": func(p *Pair) { p.Member = "" },
		"tie":    func(p *Pair) { p.Tie = "hated" },
		"why":    func(p *Pair) { p.Why = "because" },
	} {
		p := Pair{ID: PairID(ids.New()), Person: "p", Member: "m", Tie: Never, Why: Safety}
		spoil(&p)
		f, bad := fault.Of(p.check())
		if bad != (field != "") || bad && f.Fields[field] == "" {
			t.Errorf("%q: %v", field, f)
		}
	}
	if err := (Pair{ID: PairID(ids.New()), Member: "m", Tie: Liked}).check(); err != nil {
		t.Errorf("somebody liked needs a reason: %v", err)
	}
}

func TestWishRules(t *testing.T) {
	for _, c := range []struct {
		name, field string
		edit        func(*Wish)
	}{
		{"nothing asked for", "", func(*Wish) {}},
		{"everything", "", func(w *Wish) {
			w.Gender, w.GenderMust, w.Language, w.LanguageMust, w.Infection, w.InfectionUntil = "woman", true, "pl", true, Protect, "2027-03-02"
		}},
		{"no number", "id", func(w *Wish) { w.ID = "" }},
		{"another gender", "gender", func(w *Wish) { w.Gender = "other" }},
		{"a rule without a wish", "gender_must", func(w *Wish) { w.GenderMust = true }},
		{"no such language", "language", func(w *Wish) { w.Language = "xx" }},
		{"a rule without a language", "language_must", func(w *Wish) { w.LanguageMust = true }},
		{"no such infection", "infection", func(w *Wish) { w.Infection, w.InfectionUntil = "cold", "2026-12-10" }},
		{"for ever", "infection_until", func(w *Wish) { w.Infection = Contagious }},
		{"until yesterday", "infection_until", func(w *Wish) { w.Infection, w.InfectionUntil = Contagious, "2026-11-29" }},
		{"for four months", "infection_until", func(w *Wish) { w.Infection, w.InfectionUntil = Contagious, "2027-03-30" }},
		{"a day and nothing until it", "infection", func(w *Wish) { w.InfectionUntil = "2026-12-10" }},
	} {
		w := Wish{ID: ids.New()}
		c.edit(&w)
		f, bad := fault.Of(w.check("2026-11-30"))
		if bad != (c.field != "") || bad && f.Fields[c.field] == "" {
			t.Errorf("%s: %v", c.name, f)
		}
	}
	w := Wish{Infection: Contagious, InfectionUntil: "2026-12-10"}
	if w.InfectionOn("2026-12-10") != Contagious || w.InfectionOn("2026-12-11") != "" || (Wish{}).InfectionOn("2026-12-10") != "" {
		t.Error("an infection does not end when it should")
	}
}
