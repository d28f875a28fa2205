package auth

import (
	"context"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
)

func TestPasswordHash(t *testing.T) {
	ctx := context.Background()
	h, err := hashPassword(ctx, "blue kettle over seven")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored as %s", h)
	}
	other, _ := hashPassword(ctx, "blue kettle over seven")
	if h == other {
		t.Error("two hashes of one password are alike: there is no salt")
	}
	for typed, want := range map[string]bool{
		"blue kettle over seven": true, "blue kettle over Seven": false, "blue kettle over seven ": false, "": false,
	} {
		if ok, err := passwordIs(ctx, h, typed); err != nil || ok != want {
			t.Errorf("%q: %v %v, want %v", typed, ok, err, want)
		}
	}
	// é as one character or as two is one password.
	h, _ = hashPassword(ctx, "caf\u00e9 kettle over seven")
	if ok, _ := passwordIs(ctx, h, "cafe\u0301 kettle over seven"); !ok {
		t.Error("a password typed on another keyboard is not known again")
	}
}

func TestNoAccountIsNeverRight(t *testing.T) {
	for _, typed := range []string{"", "anything at all"} {
		if ok, err := passwordIs(context.Background(), "", typed); ok || err != nil {
			t.Errorf("%q: %v %v", typed, ok, err)
		}
	}
	if _, err := passwordIs(context.Background(), "md5:abc", "x"); err == nil {
		t.Error("a hash in another form is not an error")
	}
}

func TestPasswordRules(t *testing.T) {
	own := []string{"jo.bloggs@fenmarsh.example", "Jo Bloggs", "Fenmarsh County Council"}
	good := []string{
		"blue kettle over seven", "Tr0ub4dor&3-plus", "żółta łódka na jeziorze", "x9#Lq2!vB7mZ",
		strings.Repeat("ab3dE", 25) + "xyz", "horse staple moonbeam",
	}
	for _, p := range good {
		var c fault.Checks
		if checkPassword(&c, p, own...); c.Err("x") != nil {
			t.Errorf("%q: %v", p, c.Err("x"))
		}
	}
	for p, say := range map[string]string{
		"":                             "Enter a password",
		"short":                        "at least 12",
		"blue kettle":                  "at least 12", // eleven
		strings.Repeat("abX9!", 26):    "128 characters or fewer",
		"passwordpassword":             "many people",
		"Password123456":               "many people",
		"P@ssw0rd2026!!":               "many people",
		"qwertyuiop123":                "many people",
		"aaaaaaaaaaaa":                 "many people",
		"121212121212":                 "many people",
		"192837465012":                 "many people",
		"Summer2026Summer":             "many people",
		"correct horse battery staple": "many people",
		"bloggs kettle over seven":     "without your own name",
		"my fenmarsh kettle":           "without your own name",
	} {
		var c fault.Checks
		checkPassword(&c, p, own...)
		if f, ok := fault.Of(c.Err("x")); !ok || !strings.Contains(f.Fields["password"], say) {
			t.Errorf("%q: %v, want %q", p, c.Err("x"), say)
		}
	}
}
