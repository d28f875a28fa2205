package fhir_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stillhome/internal/face/fhir"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/referral"
)

var testCouncil = fhir.Council{ODS: "V396BB", Name: "Testshire Council", Team: "Reablement"}

var mayCount = gate.Action{Name: "test.count", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// adw reads one of the published examples; the test is left out without them.
func adw(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "adw", "ADW-Message-"+name+"-Bundle-1-Example-1.xml"))
	if err != nil {
		t.Skip("the published ADW examples are not beside this repository: ", err)
	}
	return b
}

// rows counts what intake may write, table by table.
func rows(t *testing.T, g *gate.Gate) string {
	t.Helper()
	var out []string
	err := g.Read(gatetest.System(), mayCount, gate.Council, func(s *gate.Snapshot) error {
		for table, q := range map[string]string{
			"referral": `SELECT COUNT(*) FROM referral`, "line": `SELECT COUNT(*) FROM referral_line`, "message": `SELECT COUNT(*) FROM referral_message`,
			"attached": `SELECT COUNT(*) FROM referral_file`, "file": `SELECT COUNT(*) FROM files_file`, "alert": `SELECT COUNT(*) FROM alert`,
			"journal": `SELECT COUNT(*) FROM gate_journal`, "person": `SELECT COUNT(*) FROM person`,
		} {
			n, err := gate.Value[int](s, q)
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("%s %d", table, n))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// A map's order is free.
	return strings.Join(sorted(out), ", ")
}

func sorted(s []string) []string {
	for i := range s {
		for j := i; j > 0 && s[j] < s[j-1]; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
	return s
}

func get(t *testing.T, g *gate.Gate, id referral.ID) (r referral.Referral) {
	t.Helper()
	err := g.Read(gatetest.System(), mayCount, gate.Council, func(s *gate.Snapshot) (err error) {
		r, err = referral.Get(s, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPublishedNotices(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ctx := gatetest.System()
		var id referral.ID
		for _, c := range []struct {
			file  string
			state referral.State
		}{{"Assessment-Notice", referral.StateNew}, {"Discharge-Notice", referral.StateNew}, {"Withdrawal-Notice", referral.StateWithdrawn}} {
			raw := adw(t, c.file)
			counted, counter := gate.WithCounter(ctx)
			r, err := fhir.Intake(counted, g, testCouncil, raw, c.file+".xml")
			if err != nil || !r.Taken || r.Repeated || r.Ref == "" || r.Status != 200 {
				t.Fatalf("%s: %+v %v", c.file, r, err)
			}
			t.Logf("%s: %d statements, reads included", c.file, len(counter.Statements))
			if id == "" {
				id = r.Referral
			}
			if r.Referral != id {
				t.Errorf("%s made another referral", c.file)
			}
			got := get(t, g, id)
			if got.State != c.state || got.Family == "" || got.SenderODS == "" || got.ExternalRef == "" {
				t.Errorf("%s: %+v", c.file, got)
			}
			if !bytes.Contains(r.Answer, []byte("<Bundle")) || !bytes.Contains(r.Answer, []byte("AcceptResponse")) {
				t.Errorf("%s is answered %s", c.file, r.Answer)
			}
			if again, err := fhir.Understand(r.Answer, fhir.Council{ODS: got.SenderODS}); fault.KindOf(err) != fault.Invalid || again.Kind != "" {
				t.Errorf("the answer is not read as a response: %v", err)
			}
		}
		if got := get(t, g, id); got.DecisionCode != referral.TakenBack || got.DecisionWords == "" {
			t.Errorf("why it was taken back: %+v", got)
		}
		before := rows(t, g)
		for _, f := range []string{"Assessment-Notice", "Discharge-Notice", "Withdrawal-Notice"} {
			r, err := fhir.Intake(ctx, g, testCouncil, adw(t, f), f+".xml")
			if err != nil || !r.Repeated || !r.Taken || r.Ref == "" || len(r.Answer) == 0 {
				t.Errorf("%s again: %+v %v", f, r, err)
			}
		}
		if after := rows(t, g); after != before {
			t.Errorf("run twice:\n%s\n%s", before, after)
		}
	})
}

func TestDischargeNoticeBringsTheDate(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ctx := gatetest.System()
		first, err := fhir.Intake(ctx, g, testCouncil, adw(t, "Assessment-Notice"), "")
		if err != nil {
			t.Fatal(err)
		}
		asked := get(t, g, first.Referral).ReadyOn
		raw := bytes.ReplaceAll(adw(t, "Discharge-Notice"), []byte("2016-"), []byte("2017-"))
		r, err := fhir.Intake(ctx, g, testCouncil, raw, "")
		if err != nil {
			t.Fatal(err)
		}
		n, err := fhir.Understand(raw, testCouncil)
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, g, r.Referral); r.Referral != first.Referral || got.ReadyOn != n.ProposedDischargeOn || got.ReadyOn == "" {
			t.Errorf("ready on %s, notice says %s, before %s", got.ReadyOn, n.ProposedDischargeOn, asked)
		}
	})
}

func TestOnlyTheDischargeNotice(t *testing.T) {
	g := gatetest.SQLite(t)
	r, err := fhir.Intake(gatetest.System(), g, testCouncil, adw(t, "Discharge-Notice"), "")
	if err != nil || get(t, g, r.Referral).State != referral.StateNew {
		t.Errorf("%+v %v", r, err)
	}
	r, err = fhir.Intake(gatetest.System(), gatetest.SQLite(t), testCouncil, adw(t, "Withdrawal-Notice"), "")
	if err != nil || r.Ref == "" {
		t.Errorf("a withdrawal of what we never had: %+v %v", r, err)
	}
}

// bomb is a small file that would be a large one: refused for its DTD alone.
const bomb = `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Bundle xmlns="http://hl7.org/fhir"><id value="&b;"/></Bundle>`

func TestRefusedMessagesAreKeptAndShown(t *testing.T) {
	whole := adw(t, "Assessment-Notice")
	for _, c := range []struct {
		name, code string
		raw        []byte
		kept       bool
		answer     string
	}{
		{"a response", "fhir.response", adw(t, "Assessment-Notice-Accept-Response"), true, "OperationOutcome"},
		{"truncated", "fhir.truncated", whole[:len(whole)/2], true, ""},
		{"another council's", "fhir.not_for_us", bytes.ReplaceAll(whole, []byte("V396BB"), []byte("X26ZZ")), true, "RejectResponse"},
		{"over the limit", "fhir.too_large", append(whole, bytes.Repeat([]byte(" "), fhir.MaxBytes)...), false, "OperationOutcome"},
		{"a bomb", "fhir.dtd", []byte(bomb), true, "OperationOutcome"},
		{"nothing", "fhir.empty", nil, true, "OperationOutcome"},
		{"a picture", "fhir.character_set", []byte("\x89PNG\r\n\xff\xfe"), true, "OperationOutcome"},
	} {
		t.Run(c.name, func(t *testing.T) {
			gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
				ctx := gatetest.System()
				counted, counter := gate.WithCounter(ctx)
				r, err := fhir.Intake(counted, g, testCouncil, c.raw, "/home/somebody/"+c.name+".xml")
				if !fault.Is(err, c.code) || r.Taken || r.Code != c.code || r.Status < 400 || !bytes.Contains(r.Answer, []byte(c.answer)) {
					t.Fatalf("%+v\n%s\n%v", r, r.Answer, err)
				}
				if n := len(counter.Statements); n > 14 { // 2 before the write, which has at most 12
					t.Errorf("%d statements: %q", n, counter.Statements)
				}
				before := rows(t, g)
				want := "alert 1, attached 0, file 1, journal 1, line 0, message 1, person 0, referral 0"
				if c.kept {
					want = strings.Replace(want, "file 1", "file 2", 1)
				}
				if before != want {
					t.Errorf("kept %s, want %s", before, want)
				}
				m := message(t, g, r.Message)
				if m.Verdict != referral.VerdictRefused || m.Reason == "" || m.Raw.ID == "" && c.kept {
					t.Errorf("%+v", m)
				}
				if !c.kept && (!strings.Contains(m.Understood, "Fingerprint (SHA-256): ") || !strings.Contains(m.Understood, fmt.Sprint(len(c.raw)))) {
					t.Errorf("what is known of it: %q", m.Understood)
				}
				twice, err := fhir.Intake(ctx, g, testCouncil, c.raw, "other name")
				if !fault.Is(err, c.code) || !twice.Repeated || !bytes.Equal(twice.Answer, r.Answer) || twice.Status != r.Status {
					t.Errorf("again: %+v %v", twice, err)
				}
				if after := rows(t, g); after != before {
					t.Errorf("again:\n%s\n%s", before, after)
				}
			})
		})
	}
}

