package safeguarding

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Whole is all that was done about one concern.
type Whole struct {
	Decisions []Decision // the newest first: it holds
	Notes     []Note     // the newest first
	Tasks     []Task     // what is not done first, the soonest due before others
	Referrals []Referral // the newest first
	Photos    []string   // ids: what is in them stays sealed
	Outcome   Outcome    // zero At while there is none
}

// piece is one row of it, of whatever table.
type piece struct {
	kind, id    string
	at          when.Instant
	by          ids.Account
	due         string
	done        when.Instant
	version     int
	text, reply string
	name        string
}

// WholeOf reads all that was done about a concern, in one statement.
func WholeOf(s *gate.Snapshot, f File) (Whole, error) {
	rows, err := gate.All(s, func(p *piece) []any {
		return []any{&p.kind, &p.id, &p.at, &p.by, &p.due, &p.done, &p.version, &p.text, &p.reply, (*gate.Text)(&p.name)}
	}, `SELECT x.kind, x.id, x.at, x.account_id, x.due, x.done_at, x.version, x.sealed, x.reply, a.name FROM (
			SELECT 'decision' AS kind, id, concern_id, at, account_id, '' AS due, NULL AS done_at, 0 AS version, sealed, '' AS reply FROM safeguarding_decision
			UNION ALL SELECT 'note', id, concern_id, at, account_id, '', NULL, 0, sealed, '' FROM safeguarding_note
			UNION ALL SELECT 'task', id, concern_id, at, '', due_on, done_at, version, sealed, '' FROM safeguarding_task
			UNION ALL SELECT 'referral', id, concern_id, sent_at, account_id, reply_due_at, replied_at, version, sealed, reply_sealed FROM safeguarding_referral
			UNION ALL SELECT 'photo', id, concern_id, at, account_id, '', NULL, 0, '', '' FROM safeguarding_file
			UNION ALL SELECT 'outcome', concern_id, concern_id, at, account_id, '', NULL, 0, sealed, '' FROM safeguarding_outcome
		) x LEFT JOIN auth_account a ON a.id = x.account_id
		WHERE x.concern_id = ? ORDER BY x.at DESC, x.id`, f.ID)
	if err != nil {
		return Whole{}, err
	}
	var w Whole
	for _, p := range rows {
		if err := w.take(s, f, p); err != nil {
			return w, err
		}
	}
	slices.SortStableFunc(w.Tasks, func(a, b Task) int {
		switch {
		case a.Done.IsZero() != b.Done.IsZero():
			if a.Done.IsZero() {
				return -1
			}
			return 1
		case a.Due < b.Due:
			return -1
		case a.Due > b.Due:
			return 1
		}
		return 0
	})
	return w, nil
}

func (w *Whole) take(s *gate.Snapshot, f File, p piece) error {
	switch p.kind {
	case "decision":
		d := Decision{ID: p.id, Concern: f.ID, At: p.at, By: p.by, ByName: p.name}
		err := unsealed(s, p.id, p.text, &d)
		w.Decisions = append(w.Decisions, d)
		return err
	case "note":
		n := Note{ID: p.id, Concern: f.ID, At: p.at, By: p.by, ByName: p.name}
		err := unsealed(s, p.id, p.text, &n)
		w.Notes = append(w.Notes, n)
		return err
	case "task":
		t := Task{ID: p.id, Concern: f.ID, At: p.at, Due: when.Date(p.due), Done: p.done, Version: p.version}
		err := unsealed(s, p.id, p.text, &t)
		w.Tasks = append(w.Tasks, t)
		return err
	case "referral":
		r := Referral{ID: p.id, Concern: f.ID, Sent: p.at, By: p.by, Replied: p.done, Version: p.version, SentName: p.name}
		err := r.ReplyBy.Scan(p.due)
		if err == nil {
			err = unsealed(s, p.id, p.text, &r.Body)
		}
		if err == nil {
			err = unsealed(s, "reply:"+p.id, p.reply, &r.Reply)
		}
		w.Referrals = append(w.Referrals, r)
		return err
	case "photo":
		w.Photos = append(w.Photos, p.id)
	case "outcome":
		w.Outcome = Outcome{Concern: f.ID, At: p.at, By: p.by}
		return unsealed(s, "outcome:"+p.id, p.text, &w.Outcome)
	}
	return nil
}

// TaskOf is one task of a concern. Error: gate.not_found.
func TaskOf(s *gate.Snapshot, f File, id string) (Task, error) {
	w, err := WholeOf(s, f)
	if err != nil {
		return Task{}, err
	}
	i := slices.IndexFunc(w.Tasks, func(t Task) bool { return t.ID == id })
	if i < 0 {
		return Task{}, gate.NotFound()
	}
	return w.Tasks[i], nil
}

// Known is what whoever works on a concern needs of the person's record: they
// read it here, so that nobody sees them open it there.
type Known struct {
	Name, Ref, Born, NHS, Address, Phone string
	Needs                                []string // how to communicate
	Contacts                             []string // in words: who they are, and their number
	Pages                                []Someone
}

// KnownOf reads it in one statement; a zero name where we have no record. Pages
// is as Relatives has it.
func KnownOf(s *gate.Snapshot, about ids.Person) (k Known, err error) {
	type row struct {
		kind, ord string
		t         [7]string
	}
	rows, err := gate.All(s, func(r *row) []any {
		return []any{&r.kind, &r.ord, (*gate.Text)(&r.t[0]), (*gate.Text)(&r.t[1]), (*gate.Text)(&r.t[2]), (*gate.Text)(&r.t[3]), (*gate.Text)(&r.t[4]), (*gate.Text)(&r.t[5]), (*gate.Text)(&r.t[6])}
	}, `WITH who AS (SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)
		SELECT 'a' AS kind, '' AS ord, p.given || ' ' || p.family, p.ref, p.born_on, p.nhs_number, p.address, p.postcode, p.phone FROM person p WHERE p.id = ?
		UNION ALL SELECT 'b', n.recorded_at || n.id, n.what_to_do, '', '', '', '', '', '' FROM person_need n JOIN who w ON w.id = n.person_id WHERE n.ended_at IS NULL
		UNION ALL SELECT 'c', c.name || c.id, c.name, c.relationship, c.phone, CASE WHEN c.keyholder THEN 'has a key' ELSE '' END,
			CASE WHEN c.office_first THEN 'the office rings first' ELSE '' END, '', '' FROM person_contact c JOIN who w ON w.id = c.person_id WHERE c.ended_at IS NULL
		UNION ALL SELECT 'd', a.name || a.id, a.id, a.name, '', '', '', '', '' FROM auth_account a JOIN who w ON w.id = a.person_id WHERE `+hasPage+`
		ORDER BY 1, 2`, about, about, about, s.Now, s.Now)
	for _, r := range rows {
		t := r.t
		switch r.kind {
		case "a":
			k.Name, k.Ref, k.NHS, k.Address, k.Phone = t[0], t[1], ids.NHSNumber(t[3]).String(), t[4]+", "+t[5], t[6]
			if t[2] != "" {
				k.Born = when.Date(t[2]).Said()
			}
		case "b":
			k.Needs = append(k.Needs, t[0])
		case "c":
			said := slices.DeleteFunc([]string{t[0], t[1], t[2], t[3], t[4]}, func(x string) bool { return x == "" })
			k.Contacts = append(k.Contacts, strings.Join(said, ", "))
		case "d":
			k.Pages = append(k.Pages, Someone{Account: ids.Account(t[0]), Name: t[1], Kind: "close", Person: about})
		}
	}
	return k, err
}
