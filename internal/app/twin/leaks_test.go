package twin

import "testing"

// plant puts a leak into a world.
func (w *world) plant(t testing.TB, l *leak) {
	t.Helper()
}
