package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/service/council"
)

var mayReadHelpLine = gate.Action{Name: "app.help_line", Quiet: true, Who: actor.Rule{Any: []actor.Role{actor.System}}}

// helpLine gives a council's help line as its settings have it, looked up at
// most once a minute, as every page shows it.
func helpLine(g *gate.Gate) func() ui.Phone {
	var mu sync.Mutex
	var phone ui.Phone
	var read time.Time
	return func() ui.Phone {
		mu.Lock()
		defer mu.Unlock()
		if now := when.Mono(); now.Sub(read) > time.Minute {
			read = now
			err := g.Read(actor.With(context.Background(), actor.Machine), mayReadHelpLine, gate.Council, func(s *gate.Snapshot) (err error) {
				all, err := council.All(s)
				phone = ui.Phone{Number: all[council.HelpLine], Hours: all[council.HelpHours]}
				return err
			})
			if err != nil {
				slog.Error("the help line could not be read", "err", err)
			}
		}
		return phone
	}
}
