package checkplan

import "stillhome/internal/kernel/optimise"

// run checks one worker's day: each visit alone, then each step between.
func (c *checker) run(shift optimise.Shift, run optimise.Run) {
	for _, stop := range run.Stops {
		v, ok := c.visits[stop.Visit]
		if !ok {
			c.report(NoSuch, shift.ID, stop.Visit, "on a run")
			return
		}
		c.placed[v.ID] = append(c.placed[v.ID], placing{shift, stop.StartMin})
		c.mayCome(shift, v)
		inside := stop.StartMin >= v.EarliestMin && stop.StartMin <= v.LatestMin
		for _, w := range v.Or {
			inside = inside || stop.StartMin >= w.EarliestMin && stop.StartMin <= w.LatestMin
		}
		if !inside {
			c.report(Window, shift.ID, v.ID, "starts %d, window %d to %d", stop.StartMin, v.EarliestMin, v.LatestMin)
		}
		if stop.EndMin-stop.StartMin != v.DurationMin {
			c.report(Length, shift.ID, v.ID, "from %d to %d, should last %d", stop.StartMin, stop.EndMin, v.DurationMin)
		}
		if stop.EndMin > shift.EndMin {
			c.report(TooLate, shift.ID, v.ID, "ends %d, shift ends %d", stop.EndMin, shift.EndMin)
		}
	}
	c.steps(shift, run)
	c.whole(shift, run)
	c.breaks(shift, run)
}

// whole checks what holds for a run as a whole.
func (c *checker) whole(shift optimise.Shift, run optimise.Run) {
	busy, home := 0, 0
	for _, stop := range run.Stops {
		busy += c.visits[stop.Visit].DurationMin
	}
	if shift.MostMin > 0 && busy > shift.MostMin {
		c.report(TooMuch, shift.ID, "", "%d minutes at visits, at most %d", busy, shift.MostMin)
	}
	if n := len(run.Stops); n > 0 && shift.End != nil {
		last := run.Stops[n-1]
		if from := c.visits[last.Visit].Place; from != *shift.End {
			home = (c.problem.Travel(from, *shift.End, shift.Mode) + 59) / 60
		}
		if last.EndMin+home > shift.EndMin {
			c.report(TooLate, shift.ID, last.Visit, "ends %d, %d minutes from where the shift ends at %d", last.EndMin, home, shift.EndMin)
		}
	}
	if run.HomeMin != home {
		c.report(Travel, shift.ID, "", "%d minutes home, written as %d", home, run.HomeMin)
	}
}

// mayCome checks what does not depend on time.
func (c *checker) mayCome(shift optimise.Shift, v optimise.Visit) {
	has := map[optimise.Skill]bool{}
	for _, s := range shift.Skills {
		has[s] = true
	}
	for _, s := range v.Skills {
		if !has[s] {
			c.report(Skill, shift.ID, v.ID, "needs %s", s)
		}
	}
	for _, w := range v.NotWorkers {
		if w == shift.Worker {
			c.report(NotToSend, shift.ID, v.ID, "worker %s", w)
		}
	}
	if v.GenderMust && shift.Gender != v.Gender {
		c.report(Gender, shift.ID, v.ID, "must be %s", v.Gender)
	}
	if v.KnownOnly && shift.Known[v.Person] < 1 {
		c.report(NotKnown, shift.ID, v.ID, "has never been there")
	}
}

// steps checks travel and order: nobody is in two places, or faster than
// their mode allows.
func (c *checker) steps(shift optimise.Shift, run optimise.Run) {
	at, free := shift.Start, shift.StartMin
	if shift.RestUntilMin > free {
		free = shift.RestUntilMin
	}
	for i, stop := range run.Stops {
		to := c.visits[stop.Visit].Place
		needs := 0
		if at != to {
			needs = c.problem.Travel(at, to, shift.Mode)
		}
		if stop.TravelMin*60 < needs || (stop.TravelMin-1)*60 >= needs && stop.TravelMin > 0 {
			c.report(Travel, shift.ID, stop.Visit, "%d minutes written for %d seconds", stop.TravelMin, needs)
		}
		if i == 0 && (stop.ArriveMin-free)*60 < needs {
			c.report(TooEarly, shift.ID, stop.Visit, "arrives %d, may set off %d, travels %d seconds", stop.ArriveMin, free, needs)
		}
		if i > 0 && (stop.ArriveMin-free)*60 < needs {
			c.report(Travel, shift.ID, stop.Visit, "arrives %d, left at %d, travels %d seconds", stop.ArriveMin, free, needs)
		}
		if stop.StartMin < stop.ArriveMin || i > 0 && stop.StartMin < free {
			c.report(Overlap, shift.ID, stop.Visit, "starts %d, arrives %d, busy until %d", stop.StartMin, stop.ArriveMin, free)
		}
		at, free = to, stop.EndMin
	}
}

// breaks checks that every listed break is long enough and wholly between one
// visit and setting off to the next, and that they leave no more than six
// hours from setting off to a break or to the end of the last visit.
func (c *checker) breaks(shift optimise.Shift, run optimise.Run) {
	if len(run.Stops) == 0 || shift.BreakMin == 0 {
		return
	}
	first, last := run.Stops[0], run.Stops[len(run.Stops)-1]
	working := first.ArriveMin - first.TravelMin
	for _, b := range run.Breaks {
		fits := false
		for i := 1; i < len(run.Stops); i++ {
			setsOff := run.Stops[i].ArriveMin - run.Stops[i].TravelMin
			fits = fits || b.StartMin >= run.Stops[i-1].EndMin && b.EndMin <= setsOff
		}
		if !fits || b.EndMin-b.StartMin < shift.BreakMin {
			c.report(Break, shift.ID, "", "break %d to %d is short or not free", b.StartMin, b.EndMin)
		}
		if b.StartMin-working > 6*60 {
			c.report(Break, shift.ID, "", "works from %d to %d without a break", working, b.StartMin)
		}
		working = b.EndMin
	}
	if last.EndMin-working > 6*60 {
		c.report(Break, shift.ID, "", "works from %d to %d without a break", working, last.EndMin)
	}
}
