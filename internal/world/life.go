package world

import (
	"math"
	"math/rand/v2"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/assessment"
)

// life is what will happen to one person, drawn once at the referral. The
// service never sees it; it sees what workers and the office record of it.
type life struct {
	woman        bool
	given        string
	family       string
	born         when.Date
	home         home
	alone        bool
	needs        []string // communication need codes
	fromHospital bool
	admitted     when.Date
	ready        when.Date // the hospital says so
	discharged   when.Date
	startAfter   int // days from ready to the first visit

	visitsADay int // at the start: 1 to 4
	double     bool
	skills     []string
	abilities  []ability
	stay       int // days of support

	ending   ending
	refuses  float64 // chance that a visit is not wanted
	noReply  float64 // chance that nobody answers
	readmit  int     // day of support on which an emergency admission begins; 0: none
	inFor    int     // nights of it
	dies     int     // days after discharge or start; 0: lives
	careHome int     // days after the end of support on which a care home begins; 0: none
}

// ending is how support ends.
type ending string

const (
	independent ending = "independent" // no support needed
	littleHelp  ending = "little"      // low-level support, equipment
	longTerm    ending = "long_term"   // a home-care package
	toHospital  ending = "hospital"
	toCareHome  ending = "care_home"
	died        ending = "died"
	declined    ending = "declined"
)

// ability is how well one activity goes over the days of support: from a start
// toward a ceiling, quickly at first.
type ability struct {
	activity assessment.Activity
	start    float64 // 0 (done for them) to 4 (on their own), as Level.Score
	ceiling  float64
	pace     float64 // days to cover two thirds of the way
}

// on is the level shown at a visit on a day of support, with the good and bad
// days that everybody has.
func (a ability) on(day int, r *rand.Rand) assessment.Level {
	x := a.start + (a.ceiling-a.start)*(1-math.Exp(-float64(day)/a.pace)) + r.NormFloat64()*0.16
	if chance(r, 0.01) {
		return assessment.NotDone
	}
	return levelOf(x)
}

func levelOf(x float64) assessment.Level {
	steps := []assessment.Level{assessment.DoneFor, assessment.HandsOn, assessment.Watched, assessment.Reminder, assessment.Alone}
	return steps[max(0, min(len(steps)-1, int(math.Round(x))))]
}

var everyday = []assessment.Activity{
	assessment.Wash, assessment.Dress, assessment.Toilet, assessment.Eat, assessment.Meals, assessment.Move, assessment.Medicines,
}

// someLife draws a life that begins with a referral on the date given.
func someLife(r *rand.Rand, on when.Date, h home) life {
	l := life{woman: chance(r, 0.62), family: family(r), home: h, alone: chance(r, 0.55), fromHospital: chance(r, 0.82)}
	l.given = pick(r, men)
	if l.woman {
		l.given = pick(r, women)
	}
	age := 66 + int(math.Abs(r.NormFloat64())*9) + r.IntN(9)
	if chance(r, 0.12) {
		age = 24 + r.IntN(41)
	}
	l.born = on.Add(-365*min(age, 101) - r.IntN(365))
	for _, n := range []struct {
		code string
		p    float64
	}{{"hearing_aid", 0.2}, {"lip_reads", 0.05}, {"large_print", 0.14}, {"memory", 0.14}, {"low_vision", 0.05}, {"interpreter", 0.03}, {"ring", 0.1}} {
		if chance(r, n.p) {
			l.needs = append(l.needs, n.code)
		}
	}
	if l.fromHospital {
		l.admitted = on.Add(-3 - r.IntN(16))
		l.ready = on.Add(r.IntN(3))
	}
	l.startAfter = pickWeighted(r, []float64{0.22, 0.38, 0.24, 0.09, 0.05, 0.02})
	l.visitsADay = 1 + pickWeighted(r, []float64{0.03, 0.08, 0.22, 0.67})
	l.double = chance(r, 0.2)
	if chance(r, 0.45) {
		l.skills = append(l.skills, "medicines")
	}
	if chance(r, 0.04) {
		l.skills = append(l.skills, "catheter")
	}
	l.drawAbilities(r)
	l.drawEnd(r)
	return l
}

func (l *life) drawAbilities(r *rand.Rand) {
	strength := r.NormFloat64()*0.7 - 0.35*float64(l.visitsADay-2)
	n := 3 + r.IntN(2)
	for _, i := range r.Perm(len(everyday))[:n] {
		start := math.Max(0, math.Min(3, 1.3+strength+r.NormFloat64()*0.6))
		ceiling := math.Min(4.6, start+1.6+r.Float64()*2.4)
		if chance(r, 0.12) {
			ceiling = start + 0.4 // as good as it will get
		}
		l.abilities = append(l.abilities, ability{everyday[i], start, ceiling, 4 + r.Float64()*9})
	}
}

func (l *life) drawEnd(r *rand.Rand) {
	l.stay = max(10, min(41, int(35+r.NormFloat64()*7)))
	l.refuses, l.noReply = 0.006, 0.004
	if chance(r, 0.05) {
		l.refuses = 0.12
	}
	switch pickWeighted(r, []float64{0.52, 0.15, 0.15, 0.09, 0.02, 0.03, 0.04}) {
	case 0:
		l.ending = independent
	case 1:
		l.ending = littleHelp
	case 2:
		l.ending = longTerm
	case 3:
		l.ending = toHospital
		l.stay = 4 + r.IntN(26)
		l.inFor = 2 + r.IntN(15)
	case 4:
		l.ending = toCareHome
	case 5:
		l.ending = died
		l.stay = 5 + r.IntN(30)
	default:
		l.ending = declined
		l.stay = 4 + r.IntN(12)
	}
	if l.ending == independent || l.ending == littleHelp || l.ending == longTerm {
		if chance(r, 0.05) { // a short stay that ends well
			l.readmit, l.inFor = 4+r.IntN(max(1, l.stay-5)), 1+r.IntN(6)
		}
		if chance(r, 0.05) {
			l.careHome = 5 + r.IntN(60)
		} else if chance(r, 0.05) {
			l.dies = l.stay + 3 + r.IntN(75)
		}
	}
}

// pickWeighted is an index, as often as its weight says.
func pickWeighted(r *rand.Rand, weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	x := r.Float64() * total
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}
