package sim

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/secret"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// council is the server of one simulation: the program's own routes over a
// record of its own.
type council struct {
	path     string // of the record
	template []byte
	key      secret.Key
	clock    *when.Clock
	g        *gate.Gate
	serve    http.Handler
	auditor  *sql.DB // reads past the gate, by one connection
	resets   map[string]*resetting
	told     *world // the same at every beginning
	kept     []byte // the record once every phone is set up
	backups  [][]byte
	fault    func(c *council, q question, serve func() answer) answer // planted; nil: none
}

// question is what the simulated world asks of the council.
type question struct {
	Op      string            `json:"op"`
	Now     string            `json:"now"`
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Account string            `json:"account"` // whose session; empty: none
	Header  map[string]string `json:"header"`
	Body    string            `json:"body"`
	Worker  string            `json:"worker"`
	Visit   string            `json:"visit"`
	Person  string            `json:"person"`
	Phone   string            `json:"phone"`
	Which   int               `json:"which"`
	Hashes  []string          `json:"hashes"`
}

// answer says what the record did; Error is for people, and ends the run.
type answer struct {
	Status int    `json:"status,omitempty"`
	Body   string `json:"body,omitempty"`
	Data   any    `json:"data,omitempty"`
	Error  string `json:"error,omitempty"`
}

// open begins with a fresh copy of the record, or with the bytes of a backup.
func (c *council) open(record []byte) error {
	if err := c.close(); err != nil {
		return err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(c.path + end); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	if err := os.WriteFile(c.path, record, 0o600); err != nil {
		return err
	}
	g, err := gate.Open(context.Background(), "sqlite:"+c.path, gate.Options{Clock: c.clock, Key: c.key, ODS: "V396BB"})
	if err != nil {
		return err
	}
	server, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Madeup County", ODS: "V396BB", Gate: g}}, Routes: slices.Concat(field.Routes, phone.Routes, pack.Routes), Plain: true,
		Identify: func(_ context.Context, _ *web.Site, _, bearer string) (actor.Actor, error) {
			if bearer == "" {
				return actor.Actor{}, nil
			}
			return actor.Actor{ID: bearer, Name: bearer, Roles: []actor.Role{actor.Worker}}, nil
		},
	})
	if err != nil {
		return err
	}
	c.g, c.serve = g, server.Handler()
	return nil
}

func (c *council) close() error {
	if c.g == nil {
		return nil
	}
	var err error
	if c.auditor != nil {
		err = c.auditor.Close()
	}
	err = errors.Join(err, c.g.Close())
	c.g, c.auditor, c.resets = nil, nil, nil
	return err
}

// reset puts the record back as it was without closing it, table by table: what
// is open stays open, and no statement has to be read again.
func (c *council) reset(from string, record []byte) error {
	if c.g == nil || c.auditor == nil {
		return c.open(record)
	}
	if c.resets[from] == nil {
		if err := c.prepareReset(from, record); err != nil {
			return err
		}
	}
	r := c.resets[from]
	if _, err := r.begin.Exec(); err != nil {
		return err
	}
	for _, s := range r.copies {
		if _, err := s.Exec(); err != nil {
			return err
		}
	}
	_, err := r.commit.Exec()
	return err
}

// resetting is the statements of a reset, ready to run on one connection.
type resetting struct {
	begin, commit *sql.Stmt
	copies        []*sql.Stmt
}

