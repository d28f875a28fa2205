package sheet

import "stillhome/internal/support/medicine"

// point is where a place on the body stands on the map, in its own units: the
// front view is from 0 to 100 across, the back view from 120 to 220.
type point struct{ x, y int }

// mapped are the places. On the front view the person's right hand is at the
// reader's left; on the back view it is at the right.
var mapped = map[medicine.Site][]point{
	medicine.Scalp: {{170, 10}}, medicine.Face: {{50, 17}}, medicine.Neck: {{50, 33}},
	medicine.ChestLeft: {{61, 53}}, medicine.ChestRight: {{39, 53}},
	medicine.UpperArmLeft: {{84, 58}}, medicine.UpperArmRight: {{16, 58}},
	medicine.LowerArmLeft: {{90, 86}}, medicine.LowerArmRight: {{10, 86}},
	medicine.HandLeft: {{93, 108}}, medicine.HandRight: {{7, 108}},
	medicine.BellyLeft: {{60, 80}}, medicine.BellyRight: {{40, 80}},
	medicine.UpperBackLeft: {{159, 53}}, medicine.UpperBackRight: {{181, 53}},
	medicine.LowerBack: {{170, 80}}, medicine.Groin: {{50, 103}},
	medicine.BottomLeft: {{159, 105}}, medicine.BottomRight: {{181, 105}},
	medicine.ThighLeft: {{61, 128}}, medicine.ThighRight: {{39, 128}},
	medicine.LowerLegLeft: {{61, 165}}, medicine.LowerLegRight: {{39, 165}},
	medicine.FootLeft: {{64, 193}}, medicine.FootRight: {{36, 193}},
}

// usedAt are the names of medicines that go on a place.
func usedAt(entries []Entry, site medicine.Site) (out []string) {
	for _, e := range entries {
		for _, s := range e.Sites {
			if s == site {
				out = append(out, e.Name)
			}
		}
	}
	return out
}
