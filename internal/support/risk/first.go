package risk

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// First is what whoever comes first should have in mind: what we know, and from
// where, what we do not, and what to check on the way in.
type First struct {
	Known   []string
	Unknown []string
	Checks  []string
}

// FirstChecks are looked at on the way in, in this order. They are ours, drawn
// from HSE INDG73.
var FirstChecks = []string{
	"Before you go to the door: is it light enough, and is anybody about whom you did not expect?",
	"Is your phone charged, and do you have signal? Say to the office that you are there.",
	"Knock, say who you are and why you come, and ask who is at home.",
	"Are there animals? Ask for them to be shut away.",
	"Look for a second way out, and stand so that you can get to the door.",
	"Is there smoke, gas, a weapon, or shouting? Then do not go in.",
	"You may stop at any time. Nobody will blame you.",
}

// start is what the record has of somebody, for whoever comes first.
type start struct {
	person     ids.Person
	visited    bool
	source     string // of the referral
	reason     string
	alone      string
	language   string
	gettingIn  bool
	contacts   int
	keyholders int
	needs      int
	medicines  int
	allergies  int // on the list, or a chart that says that there are none
	facts      int // resuscitation
	swallow    int
	moving     int
	home       int
	warnings   int
	phone      string
}

// said puts it in words: what is known with where it is from, then what is not.
func (f start) said() *First {
	out := &First{Known: []string{}, Unknown: []string{}, Checks: FirstChecks}
	tell := func(known bool, have, lack string) {
		if known {
			out.Known = append(out.Known, have)
		} else {
			out.Unknown = append(out.Unknown, lack)
		}
	}
	tell(f.reason != "", "Why we come (referral, "+f.source+"): "+sentence(f.reason), "Why we were asked to come. Ask what happened.")
	tell(f.phone != "", "Their telephone number is in our record.", "Their telephone number. Ask for it.")
	tell(f.gettingIn, "How to get in is in our record.", "How to get in. Knock, and wait.")
	tell(f.alone == "yes" || f.alone == "no", map[string]string{"yes": "They live alone, as we were told.", "no": "They do not live alone: somebody else may be at home."}[f.alone],
		"Whether they live alone. Somebody else may be at home.")
	tell(f.contacts > 0, "Whom to ring for them is in our record.", "Whom to ring for them. Ask for a name and a number.")
	tell(f.keyholders > 0, "Somebody holds a key, as our contacts say.", "Whether anybody holds a key.")
	tell(f.needs > 0, "How to communicate stands above this.", "How they communicate best. Ask the four questions.")
	tell(f.medicines > 0, "What they take is written down.", "What they take. Do not give any medicine until the office says.")
	tell(f.allergies > 0, "What is known of allergies is written down.", "Whether they have allergies. Ask before you give or use anything.")
	tell(f.facts > 0, "What to do if the heart stops is written down.", "Whether there is a DNACPR or ReSPECT form. Without one: call 999.")
	tell(f.swallow > 0, "What they can eat and drink is written down.", "Whether they swallow safely. Ask before you give food or drink.")
	tell(f.moving > 0, "How they are helped to move is written down.", "How they move. Do not lift or hold them before somebody has assessed it.")
	tell(f.home > 0, "The home has been looked at.", "What the home is like: animals, smoking, stairs, who else is there.")
	if f.warnings > 0 {
		out.Known = append(out.Known, "There is a warning. Read it before you go.")
	}
	return out
}

func (f *start) fields() []any {
	return []any{
		&f.person, &f.visited, (*gate.Text)(&f.source), (*gate.Text)(&f.reason), &f.alone, &f.language, &f.gettingIn, &f.phone,
		&f.contacts, &f.keyholders, &f.needs, &f.medicines, &f.allergies, &f.facts, &f.swallow, &f.moving, &f.home, &f.warnings,
	}
}

// firstsOf reads it for each person, and whether any of us has visited them.
func firstsOf(s *gate.Snapshot, people []ids.Person) ([]start, error) {
	return gate.All(s, (*start).fields, `WITH who AS (SELECT id, COALESCE(merged_into, id) AS whose FROM person WHERE id IN ? OR merged_into IN ?)
		SELECT p.id, EXISTS (SELECT 1 FROM visit v JOIN who w ON w.id = v.person_id WHERE w.whose = p.id AND v.state = 'done'),
		(SELECT CASE WHEN r.hospital <> '' THEN r.hospital WHEN r.sender <> '' THEN r.sender ELSE r.source END FROM referral r JOIN who w ON w.id = r.person_id
			WHERE w.whose = p.id ORDER BY r.received_at DESC, r.id LIMIT 1),
		(SELECT r.reason FROM referral r JOIN who w ON w.id = r.person_id WHERE w.whose = p.id ORDER BY r.received_at DESC, r.id LIMIT 1),
		p.lives_alone, p.language, p.getting_in <> '', p.phone,
		(SELECT COUNT(*) FROM person_contact c JOIN who w ON w.id = c.person_id WHERE w.whose = p.id AND c.ended_at IS NULL),
		(SELECT COUNT(*) FROM person_contact c JOIN who w ON w.id = c.person_id WHERE w.whose = p.id AND c.ended_at IS NULL AND c.keyholder),
		(SELECT COUNT(*) FROM person_need n JOIN who w ON w.id = n.person_id WHERE w.whose = p.id AND n.ended_at IS NULL),
		(SELECT COUNT(*) FROM medicine m JOIN who w ON w.id = m.person_id WHERE w.whose = p.id AND m.stopped_at IS NULL),
		(SELECT COUNT(*) FROM medicine_allergy a JOIN who w ON w.id = a.person_id WHERE w.whose = p.id AND a.ended_at IS NULL)
			+ (SELECT COUNT(*) FROM medicine_head h JOIN who w ON w.id = h.person_id WHERE w.whose = p.id AND h.allergies = 'none'),
		(SELECT COUNT(*) FROM risk_fact f JOIN who w ON w.id = f.person_id WHERE w.whose = p.id AND f.ended_at IS NULL AND f.kind = 'resuscitation'),
		(SELECT COUNT(*) FROM risk_fact f JOIN who w ON w.id = f.person_id WHERE w.whose = p.id AND f.ended_at IS NULL AND f.kind = 'swallowing'),
		(SELECT COUNT(*) FROM risk_moving m JOIN who w ON w.id = m.person_id WHERE w.whose = p.id),
		(SELECT COUNT(*) FROM risk_home h JOIN who w ON w.id = h.person_id WHERE w.whose = p.id),
		(SELECT COUNT(*) FROM risk_warning x JOIN who w ON w.id = x.person_id WHERE w.whose = p.id AND x.ended_at IS NULL AND x.until_on >= ?)
		FROM person p JOIN who o ON o.id = p.id AND o.whose = p.id ORDER BY p.id`, gate.In(people), gate.In(people), s.Today())
}
