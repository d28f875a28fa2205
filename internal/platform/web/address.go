package web

import (
	"net/url"
	"strconv"

	"stillhome/internal/platform/ui"
)

// Address is a path with a query, escaped; what is empty in the query is left out.
func Address(path string, query url.Values) string {
	kept := url.Values{}
	for name, values := range query {
		for _, v := range values {
			if v != "" {
				kept.Add(name, v)
			}
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + kept.Encode()
}

// Pages leads from one page of a list at a path to the page before it and, where
// there is more, to the page after. The query is what the list was asked for; its
// own "page" is set anew.
func Pages(path string, query url.Values, page int, more bool) ui.More {
	at := func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}}
		for name, values := range query {
			if name != "page" {
				q[name] = values
			}
		}
		return Address(path, q)
	}
	var m ui.More
	if page > 1 {
		m.Prev = at(page - 1)
	}
	if more {
		m.Next = at(page + 1)
	}
	return m
}
