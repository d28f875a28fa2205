package web_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/platform/web/webtest"
)

// TestNothingUnkeepableReachesAHandler sends zero bytes, which PostgreSQL
// refuses, and broken UTF-8 by every way in.
func TestNothingUnkeepableReachesAHandler(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		gatetest.As(t, g, "co", actor.Coordinator)
		kept := func(c *web.Call, s string) (web.Reply, error) {
			err := c.Gate.Read(c, office, gate.Council, func(x *gate.Snapshot) error {
				_, err := gate.Values[string](x, `SELECT value FROM gate_meta WHERE name = ?`, s)
				return err
			})
			return c.Page("Kept", ui.Para("["+s+"]")), err
		}
		site := webtest.Serve(t, g, nil, []web.Route{
			web.Get("/a/{part}", office, func(c *web.Call) (web.Reply, error) { return kept(c, c.Path("part")) }),
			web.Get("/q", office, func(c *web.Call) (web.Reply, error) { return kept(c, c.Query("q")) }),
			web.Post("/f", office, func(c *web.Call) (web.Reply, error) { return kept(c, c.Posted("q")) }),
			web.Post("/file", office, func(c *web.Call) (web.Reply, error) {
				f, _, err := c.File("file")
				if err != nil {
					return nil, err
				}
				return kept(c, f.Name)
			}),
		})
		site.Get("co", "/a/x%00y%ff").Says(t, 200, "[xy\uFFFD]")
		site.Get("co", "/q?q=x%00y%ff").Says(t, 200, "[xy\uFFFD]")
		site.Post("co", "/f", "q", "x\x00y\xff").Says(t, 200, "[xy\uFFFD]")
		site.Upload("co", "/file", "file", "x\xff", []byte("z")).Says(t, 200, "[x\uFFFD]")
	})
}
