package sheet

import "stillhome/internal/support/medicine"

// point is where a place on the body stands on the map, in its own units: the
// front view is from 0 to 100 across, the back view from 120 to 220.
type point struct{ x, y int }

// mapped are the places. On the front view the person's right hand is at the
// reader's left; on the back view it is at the right.
var mapped = map[medicine.Site]point{
	medicine.Scalp: {170, 11}, medicine.Face: {50, 15}, medicine.Neck: {50, 31},
	medicine.ChestLeft: {60, 53}, medicine.ChestRight: {40, 53},
	medicine.UpperArmLeft: {77, 62}, medicine.UpperArmRight: {23, 62},
	medicine.LowerArmLeft: {84, 88}, medicine.LowerArmRight: {16, 88},
	medicine.HandLeft: {90, 108}, medicine.HandRight: {10, 108},
	medicine.BellyLeft: {59, 80}, medicine.BellyRight: {41, 80},
	medicine.UpperBackLeft: {160, 53}, medicine.UpperBackRight: {180, 53},
	medicine.LowerBack: {170, 80}, medicine.Groin: {50, 103},
	medicine.BottomLeft: {161, 105}, medicine.BottomRight: {179, 105},
	medicine.ThighLeft: {60, 128}, medicine.ThighRight: {40, 128},
	medicine.LowerLegLeft: {61, 165}, medicine.LowerLegRight: {39, 165},
	medicine.FootLeft: {64, 192}, medicine.FootRight: {36, 192},
}

// outline is the body from its neck down, without the head.
const outline = "M43 26 L43 33 Q30 36 24 42 L12 90 L6 112 L14 114 L22 78 L29 58 L32 96 L31 140 L33 186 L27 197 L44 197 L47 140 L50 112 L53 140 L56 197 L73 197 L67 186 L69 140 L68 96 L71 58 L78 78 L86 114 L94 112 L88 90 L76 42 Q70 36 57 33 L57 26 Z"

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
