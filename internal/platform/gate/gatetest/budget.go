package gatetest

import (
	"strings"
	"testing"
)

// MostStatements is how many statements one write may say to the database, its
// journal row and the look at who may do it among them. While it says them
// nobody else can write.
const MostStatements = 12

// Longer names each action that may say more, and why.
var Longer = map[string]string{
	"referral.receive": "one statement for each file that came with it: each is sealed by itself",
	"field.keep":       "a phone's whole delivery: its facts in lists of 500 values, and what its contact gives the office to hear of",
	"field.hear":       "a phone's contact: up to three alerts, each with whoever is on duty and its first step",
	"field.help":       "a call for help: its alert, its alarm, and the first rung of the ladder with a text and a call",
	"lonework.step":    "a rung of an alarm: whom it asks is read in the same write, with a text and a call, and the alert beside it",
	"noanswer.watch":   "a door whose clock ran out: the first rung of an alarm, with a text and a call, and the alert beside it",
	"lonework.follow":  "every visit that began, moved or ended since the last look, each in a statement",
	"world.alarm":      "as field.help",
	"prison.team":      "who joins the team: a relation with everybody there, in lists of 80",
	"roster.build":     "a whole day: its visits, runs and changes, in lists of 500 values, and an alert for each visit that lost its place",
	"roster.publish":   "a whole day: the relations of everybody at work, and an alert for each visit that no shift has",
	"roster.shift":     "a shift called off: an alert for each of its visits",
	"roster.move":      "a visit moved: the day is looked at whole, two runs are put down anew, and their workers told",
}

// Budget fails the test when a write said more than it may. Every record of
// this package is held to it, so that every action which any test carries out
// is. Actions of tests themselves, "test.", are not.
func Budget(t testing.TB, action string, statements []string) {
	if len(statements) <= MostStatements || Longer[action] != "" || strings.HasPrefix(action, "test.") {
		return
	}
	t.Errorf("%s takes %d statements, at most %d:\n%s", action, len(statements), MostStatements, strings.Join(statements, "\n"))
}
