package safeguarding

import "strings"

// About is whom a concern is about, as far as we know.
func (c Concern) About() string {
	if name := strings.TrimSpace(c.PersonName); name != "" {
		return name
	}
	return "Somebody who is not in our records"
}

// Raiser is who told a concern, as far as we know.
func (c Concern) Raiser() string {
	switch {
	case c.Told.Public || c.Raised == publicRaiser:
		return "Somebody who does not work here"
	case c.RaisedName == "":
		return "A member of staff whose account we do not find"
	}
	return c.RaisedName
}

// publicRaiser is as whom the service keeps what comes by the page for
// everyone.
const publicRaiser = "system"

// How is by which way a concern came.
func (c Concern) How() string {
	if c.Raised == publicRaiser {
		return "By the page for everyone"
	}
	return c.Channel.Label()
}

// KindSaid is what a concern is about; a kind we do not know is shown as it
// was told.
func (c Concern) KindSaid() string {
	if said := c.Kind.Label(); said != "" {
		return said
	}
	return "“" + string(c.Kind) + "”, which we do not know: a newer phone may"
}

// Deputy reports whether the actor stands in for the leads.
func (f File) Deputy() bool { return f.lead == 0 && f.deputy > 0 }
