package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/keep"
)

type checkCommand struct {
	Head     []string `help:"The newest row as you wrote it down: CHAIN:SEQ:HASH as this command prints it, or a hash alone. May be given several times."`
	Manifest string   `help:"The manifest of a backup of this record, whose heads must still be there." type:"existingfile"`
	Host     string   `help:"Which council, where several are configured."`
}

// Run reads the journals anew and says whether they hold.
func (k checkCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(k.Host)
	if err != nil {
		return err
	}
	var known []keep.Head
	for _, text := range k.Head {
		h, err := keep.ParseHead(text)
		if err != nil {
			return usage("--head: %w", err)
		}
		known = append(known, h)
	}
	if k.Manifest != "" {
		m, err := keep.ReadManifest(k.Manifest)
		if err != nil {
			return err
		}
		known = append(known, m.Heads...)
	}
	r, err := keep.Check(ctx, c.DB, known)
	if err != nil {
		return err
	}
	if err := out.data(r, "%s", report(r, len(known) > 0)); err != nil {
		return err
	}
	if !r.Sound() {
		return fmt.Errorf("the record of %s does not hold: %d problems", c.Name, len(r.Problems))
	}
	return nil
}

// report is a check's result for a reader.
func report(r keep.Report, compared bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d journal rows read.\n", r.ODS, r.Rows)
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "  PROBLEM  %s\n", p)
	}
	if r.Sound() {
		b.WriteString("Every row follows the one before it and is as it was written.\n")
	}
	if !compared {
		b.WriteString("A tail that was cut off shows only against a head kept elsewhere: keep these lines, and give them by --head next time.\n")
	}
	for _, h := range r.Heads {
		if h.Seq > 0 {
			fmt.Fprintf(&b, "  %s:%d:%s\n", h.Chain, h.Seq, h.Hash)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

type backupCommand struct {
	To   string `help:"The file to write. Default: DATA/backup/ODS-TIME.backup." type:"path"`
	Host string `help:"Which council, where several are configured."`
}

// Run writes a backup and its manifest.
func (k backupCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(k.Host)
	if err != nil {
		return err
	}
	to := k.To
	if to == "" {
		stamp := (&when.Clock{}).Now().Format("20060102T150405Z")
		to = filepath.Join(s.Data, "backup", strings.Trim(c.ODS+"-"+stamp, "-")+".backup")
	}
	m, r, err := keep.Backup(ctx, c.DB, to)
	if err != nil {
		return err
	}
	err = out.data(m, "Written: %s (%d bytes) and its manifest %s.json, which says where the journals end: keep a copy of it elsewhere.\n"+
		"Keep the key file %s too, but APART from the backup: without it second factors and attachments cannot be opened, and with both anybody can.",
		to, m.Bytes, to, c.Key)
	if err != nil {
		return err
	}
	if !r.Sound() {
		return fmt.Errorf("the backup is written, but the record does not hold: %s", report(r, false))
	}
	return nil
}

type restoreCommand struct {
	File string `arg:"" help:"The backup; its manifest must be beside it." type:"existingfile"`
	Host string `help:"Which council, where several are configured."`
}

// Run puts a backup where there is no record.
func (k restoreCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(k.Host)
	if err != nil {
		return err
	}
	m, err := keep.Restore(ctx, k.File, c.DB)
	if err != nil {
		return err
	}
	return out.data(m, "Restored the record of %s as it was at %s; every journal row and count is as the manifest says.\nIt needs the same key file as before, at %s.",
		m.ODS, m.TakenAt.Said(), c.Key)
}
