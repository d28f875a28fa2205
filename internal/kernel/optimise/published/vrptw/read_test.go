package vrptw_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published/vrptw"
)

// small has one customer 5 away (3-4-5), one 1.4 away and one 10 away.
const small = `small

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0        100          0
    1      3          4          4         20         30          5
    2      1          1          6          0         40         10
    3      10         0          5          0         60          1
`

func read(t *testing.T, text string) *vrptw.Instance {
	t.Helper()
	in, err := vrptw.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestRead(t *testing.T) {
	in := read(t, strings.ReplaceAll(small, "\n", "\r\n"))
	if in.Name != "small" || in.Vehicles != 2 || in.Capacity != 10 || in.Customers() != 3 {
		t.Errorf("read %+v", in)
	}
	if want := (vrptw.Site{X: 3, Y: 4, Demand: 4, Ready: 20, Due: 30, Service: 5}); in.Sites[1] != want {
		t.Errorf("customer 1 is %+v, expected %+v", in.Sites[1], want)
	}
}

func TestTravelIsCutOffAfterOneDecimal(t *testing.T) {
	in := read(t, small)
	for _, c := range []struct {
		from, to int
		want     vrptw.Tenths
	}{
		{0, 1, 50},  // 3-4-5
		{0, 2, 14},  // root of 2 is 1.41
		{1, 2, 36},  // root of 13 is 3.606
		{2, 3, 90},  // root of 82 is 9.055
		{3, 1, 80},  // root of 65 is 8.062
		{3, 3, 0},   // nowhere
		{0, 3, 100}, // straight
	} {
		if got := in.Travel(c.from, c.to); got != c.want {
			t.Errorf("from %d to %d is %d tenths, expected %d", c.from, c.to, got, c.want)
		}
	}
}

func TestReadSaysWhichLineIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"empty":          {small, "", "Line 1: the file is empty"},
		"cut short":      {small[strings.Index(small, "CUSTOMER"):], "", "Line 6: the file ends where the heading CUSTOMER is due"},
		"no vehicles":    {"VEHICLE", "TRUCKS", `Line 3: expected the heading VEHICLE, found "TRUCKS"`},
		"a word":         {"  2         10", "two 10", `Line 5: "two" is not a whole number`},
		"not whole":      {"  2         10", "2 10.5", `Line 5: "10.5" is not a whole number`},
		"no vehicle":     {"  2         10", "0 10", "Line 5: there is no vehicle"},
		"six figures":    {"    2      1          1 ", "    2      1 ", "Line 12: expected 7 whole numbers"},
		"out of order":   {"    2      1 ", "    7      1 ", "Line 12: customer 7 stands where 2 is due"},
		"too heavy":      {"1          6 ", "1         16 ", "Line 12: customer 2 demands 16 and a vehicle carries 10"},
		"window":         {"20         30", "20         10", "Line 11: the window of customer 1 closes at 10, before it opens at 20"},
		"negative":       {"40         10", "40        -10", "Line 12: demand, ready time and service time cannot be negative"},
		"depot demands":  {"0      0          0          0", "0      0          0          1", "Line 10: the depot has a demand"},
		"infinite":       {"20         30", "20        Inf", `Line 11: "Inf" is not a whole number`},
		"huge":           {"20         30", "20       1e12", `Line 11: "1e12" is not a whole number up to`},
		"depot alone":    {small[strings.Index(small, "    1      3"):], "", "Line 10: there is no customer"},
		"no table":       {small[strings.Index(small, "    0      0"):], "", "Line 9: there is no depot"},
		"a line too big": {"small\n", "small\n" + strings.Repeat("x", 70000), "cannot be read further"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(small, c.from) {
				t.Fatalf("nothing to replace: %q", c.from)
			}
			_, err := vrptw.Read(strings.NewReader(strings.Replace(small, c.from, c.to, 1)))
			if !fault.Is(err, "vrptw.instance") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("said %v, expected %q", err, c.want)
			}
		})
	}
}

// TestPublishedFiles reads every file at hand and compares its head with the
// table of best known solutions.
func TestPublishedFiles(t *testing.T) {
	const folder = "../../../../../../shared/data/vrptw"
	table, err := os.Open(filepath.Join(folder, "bks.csv"))
	if err != nil {
		t.Skip("the published instances are not here: they lie in ../shared/data/vrptw beside the repository")
	}
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	heads := map[string][]string{}
	for _, row := range rows {
		heads[strings.ToUpper(row[0])] = row
	}
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.txt"))
	if err != nil || len(files) < 80 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		in, err := vrptw.Read(file)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		row := heads[strings.ToUpper(in.Name)]
		if row == nil {
			t.Errorf("%s: no best known solution for %q", path, in.Name)
			continue
		}
		for column, got := range map[int]int{2: in.Customers(), 3: in.Vehicles, 4: in.Capacity} {
			if want, _ := strconv.Atoi(row[column]); got != want {
				t.Errorf("%s: %s is %d, the table says %d", path, rows[0][column], got, want)
			}
		}
	}
}
