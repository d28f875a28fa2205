package keep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"stillhome/internal/kernel/when"
)

// Manifest stands beside a backup, in FILE.json. It says whose it is, what is
// in it, and the newest row of each chain, so that one kept elsewhere shows
// later whether the record lost its tail.
type Manifest struct {
	Format  int              `json:"format"` // 1
	ODS     string           `json:"ods"`
	Engine  string           `json:"engine"` // sqlite, postgres
	TakenAt when.Instant     `json:"taken_at"`
	File    string           `json:"file"` // its name, beside this one
	Bytes   int64            `json:"bytes"`
	SHA256  string           `json:"sha256"`
	Heads   []Head           `json:"heads"`
	Tables  map[string]int64 `json:"tables"` // rows of each
}

// ReadManifest reads the manifest of a backup, by the backup's name or its own.
func ReadManifest(path string) (Manifest, error) {
	var m Manifest
	if filepath.Ext(path) != ".json" {
		path += ".json"
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return m, fmt.Errorf("a backup needs its manifest: %w", err)
	}
	if err := json.Unmarshal(b, &m); err != nil || m.Format != 1 || m.File != filepath.Base(m.File) {
		return m, fmt.Errorf("%s is not the manifest of a backup", path)
	}
	return m, nil
}

func (m Manifest) write(backup string) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return writeDurable(backup+".json", append(b, '\n'))
}

// writeDurable writes a new file and waits until the disk has it.
func writeDurable(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// sum is the size and SHA-256 of a file.
func sum(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return n, hex.EncodeToString(h.Sum(nil)), err
}

// tables counts the rows of every table of ours.
func tables(ctx context.Context, p place, r reader) (map[string]int64, error) {
	list := "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
	if p.file != "" {
		list = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
	}
	rows, err := r.QueryContext(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		names = append(names, s)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, name := range names {
		var n int64
		if err := r.QueryRowContext(ctx, `SELECT COUNT(*) FROM "`+name+`"`).Scan(&n); err != nil {
			return nil, fmt.Errorf("count %s: %w", name, err)
		}
		counts[name] = n
	}
	return counts, nil
}

// same tells where a restored record differs from what its manifest says.
func (m Manifest) same(r Report, counts map[string]int64) error {
	if r.ODS != m.ODS {
		return fmt.Errorf("the record belongs to %s, the manifest says %s", r.ODS, m.ODS)
	}
	for i, h := range m.Heads {
		if i >= len(r.Heads) || r.Heads[i] != h {
			return fmt.Errorf("the %s does not end where the manifest says", h.Chain)
		}
	}
	for name, n := range m.Tables {
		if counts[name] != n {
			return fmt.Errorf("table %s has %d rows, the manifest says %d", name, counts[name], n)
		}
	}
	if len(counts) != len(m.Tables) {
		return fmt.Errorf("there are %d tables, the manifest says %d", len(counts), len(m.Tables))
	}
	if !r.Sound() {
		return fmt.Errorf("%s (and %d more)", r.Problems[0], len(r.Problems)-1)
	}
	return nil
}