func (c *council) prepareReset(from string, record []byte) error {
	path := c.path + "-" + from
	if err := os.WriteFile(path, record, 0o600); err != nil {
		return err
	}
	if err := c.rows(func(func(...any) error) error { return nil }, `ATTACH DATABASE ? AS `+from, path); err != nil {
		return err
	}
	var tables []string
	err := c.rows(func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		tables = append(tables, name)
		return err
	}, `SELECT name FROM `+from+`.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	if err != nil {
		return err
	}
	r := &resetting{}
	prepare := func(query string) *sql.Stmt {
		s, problem := c.auditor.Prepare(query)
		err = errors.Join(err, problem)
		return s
	}
	r.begin, r.commit = prepare(`BEGIN IMMEDIATE`), prepare(`COMMIT`)
	for _, t := range tables {
		r.copies = append(r.copies, prepare(`DELETE FROM main.`+t), prepare(`INSERT INTO main.`+t+` SELECT * FROM `+from+`.`+t))
	}
	if c.resets == nil {
		c.resets = map[string]*resetting{}
	}
	c.resets[from] = r
	return err
}

// backup is the record's bytes as they are now: nobody writes meanwhile.
func (c *council) backup() ([]byte, error) {
	if err := c.rows(func(func(...any) error) error { return nil }, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return nil, err
	}
	return os.ReadFile(c.path)
}

func (c *council) answer(q question) answer {
	data, err := c.carryOut(q)
	if a, ok := data.(answer); ok && err == nil {
		return a
	}
	if err != nil {
		return answer{Error: fmt.Sprintf("%s: %v", q.Op, err)}
	}
	return answer{Data: data}
}

func (c *council) carryOut(q question) (any, error) {
	if q.Now != "" {
		at, err := when.ParseInstant(q.Now)
		if err != nil {
			return nil, err
		}
		c.clock.Set(at)
	}
	switch q.Op {
	case "begin":
		c.backups = nil
		return c.begin(q.Which > 0)
	case "keep":
		b, err := c.backup()
		c.kept = b
		return nil, err
	case "http":
		return c.http(q), nil
	case "backup":
		b, err := c.backup()
		c.backups = append(c.backups, b)
		return len(c.backups), err
	case "restore":
		return nil, c.open(c.backups[q.Which])
	case "move":
		return nil, c.move(q)
	case "handover":
		return nil, c.handOver(q)
	case "holds":
		return c.holds(q.Hashes)
	case "cancel":
		return nil, refusedIsFine(visit.Cancel(as("office", actor.Coordinator), c.g, visit.Cancellation{Person: personOf(q), Visit: visit.ID(q.Visit), Reason: visit.NotNeeded}))
	case "absent":
		at := c.g.Clock.Now().On()
		return nil, refusedIsFine(staff.ReportAbsence(as("office", actor.Coordinator), c.g, staff.Absence{
			ID: staff.AbsenceID(simID("absence", q.Worker, at)), Member: staff.ID(simID("member", q.Worker)), From: at, Until: at, Reason: staff.Unwell,
		}))
	case "lost":
		return nil, c.lose(phone.ID(q.Phone))
	case "audit":
		return c.audit()
	case "entitled":
		return c.entitled(q.Worker)
	}
	return nil, fmt.Errorf("no such question")
}

// http is one request of a phone.
func (c *council) http(q question) answer {
	if c.fault != nil {
		return c.fault(c, q, func() answer { return c.request(q) })
	}
	return c.request(q)
}

func (c *council) request(q question) answer {
	r := httptest.NewRequest(q.Method, q.Path, strings.NewReader(q.Body))
	r.Header.Set("Content-Type", "application/json")
	if q.Account != "" {
		r.Header.Set("Authorization", "Bearer "+q.Account)
	}
	for k, v := range q.Header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	c.serve.ServeHTTP(w, r)
	return answer{Status: w.Code, Body: w.Body.String()}
}

// move gives one visit to another worker, as a coordinator does it.
func (c *council) move(q question) error {
	office := as("office", actor.Coordinator)
	day := when.Date(q.Body)
	draft := roster.Draft{{Visit: visit.ID(q.Visit), Shifts: []roster.ShiftID{shiftOf(q.Worker, day)}, StartMin: -1}}
	var read string
	err := c.g.Read(office, roster.MaySee, gate.Council, func(s *gate.Snapshot) error {
		sheet, err := roster.Preview(s, day, draft)
		read = sheet.Seen
		return err
	})
	if err == nil {
		err = roster.Confirm(office, c.g, day, draft, read)
	}
	return refusedIsFine(err)
}

// lose has a coordinator say that a phone is lost.
func (c *council) lose(id phone.ID) error {
	office := as("office", actor.Coordinator)
	var p phone.Phone
	err := c.g.Read(office, phone.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		p, err = phone.Get(s, id)
		return err
	})
	if err == nil {
		err = phone.Lose(office, c.g, id, p.Version)
	}
	return refusedIsFine(err)
}

// refusedIsFine keeps what a coordinator may be told from ending the run: a
// visit that is over cannot be moved, and so on.
func refusedIsFine(err error) error {
	if _, told := fault.Of(err); told && fault.KindOf(err) != fault.Internal {
		return nil
	}
	return err
}

// handOver gives all visits of one person on the next two days to one worker.
func (c *council) handOver(q question) error {
	for _, day := range []when.Date{c.clock.Now().On(), c.clock.Now().On().Add(1)} {
		var visits []string
		err := c.rows(func(scan func(...any) error) error {
			var v string
			err := scan(&v)
			visits = append(visits, v)
			return err
		}, `SELECT id FROM visit WHERE person_id = ? AND on_date = ? AND state = 'planned' ORDER BY start_min`, q.Person, day)
		if err != nil {
			return err
		}
		for _, v := range visits {
			if err := c.move(question{Visit: v, Worker: q.Worker, Body: string(day)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// run answers questions, a line of JSON each, until the asker closes its pipe.
func (c *council) run(in *json.Decoder, out *json.Encoder) error {
	defer c.close()
	for {
		var q question
		if err := in.Decode(&q); err != nil {
			return nil // the pipe is closed
		}
		if err := out.Encode(c.answer(q)); err != nil {
			return err
		}
	}
}

func newCouncil(dir string, template []byte, key secret.Key) *council {
	return &council{path: filepath.Join(dir, "record.db"), template: template, key: key, clock: &when.Clock{}}
}