func message(t *testing.T, g *gate.Gate, id referral.MessageID) (m referral.Received) {
	t.Helper()
	err := g.Read(gatetest.System(), mayCount, gate.Council, func(s *gate.Snapshot) (err error) {
		m, err = referral.MessageOf(s, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestOneIdForTwoMessages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ctx := gatetest.System()
		raw := adw(t, "Assessment-Notice")
		if _, err := fhir.Intake(ctx, g, testCouncil, raw, ""); err != nil {
			t.Fatal(err)
		}
		changed := bytes.Replace(raw, []byte("<Bundle"), []byte("<!-- another --><Bundle"), 1)
		r, err := fhir.Intake(ctx, g, testCouncil, changed, "")
		if !fault.Is(err, "referral.message_reused") || r.Status != 409 {
			t.Fatalf("%+v %v", r, err)
		}
		again, err := fhir.Intake(ctx, g, testCouncil, changed, "")
		if !fault.Is(err, "referral.message_reused") || !again.Repeated || again.Status != 409 {
			t.Errorf("%+v %v", again, err)
		}
		if got := rows(t, g); !strings.Contains(got, "alert 1,") || !strings.Contains(got, "referral 1") {
			t.Error(got)
		}
	})
}

func TestTruncatedThenWhole(t *testing.T) {
	g := gatetest.SQLite(t)
	raw := adw(t, "Assessment-Notice")
	if _, err := fhir.Intake(gatetest.System(), g, testCouncil, raw[:len(raw)-20], ""); !fault.Is(err, "fhir.truncated") {
		t.Fatal(err)
	}
	if r, err := fhir.Intake(gatetest.System(), g, testCouncil, raw, ""); err != nil || !r.Taken {
		t.Errorf("%+v %v", r, err)
	}
}

func TestWhoMaySend(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		raw := []byte(bomb)
		for _, role := range append([]actor.Role{actor.Client}, actor.Roles...) {
			ctx := gatetest.As(t, g, "a-"+string(role), role)
			_, err := fhir.Intake(ctx, g, testCouncil, raw, "")
			may := referral.MayReceive.Who.Allows(actor.Access{Roles: []actor.Role{role}})
			if may != fault.Is(err, "fhir.dtd") {
				t.Errorf("%s: %v", role, err)
			}
			if !may && !fault.Is(err, "gate.refused") {
				t.Errorf("%s: %v", role, err)
			}
		}
		if _, err := fhir.Intake(context.Background(), g, testCouncil, raw, ""); !fault.Is(err, "auth.sign_in") {
			t.Error(err)
		}
	})
}

