package app

import "net/http"

// BehindProxies is behindProxies, for tests.
func (a *App) BehindProxies(next http.Handler) http.Handler { return a.behindProxies(next) }
