package chart

import (
	"fmt"
	"strings"

	"stillhome/internal/platform/govuk"
	"stillhome/internal/platform/ui"
	"stillhome/internal/support/medicine"
)

// spots are where each place on the body is in the picture: seen from the front
// on the left, from behind on the right. The person's left arm is on the reader's
// right in front, and on the reader's left behind.
var spots = map[medicine.Site][2]int{
	medicine.Scalp: {60, 12}, medicine.Face: {60, 26}, medicine.Neck: {60, 42},
	medicine.ChestLeft: {71, 62}, medicine.ChestRight: {49, 62},
	medicine.UpperArmLeft: {91, 72}, medicine.UpperArmRight: {29, 72}, medicine.LowerArmLeft: {97, 102}, medicine.LowerArmRight: {23, 102},
	medicine.HandLeft: {101, 128}, medicine.HandRight: {19, 128},
	medicine.BellyLeft: {70, 94}, medicine.BellyRight: {50, 94}, medicine.Groin: {60, 118},
	medicine.ThighLeft: {71, 144}, medicine.ThighRight: {49, 144}, medicine.LowerLegLeft: {71, 188}, medicine.LowerLegRight: {49, 188},
	medicine.FootLeft: {72, 219}, medicine.FootRight: {48, 219},
	medicine.UpperBackLeft: {189, 64}, medicine.UpperBackRight: {211, 64}, medicine.LowerBack: {200, 96},
	medicine.BottomLeft: {190, 120}, medicine.BottomRight: {210, 120},
}

// outline is one body, seen from in front or behind.
const outline = `<circle cx="60" cy="22" r="15"/><path d="M53 37v8q-20 3-23 14l-9 44-6 26q4 6 9 0l7-24 8-31v42l-1 46 2 58q-5 6-3 9h14l1-9 5-62 3-34 3 34 5 62 1 9h14q2-3-3-9l2-58-1-46v-42l8 31 7 24q5 6 9 0l-6-26-9-44q-3-11-23-14v-8"/>`

// bodyMap lists places on the body, with a picture that marks them by the same
// numbers.
func bodyMap(sites []medicine.Site) ui.Block {
	var words []string
	var marks strings.Builder
	for i, s := range sites {
		words = append(words, fmt.Sprintf("%d. %s", i+1, s.Label()))
		at, ok := spots[s]
		if !ok {
			continue
		}
		fmt.Fprintf(&marks, `<circle cx="%d" cy="%d" r="8" fill="#ffdd00" stroke="#0b0c0c"/><text x="%d" y="%d" font-size="10" text-anchor="middle" fill="#0b0c0c">%d</text>`, at[0], at[1], at[0], at[1]+4, i+1)
	}
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 260 250" width="260" height="250" aria-hidden="true">` +
		`<g fill="none" stroke="#0b0c0c" stroke-width="1.5">` + outline + `<g transform="translate(140 0)">` + outline + `</g></g>` +
		`<text x="60" y="244" font-size="12" text-anchor="middle">Front</text><text x="200" y="244" font-size="12" text-anchor="middle">Back</text>` + marks.String() + `</svg>`
	return ui.Group(ui.Text(strings.Join(words, "\n")), ui.Picture("Where on the body: "+strings.Join(words, "; "), govuk.HTML(svg)))
}
