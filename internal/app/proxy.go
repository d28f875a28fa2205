package app

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// behindProxies takes the caller's address from X-Forwarded-For where the
// request came from a proxy we were told of; from nobody else, as anyone can
// write that header. Throttling goes by this address.
func (a *App) behindProxies(next http.Handler) http.Handler {
	if len(a.cfg.Proxies) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && a.trusts(from.Addr()) {
			if caller, ok := a.caller(r.Header.Values("X-Forwarded-For")); ok {
				r.RemoteAddr = net.JoinHostPort(caller.String(), "0")
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (a *App) trusts(ip netip.Addr) bool {
	return slices.ContainsFunc(a.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
}

// caller is the last address in the list that is not one of our proxies.
func (a *App) caller(headers []string) (netip.Addr, bool) {
	list := strings.Split(strings.Join(headers, ","), ",")
	for i := len(list) - 1; i >= 0; i-- {
		ip, err := netip.ParseAddr(strings.TrimSpace(list[i]))
		if err != nil {
			return netip.Addr{}, false
		}
		if !a.trusts(ip) {
			return ip, true
		}
	}
	return netip.Addr{}, false
}
