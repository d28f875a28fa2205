// Package keep looks after a council's record from outside: it takes backups,
// restores them, and checks that nobody has changed, cut or reordered the
// journals.
//
// It is the second reader of the journals and shares no code with the gate that
// writes them: its own connection, its own SQL, its own hash. What each row's
// hash covers is written down here and in docs/adr/0003-one-journal.md; when
// the two readers disagree, one of them is wrong and `stillhome check` says so.
//
// Four chains: gate_journal (acts), gate_access (looks), and the sealed pair.
// Each row's hash is SHA-256, in hexadecimal, over the hash of the row before
// (empty for the first) and the row's fields in the order of its table, each
// written as its length in bytes, a colon, and itself. Numbers are decimal; what
// is absent is empty.
package keep
