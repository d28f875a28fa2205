package field

// VerdictOf is verdict, for the test that no kind of fault is forgotten.
var VerdictOf = verdict
