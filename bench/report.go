package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"stillhome/bench/county"
)

// The goals (issue 2, "It must show" 6).
const (
	goalPage = 3.0
	goalSync = 2.0
	goalP99  = 150 * time.Millisecond
)

// report is everything measured on one engine.
type report struct {
	engine *county.Engine
	size   string // of the record, in words
	ran    *ran
	pages  []*page
	synced synced
	writes []written
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }

// print says the figures, then whether each goal is met.
func (r report) print(w io.Writer, o options) {
	fmt.Fprintf(w, "\n# %s (%s)\n\n", r.engine.Name, r.size)
	if r.ran == nil {
		fmt.Fprintf(w, "%s is not built: start-up and memory were not measured\n\n", o.program)
	} else {
		fmt.Fprintf(w, "The built program (%.0f MB): ready after %s ms; resident %.0f MB idle (its hourly jobs just done), %.0f MB after %d pages.\n",
			r.ran.megabytes, ms(r.ran.start), r.ran.idle, r.ran.after, r.ran.requests)
		said := func(how string, t times) {
			fmt.Fprintf(w, "All pages by turns, %d users %s: p50 %s, p95 %s, p99 %s ms; %.0f pages a second.\n",
				o.users, how, ms(t.p50), ms(t.p95), ms(t.p99), t.each)
		}
		said("who never pause", r.ran.mixed)
		said(fmt.Sprintf("who think for about %v before each page", o.think), r.ran.thinking)
		fmt.Fprintln(w)
	}
	r.printPages(w, o, 1, func(p *page) compared { return p.alone })
	r.printPages(w, o, o.users, func(p *page) compared { return p.together })
	r.printCosts(w)
	r.printWrites(w)
	r.printGoals(w, o)
}

func table(w io.Writer, head string, rows func(io.Writer)) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, head)
	rows(t)
	t.Flush()
	fmt.Fprintln(w)
}

func (r report) printPages(w io.Writer, o options, users int, of func(*page) compared) {
	fmt.Fprintf(w, "Pages, %d at once (ms, medians of %d rounds; ratio: program / floor of the same round)\n", users, o.rounds)
	table(w, "p50\tp95\tp99\tfloor p50\tp95\tp99\tratio p50\tp95\tp99\ta second\t  page\t", func(t io.Writer) {
		for _, p := range r.pages {
			c := of(p)
			mine, least := middle(c.program), middle(c.floor)
			p50, p95, p99 := c.ratios()
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%.2f\t%.2f\t%.2f\t%.0f\t  %s\t\n",
				ms(mine.p50), ms(mine.p95), ms(mine.p99), ms(least.p50), ms(least.p95), ms(least.p99), p50, p95, p99, mine.each, p.name)
		}
	})
}

func (r report) printCosts(w io.Writer) {
	fmt.Fprintln(w, "What a page costs (statements with those of signing in; allocations of one request)")
	table(w, "statements\tbytes\tgzip\tallocations\t  page\t", func(t io.Writer) {
		for _, p := range r.pages {
			fmt.Fprintf(t, "%d\t%d\t%d\t%.0f\t  %s\t\n", p.statements, p.raw, p.zipped, p.allocations, p.name)
		}
	})
}

func (r report) printWrites(w io.Writer) {
	s := r.synced
	mine, same, only := s.batch.program[0], s.batch.floor[0], s.writes.floor[0]
	fmt.Fprintf(w, "POST /field/v1/sync, %d facts a batch (ms; ratio: median batch by batch)\n", batchFacts)
	table(w, "p50\tp95\tp99\tfacts a second\tratio\t  \t", func(t io.Writer) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%.0f\t\t  program\t\n", ms(mine.p50), ms(mine.p95), ms(mine.p99), s.factsEach)
		fmt.Fprintf(t, "%s\t%s\t%s\t%.0f\t%.2f\t  floor: the same %.1f statements a fact\t\n", ms(same.p50), ms(same.p95), ms(same.p99), s.floored, s.vsSame, s.statements)
		fmt.Fprintf(t, "%s\t%s\t%s\t\t%.2f\t  only the %.1f that write\t\n", ms(only.p50), ms(only.p95), ms(only.p99), s.vsWrites, s.writing)
	})
	fmt.Fprintf(w, "Followers then catch up with a batch in %s ms, beside the phone's wait.\n\n", ms(s.following))
	fmt.Fprintln(w, "Writes a second, each durable by itself (medians of rounds)")
	table(w, "record a visit\tbare insert\tbare / record\t  writers\t", func(t io.Writer) {
		for _, x := range r.writes {
			mine, least := median(x.program), median(x.bare)
			fmt.Fprintf(t, "%.0f\t%.0f\t%.1f\t  %d at once, %d statements a record\t\n", mine, least, least/mine, x.writers, x.statements)
		}
	})
}

func (r report) printGoals(w io.Writer, o options) {
	fmt.Fprintln(w, "Goals")
	goal := func(met bool, format string, args ...any) {
		word := "met    "
		if !met {
			word = "NOT MET"
		}
		fmt.Fprintf(w, "  %s  %s\n", word, fmt.Sprintf(format, args...))
	}
	for _, load := range []struct {
		users int
		of    func(*page) compared
	}{{1, func(p *page) compared { return p.alone }}, {o.users, func(p *page) compared { return p.together }}} {
		worst, name := 0.0, ""
		for _, p := range r.pages {
			if p50, _, _ := load.of(p).ratios(); p50 > worst {
				worst, name = p50, p.name
			}
		}
		goal(worst <= goalPage, "every page within %.0f times its floor, %d at once: the worst is %.2f, %s", goalPage, load.users, worst, name)
	}
	var worst time.Duration
	name := ""
	for _, p := range r.pages {
		if t := middle(p.together.program); t.p99 > worst {
			worst, name = t.p99, p.name
		}
	}
	goal(worst < goalP99, "p99 of every page alone under %d ms, asked for by %d who never pause: the worst is %s ms, %s",
		goalP99.Milliseconds(), o.users, ms(worst), name)
	if r.ran != nil {
		goal(r.ran.mixed.p99 < goalP99, "p99 of all pages by turns under %d ms, %d users who never pause: %s ms",
			goalP99.Milliseconds(), o.users, ms(r.ran.mixed.p99))
		goal(r.ran.thinking.p99 < goalP99, "p99 of all pages by turns under %d ms, %d users who think for about %v: %s ms",
			goalP99.Milliseconds(), o.users, o.think, ms(r.ran.thinking.p99))
	}
	goal(r.synced.vsSame <= goalSync, "sync within %.0f times its floor: %.2f", goalSync, r.synced.vsSame)
}
