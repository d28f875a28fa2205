package auth

import (
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

// lane is one road by which somebody tries to come in. Tries are counted per
// lane, and after some free ones each must wait longer than the one before.
// Whoever fills one lane slows nobody in another: a device that signed in
// before has a lane of its own.
type lane struct {
	scope   string
	subject string // a hash: nobody's name stands in the table
	free    int    // tries before the first wait
	first   time.Duration
	most    time.Duration
}

// calm is how long a lane must be quiet to start anew.
const calm = time.Hour

// lanesFor are the lanes of one try with a password. A known device uses only
// its own. Others use that of this name from this network, and the network's,
// whose waits stay short as many may share it.
func lanesFor(t Try, known bool) []lane {
	if known {
		return []lane{{"device", hashed("device", t.Device, foldLogin(t.Login)), 8, 10 * time.Second, 15 * time.Minute}}
	}
	return []lane{
		{"name", hashed("name", foldLogin(t.Login), t.Network), 5, 10 * time.Second, 15 * time.Minute},
		{"network", hashed("network", t.Network), 40, 5 * time.Second, time.Minute},
	}
}

// codeLane is the lane of codes typed for one account from devices not known.
// Only who has the password can fill it, so no stranger can slow its owner.
func codeLane(account string) lane {
	return lane{"code", hashed("code", account), 5, 30 * time.Second, 15 * time.Minute}
}

// wait is how long after its last failure a lane with so many is closed.
func (l lane) wait(failures int) time.Duration {
	if failures < l.free {
		return 0
	}
	return min(l.most, l.first<<min(failures-l.free, 20))
}

// closedFor is how long the lane is still closed now.
func (l lane) closedFor(failures int, last, now when.Instant) time.Duration {
	if now.Sub(last.Time) >= calm {
		return 0
	}
	return max(0, l.wait(failures)-now.Sub(last.Time))
}

// tooMany says when to try again, in words that fit everyone.
func tooMany(wait time.Duration) error {
	if wait <= time.Minute {
		return fault.New(fault.Invalid, "auth.wait", "There were too many tries. Wait a minute, then try again.")
	}
	return fault.New(fault.Invalid, "auth.wait", "There were too many tries. Wait %d minutes, then try again.", int((wait+time.Minute-1)/time.Minute))
}
