// Package audit shows what was done and who looked: about one person, in plain
// words, and the council's whole journal with its refusals.
//
// Source: Data Protection Act 2018 and UK GDPR articles 5(2), 15 and 32 (who
// did what and who saw it can be shown); Care Quality Commission regulation 17
// (good governance).
//
// Owns no tables; writes nothing. Reads the gate's journal, notes and access
// rows, never the sealed ones. What was done about a person is seen by those
// who may see every person; who looked, and what was refused, by a coordinator
// and a manager; the whole journal by a manager, and by an administrator
// without names of people and without reasons in words (TestAdminSeesNoPerson).
// The journal's numbers never leave the server: pages go on by a sealed mark
// made for the one who asks (TestMarksAreOnesOwn).
package audit
