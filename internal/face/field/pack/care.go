package pack

import (
	"strconv"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/risk"
)

// brief puts in what whoever goes there must know of risk.
func (b *personBody) brief(x risk.Brief) {
	b.Risks, b.Safety, b.Warnings, b.Door = []heed{}, []safety{}, []warning{}, []word{}
	for _, w := range x.Heed {
		b.Risks = append(b.Risks, heed{w})
	}
	for _, f := range x.Safety {
		b.Safety = append(b.Safety, safety{string(f.Kind), f.Words, f.Source, string(f.On)})
	}
	for _, w := range x.Warnings {
		b.Warnings = append(b.Warnings, warning{w.Words, w.Source, string(w.On), string(w.ReviewOn), w.Challenged})
	}
	for _, d := range x.Door {
		b.Door = append(b.Door, word{string(d.Code), d.Words})
	}
	if x.First != nil {
		b.First = &first{append([]string{}, x.First.Known...), append([]string{}, x.First.Unknown...), append([]string{}, x.First.Checks...)}
	}
	if x.Comfort != nil {
		b.Comfort = &comfort{Words: x.Comfort.Words, Wishes: []wish{}, Call: []call{}}
		for _, w := range x.Comfort.Wishes {
			b.Comfort.Wishes = append(b.Comfort.Wishes, wish(w))
		}
		for _, c := range x.Comfort.Call {
			b.Comfort.Call = append(b.Comfort.Call, call(c))
		}
	}
}

// minutes is a setting that counts them.
func (m material) minutes(n council.Name) int {
	min, _ := strconv.Atoi(m.settings[n]) // the settings take nothing else
	return min
}

// dutyOf is who is in charge on the days of the pack, one after the other.
func dutyOf(s *gate.Snapshot, days ...when.Date) ([]duty, error) {
	out := []duty{}
	for _, day := range days {
		from := day.Start()
		all, err := lonework.DutyOn(s, day)
		if err != nil {
			return nil, err
		}
		for _, d := range all {
			if n := len(out); n > 0 && out[n-1].Name == d.Name && out[n-1].Phone == d.Phone.Said() {
				out[n-1].Until = d.Until.Text()
			} else {
				out = append(out, duty{from.Text(), d.Until.Text(), d.Name, d.Phone.Said()})
			}
			from = d.Until
		}
	}
	return out, nil
}
