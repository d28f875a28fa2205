package review

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk/comfort"
)

// Support for comfort has no steps down, and nothing to get better at: nothing
// is proposed, and nobody's days are drawn as progress.

// comforted lists the records of people whose support is for comfort now, those
// merged into theirs too.
func comforted(s *gate.Snapshot) ([]ids.Person, error) {
	return gate.Values[ids.Person](s, `SELECT DISTINCT o.id FROM risk_comfort c JOIN person p ON p.id = c.person_id
		JOIN person o ON COALESCE(o.merged_into, o.id) = COALESCE(p.merged_into, p.id) WHERE c.ended_at IS NULL`)
}

// notForComfort leaves the evidence of people whose support is to get better.
func notForComfort(s *gate.Snapshot, all []Evidence) ([]Evidence, error) {
	people, err := comforted(s)
	if err != nil || len(people) == 0 {
		return all, err
	}
	return slices.DeleteFunc(all, func(e Evidence) bool { return slices.Contains(people, e.Pattern.Person) }), nil
}

// comfortPage stands where progress would.
func comfortPage(c *web.Call) web.Reply {
	return c.Page(
		"Comfort", ui.Para("Support is for comfort now. How much the person does themselves is no measure of that, and is not shown."),
		ui.Links(
			ui.Link{Text: "Comfort and wishes", Href: web.PersonPath(c.Person(), "risks", "comfort")},
			ui.Link{Text: "What was recorded at visits", Href: web.PersonPath(c.Person(), "visits")},
		),
	)
}

// lapseForComfort takes back what was proposed before support was for comfort.
var lapseForComfort = gate.Follow("review.comfort_began", func(tx *gate.Tx, e comfort.Began) error {
	return lapseAll(tx, e.Person, "Support is for comfort now.")
})
