package field

// VerdictOf is verdict, for the test that no kind of fault is forgotten.
var VerdictOf = verdict

// Sending is the line of phones that send, for the test that fills it.
var Sending = sending

// Calling is the line of calls that do not open.
var Calling = calling
