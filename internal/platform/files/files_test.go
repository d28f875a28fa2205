package files_test

import (
	"bytes"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

var may = gate.Action{Name: "test.file", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func TestKeepAndOpen(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		f := files.File{ID: "f1", Name: "letter.pdf", MediaType: "Application/PDF", Bytes: []byte("%PDF Joan lives at")}
		for range 2 {
			if err := g.Write(gatetest.System(), may, gate.Council, func(tx *gate.Tx) error { return files.Keep(tx, f) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := g.Read(gatetest.System(), may, gate.Council, func(s *gate.Snapshot) error {
			got, err := files.Open(s, "f1")
			if err != nil || !bytes.Equal(got.Bytes, f.Bytes) || got.Size != len(f.Bytes) || got.MediaType != "application/pdf" {
				t.Errorf("%+v %v", got, err)
			}
			stored, err := gate.Value[string](s, `SELECT sealed FROM files_file WHERE id = 'f1'`)
			if strings.Contains(stored, "Joan") {
				t.Error("the bytes can be read in the database")
			}
			if _, err := files.Open(s, "f2"); !gate.Missing(err) {
				t.Error(err)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		big := files.File{ID: "f3", Bytes: make([]byte, files.Limit+1)}
		if err := g.Write(gatetest.System(), may, gate.Council, func(tx *gate.Tx) error { return files.Keep(tx, big) }); !fault.Is(err, "files.too_large") {
			t.Error(err)
		}
	})
}
