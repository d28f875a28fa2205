package vrptw

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
)

// largestNumber bounds every figure in a file, so that sums of squares and of
// tenths stay whole. The largest in the published files is below 10,000.
const largestNumber = 1_000_000

// mostCustomers bounds the table of distances. The largest published instance
// has 1,000.
const mostCustomers = 2_500

// Read reads an instance in Solomon's text form: the name, VEHICLE with a line
// of number and capacity, CUSTOMER with seven figures a line, the depot first
// as customer 0. Blank lines do not count.
// Errors: vrptw.instance, naming the line and what is wrong.
func Read(r io.Reader) (*Instance, error) {
	l := lines{scan: bufio.NewScanner(r)}
	in := &Instance{Name: l.next()}
	if in.Name == "" {
		return nil, l.bad("the file is empty: begin with the instance's name")
	}
	if err := l.heading("VEHICLE"); err != nil {
		return nil, err
	}
	if err := l.heading("NUMBER"); err != nil {
		return nil, err
	}
	fleet, err := l.figures(l.next(), 2, "the number of vehicles and their capacity")
	if err != nil {
		return nil, err
	}
	if in.Vehicles, in.Capacity = fleet[0], fleet[1]; in.Vehicles < 1 {
		return nil, l.bad("there is no vehicle: give at least 1")
	}
	if err := l.heading("CUSTOMER"); err != nil {
		return nil, err
	}
	if err := l.heading("CUST"); err != nil {
		return nil, err
	}
	for text := l.next(); text != ""; text = l.next() {
		site, err := l.site(text, len(in.Sites), in.Capacity)
		if err != nil {
			return nil, err
		}
		in.Sites = append(in.Sites, site)
	}
	switch err := l.scan.Err(); {
	case err != nil:
		return nil, l.bad("the file cannot be read further: %s", err)
	case len(in.Sites) == 0:
		return nil, l.bad("there is no depot: give it as customer 0, then the customers")
	case len(in.Sites) == 1:
		return nil, l.bad("there is no customer after the depot: add at least one")
	}
	return in, nil
}

// site reads one line of the table of customers.
func (l *lines) site(text string, number, capacity int) (Site, error) {
	f, err := l.figures(text, 7, "number, x, y, demand, ready time, due date and service time")
	if err != nil {
		return Site{}, err
	}
	s := Site{X: f[1], Y: f[2], Demand: f[3], Ready: f[4], Due: f[5], Service: f[6]}
	switch {
	case f[0] != number:
		err = l.bad("customer %d stands where %d is due: number them 0, 1, 2 and so on, the depot being 0", f[0], number)
	case number > mostCustomers:
		err = l.bad("there are more than %d customers: split the instance", mostCustomers)
	case s.Demand < 0 || s.Ready < 0 || s.Service < 0:
		err = l.bad("demand, ready time and service time cannot be negative")
	case s.Demand > capacity:
		err = l.bad("customer %d demands %d and a vehicle carries %d: no route can serve it", number, s.Demand, capacity)
	case s.Due < s.Ready:
		err = l.bad("the window of customer %d closes at %d, before it opens at %d", number, s.Due, s.Ready)
	case number == 0 && (s.Demand != 0 || s.Service != 0):
		err = l.bad("the depot has a demand or a service time: both must be 0")
	}
	return s, err
}

// lines hands out the lines that are not blank and knows where it is.
type lines struct {
	scan *bufio.Scanner
	at   int
}

// next is the next line that is not blank, without the spaces around it; empty
// at the end.
func (l *lines) next() string {
	for l.scan.Scan() {
		l.at++
		if text := strings.TrimSpace(l.scan.Text()); text != "" {
			return text
		}
	}
	return ""
}

func (l *lines) bad(say string, args ...any) error {
	return fault.New(fault.Invalid, "vrptw.instance", "Line "+strconv.Itoa(max(l.at, 1))+": "+say+".", args...)
}

// heading expects a line that begins with the word.
func (l *lines) heading(word string) error {
	text := l.next()
	first, _, _ := strings.Cut(text, " ")
	switch {
	case l.scan.Err() != nil:
		return l.bad("the file cannot be read further: %s", l.scan.Err())
	case text == "":
		return l.bad("the file ends where the heading %s is due", word)
	case !strings.EqualFold(first, word):
		return l.bad("expected the heading %s, found %q", word, shortened(text))
	}
	return nil
}

// figures reads exactly so many whole numbers. A decimal such as "35.0" counts
// as whole.
func (l *lines) figures(text string, count int, what string) ([]int, error) {
	words := strings.Fields(text)
	if len(words) != count {
		return nil, l.bad("expected %d whole numbers (%s), found %q", count, what, shortened(text))
	}
	all := make([]int, count)
	for i, word := range words {
		f, err := strconv.ParseFloat(word, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > largestNumber {
			return nil, l.bad("%q is not a whole number up to %d (%s)", shortened(word), largestNumber, what)
		}
		all[i] = int(f)
	}
	return all, nil
}

// shortened keeps a sentence a sentence, whatever the file holds.
func shortened(text string) string {
	const most = 40
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}
