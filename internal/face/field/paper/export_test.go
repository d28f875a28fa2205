package paper

import (
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/visit"
)

// Collide finds two visits of a day that have one code.
func Collide(on when.Date) (code string, both [2]visit.ID) {
	seen := map[Code]visit.ID{}
	for n := 0; ; n++ {
		v := visit.Visit{ID: visit.ID(ids.Derived("collide", strconv.Itoa(n))), On: on}
		c := codeOf(v, 1)
		if other, ok := seen[c]; ok {
			return string(c), [2]visit.ID{other, v.ID}
		}
		seen[c] = v.ID
	}
}
