package safeguarding

import (
	"slices"

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
