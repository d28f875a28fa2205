package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// done is one run that was finished.
type done struct {
	format, instance string
	seed             uint64
	seconds          float64 // the budget, in processor time
	cost             float64
	took             float64 // seconds of processor time
	iterations       int64
	evaluations      int64
	revision         string // of the program
}

// key is what makes a run not worth repeating.
func key(format, instance string, seed uint64, seconds float64) string {
	return fmt.Sprintf("%s\t%s\t%d\t%g", format, instance, seed, seconds)
}

// line is a run as results keep it: one line, tabs between.
func (d done) line() string {
	return fmt.Sprintf("%s\t%.6f\t%.2f\t%d\t%d\t%s\n", key(d.format, d.instance, d.seed, d.seconds), d.cost, d.took, d.iterations, d.evaluations, d.revision)
}

func parseDone(line string) (done, error) {
	f := strings.Split(line, "\t")
	if len(f) != 9 {
		return done{}, fmt.Errorf("has %d fields, expected 9", len(f))
	}
	d := done{format: f[0], instance: f[1], revision: f[8]}
	var err [6]error
	d.seed, err[0] = strconv.ParseUint(f[2], 10, 64)
	d.seconds, err[1] = strconv.ParseFloat(f[3], 64)
	d.cost, err[2] = strconv.ParseFloat(f[4], 64)
	d.took, err[3] = strconv.ParseFloat(f[5], 64)
	d.iterations, err[4] = strconv.ParseInt(f[6], 10, 64)
	d.evaluations, err[5] = strconv.ParseInt(f[7], 10, 64)
	return d, errors.Join(err[:]...)
}

// readResults reads what was run before, by key. No file is no results.
func readResults(path string) (map[string]done, error) {
	found := map[string]done{}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	scan := bufio.NewScanner(file)
	for n := 1; scan.Scan(); n++ {
		d, err := parseDone(scan.Text())
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w; remove the line", path, n, err)
		}
		found[key(d.format, d.instance, d.seed, d.seconds)] = d
	}
	return found, scan.Err()
}

// addResult writes one line at once, so that shards may share a file.
func addResult(path string, d done) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(d.line())
	return errors.Join(err, file.Close())
}
