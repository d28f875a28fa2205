package twin

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"stillhome/internal/platform/gate"
)

// canaries are words that stand in what is sealed and nowhere else, one for
// each place where somebody writes.
var canaries = map[string]string{
	"what was told":            "quillbrackish",
	"what was told by a phone": "velvetgimlet",
}

// sought is every canary in every spelling, reckoned once.
var sought = sync.OnceValue(func() map[string][]spelling {
	all := map[string][]spelling{}
	for place, word := range canaries {
		all[place] = spellings(word)
	}
	return all
})

// spelling is one way in which a word may lie somewhere.
type spelling struct {
	name string
	text []byte
}

// spellings of a word: as it is, in capitals, in base64 wherever it begins in a
// group of three, in hexadecimal, and in two bytes a letter.
func spellings(word string) []spelling {
	out := []spelling{
		{"plain", []byte(word)},
		{"capitals", []byte(strings.ToUpper(word))},
		{"hexadecimal", []byte(hex.EncodeToString([]byte(word)))},
		{"capital hexadecimal", []byte(strings.ToUpper(hex.EncodeToString([]byte(word))))},
	}
	var wide []byte
	for _, c := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(c), byte(c>>8))
	}
	out = append(out, spelling{"two bytes a letter", wide})
	for before := range 3 {
		s := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", before) + word))
		whole := s[(before*8+5)/6:] // the first letters depend on what stands before
		whole = whole[:len(whole)-1]
		out = append(out, spelling{fmt.Sprintf("base64 after %d", before), []byte(whole)})
	}
	return out
}

// wordsIn are the canaries that a text holds, in whatever spelling.
func wordsIn(text []byte) (out []string) {
	for place, spelt := range sought() {
		for _, s := range spelt {
			if bytes.Contains(text, s.text) {
				out = append(out, place+", "+s.name)
			}
		}
	}
	return out
}

// onDisk looks for canaries in every file of a world.
func onDisk(t *testing.T, w *world) (out []string, read int) {
	t.Helper()
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		read += len(b)
		for _, found := range wordsIn(b) {
			out = append(out, filepath.Base(path)+": "+found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, read
}

// TestCanary: no word of what is sealed is in anything that anybody without
// need was shown, in any shared table, or open on the disk; and a word that is
// put there is found.
func TestCanary(t *testing.T) {
	crawls(t)
	r := theRun(t)
	for _, s := range r.sung {
		t.Error(s)
	}
	hidden := r.b.hidden()
	if hidden == 0 || r.bytes < 10<<20 {
		t.Errorf("%d concerns, and %d bytes were shown", hidden, r.bytes)
	}
	found, onIt := onDisk(t, r.b)
	for _, f := range found {
		t.Error(f)
	}
	t.Logf("%d canaries in %d spellings: none in %d bytes that were shown, none in %d bytes on the disk", len(canaries), len(spellings("canary")), r.bytes, onIt)

	// The control: each spelling, in a shared table.
	word := canaries["what was told"]
	for i, s := range spellings(word) {
		err := r.b.g.Write(system(), may, gate.Council, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO gate_note (id, person_id, at, words) VALUES (?, '', '', ?)`, fmt.Sprint("twin-", i), "before "+string(s.text)+" after")
		})
		if err != nil {
			t.Fatal(err)
		}
		found, _ := onDisk(t, r.b)
		if !strings.Contains(strings.Join(found, "\n"), s.name) {
			t.Errorf("a word was put there as %s, and was not found: %v", s.name, found)
		}
	}
}

// TestCanaryOnAPage: a word that is shown to somebody is found.
func TestCanaryOnAPage(t *testing.T) {
	crawls(t)
	b := theTwins(t)
	l := leak{wrap: where(person, edit("</main>", "<p>"+canaries["what was told"]+"</p></main>"))}
	j := newJudge(t, b, &l, 1)
	j.part()
	j.get(coordinator(t), "/people/"+string(b.victim))
	if len(j.sung) == 0 {
		t.Error("a word of the concern was shown to somebody, and was not found")
	}
}
