package visit

import (
	"testing"

	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
)

func TestHarm(t *testing.T) {
	for _, c := range []struct {
		name  string
		visit Visit
		does  []assessment.Activity
		alone string
		want  Harm
	}{
		{"a shave", Visit{Workers: 1}, []assessment.Activity{assessment.Shave}, "yes", CanWait},
		{"nothing planned", Visit{Workers: 1}, nil, "", CanWait},
		{"meals, alone", Visit{Workers: 1}, []assessment.Activity{assessment.Shave, assessment.Meals}, "yes", Uneasy},
		{"meals, and nobody asked", Visit{Workers: 1}, []assessment.Activity{assessment.Meals}, "", Uneasy},
		{"meals, with family", Visit{Workers: 1}, []assessment.Activity{assessment.Meals}, "no", CanWait},
		{"help to eat", Visit{Workers: 1}, []assessment.Activity{assessment.Eat}, "yes", Unsafe},
		{"help to eat, with family", Visit{Workers: 1}, []assessment.Activity{assessment.Eat}, "no", Uneasy},
		{"two workers, with family", Visit{Workers: 2}, []assessment.Activity{assessment.Wash}, "no", Unsafe},
		{"a hoist", Visit{Workers: 1, Skills: []plan.Skill{staff.Hoist}}, nil, "no", Unsafe},
		{"medicines, with family", Visit{Workers: 1}, []assessment.Activity{assessment.Wash, assessment.Medicines}, "no", Dangerous},
		{"trained in medicines", Visit{Workers: 1, Skills: []plan.Skill{staff.Dementia, staff.Medicines}}, nil, "no", Dangerous},
		{"a time that must be kept", Visit{Workers: 1, MustBeAt: true}, nil, "no", Dangerous},
	} {
		if got := HarmOf(c.visit, c.does, c.alone); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	for h := CanWait; h <= Dangerous; h++ {
		if h.Label() == "" {
			t.Errorf("rank %d has no words", h)
		}
	}
}
