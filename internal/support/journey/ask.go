package journey

import (
	"context"
	"slices"
	"time"

	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/travel"
)

// Limits of asking.
const (
	// farS: nobody is sent farther than an hour by the estimate, so no farther
	// way is asked for.
	farS = 60 * 60
	// atOnce is how many places are asked from, and then kept, together.
	atOnce = 50
	// mostGroups is how many such questions one run asks; the next takes the rest.
	mostGroups = 60
)

// Ask is the job that asks a routing service for ways that the rota of these
// days may need and the record does not know, or knows from another service or
// from long ago. What was answered is kept as it comes. An error ends the run,
// stands on the System page and in the log, and leaves the rota its estimates.
func Ask(r *travel.Router) job.Job {
	return job.Job{Name: "journey.ask", Every: 10 * time.Minute, Run: func(ctx context.Context, g *gate.Gate) error {
		var all []site
		err := g.Read(ctx, mayAsk, gate.Council, func(s *gate.Snapshot) (err error) {
			all, err = sites(s)
			return err
		})
		if err != nil {
			return err
		}
		for _, mode := range place.Modes {
			if !r.Answers(mode) || !slices.ContainsFunc(all, func(x site) bool { return x.mode == mode }) {
				continue
			}
			if err := askAbout(ctx, g, r, mode, all); err != nil {
				return err
			}
		}
		return nil
	}}
}

// askAbout asks for what is missing of one mode.
func askAbout(ctx context.Context, g *gate.Gate, r *travel.Router, mode place.Mode, all []site) error {
	var kept []travel.Answer
	err := g.Read(ctx, mayAsk, gate.Council, func(s *gate.Snapshot) (err error) {
		kept, err = travel.Answers(s, mode)
		return err
	})
	if err != nil {
		return err
	}
	points := map[travel.Spot]place.Point{}
	for _, x := range all {
		if x.mode == "" || x.mode == mode {
			points[travel.SpotOf(x.at)] = x.at
		}
	}
	questions := missing(mode, r.Provider(), points, kept, g.Clock.Now())
	for _, q := range questions[:min(len(questions), mostGroups)] {
		if err := q.ask(ctx, g, r, mode, points); err != nil {
			return err
		}
	}
	return nil
}

// question is a group of places to ask from, and where to. rows are what is
// kept of each already, or new.
type question struct {
	rows []travel.Answer
	to   []travel.Spot
}

// missing are the questions to ask. Rows that are new, from another service or
// too old are asked whole, apart from those that lack only a place or two.
func missing(mode place.Mode, provider string, points map[travel.Spot]place.Point, kept []travel.Answer, now when.Instant) []question {
	rows := map[travel.Spot]travel.Answer{}
	for _, a := range kept {
		rows[a.From] = a
	}
	spots := make([]travel.Spot, 0, len(points))
	for s := range points {
		spots = append(spots, s)
	}
	slices.Sort(spots)
	var whole, some []travel.Answer
	wanted := map[travel.Spot][]travel.Spot{}
	for _, from := range spots {
		row, ok := rows[from]
		fresh := ok && row.Provider == provider && row.AskedAt.Add(travel.AskAgainAfter).After(now.Time)
		if !fresh {
			row = travel.Answer{Mode: mode, From: from, Provider: provider, AskedAt: now, Seconds: map[travel.Spot]int{}}
		}
		for _, to := range spots {
			_, known := row.Seconds[to]
			if to != from && !known && travel.Assumed.Seconds(points[from].MetresTo(points[to]), mode) <= farS {
				wanted[from] = append(wanted[from], to)
			}
		}
		switch {
		case len(wanted[from]) == 0:
		case fresh:
			some = append(some, row)
		default:
			whole = append(whole, row)
		}
	}
	var out []question
	for _, group := range [][]travel.Answer{whole, some} {
		for part := range slices.Chunk(group, atOnce) {
			q := question{rows: part}
			for _, row := range part {
				q.to = append(q.to, wanted[row.From]...)
			}
			slices.Sort(q.to)
			q.to = slices.Compact(q.to)
			out = append(out, q)
		}
	}
	return out
}

func (q question) ask(ctx context.Context, g *gate.Gate, r *travel.Router, mode place.Mode, points map[travel.Spot]place.Point) error {
	var from, to []place.Point
	for _, row := range q.rows {
		from = append(from, points[row.From])
	}
	for _, s := range q.to {
		to = append(to, points[s])
	}
	table, err := r.Table(ctx, mode, from, to)
	if err != nil {
		return err
	}
	for i, row := range q.rows {
		for j, s := range q.to {
			if s != row.From {
				row.Seconds[s] = table[i][j]
			}
		}
	}
	return g.Write(ctx, mayAsk, gate.Council, func(tx *gate.Tx) error { return travel.SaveAnswers(tx, mode, q.rows) })
}
