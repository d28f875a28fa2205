package day

import (
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

// The two kinds of file and their version.
const (
	dayFormat  = "stillhome-day/1"
	planFormat = "stillhome-day-plan/1"
)

// dayFile is a day as it is written.
type dayFile struct {
	Format string                   `json:"format"`
	About  string                   `json:"about"`
	Travel map[place.Mode][][]int32 `json:"travel_seconds"`
	Shifts []shiftFile              `json:"shifts"`
	Visits []visitFile              `json:"visits"`
}

type shiftFile struct {
	ID           optimise.ShiftID          `json:"id"`
	Worker       optimise.WorkerID         `json:"worker"`
	StartMin     int                       `json:"start_min"`
	EndMin       int                       `json:"end_min"`
	Start        int                       `json:"start_place"`
	End          *int                      `json:"end_place,omitempty"`
	Mode         place.Mode                `json:"mode"`
	RestUntilMin int                       `json:"rest_until_min,omitempty"`
	Skills       []optimise.Skill          `json:"skills,omitempty"`
	Gender       optimise.Gender           `json:"gender,omitempty"`
	Languages    []optimise.Language       `json:"languages,omitempty"`
	BreakMin     int                       `json:"break_min,omitempty"`
	EnoughMin    int                       `json:"enough_min,omitempty"`
	MostMin      int                       `json:"most_min,omitempty"`
	Known        map[optimise.PersonID]int `json:"known,omitempty"`
}

func (f *shiftFile) shift() optimise.Shift {
	return optimise.Shift{
		ID: f.ID, Worker: f.Worker, StartMin: f.StartMin, EndMin: f.EndMin, Start: f.Start, Mode: f.Mode,
		RestUntilMin: f.RestUntilMin, Skills: f.Skills, Gender: f.Gender, BreakMin: f.BreakMin, Known: f.Known,
		End: f.End, Languages: f.Languages, EnoughMin: f.EnoughMin, MostMin: f.MostMin,
	}
}

func writtenShift(s *optimise.Shift) shiftFile {
	return shiftFile{
		ID: s.ID, Worker: s.Worker, StartMin: s.StartMin, EndMin: s.EndMin, Start: s.Start, Mode: s.Mode,
		RestUntilMin: s.RestUntilMin, Skills: s.Skills, Gender: s.Gender, BreakMin: s.BreakMin, Known: s.Known,
		End: s.End, Languages: s.Languages, EnoughMin: s.EnoughMin, MostMin: s.MostMin,
	}
}

type visitFile struct {
	ID          optimise.VisitID    `json:"id"`
	Person      optimise.PersonID   `json:"person"`
	Place       int                 `json:"place"`
	EarliestMin int                 `json:"earliest_min"`
	LatestMin   int                 `json:"latest_min"`
	Or          []windowFile        `json:"or,omitempty"`
	DurationMin int                 `json:"duration_min"`
	After       []gapFile           `json:"after,omitempty"`
	Workers     int                 `json:"workers"`
	MustBeAt    bool                `json:"must_be_at,omitempty"`
	Skills      []optimise.Skill    `json:"skills,omitempty"`
	NotWorkers  []optimise.WorkerID `json:"not_workers,omitempty"`
	Gender      optimise.Gender     `json:"gender,omitempty"`
	GenderMust  bool                `json:"gender_must,omitempty"`
	KnownOnly   bool                `json:"known_only,omitempty"`
	Preferred   []optimise.WorkerID `json:"preferred,omitempty"`
	Language    optimise.Language   `json:"language,omitempty"`
	Infection   bool                `json:"infection,omitempty"`
	Harm        int                 `json:"harm,omitempty"`
	Pin         *pinFile            `json:"pin,omitempty"`
}

type windowFile struct {
	EarliestMin int `json:"earliest_min"`
	LatestMin   int `json:"latest_min"`
}

type gapFile struct {
	Visit    optimise.VisitID `json:"visit"`
	LeastMin int              `json:"least_min"`
	MostMin  int              `json:"most_min,omitempty"` // 0: no limit
}

type pinFile struct {
	Shifts   []optimise.ShiftID `json:"shifts"`
	StartMin *int               `json:"start_min,omitempty"` // none: any time
}

func (f *visitFile) visit() optimise.Visit {
	v := optimise.Visit{
		ID: f.ID, Person: f.Person, Place: f.Place, EarliestMin: f.EarliestMin, LatestMin: f.LatestMin,
		DurationMin: f.DurationMin, MustBeAt: f.MustBeAt, Workers: f.Workers, Skills: f.Skills,
		NotWorkers: f.NotWorkers, Gender: f.Gender, GenderMust: f.GenderMust, KnownOnly: f.KnownOnly,
		Preferred: f.Preferred, Language: f.Language, Infection: f.Infection, Harm: f.Harm,
	}
	for _, w := range f.Or {
		v.Or = append(v.Or, optimise.Window(w))
	}
	for _, g := range f.After {
		v.After = append(v.After, optimise.Gap(g))
	}
	if f.Pin != nil {
		v.Pin = &optimise.Pin{Shifts: f.Pin.Shifts, StartMin: optimise.AnyTime}
		if f.Pin.StartMin != nil {
			v.Pin.StartMin = *f.Pin.StartMin
		}
	}
	return v
}

func writtenVisit(v *optimise.Visit) visitFile {
	f := visitFile{
		ID: v.ID, Person: v.Person, Place: v.Place, EarliestMin: v.EarliestMin, LatestMin: v.LatestMin,
		DurationMin: v.DurationMin, MustBeAt: v.MustBeAt, Workers: v.Workers, Skills: v.Skills,
		NotWorkers: v.NotWorkers, Gender: v.Gender, GenderMust: v.GenderMust, KnownOnly: v.KnownOnly,
		Preferred: v.Preferred, Language: v.Language, Infection: v.Infection, Harm: v.Harm,
	}
	for _, w := range v.Or {
		f.Or = append(f.Or, windowFile(w))
	}
	for _, g := range v.After {
		f.After = append(f.After, gapFile(g))
	}
	if v.Pin != nil {
		f.Pin = &pinFile{Shifts: v.Pin.Shifts}
		if v.Pin.StartMin != optimise.AnyTime {
			f.Pin.StartMin = &v.Pin.StartMin
		}
	}
	return f
}

// planFile is a plan as it is written.
type planFile struct {
	Format   string         `json:"format"`
	Runs     []runFile      `json:"runs"`
	Unplaced []unplacedFile `json:"unplaced"`
	NotKept  []unplacedFile `json:"not_kept"`
	Totals   totalsFile     `json:"totals"`
}

type runFile struct {
	Shift      optimise.ShiftID `json:"shift"`
	Stops      []stopFile       `json:"stops,omitempty"`
	Breaks     []breakFile      `json:"breaks,omitempty"`
	TravelMin  int              `json:"travel_min"`
	HomeMin    int              `json:"home_min,omitempty"`
	WaitingMin int              `json:"waiting_min"`
}

type stopFile struct {
	Visit     optimise.VisitID `json:"visit"`
	TravelMin int              `json:"travel_min"`
	ArriveMin int              `json:"arrive_min"`
	StartMin  int              `json:"start_min"`
	EndMin    int              `json:"end_min"`
}

type breakFile struct {
	StartMin int `json:"start_min"`
	EndMin   int `json:"end_min"`
}

type unplacedFile struct {
	Visit    optimise.VisitID    `json:"visit"`
	Code     optimise.ReasonCode `json:"code"`
	Text     string              `json:"text"`
	Shift    optimise.ShiftID    `json:"shift,omitempty"`
	StartMin int                 `json:"start_min,omitempty"`
}

func (f *unplacedFile) reason() optimise.Reason {
	return optimise.Reason{Code: f.Code, Text: f.Text, Shift: f.Shift, StartMin: f.StartMin}
}

func writtenUnplaced(v optimise.VisitID, r optimise.Reason) unplacedFile {
	return unplacedFile{Visit: v, Code: r.Code, Text: r.Text, Shift: r.Shift, StartMin: r.StartMin}
}

type totalsFile struct {
	VisitsPlaced   int `json:"visits_placed"`
	VisitsUnplaced int `json:"visits_unplaced"`
	TravelMin      int `json:"travel_min"`
	WaitingMin     int `json:"waiting_min"`
	Stops          int `json:"stops"`
	FamiliarStops  int `json:"familiar_stops"`
}

func (f *planFile) plan() *optimise.Plan {
	p := &optimise.Plan{Totals: optimise.Totals(f.Totals)}
	for _, r := range f.Runs {
		run := optimise.Run{Shift: r.Shift, TravelMin: r.TravelMin, HomeMin: r.HomeMin, WaitingMin: r.WaitingMin}
		for _, s := range r.Stops {
			run.Stops = append(run.Stops, optimise.Stop(s))
		}
		for _, b := range r.Breaks {
			run.Breaks = append(run.Breaks, optimise.Break(b))
		}
		p.Runs = append(p.Runs, run)
	}
	for _, u := range f.Unplaced {
		p.Unplaced = append(p.Unplaced, optimise.Unplaced{Visit: u.Visit, Reason: u.reason()})
	}
	for _, n := range f.NotKept {
		p.NotKept = append(p.NotKept, optimise.NotKept{Visit: n.Visit, Reason: n.reason()})
	}
	return p
}

func writtenPlan(p *optimise.Plan) planFile {
	f := planFile{
		Format: planFormat, Runs: make([]runFile, len(p.Runs)), Totals: totalsFile(p.Totals),
		Unplaced: make([]unplacedFile, len(p.Unplaced)), NotKept: make([]unplacedFile, len(p.NotKept)),
	}
	for i, r := range p.Runs {
		f.Runs[i] = runFile{Shift: r.Shift, TravelMin: r.TravelMin, HomeMin: r.HomeMin, WaitingMin: r.WaitingMin}
		for _, s := range r.Stops {
			f.Runs[i].Stops = append(f.Runs[i].Stops, stopFile(s))
		}
		for _, b := range r.Breaks {
			f.Runs[i].Breaks = append(f.Runs[i].Breaks, breakFile(b))
		}
	}
	for i, u := range p.Unplaced {
		f.Unplaced[i] = writtenUnplaced(u.Visit, u.Reason)
	}
	for i, n := range p.NotKept {
		f.NotKept[i] = writtenUnplaced(n.Visit, n.Reason)
	}
	return f
}
