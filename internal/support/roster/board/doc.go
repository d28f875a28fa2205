// Package board shows the rota of a day to the office, and lets it be changed:
// the board of shifts against time, the list, the visits by person and the map,
// all at one address; the plans that cover for somebody who is away, or who is
// late; the check of what a draft would change; and the people to ring afterwards.
//
// A draft is carried in the address of a page, one "to" for each visit placed
// otherwise, so that every step works without a script, can be gone back from,
// and loses nothing when somebody else changes the rota meanwhile. Nothing is
// kept before the draft is confirmed.
//
// The board itself is drawn in the browser (assets/board.js) from the same day
// that the list shows; where no script runs, the list stays.
package board
