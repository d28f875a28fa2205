// Package desk is the start page: for everyone who signs in, what they should
// look at first. A coordinator sees what cannot wait and how today's rota
// stands; a manager five figures with words; therapists and social workers whose
// assessment, plan, review or end is due; support workers are led to their
// visits, safeguarding leads to the concerns, which are sealed; a person and
// their family see who is coming and what the goals are.
// Roles whose part of the service is not built yet are told so.
//
// A person and those close to them see only what is released to them: visits of
// published days with the worker's first name, and the goals of an agreed plan
// in the person's words (TestOwnPageShowsOnlyWhatIsReleased).
//
// Owns no tables; writes nothing.
package desk
