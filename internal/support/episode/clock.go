package episode

import (
	"fmt"

	"stillhome/internal/kernel/when"
)

// Clock is one time that runs, in words, and whether somebody should act.
type Clock struct {
	Says string
	Act  bool
}

// Clocks are the times that run for an episode on a day: the start, the
// specified period, the six free weeks. WarnFrom is the day of the period from
// which its end is near (council setting warn_from_day).
func (e Episode) Clocks(today when.Date, warnFrom int) []Clock {
	switch e.State {
	case StateAccepted:
		return []Clock{e.startClock(today)}
	case StateActive:
		return e.periodClocks(today, warnFrom)
	}
	return nil
}

func (e Episode) startClock(today when.Date) Clock {
	late := e.StartDueOn.Days(today)
	switch {
	case late > 0:
		return Clock{fmt.Sprintf("The first visit is %s late: it was due by %s. This is our own target.", days(late), e.StartDueOn.Said()), true}
	case late == 0:
		return Clock{"The first visit is due today. This is our own target.", true}
	}
	return Clock{fmt.Sprintf("The first visit is due by %s, in %s. This is our own target.", e.StartDueOn.Said(), days(-late)), false}
}

func (e Episode) periodClocks(today when.Date, warnFrom int) []Clock {
	var out []Clock
	left := e.DaysLeft(today)
	switch day := e.Day(today); {
	case left < 0:
		out = append(out, Clock{fmt.Sprintf("The period of %s ended on %s. End the support, or make the period longer with a reason.", days(e.PeriodDays), e.PeriodUntil.Said()), true})
	case day >= warnFrom:
		out = append(out, Clock{fmt.Sprintf("Day %d of %d: %s left. Plan what comes after %s.", day, e.PeriodDays, days(left), e.PeriodUntil.Said()), true})
	default:
		out = append(out, Clock{fmt.Sprintf("Day %d of %d: %s left, until %s.", day, e.PeriodDays, days(left), e.PeriodUntil.Said()), false})
	}
	switch free := e.FreeUntil(); {
	case free < e.PeriodUntil && today > free:
		out = append(out, Clock{fmt.Sprintf("The six free weeks ended on %s.", free.Said()), true})
	case free != "":
		out = append(out, Clock{fmt.Sprintf("Free of charge by law until %s.", free.Said()), false})
	}
	return out
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// Step is what somebody could do next for an episode, and where.
type Step struct{ Text, Path string }

// Next is the likeliest next step. Path is below /people/{person}.
func (e Episode) Next(today when.Date, warnFrom int) Step {
	switch {
	case e.State == StateAccepted && e.Pathway == FromHospital && e.DischargedOn == "" && e.ReadyOn < today:
		return Step{"Record the day the person left hospital", "/support/" + string(e.ID) + "/discharge"}
	case e.State == StateAccepted:
		return Step{"Plan the first visit", "/visits"}
	case e.State == StateEnded:
		return Step{"Look at how it went", "/reviews"}
	case e.DaysLeft(today) < 0:
		return Step{"End the support", "/end"}
	case e.Day(today) >= warnFrom:
		return Step{"Review with the person", "/reviews/new"}
	}
	return Step{"See how the person is doing", "/progress"}
}
