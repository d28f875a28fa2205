// Package fault is the one kind of error that a person or another program may
// be shown. Everything else is a bug or a broken machine: it is logged, and
// the reader sees a reference number.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of thing went wrong, and so how each face answers.
type Kind int

// The kinds, in the order of the table in ARCHITECTURE.md section 10.
const (
	Internal        Kind = iota // a bug or a broken machine; nothing of it is shown
	Invalid                     // what was sent breaks a rule; say which and what to do
	Unauthenticated             // nobody is signed in
	Forbidden                   // signed in, but not for this
	NotFound                    // no such record, or none this actor may know of
	Conflict                    // someone else changed it first
	Unavailable                 // try again shortly
)

// Kinds lists every kind, for the tests which check that no face forgot one.
var Kinds = []Kind{Internal, Invalid, Unauthenticated, Forbidden, NotFound, Conflict, Unavailable}

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "unavailable"}

// String is the kind's stable name, as logs show it.
func (k Kind) String() string { return kindNames[k] }

// Fault carries a stable code for programs and a sentence for people.
type Fault struct {
	Kind   Kind
	Code   string            // "visit.already_recorded"; never changes meaning
	Say    string            // plain English, safe to show, no names or notes
	Fields map[string]string // form field name to what is wrong with it; Invalid only
	Order  []string          // the names of Fields, in the order they were checked
}

// Error joins code and sentence, for logs.
func (f *Fault) Error() string { return f.Code + ": " + f.Say }

// New makes a fault. Say must be safe to show to anyone who may try the act.
func New(kind Kind, code, say string, args ...any) error {
	if len(args) > 0 {
		say = fmt.Sprintf(say, args...)
	}
	return &Fault{Kind: kind, Code: code, Say: say}
}

// Of finds the fault in an error's chain.
func Of(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// KindOf is the kind of the fault in the chain, or Internal.
func KindOf(err error) Kind {
	if f, ok := Of(err); ok {
		return f.Kind
	}
	return Internal
}

// Is reports whether the chain holds a fault with this code.
func Is(err error, code string) bool {
	f, ok := Of(err)
	return ok && f.Code == code
}

// Checks gathers what is wrong with a form, field by field, so that a person
// hears everything at once. The zero value is ready to use.
type Checks struct {
	fields map[string]string
	order  []string
}

// Field notes say against the named field when bad is true. Only the first
// complaint about a field is kept.
func (c *Checks) Field(bad bool, name, say string, args ...any) {
	if !bad {
		return
	}
	if c.fields == nil {
		c.fields = map[string]string{}
	}
	if _, seen := c.fields[name]; seen {
		return
	}
	if len(args) > 0 {
		say = fmt.Sprintf(say, args...)
	}
	c.fields[name] = say
	c.order = append(c.order, name)
}

// Take adds the fields of another Invalid fault, and reports any other error.
func (c *Checks) Take(err error) error {
	f, ok := Of(err)
	if !ok || f.Kind != Invalid {
		return err
	}
	for _, n := range f.Order {
		c.Field(true, n, "%s", f.Fields[n])
	}
	return nil
}

// Err is nil when nothing was wrong, else one Invalid fault with every field.
func (c *Checks) Err(code string) error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Code: code, Say: c.fields[c.order[0]], Fields: c.fields, Order: c.order}
}
