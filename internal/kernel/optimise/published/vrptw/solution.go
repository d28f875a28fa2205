package vrptw

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
)

// Solution is a set of routes and what they are said to cost.
type Solution struct {
	// Routes hold customers in the order they are served, the depot at either
	// end left out.
	Routes [][]int
	Cost   Tenths // as claimed by whoever wrote it
}

// ReadSolution reads CVRPLIB's form: lines "Route #1: 5 3 7" and a line
// "Cost 827.3". The routes are numbered 1, 2, 3 in order.
// Errors: vrptw.solution, naming the line and what is wrong.
func ReadSolution(r io.Reader) (*Solution, error) {
	s := &Solution{Cost: -1}
	scan := bufio.NewScanner(r)
	at := 0
	bad := func(say string, args ...any) error {
		return fault.New(fault.Invalid, "vrptw.solution", "Line "+strconv.Itoa(max(at, 1))+": "+say+".", args...)
	}
	for scan.Scan() {
		at++
		words := strings.Fields(scan.Text())
		switch {
		case len(words) == 0:
		case strings.EqualFold(words[0], "route"):
			route, say := readRoute(words[1:], len(s.Routes)+1)
			if say != "" {
				return nil, bad("%s", say)
			}
			s.Routes = append(s.Routes, route)
		case strings.EqualFold(words[0], "cost"):
			if s.Cost >= 0 {
				return nil, bad("the cost stands here a second time")
			}
			cost, ok := readCost(words[1:])
			if !ok {
				return nil, bad("the cost must be one number of at most one decimal, such as \"Cost 827.3\"")
			}
			s.Cost = cost
		default:
			return nil, bad("expected \"Route #%d: ...\" or \"Cost ...\", found %q", len(s.Routes)+1, shortened(strings.Join(words, " ")))
		}
	}
	if err := scan.Err(); err != nil {
		return nil, bad("the file cannot be read further: %s", err)
	}
	if s.Cost < 0 {
		return nil, bad("the cost is missing: end with a line such as \"Cost 827.3\"")
	}
	return s, nil
}

// readRoute reads "#2: 5 3 7", and says what is wrong with it.
func readRoute(words []string, number int) (route []int, say string) {
	want := "#" + strconv.Itoa(number) + ":"
	if len(words) == 0 || words[0] != want {
		return nil, fmt.Sprintf("expected \"Route %s\", found %q", want, shortened("Route "+strings.Join(words, " ")))
	}
	for _, word := range words[1:] {
		customer, err := strconv.Atoi(word)
		if err != nil {
			return nil, fmt.Sprintf("%q on route %d is not a customer's number", shortened(word), number)
		}
		route = append(route, customer)
	}
	return route, ""
}

// readCost reads "827.3" without floating point.
func readCost(words []string) (cost Tenths, ok bool) {
	if len(words) != 1 {
		return 0, false
	}
	whole, tenth, _ := strings.Cut(words[0], ".")
	tenth = strings.TrimRight(tenth, "0")
	if len(tenth) > 1 {
		return 0, false
	}
	units, err := strconv.ParseUint(whole, 10, 32)
	if err != nil {
		return 0, false
	}
	tenths := uint64(0)
	if tenth != "" {
		if tenths, err = strconv.ParseUint(tenth, 10, 8); err != nil {
			return 0, false
		}
	}
	return Tenths(units*10 + tenths), true
}

// Write writes CVRPLIB's form, which ReadSolution reads. Routes without a
// customer are left out. Errors: those of w.
func (s *Solution) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	number := 0
	for _, route := range s.Routes {
		if len(route) == 0 {
			continue
		}
		number++
		fmt.Fprintf(b, "Route #%d:", number)
		for _, customer := range route {
			fmt.Fprintf(b, " %d", customer)
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintf(b, "Cost %d.%d\n", s.Cost/10, s.Cost%10)
	return b.Flush()
}
