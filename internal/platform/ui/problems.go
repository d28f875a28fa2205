package ui

import (
	"context"
	"net/url"
	"slices"
)

// Problem is one thing wrong with a form. Field is the name of its field, empty
// when it belongs to none; Text says what is wrong and what to do.
type Problem struct {
	Field, Text string
}

// Problems are what is wrong with a form, in the order of its fields.
type Problems []Problem

// About gives the first problem with one of the named fields, or nothing.
func (p Problems) About(fields ...string) string {
	for _, problem := range p {
		if problem.Field != "" && slices.Contains(fields, problem.Field) {
			return problem.Text
		}
	}
	return ""
}

// Submitted are the values of a form as they were sent.
type Submitted = url.Values

// FormName is the hidden field by which a page with several forms knows which
// one was sent; a Form with an ID sends it.
const FormName = "_form"

// contextKey keeps what this package puts in a context apart from all else.
type contextKey int

const problemsKey contextKey = iota

// answer is what a form is shown again with.
type answer struct {
	problems Problems
	values   Submitted
}

// WithProblems gives a context in which pages show these problems, and forms
// show again the values that were sent.
func WithProblems(ctx context.Context, p Problems, values Submitted) context.Context {
	return context.WithValue(ctx, problemsKey, answer{p, values})
}

// ProblemsFrom gives the problems put in the context; none when all is well.
func ProblemsFrom(ctx context.Context) Problems {
	a, _ := ctx.Value(problemsKey).(answer)
	return a.problems
}

// SubmittedFrom gives the values that were sent; nil when no form was.
func SubmittedFrom(ctx context.Context) Submitted {
	a, _ := ctx.Value(problemsKey).(answer)
	return a.values
}

// anchor gives the id of the field of a problem, as the form that was sent made it.
func anchor(ctx context.Context, field string) string {
	return fieldID(SubmittedFrom(ctx).Get(FormName), field)
}

// fieldID gives the id of a form's field on the page.
func fieldID(form, field string) string {
	if form == "" {
		return field
	}
	return form + "-" + field
}
