package arch

import (
	"regexp"
	"slices"
	"strings"
)

// mention is a table named in SQL text.
type mention struct {
	table string
	write bool
}

var (
	// capitals finds SQL written as we write it, whole or in part.
	capitals = regexp.MustCompile(`\b(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+"?\w+"?\s+SET\s|DELETE\s+FROM\s|(FROM|JOIN)\s+"?[a-z_]|(CREATE|ALTER|DROP|TRUNCATE)\s+(TABLE|INDEX|UNIQUE|VIEW)|ON\s+CONFLICT|(WHERE|AND|OR|SET|HAVING)\s+[\w."(]+\s*([=<>?]|IN\b|IS\b|LIKE\b)|(ORDER|GROUP)\s+BY\s|LIMIT\s+[?\d])`)

	// small finds whole statements in small letters. It asks for a sign that
	// no English sentence has.
	small = regexp.MustCompile(`(?s)^\s*(select\s.*\sfrom\s+\w+|insert\s+into\s+\w+|update\s+\w+\s+set\s|delete\s+from\s+\w+)`)
	signs = regexp.MustCompile(`[?=*(]|,\s`)
)

// readsAsSQL tells SQL, or a part of it, from other text.
func readsAsSQL(text string) bool { return capitals.MatchString(text) || smallSQL(text) }

// smallSQL is true for a statement whose keywords are not in capitals.
func smallSQL(text string) bool { return small.MatchString(text) && signs.MatchString(text) }

// words splits SQL into words, numbers and single signs, in capitals as they
// are; strings and comments are left out, quotes of names taken off.
var words = regexp.MustCompile(`'(?:[^']|'')*'|--[^\n]*|(?s:/\*.*?\*/)|"[^"]*"|[A-Za-z_][A-Za-z0-9_$]*|[0-9.]+|\S`)

func split(text string) []string {
	var out []string
	for _, w := range words.FindAllString(text, -1) {
		if strings.HasPrefix(w, "'") || strings.HasPrefix(w, "--") || strings.HasPrefix(w, "/*") {
			continue
		}
		out = append(out, strings.Trim(w, `"`))
	}
	return out
}

// mentions finds every table that SQL text names, but for the names it gives
// itself (WITH today AS ...).
func mentions(text string) []mention {
	w := split(text)
	own := ownNames(w)
	var out []mention
	add := func(i int, write bool) {
		if name, called := nameAt(w, i); name != "" && !slices.Contains(own, name) && (write || !called) {
			out = append(out, mention{name, write})
		}
	}
	for i := range w {
		switch strings.ToUpper(w[i]) {
		case "FROM":
			if before(w, i, "DISTINCT") || insideCall(w, i) {
				continue
			}
			add(i+1, before(w, i, "DELETE"))
			for _, j := range commaNames(w, i+1) {
				add(j, false)
			}
		case "JOIN", "REFERENCES":
			add(i+1, false)
		case "INTO":
			add(i+1, true)
		case "UPDATE":
			if !before(w, i, "DO") && !before(w, i, "FOR") && !before(w, i, "ON") {
				add(i+1, true)
			}
		case "TABLE":
			add(skip(w, i+1, "IF", "NOT", "EXISTS"), true)
		}
	}
	return out
}

// ownNames are the names of WITH clauses: a name, maybe columns, AS and (.
func ownNames(w []string) []string {
	var own []string
	for i := range w {
		if !strings.EqualFold(w[i], "AS") || i == 0 {
			continue
		}
		if next := skip(w, i+1, "NOT", "MATERIALIZED"); next >= len(w) || w[next] != "(" {
			continue
		}
		at := i - 1
		if w[at] == ")" {
			for at >= 0 && w[at] != "(" {
				at--
			}
			at--
		}
		if at >= 0 {
			own = append(own, strings.ToLower(w[at]))
		}
	}
	return own
}

// nameAt reads a table's name, without the schema before a dot; called is true
// where a ( follows, as after a function.
func nameAt(w []string, i int) (name string, called bool) {
	i = skip(w, i, "ONLY", "LATERAL")
	if i+2 < len(w) && w[i+1] == "." {
		i += 2
	}
	if i >= len(w) || !isWord(w[i]) || isKeyword(w[i]) {
		return "", false
	}
	return strings.ToLower(w[i]), i+1 < len(w) && w[i+1] == "("
}

// commaNames finds where further tables of "FROM a x, b y" stand.
func commaNames(w []string, i int) []int {
	var at []int
	for depth := 0; i < len(w); i++ {
		switch {
		case w[i] == "(":
			depth++
		case w[i] == ")":
			if depth--; depth < 0 {
				return at
			}
		case depth > 0:
		case w[i] == ",":
			at = append(at, i+1)
		case isKeyword(w[i]) && !strings.EqualFold(w[i], "AS"):
			return at
		}
	}
	return at
}

// insideCall is true for the FROM of EXTRACT(x FROM y) and its like.
func insideCall(w []string, i int) bool {
	depth := 0
	for j := i - 1; j >= 0; j-- {
		switch w[j] {
		case ")":
			depth++
		case "(":
			if depth--; depth < 0 {
				return j > 0 && slices.Contains([]string{"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY"}, strings.ToUpper(w[j-1]))
			}
		}
	}
	return false
}

func before(w []string, i int, word string) bool { return i > 0 && strings.EqualFold(w[i-1], word) }

func skip(w []string, i int, over ...string) int {
	for i < len(w) && slices.Contains(over, strings.ToUpper(w[i])) {
		i++
	}
	return i
}

func isWord(s string) bool {
	return s[0] == '_' || 'a' <= s[0] && s[0] <= 'z' || 'A' <= s[0] && s[0] <= 'Z'
}

// isKeyword knows the words that may follow a table's name or stand in its
// place.
func isKeyword(s string) bool {
	switch strings.ToUpper(s) {
	case "SELECT", "SET", "WHERE", "VALUES", "JOIN", "LEFT", "RIGHT", "INNER", "OUTER", "FULL", "CROSS", "ON", "USING",
		"GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "RETURNING", "WINDOW", "FOR",
		"AS", "FROM", "DEFAULT", "NOT", "EXISTS", "AND", "OR":
		return true
	}
	return false
}
