package review

import (
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

// FollowUpID of a day-91 follow-up.
type FollowUpID string

// Whereabouts is where somebody is on day 91.
type Whereabouts string

// The places. Source: SALT guidance for STS004 (2021-22), the old ASCOF 2B(1).
const (
	AtOwnHome    Whereabouts = "home"
	ExtraCare    Whereabouts = "extra_care"
	SharedLives  Whereabouts = "adult_placement"
	InHospital   Whereabouts = "hospital"
	CareHome     Whereabouts = "care_home"
	CareRespite  Whereabouts = "care_home_respite"
	HasDied      Whereabouts = "died"
	NotContacted Whereabouts = "not_contacted"
)

// Places lists them in the order of the form.
var Places = []Whereabouts{AtOwnHome, ExtraCare, SharedLives, InHospital, CareHome, CareRespite, HasDied, NotContacted}

var placeWords = map[Whereabouts]string{
	AtOwnHome:    "At home, their own or with family",
	ExtraCare:    "In extra care housing",
	SharedLives:  "In Shared Lives, with a family that supports them",
	InHospital:   "In hospital",
	CareHome:     "In a care home",
	CareRespite:  "In a care home for a short break, expected back",
	HasDied:      "Died",
	NotContacted: "We could not find out",
}

// Label is the place in words for a screen.
func (w Whereabouts) Label() string { return placeWords[w] }

// AtHome reports whether the place counts as still at home in the old ASCOF
// 2B(1): at home, in extra care or an adult placement on day 91. A short break
// in a care home from which return is expected counts as home; hospital, a
// care home and death do not; nor does somebody nobody could reach (West
// Sussex, December 2019, quoting the guidance). All stay in the denominator.
func (w Whereabouts) AtHome() bool {
	switch w {
	case AtOwnHome, ExtraCare, SharedLives, CareRespite:
		return true
	}
	return false
}

// KnownFrom is how the place is known.
type KnownFrom string

// The sources.
const (
	FromRecord KnownFrom = "record"
	FromPerson KnownFrom = "person"
	FromFamily KnownFrom = "family"
	FromOther  KnownFrom = "other"
)

// Sources lists those a person may choose, in the order of the form.
var Sources = []KnownFrom{FromPerson, FromFamily, FromOther}

var sourceWords = map[KnownFrom]string{
	FromRecord: "Known from the record",
	FromPerson: "The person told us",
	FromFamily: "Family or a friend told us",
	FromOther:  "The GP, hospital or another service told us",
}

// Label is the source in words for a screen.
func (k KnownFrom) Label() string { return sourceWords[k] }

// maxTries is how often somebody is tried before "could not find out".
const maxTries = 3

// startDays is how long before it is due a follow-up shows on the list.
const startDays = 7

// FollowUp asks where somebody is on day 91 after leaving hospital.
type FollowUp struct {
	ID           FollowUpID
	Person       ids.Person
	Episode      episode.ID
	DischargedOn when.Date
	DueOn        when.Date // the day asked about
	Whereabouts  Whereabouts
	KnownFrom    KnownFrom
	Tries        int
	Words        string
	ClosedAt     when.Instant
	ClosedBy     ids.Account
	Version      int
}

// Late reports whether the day has passed and nobody has found out.
func (f FollowUp) Late(today when.Date) bool { return f.ClosedAt.IsZero() && today > f.DueOn }

// Known is what the record says by itself, so that nobody need be rung.
type Known struct {
	Died      when.Date
	Stays     []person.Event
	VisitedOn bool // a visit was made on the day
}

// whereabouts is where the person was on the day, if the record is enough to
// say. A death before the day settles it at once; anything else only from the
// day on. A stay in a care home that ended or is known to end may have been a
// short break, which a person must judge.
func (k Known) whereabouts(day, today when.Date) (Whereabouts, bool) {
	if k.Died != "" && k.Died <= day {
		return HasDied, true
	}
	if today < day {
		return "", false
	}
	on := func(kind person.EventKind) int {
		return slices.IndexFunc(k.Stays, func(e person.Event) bool { return e.Kind == kind && e.Away(day) })
	}
	if on(person.Hospital) >= 0 {
		return InHospital, true
	}
	if i := on(person.CareHome); i >= 0 {
		return CareHome, k.Stays[i].Until == ""
	}
	return AtOwnHome, k.VisitedOn
}

// Finding is what somebody found out, or that they tried.
type Finding struct {
	Person      ids.Person  `json:"-"`
	FollowUp    FollowUpID  `json:"-"`
	Version     int         `json:"version"`
	Whereabouts Whereabouts `json:"whereabouts"`
	KnownFrom   KnownFrom   `json:"known_from"`
	Words       string      `json:"words"`
}

func (n Finding) check(f FollowUp, today when.Date) error {
	var c fault.Checks
	c.Field(n.Whereabouts.Label() == "", "whereabouts", "Choose where the person was on %s.", f.DueOn.Said())
	c.Field(n.Whereabouts == NotContacted && f.Tries < maxTries, "whereabouts", "Try %d times on different days before you record that we could not find out.", maxTries)
	c.Field(n.Whereabouts != NotContacted && (n.KnownFrom.Label() == "" || n.KnownFrom == FromRecord), "known_from", "Choose how you know.")
	c.Field(today < f.DueOn && n.Whereabouts != HasDied, "whereabouts", "This asks about %s. Record it on that day or later.", f.DueOn.Said())
	return c.Err("review.finding")
}
