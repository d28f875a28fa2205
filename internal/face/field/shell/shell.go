package shell

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/web"
)

//go:embed dist
var dist embed.FS

// Routes of the shell.
var Routes = []web.Route{
	web.Public("/v/{$}", page),
	web.Public("/v/{file...}", file),
}

// policy lets the page load its own files, its manifest and its worker, and
// speak to this server: nothing else, and nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const (
	asksAnew = "no-cache"
	forGood  = "public, max-age=31536000, immutable"
	index    = "index.html"
)

// kept is one file as it is sent.
type kept struct {
	plain, small []byte // small is compressed; nil where that saves nothing
	media        string
	cache        string
}

// files are the shell's, by name. They are compressed once, as the server
// itself compresses nothing.
var files = sync.OnceValues(func() (map[string]kept, error) {
	all := map[string]kept{}
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		k := kept{media: media(name), cache: asksAnew}
		if strings.HasPrefix(name, "assets/") {
			k.cache = forGood
		}
		if k.media == "" {
			return fmt.Errorf("the shell has a file of no known kind: %s", name)
		}
		if k.plain, err = fs.ReadFile(root, name); err != nil {
			return err
		}
		k.small, err = compressed(k.plain)
		all[name] = k
		return err
	})
	return all, err
})

func media(name string) string {
	switch name[strings.LastIndex(name, ".")+1:] {
	case "html":
		return "text/html; charset=utf-8"
	case "js":
		return "text/javascript; charset=utf-8"
	case "css":
		return "text/css; charset=utf-8"
	case "svg":
		return "image/svg+xml"
	case "png":
		return "image/png"
	case "woff2":
		return "font/woff2"
	case "webmanifest":
		return "application/manifest+json"
	case "txt":
		return "text/plain; charset=utf-8"
	}
	return ""
}

// compressed is b compressed, or nil where that would not make it smaller.
func compressed(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if out.Len() >= len(b) {
		return nil, nil
	}
	return out.Bytes(), nil
}

func page(c *web.Call) (web.Reply, error) { return send(c, index) }

// file is one file of the shell, or the page: an address without a file is the
// app's own. A name with a dot is a file that is gone, and must not be answered
// with a page.
func file(c *web.Call) (web.Reply, error) {
	name := c.Path("file")
	all, err := files()
	if err != nil {
		return nil, err
	}
	if _, ok := all[name]; ok {
		return send(c, name)
	}
	if strings.Contains(name, ".") {
		return nil, fault.New(fault.NotFound, "shell.file", "There is no such file. Load the page again.")
	}
	return send(c, index)
}

func send(c *web.Call, name string) (web.Reply, error) {
	all, err := files()
	if err != nil {
		return nil, err
	}
	k, ok := all[name]
	if !ok {
		return nil, fmt.Errorf("the shell was not built: it has no %s", name)
	}
	d := web.Data{MediaType: k.media, Bytes: k.plain, Header: map[string]string{
		"Cache-Control": k.cache, "Content-Security-Policy": policy, "Vary": "Accept-Encoding",
	}}
	if k.small != nil && strings.Contains(c.Header("Accept-Encoding"), "gzip") {
		d.Bytes = k.small
		d.Header["Content-Encoding"] = "gzip"
	}
	return d, nil
}
