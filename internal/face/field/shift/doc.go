// Package shift is the phone-sized pages of a support worker's day, for a phone
// that cannot keep one: they need signal, and no set-up. They post the same use
// cases as the field app.
//
// It owns no tables.
package shift
