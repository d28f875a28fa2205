package lane

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/web"
)

// Serve answers a phone when its turn has come, or tells it when to come again
// (docs/phone.md, section 4).
func (l *Lane) Serve(c *web.Call, answer func() (web.Reply, error)) (web.Reply, error) {
	p, retry := l.Enter()
	if p == nil {
		return web.JSON(503, map[string]any{
			"code": "field.busy", "message": "Many phones are sending just now. Nothing is lost: we will try again.", "retry_s": retry,
		}), nil
	}
	defer p.Leave()
	if p.Wait(c) != nil { // whoever asked has gone
		return nil, fault.New(fault.Unavailable, "field.busy", "Many phones are sending just now. Nothing is lost: try again in a moment.")
	}
	return answer()
}
