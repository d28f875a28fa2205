package dmd

import (
	"regexp"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/person"
)

// Code is a product's SNOMED CT code.
type Code string

// Kind says how much a product's name tells.
type Kind string

// The kinds, from the name of what is in it to the name on a box: dm+d's VTM,
// VMP and AMP.
const (
	Substance Kind = "substance"
	Generic   Kind = "generic"
	Brand     Kind = "brand"
)

var kindWords = map[Kind]string{Substance: "What is in it", Generic: "By what is in it", Brand: "By its brand"}

// Label is the kind in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

// Product is one medicine as the dictionary names it. Form, Route and Control
// are in words and may be empty; Control is the schedule of a controlled drug,
// and empty for others. Above is the product it is one of; empty for a
// substance.
type Product struct {
	Code    Code
	Kind    Kind
	Name    string
	Above   Code
	Form    string
	Route   string
	Control string
	named   bool
}

// Release is one issue of the dictionary, by the day it names.
type Release struct {
	ID       string
	On       when.Date
	Imported when.Instant
	Products int
}

// Fewest letters that are looked for, most words of a search and most products
// that are shown.
const (
	fewestLetters = 2
	mostWords     = 5
	mostShown     = 20
)

var point = regexp.MustCompile(`([0-9])\.([0-9])`)

// key is a name as it is looked for: small, without marks, with a strength kept
// in one piece ("2.5mg" is not "2" and "5mg").
func key(name string) string {
	name = strings.NewReplacer("/", " ", "(", " ", ")", " ", "+", " ", "&", " ").Replace(name)
	return person.Fold(point.ReplaceAllString(name, "${1}p${2}"))
}
