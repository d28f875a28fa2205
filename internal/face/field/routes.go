package field

import "stillhome/internal/platform/web"

// Routes of the field: what phones send.
var Routes = []web.Route{
	web.Post("/field/v1/sync", MaySync, syncFacts),
}
