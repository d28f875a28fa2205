// Package wing prints what the team takes into a prison, where no phone goes: the
// round of a day, wing by wing, with the least that is needed at each cell door,
// and the pack for the council that supports somebody after release. The round
// is keyed in afterwards on the pages of the visits.
//
// Nothing of a person's home, telephone or family stands on a round, nor the day
// of release (TestRoundHasTheLeast). Tables owned: none.
package wing

import (
	"stillhome/internal/platform/web"
	"stillhome/internal/support/prison"
)

// Routes of what is printed.
var Routes = []web.Route{
	web.Get("/prison/rounds/{date}", prison.MayList, roundPage),
	web.Get("/people/{person}/prison/pack", prison.MayRelease, packPage),
}
