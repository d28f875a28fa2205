package dosage

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
)

// plain is a number as people write it. Zeros behind the point go: "1.0" is
// read as ten when the point is missed.
func plain(n json.Number) string {
	s := n.String()
	if strings.ContainsAny(s, "eE") {
		r, ok := new(big.Rat).SetString(s)
		if !ok {
			return ""
		}
		s = r.FloatString(9)
	}
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func (q *Quantity) check(what string) error {
	switch {
	case q == nil || q.Value == "":
		return unsaid("the %s has no number", what)
	case q.Unit == "":
		return unsaid("the %s has no unit", what)
	}
	return nil
}

// said is an amount in words: 10 milligram.
func (q *Quantity) said(what string) (string, error) {
	if err := q.check(what); err != nil {
		return "", err
	}
	return plain(q.Value) + " " + q.Unit, nil
}

// time is an amount of time in words: 3 days.
func (q *Quantity) time(what string) (string, error) {
	if err := q.check(what); err != nil {
		return "", err
	}
	return plain(q.Value) + " " + plural(q.Unit, q.Value), nil
}

// times are the units of time that are written out, and so take an s.
var times = []string{"second", "minute", "hour", "day", "week", "month", "year"}

func plural(unit string, n json.Number) string {
	if plain(n) != "1" && slices.Contains(times, unit) {
		return unit + "s"
	}
	return unit
}

// said is a range in words: 10 to 20 milligram.
func (r *Range) said(what string) (string, error) {
	low, err := r.Low.said("lowest " + what)
	if err != nil {
		return "", err
	}
	high, err := r.High.said("highest " + what)
	if err != nil {
		return "", err
	}
	if r.Low.Unit == r.High.Unit {
		low = plain(r.Low.Value)
	}
	return low + " to " + high, nil
}

// rate is one amount for each time: 100 millilitre every 2 hours.
func (r *Ratio) rate() (string, error) {
	amount, err := r.Numerator.said("rate")
	if err != nil {
		return "", err
	}
	each, err := r.Denominator.time("time of the rate")
	if err != nil {
		return "", err
	}
	if plain(r.Denominator.Value) == "1" {
		return amount + " per " + r.Denominator.Unit, nil
	}
	return amount + " every " + each, nil
}
