package review_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/assessment"
	et "stillhome/internal/support/episode/episodetest"
	"stillhome/internal/support/review"
)

// saved sends a form that must succeed and gives where it leads.
func saved(t *testing.T, site *et.Site, path string, form url.Values) string {
	t.Helper()
	status, to := site.Post("office", path, form)
	if status != http.StatusSeeOther {
		t.Fatalf("%s answered %d: %s", path, status, to)
	}
	return to
}

// refused sends a form that must be shown again with the sentence.
func refused(t *testing.T, site *et.Site, path string, form url.Values, sentence string) {
	t.Helper()
	if status, page := site.Post("office", path, form); status != http.StatusUnprocessableEntity && status != http.StatusConflict || !strings.Contains(page, sentence) {
		t.Fatalf("%s answered %d without %q", path, status, sentence)
	}
}

func TestProgressAndProposalPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		gatetest.As(t, g, "wo", actor.Worker)
		gatetest.Relate(t, g, "wo", s.e.Person, actor.Work)
		site := et.Serve(t, g, review.Routes)
		at := "/people/" + string(s.e.Person)
		site.Shows("wo", at+"/progress", "There is nothing to show yet.")
		site.Shows("office", "/step-downs", "Nothing is proposed now.")
		s.days(2, 60, assessment.HandsOn, assessment.Alone)
		s.days(6, 50, assessment.Alone, assessment.Alone)
		site.Shows("wo", at+"/progress", "Wash at the sink", "From the oldest: With hands-on help, 2 visits; then On their own, 6 visits.", "Last visit: On their own.")
		d := s.propose()[0]
		site.Shows("office", "/step-downs", "Joan Madeup", "Joan has washed and made meals without help in the last 6 morning visits.", "420")
		on := at + "/step-downs/" + string(d.ID)
		site.Shows("office", on, "End these visits", "7 hours of visits a week", "2 of 2", "Accept from tomorrow")
		refused(t, site, on+"/decline", url.Values{"version": {"1"}, "_form": {"decline"}}, "Say in a few words why not now")
		if to := saved(t, site, on+"/accept", url.Values{"version": {"1"}}); to != "/step-downs" {
			t.Errorf("accepting leads to %s", to)
		}
		refused(t, site, on+"/accept", url.Values{"version": {"2"}}, "Somebody has decided this already")
		site.Shows("office", "/step-downs", "Accepted in the last 28 days: 1. Freed: 7 hours of visits a week.")
		for _, path := range []string{"/step-downs", on, "/follow-ups", at + "/end"} {
			if status, _ := site.Get("wo", path); status == http.StatusOK {
				t.Errorf("a support worker sees %s", path)
			}
		}
	})
}

func TestReviewEndAndFollowUpPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		site := et.Serve(t, g, review.Routes)
		at := "/people/" + string(s.e.Person)
		today := string(g.Clock.Today())
		site.Shows("office", at+"/reviews", "There has been no review yet.", "Review with the person")
		site.Shows("office", at+"/reviews/new", "“Be on my own in the morning”", "At first: With hands-on help. Aim: On their own")
		form := url.Values{"id": {ids.New()}, "persons_view": {"I am <i>proud</i>"}, "decision": {"finish"}}
		et.Date(form, "on", today)
		refused(t, site, at+"/reviews/new", form, "Choose whether this goal was met.")
		form.Set("goal_"+string(s.goal), "met")
		if to := saved(t, site, at+"/reviews/new", form); to != at+"/end" {
			t.Errorf("a review that finishes leads to %s", to)
		}
		site.Shows("office", at+"/reviews", "I am &lt;i&gt;proud", "Met", "Finish: the person can manage")

		s.days(1, 50, assessment.Alone, assessment.Alone)
		page := site.Shows("office", at+"/end", "Support finished as planned", "What does the person take away?", "01632 960 101")
		if strings.Contains(page, "NFA") {
			t.Error("the page shows the words of the return")
		}
		e := s.episode()
		end := url.Values{"episode": {string(e.ID)}, "version": {"2"}, "outcome": {"finished"}, "sequel": {"long_community"}, "takes_away": {"Ring 01632 960 101 to come back"}}
		et.Date(end, "on", string(g.Clock.Today()))
		refused(t, site, at+"/end", end, "Say what the person still needs help with.")
		end.Set("sequel", "none")
		if to := saved(t, site, at+"/end", end); to != at+"/support" {
			t.Errorf("ending leads to %s", to)
		}
		site.Shows("office", at+"/end", "There is no open support to end.")

		f := s.followUps()[0]
		site.Shows("office", "/follow-ups", "Nobody is to be asked about now.")
		g.Clock.Set(f.DueOn.Add(-7).AtMinute(540))
		site.Shows("office", "/follow-ups", "Joan Madeup", "Coming")
		on := at + "/follow-ups/" + string(f.ID)
		site.Shows("office", on, "Find out on that day or later.")
		g.Clock.Set(f.DueOn.AtMinute(540))
		site.Shows("office", "/follow-ups", "Today")
		if page := site.Shows("office", on, "0 of 3", "In extra care housing"); strings.Contains(page, "We could not find out") {
			t.Error("may give up before three tries")
		}
		refused(t, site, on, url.Values{"version": {"1"}, "_form": {"found"}, "whereabouts": {"home"}}, "Choose how you know.")
		if to := saved(t, site, on+"/tries", url.Values{"version": {"1"}, "_form": {"try"}, "words": {"Rang at 9"}}); to != on {
			t.Errorf("a try leads to %s", to)
		}
		site.Shows("office", on, "1 of 3", "Rang at 9")
		g.Clock.Set(f.DueOn.Add(1).AtMinute(540))
		site.Shows("office", "/follow-ups", "Day has passed")
		saved(t, site, on, url.Values{"version": {"2"}, "_form": {"found"}, "whereabouts": {"home"}, "known_from": {"person"}})
		site.Shows("office", on, "At home, their own or with family. The person told us.")
		site.Shows("office", "/follow-ups", "Nobody is to be asked about now.")
		site.Shows("office", at+"/reviews", "Day 91 after leaving hospital")
	})
}
