package web_test

import (
	"net/url"
	"testing"

	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// TestPages: whatever somebody asked a list for stands in the links to its other
// pages as they asked it, and adds nothing to them.
func TestPages(t *testing.T) {
	asked := url.Values{"words": {"O’Brien & page=9"}, "state": {""}, "page": {"3"}}
	for _, c := range []struct {
		page int
		more bool
		want ui.More
	}{
		{1, false, ui.More{}},
		{1, true, ui.More{Next: "/list?page=2&words=O%E2%80%99Brien+%26+page%3D9"}},
		{3, true, ui.More{Prev: "/list?page=2&words=O%E2%80%99Brien+%26+page%3D9", Next: "/list?page=4&words=O%E2%80%99Brien+%26+page%3D9"}},
	} {
		if got := web.Pages("/list", asked, c.page, c.more); got != c.want {
			t.Errorf("page %d: %+v", c.page, got)
		}
	}
	if got := web.Address("/list", url.Values{"state": {""}}); got != "/list" {
		t.Errorf("nothing asked: %s", got)
	}
}
