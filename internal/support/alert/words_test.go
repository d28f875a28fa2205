package alert

import "testing"

func TestEveryKindHasWords(t *testing.T) {
	for k, r := range kinds {
		if r.title == "" || r.todo == "" || r.level < ActNow || r.level > Inform {
			t.Errorf("%s says too little", k)
		}
	}
	for _, o := range Outcomes {
		if o.Label() == "" {
			t.Error(o)
		}
	}
}
