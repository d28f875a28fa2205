package actor

import "testing"

func TestAllows(t *testing.T) {
	rule := Rule{Any: []Role{Coordinator}, Related: []Role{Worker, Family}}
	for _, c := range []struct {
		name string
		a    Access
		want bool
	}{
		{"nobody", Access{}, false},
		{"coordinator", Access{Roles: []Role{Coordinator}}, true},
		{"worker without a relation", Access{Roles: []Role{Worker}}, false},
		{"worker on the work", Access{[]Role{Worker}, []Relation{Work}}, true},
		{"worker who is also family", Access{[]Role{Worker}, []Relation{Close}}, false},
		{"worker who broke the glass", Access{[]Role{Worker}, []Relation{Glass}}, true},
		{"family", Access{[]Role{Family}, []Relation{Close}}, true},
		{"family with a work relation", Access{[]Role{Family}, []Relation{Work}}, false},
		{"family cannot break glass", Access{[]Role{Family}, []Relation{Glass}}, false},
		{"another role on the work", Access{[]Role{HR}, []Relation{Work}}, false},
	} {
		if got := rule.Allows(c.a); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if (Rule{}).Allows(Access{Roles: Roles, Relations: []Relation{Work, Self, Close, Glass}}) {
		t.Error("the zero rule allows somebody")
	}
	if !rule.Might([]Role{Worker}) || rule.Might([]Role{HR}) {
		t.Error("might")
	}
}

func TestEveryRoleHasWords(t *testing.T) {
	for _, r := range Roles {
		if r.Label() == "" {
			t.Error(r)
		}
	}
}
