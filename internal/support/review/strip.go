package review

import (
	"fmt"
	"strconv"
	"strings"

	"stillhome/internal/platform/govuk"
	"stillhome/internal/platform/ui"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/visit"
)

// stripVisits is how many visits a progress strip shows.
const stripVisits = 14

// strip draws the last visits of one task, oldest left, higher dots for more
// independence. One colour: needing help is not a failure. The same is said in
// words for those who do not see it.
func strip(t visit.TaskTrend, labels assessment.Labels) ui.Block {
	points := t.Points[:min(len(t.Points), stripVisits)]
	const step, rise = 16, 10
	var dots govuk.HTML
	for i, p := range points {
		x := step/2 + (len(points)-1-i)*step
		y := 6 + (5-p.Level.Score())*rise
		fill := "currentColor"
		if !p.Level.Tried() {
			fill = "none"
		}
		dots += govuk.Element("circle", govuk.Attributes{
			govuk.Attr("cx", strconv.Itoa(x)), govuk.Attr("cy", strconv.Itoa(y)), govuk.Attr("r", "5"),
			govuk.Attr("fill", fill), govuk.Attr("stroke", "currentColor"),
		})
	}
	width := strconv.Itoa(max(step, len(points)*step))
	return govuk.Element("svg", govuk.Attributes{
		govuk.Attr("class", "stillhome-strip"), govuk.Attr("role", "img"), govuk.Attr("aria-label", spoken(points, labels)),
		govuk.Attr("width", width), govuk.Attr("height", "62"), govuk.Attr("viewBox", "0 0 "+width+" 62"),
	}, dots)
}

// spoken is the strip in words: runs of the same step, oldest first.
func spoken(points []visit.Point, labels assessment.Labels) string {
	var runs []string
	for i := len(points) - 1; i >= 0; {
		n := 1
		for i-n >= 0 && points[i-n].Level == points[i].Level {
			n++
		}
		times := "1 visit"
		if n > 1 {
			times = fmt.Sprintf("%d visits", n)
		}
		runs = append(runs, labels[points[i].Level]+", "+times)
		i -= n
	}
	return "From the oldest: " + strings.Join(runs, "; then ") + "."
}