func TestCommandLine(t *testing.T) {
	g := gatetest.SQLite(t)
	whole := adw(t, "Assessment-Notice")
	open := func(name string) (io.ReadCloser, error) {
		switch name {
		case "good.xml":
			return io.NopCloser(bytes.NewReader(whole)), nil
		case "huge.xml":
			return io.NopCloser(io.MultiReader(bytes.NewReader(whole), io.LimitReader(spaces{}, fhir.MaxBytes+1))), nil
		case "bomb.xml":
			return io.NopCloser(strings.NewReader(bomb)), nil
		}
		return nil, os.ErrNotExist
	}
	var out bytes.Buffer
	if err := fhir.IntakeFiles(gatetest.System(), g, testCouncil, []string{"good.xml"}, open, &out, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"good.xml: taken in", "Assessment notice", "Missing", "Reference", "RF-", "Born"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	out.Reset()
	err := fhir.IntakeFiles(gatetest.System(), g, testCouncil, []string{"good.xml", "bomb.xml", "huge.xml", "none.xml"}, open, &out, false)
	if !fault.Is(err, "fhir.intake") || !strings.Contains(err.Error(), "3 of 4") {
		t.Error(err)
	}
	for _, want := range []string{"good.xml: received before", "bomb.xml: refused, and kept", "huge.xml: refused", "larger than the 20 MB limit", "none.xml: not taken in", "does not exist"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := fhir.IntakeFiles(gatetest.System(), g, testCouncil, []string{"bomb.xml"}, open, &out, true); !fault.Is(err, "fhir.intake") || !strings.Contains(out.String(), `"code": "fhir.dtd"`) {
		t.Errorf("%v\n%s", err, out.String())
	}
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
