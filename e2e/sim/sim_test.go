package sim

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	seeds = flag.Int("seeds", 200, "how many seeds to run; make test runs 10,000")
	first = flag.Int("first", 1, "the first seed")
	seed  = flag.Int("seed", 0, "run this one seed and print what happens in it")
	acts  = flag.Int("acts", 9, "how many things are tried on purpose in one seed; eight times as many in every 25th")
	disks = flag.Int("disk", 20, "how many seeds to run with the records on disk, each write synced to it; make test runs 500")
)

// result is one seed as the world saw it end, a line of JSON each.
type result struct {
	Seed   int      `json:"seed"`
	Steps  int      `json:"steps"`
	Facts  int      `json:"facts"`
	Acked  int      `json:"acked"`
	Kills  int      `json:"kills"`
	Breach []string `json:"breach"` // what must not be; empty: all is well
	Trace  []string `json:"trace"`
}

// bundle builds the simulated phones from the app's own sources, with the
// changes given, and gives the file for Node.
func bundle(t *testing.T, patch string) string {
	t.Helper()
	root, err := filepath.Abs("../../phone")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "node_modules")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("npm packages of phone/ are missing: scripts/setup.sh installs them")
		}
		t.Skip("npm packages of phone/ are missing: scripts/setup.sh installs them")
	}
	out := t.TempDir()
	cmd := exec.Command("node", "sim/build.mjs", out)
	cmd.Dir, cmd.Env = root, append(os.Environ(), "SIM_PATCH="+patch)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the simulated phones: %v\n%s", err, said)
	}
	return filepath.Join(out, "main.js")
}

// memory is a folder whose files are held in memory, where there is one.
func memory(t *testing.T) string {
	if m, err := os.MkdirTemp("/dev/shm", "stillhome-sim"); err == nil {
		t.Cleanup(func() { os.RemoveAll(m) })
		return m
	}
	return t.TempDir()
}

// play runs some seeds in one Node with one council, and hands on each result
// until hear says that it has heard enough.
func play(t *testing.T, script string, c *council, from, to int, hear func(result) bool) error {
	askedOut, asked, err := os.Pipe() // the world asks
	if err != nil {
		return err
	}
	answers, toldIn, err := os.Pipe() // the council answers
	if err != nil {
		return err
	}
	cmd := exec.Command("node", script, fmt.Sprint(from), fmt.Sprint(to), fmt.Sprint(*acts), fmt.Sprint(*seed > 0))
	cmd.ExtraFiles = []*os.File{answers, asked} // 3 and 4
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	answers.Close()
	asked.Close()
	ran := make(chan error, 1)
	go func() {
		ran <- c.run(json.NewDecoder(bufio.NewReader(askedOut)), json.NewEncoder(toldIn))
		toldIn.Close()
		askedOut.Close()
	}()
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	enough := false
	for lines.Scan() {
		var r result
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			cmd.Process.Kill()
			return fmt.Errorf("the world said %.200q: %w", lines.Text(), err)
		}
		if !hear(r) {
			enough = true
			cmd.Process.Kill()
			break
		}
	}
	err = cmd.Wait()
	if councilErr := <-ran; councilErr != nil && !enough {
		return councilErr
	}
	if enough {
		return nil
	}
	return err
}

// TestSim runs many seeds: no fact that the council signed for is lost, none
// counts twice, nobody's phone holds anybody it may not, every receipt is true,
// and in the end every phone and the council agree.
func TestSim(t *testing.T) {
	from, to := *first, *first+*seeds-1
	if *seed > 0 {
		from, to = *seed, *seed
	}
	run(t, from, to, memory)
}

// TestSimOnDisk is the same with records on disk, where each commit waits for it
// (synchronous=FULL, as the program always has it).
func TestSimOnDisk(t *testing.T) {
	if *seed > 0 {
		t.Skip("one seed was asked for")
	}
	run(t, 1_000_001, 1_000_000+*disks, func(t *testing.T) string { return t.TempDir() })
}

// run plays seeds in several worlds at once, each with a council in its folder.
func run(t *testing.T, from, to int, folder func(*testing.T) string) {
	script := bundle(t, "")
	record, key := template(t)
	var mu sync.Mutex
	var all result
	bad := 0
	began := time.Now()
	lanes := min(2*runtime.NumCPU(), 1+(to-from)/20) // a world and its council take turns
	var running sync.WaitGroup
	for lane := range lanes {
		a, z := from+(to-from+1)*lane/lanes, from+(to-from+1)*(lane+1)/lanes-1
		c := newCouncil(folder(t), record, key)
		running.Go(func() {
			ran := a - 1
			err := play(t, script, c, a, z, func(r result) bool {
				mu.Lock()
				defer mu.Unlock()
				ran = r.Seed
				all.Seed, all.Steps, all.Facts, all.Acked, all.Kills = all.Seed+1, all.Steps+r.Steps, all.Facts+r.Facts, all.Acked+r.Acked, all.Kills+r.Kills
				if *seed > 0 {
					t.Log(strings.Join(r.Trace, "\n"))
				}
				if len(r.Breach) > 0 {
					bad++
					t.Errorf("seed %d: %s\nagain with: make sim SEED=%d", r.Seed, strings.Join(r.Breach, "\n  "), r.Seed)
				}
				return bad < 5
			})
			if err != nil {
				t.Errorf("after seed %d: %v", ran, err)
			}
		})
	}
	running.Wait()
	if want := to - from + 1; all.Seed != want && bad < 5 {
		t.Errorf("%d of %d seeds were run", all.Seed, want)
	}
	t.Logf("%d seeds, %d steps, %d facts saved, %d receipts believed, %d apps killed in the middle of something, %.0f s",
		all.Seed, all.Steps, all.Facts, all.Acked, all.Kills, time.Since(began).Seconds())
}
