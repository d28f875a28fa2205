package field

import (
	"encoding/base64"
	"fmt"
	"slices"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/secret"
)

// standing is how a fact stands in its phone's ledger.
type standing string

const (
	inChain standing = "chain"  // in its place
	rival   standing = "rival"  // another fact has its number
	closed  standing = "closed" // an envelope that did not open
)

// entry is one fact as it is kept, with the receipt it was given.
type entry struct {
	phone    phone.ID
	seq      int
	hash     string
	standing standing
	id       string
	prev     string
	account  ids.Account
	action   string
	person   ids.Person
	visit    string
	happened when.Instant
	received when.Instant
	verdict  Verdict
	code     string // of the fault, where the verdict is not done
	sealed   bool   // the body lies sealed
	body     string
	sig      string // the phone's
	receipt  string // the council's
}

const entryColumns = `f.phone_id, f.seq, f.hash, f.standing, f.id, f.prev, f.account_id, f.action, f.person_id, f.visit_id, f.happened_at, f.received_at,
	f.verdict, f.code, f.sealed, f.body, f.sig, f.receipt_sig`

func (e *entry) fields() []any {
	return []any{
		&e.phone, &e.seq, &e.hash, &e.standing, &e.id, &e.prev, &e.account, &e.action, &e.person, &e.visit, &e.happened, &e.received,
		&e.verdict, &e.code, &e.sealed, &e.body, &e.sig, &e.receipt,
	}
}

// receiptText is what the council signs for one fact.
func receiptText(p phone.ID, seq int, id, hash string, v Verdict, at when.Instant) string {
	return fmt.Sprintf("stillhome-receipt-2\n%s\n%d\n%s\n%s\n%s\n%s", p, seq, id, hash, v, at.Text())
}

func (e *entry) sign(pairs *secret.Pairs) {
	e.receipt = base64.RawURLEncoding.EncodeToString(pairs.Sign([]byte(receiptText(e.phone, e.seq, e.id, e.hash, e.verdict, e.received))))
}

// Receipt is the council's signed word that it holds a fact.
type Receipt struct {
	Seq     int     `json:"seq"`
	ID      string  `json:"id"`
	Hash    string  `json:"hash"`
	Verdict Verdict `json:"verdict"`
	At      string  `json:"at"`
	Sig     string  `json:"sig"`
}

// slot is one fact's place, by which it is known.
type slot struct {
	seq  int
	hash string
}

// ledger is what is held of one phone around the facts of one delivery.
type ledger struct {
	known map[slot]*entry
	chain map[int]*entry // in their places
	added []*entry
	// broken says that something came which does not follow what we hold.
	broken bool
}

// readLedger reads what is held between two numbers, and of those beside them.
func readLedger(s *gate.Snapshot, p phone.ID, low, high int) (ledger, error) {
	l := ledger{known: map[slot]*entry{}, chain: map[int]*entry{}}
	// Without what they say: a phone may send all of two weeks again.
	rows, err := gate.All(s, func(e *entry) []any {
		return []any{&e.phone, &e.seq, &e.hash, &e.standing, &e.id, &e.prev, &e.received, &e.verdict, &e.receipt}
	}, `SELECT f.phone_id, f.seq, f.hash, f.standing, f.id, f.prev, f.received_at, f.verdict, f.receipt_sig
		FROM field_fact f WHERE f.phone_id = ? AND f.seq BETWEEN ? AND ?`, p, low-1, high+1)
	for i := range rows {
		l.put(&rows[i])
	}
	return l, err
}

func (l *ledger) put(e *entry) {
	l.known[slot{e.seq, e.hash}] = e
	if e.standing == inChain {
		l.chain[e.seq] = e
	}
}

// add puts a new fact into the ledger, and notes whether it follows.
func (l *ledger) add(e *entry) {
	before, after := l.chain[e.seq-1], l.chain[e.seq+1]
	switch {
	case e.standing == rival:
		l.broken = true
	case e.standing == inChain:
		l.broken = l.broken || before != nil && before.hash != e.prev || after != nil && after.prev != e.hash || e.seq == 1 && e.prev != ""
	}
	l.put(e)
	l.added = append(l.added, e)
}

// save writes what was added.
func (l *ledger) save(tx *gate.Tx) error {
	rows := make([][]any, 0, len(l.added))
	for _, e := range l.added {
		body := e.body
		if e.sealed {
			body = tx.Seal(sealUse, string(e.phone)+e.hash, []byte(body))
		}
		rows = append(rows, []any{
			e.phone, e.seq, e.hash, e.standing, e.id, e.prev, e.account, e.action, e.person, e.visit, e.happened, e.received,
			e.verdict, e.code, e.sealed, body, e.sig, e.receipt,
		})
	}
	return tx.InsertMany(`INSERT INTO field_fact (phone_id, seq, hash, standing, id, prev, account_id, action, person_id, visit_id, happened_at, received_at,
		verdict, code, sealed, body, sig, receipt_sig) VALUES `, rows)
}

// sealUse separates what lies sealed here from other uses of the council's key.
const sealUse = "field.fact"

// mostNeeded is how many holes a phone is told of at once.
const mostNeeded = 200

// after is up to where everything of a phone is held, and which facts at or
// below the end it told of are not.
func after(s *gate.Snapshot, p phone.ID, have, head int) (int, []int, error) {
	held, err := gate.Values[int](s, `SELECT DISTINCT seq FROM field_fact WHERE phone_id = ? AND seq > ? ORDER BY seq LIMIT 5000`, p, have)
	if err != nil {
		return have, nil, err
	}
	need, next := []int{}, have+1
	for _, seq := range held {
		for ; next < seq && next <= head && len(need) < mostNeeded; next++ {
			need = append(need, next)
		}
		if seq == have+1 {
			have = seq
		}
		next = seq + 1
	}
	for ; next <= head && len(need) < mostNeeded; next++ {
		need = append(need, next)
	}
	return have, need, nil
}

// lostCalls are those of the calls that we are told we hold and do not: a
// restored backup was made before them.
func lostCalls(s *gate.Snapshot, p phone.ID, told []text) (lost []string, err error) {
	if len(told) == 0 {
		return nil, nil
	}
	held, err := gate.Values[string](s, `SELECT hash FROM field_fact WHERE phone_id = ? AND seq = 0`, p)
	for _, hash := range told[:min(len(told), mostNeeded)] {
		if !slices.Contains(held, string(hash)) {
			lost = append(lost, clipped(string(hash), maxHash))
		}
	}
	return lost, err
}

// heldAt is the hash held under a number; empty where there is none.
func heldAt(s *gate.Snapshot, p phone.ID, seq int) (string, error) {
	hash, err := gate.Value[string](s, `SELECT hash FROM field_fact WHERE phone_id = ? AND seq = ? AND standing = 'chain'`, p, seq)
	if gate.Missing(err) {
		return "", nil
	}
	return hash, err
}
