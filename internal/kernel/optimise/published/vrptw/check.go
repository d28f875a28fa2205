package vrptw

import "fmt"

// Code names the rule a solution breaks. Codes are stable.
type Code string

// The rules, as they are checked.
const (
	NoSuch   Code = "no_such"  // a customer the instance does not have
	Twice    Code = "twice"    // a customer is served more than once
	Missing  Code = "missing"  // a customer is not served
	Fleet    Code = "fleet"    // more routes than vehicles
	Capacity Code = "capacity" // a route carries more than a vehicle holds
	Window   Code = "window"   // service would begin after the window closes
	Return   Code = "return"   // the vehicle is back after the depot closes
	CostSaid Code = "cost"     // the cost claimed is not what the routes cost
)

// Violation is one rule broken, and where.
type Violation struct {
	Code     Code
	Route    int // from 1, as written in the file; 0 where it is about no one route
	Customer int // 0 where it is about no one customer
	Text     string
}

// String is the violation on one line.
func (v Violation) String() string { return fmt.Sprintf("%s: %s", v.Code, v.Text) }

// Cost is what a solution's routes come to, whatever it claims.
type Cost struct {
	Distance Tenths
	Routes   int // those with a customer
}

// Check adds up the routes and lists every rule they break; none means the
// solution is sound and costs what it claims. Where it names a customer that
// does not exist, that customer is passed over in the sums.
func Check(in *Instance, s *Solution) (Cost, []Violation) {
	c := checking{in: in, served: make([]int, len(in.Sites))}
	for i, route := range s.Routes {
		if len(route) > 0 {
			c.cost.Routes++
			c.route(i+1, route)
		}
	}
	for customer := 1; customer < len(in.Sites); customer++ {
		switch times := c.served[customer]; {
		case times == 0:
			c.report(Missing, 0, customer, "customer %d is not served", customer)
		case times > 1:
			c.report(Twice, 0, customer, "customer %d is served %d times", customer, times)
		}
	}
	if c.cost.Routes > in.Vehicles {
		c.report(Fleet, 0, 0, "%d routes for %d vehicles", c.cost.Routes, in.Vehicles)
	}
	if s.Cost != c.cost.Distance {
		c.report(CostSaid, 0, 0, "the cost is said to be %d tenths and is %d", s.Cost, c.cost.Distance)
	}
	return c.cost, c.found
}

// checking is one check under way.
type checking struct {
	in     *Instance
	served []int // times each site is served
	cost   Cost
	found  []Violation
}

func (c *checking) report(code Code, route, customer int, text string, args ...any) {
	c.found = append(c.found, Violation{code, route, customer, fmt.Sprintf(text, args...)})
}

// route drives one route from the depot's opening, everything in tenths.
func (c *checking) route(number int, customers []int) {
	depot := c.in.Sites[0]
	clock, at, load := Tenths(10*depot.Ready), 0, 0
	for _, customer := range customers {
		if customer < 1 || customer >= len(c.in.Sites) {
			c.report(NoSuch, number, customer, "route %d serves customer %d, and there are %d", number, customer, c.in.Customers())
			continue
		}
		c.served[customer]++
		site := c.in.Sites[customer]
		way := c.in.Travel(at, customer)
		c.cost.Distance += way
		clock = max(clock+way, Tenths(10*site.Ready))
		if closes := Tenths(10 * site.Due); clock > closes {
			c.report(Window, number, customer, "route %d reaches customer %d at %d tenths, after its window closed at %d", number, customer, clock, closes)
		}
		clock += Tenths(10 * site.Service)
		load += site.Demand
		at = customer
	}
	home := c.in.Travel(at, 0)
	c.cost.Distance += home
	if closes := Tenths(10 * depot.Due); clock+home > closes {
		c.report(Return, number, 0, "route %d is back at %d tenths, after the depot closed at %d", number, clock+home, closes)
	}
	if load > c.in.Capacity {
		c.report(Capacity, number, 0, "route %d carries %d and a vehicle holds %d", number, load, c.in.Capacity)
	}
}
