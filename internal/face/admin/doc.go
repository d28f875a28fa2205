// Package admin is what the council's administrator does: who has an account
// and in which roles, invitations, and whether the machine is well (work set
// aside, jobs that fail, tries that were refused). An administrator sees no
// person's record.
//
// It owns no table; auth, job and the gate do.
package admin
