// Package actor says who is acting, which roles there are, and the rules that
// say who may do what. Rules are data, so that one table yields the decision
// at the gate, the links a page shows, and docs/actions.md.
package actor

import (
	"context"
	"slices"
)

// Role is what somebody does in the service. The words are part of the
// contract with scripts (POST /demo/sign-in) and never change meaning.
type Role string

// The roles. System is the service's own background work; Client is another
// program that sends referrals. Neither signs in through a page.
const (
	Coordinator      Role = "coordinator"
	Worker           Role = "worker"
	LeadWorker       Role = "lead-worker"
	Therapist        Role = "therapist"
	SocialWorker     Role = "social-worker"
	Manager          Role = "manager"
	SafeguardingLead Role = "safeguarding-lead"
	HR               Role = "hr"
	Analyst          Role = "analyst"
	Admin            Role = "admin"
	Person           Role = "person"
	Family           Role = "family"
	System           Role = "system"
	Client           Role = "client"
)

// Roles lists every role that a person can hold, in the order pages show them.
var Roles = []Role{
	Coordinator, Worker, LeadWorker, Therapist, SocialWorker, Manager,
	SafeguardingLead, HR, Analyst, Admin, Person, Family,
}

var labels = map[Role]string{
	Coordinator: "Coordinator", Worker: "Support worker", LeadWorker: "Lead support worker",
	Therapist: "Therapist", SocialWorker: "Social worker", Manager: "Manager",
	SafeguardingLead: "Safeguarding lead", HR: "Recruitment and training", Analyst: "Analyst",
	Admin: "Administrator", Person: "Person", Family: "Family or friend",
	System: "Stillhome", Client: "Connected system",
}

// Label is the role in words for a screen.
func (r Role) Label() string { return labels[r] }

// Staff reports whether the role is held by people employed by the council.
func (r Role) Staff() bool {
	return r != Person && r != Family && r != System && r != Client
}

// Named groups keep rules short and the same everywhere.
var (
	// Office runs the service day to day.
	Office = []Role{Coordinator, Manager}
	// Practice assesses and plans with people.
	Practice = []Role{Coordinator, Manager, Therapist, SocialWorker}
	// Field visits people at home.
	Field = []Role{Worker, LeadWorker}
)

// Kind of a live relation between an account and a person, kept by the gate.
type Relation string

// The relations. Work comes from a published rota and lapses by itself; Glass
// is opened with a reason for at most an hour.
const (
	Work  Relation = "work"
	Self  Relation = "self"
	Close Relation = "close"
	Glass Relation = "glass"
)

// relationOf is the relation by which a role reaches a person.
func relationOf(r Role) Relation {
	switch r {
	case Person:
		return Self
	case Family:
		return Close
	default:
		return Work
	}
}

// Rule is who may take an action. A role in Any acts for everyone in the
// council. A role in Related acts only for people it has a live relation with
// at the time of the act, or for whom it has just broken the glass.
// The zero Rule allows nobody.
type Rule struct {
	Any     []Role
	Related []Role
}

// Access is what the record says of one actor at one time: the roles held and
// the relations to the person concerned.
type Access struct {
	Roles     []Role
	Relations []Relation
}

// Allows decides. It never looks anything up, so the same answer is had by the
// gate inside its transaction and by a page that hides a link.
func (r Rule) Allows(a Access) bool {
	for _, role := range a.Roles {
		if slices.Contains(r.Any, role) {
			return true
		}
		if slices.Contains(r.Related, role) &&
			(slices.Contains(a.Relations, relationOf(role)) || role.Staff() && slices.Contains(a.Relations, Glass)) {
			return true
		}
	}
	return false
}

// Might reports whether these roles could be allowed for some person. Pages
// use it to hide links; the gate still decides.
func (r Rule) Might(roles []Role) bool {
	return slices.ContainsFunc(roles, func(x Role) bool {
		return slices.Contains(r.Any, x) || slices.Contains(r.Related, x)
	})
}

// Actor is who is acting. Roles are what the session showed at sign-in or
// since; the gate reads them again in its own transaction before it decides.
type Actor struct {
	ID    string // account id; "system" for background work
	Name  string // for the page header only; never logged or journaled
	Roles []Role
	// Trusted actors are the program itself (jobs, followers, the command
	// line on the server). Their Roles stand without an account.
	Trusted bool
}

// Has reports whether the actor's session showed the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Machine is the service acting by itself.
var Machine = Actor{ID: "system", Name: "Stillhome", Roles: []Role{System}, Trusted: true}

type contextKey struct{}

// With puts the actor in the context. Only auth, job, world and cmd do this.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, contextKey{}, a)
}

// From is the actor in the context; false when nobody is acting.
func From(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(contextKey{}).(Actor)
	return a, ok
}
