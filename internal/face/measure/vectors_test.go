package measure

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/review"
)

// vector is one row of domain/ascof/test_vectors_2D_vs_old2B1.csv, which was
// made by hand from DHSC's SQL (DataS-DHSC/ASC-CLD-LA-Dashboard 9bee728, 11 June
// 2026) and the SALT guidance, with the life that it describes. The
// first five fields are as the file has them.
type vector struct {
	id, linked, denominator, numerator, old string

	life   Life
	linkTo when.Date // the discharge it must be linked to; empty: none
	where  review.Whereabouts
	// counted and atHome are what the old measure must answer; the file leaves
	// some to a local rule, which for us is: there is no window.
	discharged      when.Date
	counted, atHome bool
}

// base is the person of the vectors: in hospital from 2 to 10 May 2025, aged 80.
func base(from when.Date, change func(*Life)) Life {
	l := Life{
		Born:       "1945-01-15",
		Hospital:   []Stay{{From: "2025-05-02", Until: "2025-05-10", Emergency: true}},
		Reablement: []Spell{{From: from, Until: from.Add(35)}},
	}
	if change != nil {
		change(&l)
	}
	return l
}

func emergency(from, until when.Date) func(*Life) {
	return func(l *Life) { l.Hospital = append(l.Hospital, Stay{from, until, true}) }
}

const (
	start     = when.Date("2025-05-12")
	left      = when.Date("2025-05-10")
	leftLater = when.Date("2025-05-14")
)

var vectors = []vector{
	{
		"D1", "Y", "1", "1", "at home at day 91 (2025-08-09): 1",
		base(start, nil), left, review.AtOwnHome, left, true, true,
	},
	{
		"D2", "Y", "1", "1", "1 (old guidance has no day window)",
		base("2025-05-17", nil), left, review.AtOwnHome, left, true, true,
	},
	{
		"D3", "N", "-", "-", "local rule",
		base("2025-05-18", nil), "", review.AtOwnHome, left, true, true,
	},
	{
		"D4", "Y", "1", "1", "local rule",
		base("2025-05-07", nil), left, review.AtOwnHome, left, true, true,
	},
	{
		"D5", "N", "-", "-", "local rule",
		base("2025-05-06", nil), "", review.AtOwnHome, left, true, true,
	},
	{
		"D6", "Y", "1", "0", "depends where they are on day 91",
		base(start, emergency("2025-08-02", "2025-08-12")), left, review.InHospital, left, true, false,
	},
	{
		"D7", "Y", "1", "1", "1",
		base(start, emergency("2025-08-03", "2025-08-06")), left, review.AtOwnHome, left, true, true,
	},
	{
		"D8", "Y", "1", "0", "0",
		base(start, func(l *Life) { l.Died = "2025-08-02" }), left, "", left, true, false,
	},
	{
		"D9", "Y", "1", "1", "0  <- the two measures disagree",
		base(start, func(l *Life) { l.Died = "2025-08-09" }), left, review.AtOwnHome, left, true, false,
	},
	{
		"D10", "Y", "1", "0", "1  <- the two measures disagree",
		base(start, func(l *Life) { l.CareHome = []Spell{{"2025-07-01", "2025-07-20"}} }), left, review.AtOwnHome, left, true, true,
	},
	{
		"D11", "Y", "1", "1", "1",
		base(start, func(l *Life) { l.Hospital = append(l.Hospital, Stay{"2025-06-10", "2025-06-12", false}) }), left, review.AtOwnHome, left, true, true,
	},
	{
		"D12", "Y", "1", "1", "1",
		base(start, emergency("2025-06-10", "2025-06-10")), left, review.AtOwnHome, left, true, true,
	},
	{
		"D13", "N (age)", "-", "-", "not in cohort",
		base(start, func(l *Life) { l.Born = "1961-01-15" }), "", review.AtOwnHome, left, false, false,
	},
	{
		"D14", "N (excluded)", "-", "-", "old measure: in cohort only if intended to go home",
		base(start, func(l *Life) { l.CareHome = []Spell{{"2024-01-01", ""}} }), "", review.CareHome, left, true, false,
	},
	{
		"D15", "Y (client type: in LT community support)", "1", "1", "1",
		base(start, func(l *Life) { l.Community = []Spell{{"2024-01-01", ""}} }), left, review.AtOwnHome, left, true, true,
	},
	{
		"D16", "Y", "1", "1", "0  <- the two measures disagree",
		base(start, emergency("2025-08-06", "2025-08-20")), left, review.InHospital, left, true, false,
	},
	{
		"D17", "Y", "1", "0", "1  <- the two measures disagree",
		base(start, emergency("2025-05-20", "2025-05-30")), left, review.AtOwnHome, left, true, true,
	},
	{
		"D18", "Y", "1", "1 (records only)", "0 (treated as not at home)",
		base(start, nil), left, review.NotContacted, left, true, false,
	},
	{
		"D19", "Y, linked to 2025-05-14 (latest in window)", "1", "count 84 days from 2025-05-14", "count 91 days from the discharge recorded",
		base("2025-05-15", emergency("2025-05-12", "2025-05-14")), leftLater, review.AtOwnHome, leftLater, true, true,
	},
}

