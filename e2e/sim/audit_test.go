package sim

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "modernc.org/sqlite"

	"stillhome/internal/kernel/ids"
)

func personOf(q question) ids.Person { return ids.Person(q.Person) }

// world is what the simulated phones are told of the council they work for.
type world struct {
	Now     string        `json:"now"`
	First   string        `json:"first"`
	Last    string        `json:"last"`
	Workers []string      `json:"workers"`
	People  []worldPerson `json:"people"`
	Visits  []worldVisit  `json:"visits"`
}

type worldPerson struct {
	ID     string `json:"id"`
	Canary string `json:"canary"`
}

type worldVisit struct {
	ID     string   `json:"id"`
	Person string   `json:"person"`
	On     string   `json:"on"`
	Start  int      `json:"start"`
	Tasks  []string `json:"tasks"`
}

// begin starts over with the record as it was made, or with that in which the
// phones are set up.
func (c *council) begin(ready bool) (any, error) {
	from, record := "made", c.template
	if ready {
		from, record = "ready", c.kept
	}
	if err := c.reset(from, record); err != nil {
		return nil, err
	}
	if c.told != nil {
		return c.told, nil
	}
	w := world{Now: start.Add(time.Minute).Text(), First: string(firstDay), Last: string(lastDay), Workers: workers}
	for n := range len(workers) * peopleEach {
		w.People = append(w.People, worldPerson{string(personID(n)), canary(n)})
	}
	err := c.rows(func(scan func(...any) error) error {
		var v worldVisit
		if err := scan(&v.ID, &v.Person, &v.On, &v.Start); err != nil {
			return err
		}
		w.Visits = append(w.Visits, v)
		return nil
	}, `SELECT id, person_id, on_date, start_min FROM visit ORDER BY on_date, start_min, id`)
	if err != nil {
		return nil, err
	}
	tasks := map[string][]string{}
	err = c.rows(func(scan func(...any) error) error {
		var visit, task string
		if err := scan(&visit, &task); err != nil {
			return err
		}
		tasks[visit] = append(tasks[visit], task)
		return nil
	}, `SELECT v.id, t.id FROM visit v JOIN plan_task t ON t.pattern_id = v.pattern_id ORDER BY v.id, t.ord`)
	for i, v := range w.Visits {
		w.Visits[i].Tasks = tasks[v.ID]
	}
	c.told = &w
	return w, err
}

// rows reads the record past every door of the program: an auditor of its own.
func (c *council) rows(each func(scan func(...any) error) error, query string, args ...any) error {
	if c.auditor == nil {
		db, err := sql.Open("sqlite", "file:"+c.path+"?mode=rw")
		if err != nil {
			return err
		}
		db.SetMaxOpenConns(1)
		c.auditor = db
	}
	rows, err := c.auditor.QueryContext(context.Background(), query, args...)
	if err != nil {
		return fmt.Errorf("%w in %s", err, query)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// held is one fact as the council's record has it.
type held struct {
	Phone    string `json:"phone"`
	Seq      int    `json:"seq"`
	Hash     string `json:"hash"`
	ID       string `json:"id"`
	Action   string `json:"action"`
	Verdict  string `json:"verdict"`
	Code     string `json:"code"`
	Standing string `json:"standing"`
}

// audited is what the record holds in the end.
type audited struct {
	Facts   []held   `json:"facts"`
	Doubled []string `json:"doubled"` // ids of facts that were carried out twice
}

func (c *council) audit() (any, error) {
	a := audited{Facts: []held{}, Doubled: []string{}}
	err := c.rows(func(scan func(...any) error) error {
		var h held
		if err := scan(&h.Phone, &h.Seq, &h.Hash, &h.ID, &h.Action, &h.Verdict, &h.Code, &h.Standing); err != nil {
			return err
		}
		a.Facts = append(a.Facts, h)
		return nil
	}, `SELECT phone_id, seq, hash, id, action, verdict, code, standing FROM field_fact ORDER BY phone_id, seq, hash`)
	if err != nil {
		return nil, err
	}
	for _, query := range []string{
		`SELECT request_key FROM gate_journal WHERE request_key <> '' AND outcome = 'done' GROUP BY actor_id, request_key HAVING COUNT(*) > 1`,
		`SELECT id FROM field_fact WHERE id <> '' GROUP BY phone_id, id HAVING COUNT(*) > 1`,
		`SELECT body FROM field_held GROUP BY account_id, body HAVING COUNT(*) > 1`,
		`SELECT source FROM alert WHERE kind = 'help_wanted' GROUP BY source HAVING COUNT(*) > 1`,
	} {
		err := c.rows(func(scan func(...any) error) error {
			var which string
			err := scan(&which)
			a.Doubled = append(a.Doubled, which)
			return err
		}, query)
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

// holds is which of these facts the record does not have, by their hashes.
func (c *council) holds(hashes []string) (any, error) {
	missing := []string{}
	for _, h := range hashes {
		n := 0
		err := c.rows(func(scan func(...any) error) error { return scan(&n) }, `SELECT COUNT(*) FROM field_fact WHERE hash = ?`, h)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			missing = append(missing, h)
		}
	}
	return missing, nil
}

// whom a worker's pack may be about now, by the rota alone: People whole, Named
// only by what they like to be called, since a visit of theirs was changed.
type whom struct {
	People []string `json:"people"`
	Named  []string `json:"named"`
}

func (c *council) entitled(worker string) (any, error) {
	w := whom{[]string{}, []string{}}
	now := c.clock.Now()
	today, since := now.On(), now.On()
	if now.Before(today.AtMinute(8 * 60).Time) {
		since = today.Add(-1) // yesterday's shift ended less than 12 hours ago
	}
	into := func(list *[]string) func(func(...any) error) error {
		return func(scan func(...any) error) error {
			var p string
			err := scan(&p)
			*list = append(*list, p)
			return err
		}
	}
	err := c.rows(into(&w.People), `SELECT DISTINCT a.person_id FROM roster_assignment a JOIN roster_day d ON d.on_date = a.on_date AND d.published_at IS NOT NULL
		JOIN visit v ON v.id = a.visit_id AND v.state <> 'cancelled' WHERE a.account_id = ? AND a.on_date BETWEEN ? AND ? ORDER BY a.person_id`,
		worker, since, today.Add(1))
	if err != nil {
		return nil, err
	}
	return w, c.rows(into(&w.Named), `SELECT DISTINCT person_id FROM roster_change WHERE account_id = ? AND on_date >= ? ORDER BY person_id`, worker, today)
}
