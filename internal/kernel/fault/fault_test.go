package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestFaults(t *testing.T) {
	err := fmt.Errorf("save: %w", New(Conflict, "gate.changed", "Version %d.", 2))
	if KindOf(err) != Conflict || !Is(err, "gate.changed") || KindOf(errors.New("x")) != Internal {
		t.Fatal(err)
	}
	if f, _ := Of(err); f.Say != "Version 2." {
		t.Fatal(f.Say)
	}
	if f, _ := Of(New(Invalid, "x.y", "100% sure")); f.Say != "100% sure" {
		t.Fatal("a sentence without arguments is left as it is:", f.Say)
	}
}

func TestChecks(t *testing.T) {
	var c Checks
	if c.Err("a.b") != nil {
		t.Fatal("nothing is wrong yet")
	}
	c.Field(true, "b", "B is %s.", "wrong")
	c.Field(true, "b", "Said twice.")
	c.Field(false, "c", "Never.")
	c.Field(true, "a", "A too.")
	f, _ := Of(c.Err("a.b"))
	if len(f.Fields) != 2 || f.Fields["b"] != "B is wrong." || f.Order[0] != "b" || f.Say != "B is wrong." {
		t.Fatalf("%+v", f)
	}
	var d Checks
	if err := d.Take(f); err != nil || len(d.fields) != 2 {
		t.Fatal(err)
	}
	if err := d.Take(errors.New("other")); err == nil {
		t.Fatal("another error must come back")
	}
}
