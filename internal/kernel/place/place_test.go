package place

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
)

func TestParsePostcode(t *testing.T) {
	for _, c := range []struct{ in, want, code string }{
		{"cb1 0ah", "CB1 0AH", ""},
		{" CB10AH ", "CB1 0AH", ""},
		{"pe29.3tn", "PE29 3TN", ""},
		{"c b 1-0 a h", "CB1 0AH", ""},
		{"CB1\u00a00AH", "CB1 0AH", ""},
		{"M1 1AA", "M1 1AA", ""},
		{"M60 1NW", "M60 1NW", ""},
		{"W1A 1HQ", "W1A 1HQ", ""},
		{"EC1A 1BB", "EC1A 1BB", ""},
		{"N1P 3AA", "N1P 3AA", ""},
		{"gir0aa", "GIR 0AA", ""},
		{"ZZ99 3VZ", "ZZ99 3VZ", ""},
		{"", "", "place.postcode_empty"},
		{"  ", "", "place.postcode_empty"},
		{"CB1", "", "place.postcode_length"},
		{"CB123 0AH", "", "place.postcode_length"},
		{"CB1 OAH", "", "place.postcode_inward"},  // letter O for zero
		{"CB1 0CH", "", "place.postcode_inward"},  // C is never in the second half
		{"CB1 00H", "", "place.postcode_inward"},  // number for letter
		{"QB1 0AH", "", "place.postcode_outward"}, // no area starts with Q
		{"CJ1 0AH", "", "place.postcode_outward"}, // J is never second
		{"1B1 0AH", "", "place.postcode_outward"},
		{"CBA 0AH", "", "place.postcode_outward"},
		{"W1I 1HQ", "", "place.postcode_outward"},  // I is never third
		{"EC1C 1BB", "", "place.postcode_outward"}, // C is never fourth
		{"ZZ98 3VZ", "", "place.postcode_inward"},
		{"CB1_0AH", "", "place.postcode_outward"},
		{"ÇB1 0AH", "", "place.postcode_outward"},
		{"CB1 0AH; DROP", "", "place.postcode_length"},
	} {
		got, err := ParsePostcode(c.in)
		if string(got) != c.want || (err == nil) != (c.code == "") || err != nil && !fault.Is(err, c.code) {
			t.Errorf("ParsePostcode(%q) = %q, %v; want %q, %s", c.in, got, err, c.want, c.code)
		}
		if err != nil && c.in != "CB1" && strings.TrimSpace(c.in) != "" && strings.Contains(err.Error(), c.in) {
			t.Errorf("the error for %q repeats what was typed", c.in)
		}
	}
}

func TestParts(t *testing.T) {
	p := Postcode("PE29 3TN")
	if p.Outcode() != "PE29" || p.Sector() != "PE29 3" || p.Pseudo() {
		t.Errorf("parts of %s: %q %q %v", p, p.Outcode(), p.Sector(), p.Pseudo())
	}
	var none Postcode
	if none.Outcode() != "" || none.Sector() != "" || none.Pseudo() {
		t.Error("the unknown postcode has parts")
	}
	if !Postcode("ZZ99 3VZ").Pseudo() {
		t.Error("no fixed abode is not told apart")
	}
}

func TestParseOutcode(t *testing.T) {
	if o, err := ParseOutcode(" pe29 "); err != nil || o != "PE29" {
		t.Errorf("got %q, %v", o, err)
	}
	for _, bad := range []string{"", "P", "CB1 0AH", "29", "CAMBRIDGE"} {
		if _, err := ParseOutcode(bad); !fault.Is(err, "place.outcode") {
			t.Errorf("ParseOutcode(%q): %v", bad, err)
		}
	}
}

func TestParseUPRN(t *testing.T) {
	for in, want := range map[string]string{"1": "1", "100090031821": "100090031821", "0000 1234 5678": "12345678", " 10 ": "10"} {
		if got, err := ParseUPRN(in); err != nil || string(got) != want {
			t.Errorf("ParseUPRN(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, bad := range []string{"", " ", "0", "000000000000", "1234567890123", "12a4", "-5", "１２"} {
		if _, err := ParseUPRN(bad); !fault.Is(err, "place.uprn") {
			t.Errorf("ParseUPRN(%q): %v", bad, err)
		}
	}
}

func TestParseMode(t *testing.T) {
	for _, m := range Modes {
		if got, err := ParseMode(string(m)); err != nil || got != m {
			t.Errorf("%s: %v, %v", m, got, err)
		}
	}
	if _, err := ParseMode("horse"); !fault.Is(err, "place.mode") {
		t.Errorf("a horse: %v", err)
	}
}

func TestMetres(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to Point
		want     float64
	}{
		{"nowhere", Point{52.2, 0.1}, Point{52.2, 0.1}, 0},
		// A degree of latitude is 2 pi R / 360 = 111,195 m.
		{"one degree north", Point{52, 0}, Point{53, 0}, 111195},
		// A degree of longitude at the equator is the same.
		{"one degree east", Point{0, 0.5}, Point{0, -0.5}, 111195},
		// Half way round: pi R.
		{"antipodes", Point{0, 0}, Point{0, 180}, math.Pi * earthRadiusM},
	} {
		there, back := c.from.MetresTo(c.to), c.to.MetresTo(c.from)
		if math.Abs(there-c.want) > 1 || there != back {
			t.Errorf("%s: %.1f there, %.1f back, want %.1f", c.name, there, back, c.want)
		}
	}
}

func TestPointCheck(t *testing.T) {
	if err := (Point{52.2, -0.1}).Check(); err != nil {
		t.Error(err)
	}
	for _, bad := range []Point{{91, 0}, {0, 181}, {math.NaN(), 0}, {0, math.Inf(1)}} {
		if !fault.Is(bad.Check(), "place.point") {
			t.Errorf("%v passed", bad)
		}
	}
	if (Point{}).Known() || !(Point{52, 0}).Known() {
		t.Error("Known is wrong")
	}
}

// Unit postcodes of the county lie near the middle we give for their district.
func TestDistrictsAgainstUnitPostcodes(t *testing.T) {
	file, err := os.Open("../../../../shared/data/geo/postcodes-cambridgeshire.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("../shared/data/geo is not here: the districts cannot be compared with unit postcodes")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for _, row := range rows[1:] {
		code, err := ParsePostcode(row[0])
		if err != nil || string(code) != row[0] {
			t.Fatalf("a real postcode is refused or respelt: %v", err)
		}
		if _, ok := code.Outcode().District(); ok {
			known++
		}
	}
	// The rest are a few homes on the edge, with outcodes of the next county.
	if share := float64(known) / float64(len(rows)-1); share < 0.99 {
		t.Errorf("only %.1f%% of the county's postcodes are in a district we know", 100*share)
	}
}

func TestDistrictsAreSound(t *testing.T) {
	seen := map[Outcode]bool{}
	for _, d := range Districts() {
		o, err := ParseOutcode(string(d.Outcode))
		if err != nil || o != d.Outcode || seen[o] || d.Name == "" {
			t.Errorf("%+v: %v, seen %v", d, err, seen[o])
		}
		seen[o] = true
		if m := d.Centre.MetresTo(Point{52.4, 0.05}); m > 70_000 {
			t.Errorf("%s is %.0f km from the middle of the county", d.Outcode, m/1000)
		}
	}
	if _, ok := Outcode("CB12").District(); ok {
		t.Error("CB12 does not exist")
	}
	Districts()[0].Name = "changed"
	if districts[0].Name == "changed" {
		t.Error("callers can change the table")
	}
}
