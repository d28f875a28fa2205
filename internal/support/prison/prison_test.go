package prison

import (
	"testing"

	"stillhome/internal/support/plan"
)

func TestEverythingHasWords(t *testing.T) {
	for _, e := range Escorts {
		if e.Label() == "" {
			t.Errorf("%q has no words", e)
		}
	}
	for _, k := range tasks {
		if k.kind.Label() == "" {
			t.Error(k.kind)
		}
	}
	if TaskKind("dance").Label() != "" {
		t.Error("a kind that is not has words")
	}
}

func TestWindows(t *testing.T) {
	in := map[plan.Part]Window{plan.Evening: {960, 1110}, plan.Morning: {495, 690}}
	text := joined(in)
	if text != "morning=495-690 evening=960-1110" {
		t.Errorf("kept as %q", text)
	}
	out := parted(text + " noon lunch=x-y")
	if len(out) != 2 || out[plan.Morning] != in[plan.Morning] || out[plan.Evening] != in[plan.Evening] {
		t.Errorf("read as %v", out)
	}
	w := Wing{Windows: out}
	if w.Open(plan.Morning) != "8:15am to 11:30am" || w.Open(plan.Lunch) != "No unlock agreed" {
		t.Error(w.Open(plan.Morning), w.Open(plan.Lunch))
	}
}

func TestDueOn(t *testing.T) {
	if got := dueOn("2026-12-31", "2026-11-30", 28); got != "2026-12-03" {
		t.Error(got)
	}
	if got := dueOn("2026-12-10", "2026-11-30", 28); got != "2026-11-30" {
		t.Errorf("a release that is near is due %s, want today", got)
	}
}