// asOf is a day after everything in the vectors.
const asOf = when.Date("2026-01-15")

func TestVectors2D(t *testing.T) {
	for _, v := range vectors {
		got := Remained2D(v.life, asOf)
		if v.linkTo == "" {
			if len(got) != 0 {
				t.Errorf("%s: linked to %s, and must not be", v.id, got[0].Hospital.Until)
			}
			continue
		}
		if len(got) != 1 || got[0].Hospital.Until != v.linkTo {
			t.Errorf("%s: linked to %+v, want the discharge of %s", v.id, got, v.linkTo)
			continue
		}
		// In D19 the 84 days count from the later discharge, in which nothing went wrong.
		want := strings.HasPrefix(v.numerator, "1") || v.id == "D19"
		if got[0].InCommunity() != want {
			t.Errorf("%s: in the community %v, want %v (%+v)", v.id, got[0].InCommunity(), want, got[0])
		}
		if got[0].LongTerm != (v.id == "D15") {
			t.Errorf("%s: long-term support %v", v.id, got[0].LongTerm)
		}
	}
}

func TestVectorsOld2B1(t *testing.T) {
	for _, v := range vectors {
		got := StillHomeOld2B1(Followed{Born: v.life.Born, Died: v.life.Died, Discharged: v.discharged, Where: v.where})
		if got.Counted != v.counted || got.AtHome != v.atHome {
			t.Errorf("%s: counted %v, at home %v; want %v, %v", v.id, got.Counted, got.AtHome, v.counted, v.atHome)
		}
		// Where the file gives an answer, our own column must be that answer.
		if strings.HasPrefix(v.old, "1") && !v.atHome || strings.HasPrefix(v.old, "0") && v.atHome {
			t.Errorf("%s: our expectation differs from the file's %q", v.id, v.old)
		}
	}
}

// TestVectorsAreTheFile compares the table above with the file it was taken
// from, where that is at hand.
func TestVectorsAreTheFile(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "domain", "ascof", "test_vectors_2D_vs_old2B1.csv"))
	if err != nil {
		t.Skip("the file of test vectors is not beside this repository; the table here stands for it")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, row := range rows[1:] {
		if row[0] != "" {
			have = append(have, strings.Join([]string{row[0], row[2], row[3], row[4], row[5]}, "|"))
		}
	}
	if len(have) != len(vectors) {
		t.Fatalf("the file has %d vectors, the table %d", len(have), len(vectors))
	}
	for i, v := range vectors {
		if want := strings.Join([]string{v.id, v.linked, v.denominator, v.numerator, v.old}, "|"); have[i] != want {
			t.Errorf("the file says %q, the table %q", have[i], want)
		}
	}
}
