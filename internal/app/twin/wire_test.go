package twin

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// asked is one request.
type asked struct {
	who    someone
	method string
	path   string // with its query
	kind   string // of the body
	body   string
	header []string // more of them: "Name: value"
	route  string   // what it is reported as; empty: the path
}

// answer is all that came back for it.
type answer struct {
	status int
	head   string // status line and headers, as they came
	body   string
	link   string // Location
	work   string // what was said to the database
	logged string
}

func (a asked) bytes() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: twin\r\n", a.method, a.path)
	accept := "text/html"
	if a.who.program || strings.HasPrefix(a.kind, "application/json") {
		accept = "application/json"
	}
	fmt.Fprintf(&b, "Accept: %s\r\n", accept)
	if a.who.cookie != "" {
		fmt.Fprintf(&b, "Cookie: stillhome-session=%s\r\n", a.who.cookie)
	}
	if a.who.bearer != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", a.who.bearer)
	}
	for _, h := range a.header {
		fmt.Fprintf(&b, "%s\r\n", h)
	}
	if a.method != http.MethodGet && a.method != http.MethodHead {
		fmt.Fprintf(&b, "Sec-Fetch-Site: same-origin\r\nContent-Type: %s\r\nContent-Length: %d\r\n", a.kind, len(a.body))
	}
	b.WriteString("\r\n")
	b.WriteString(a.body)
	return b.Bytes()
}

// wire is one connection that bytes are read from as they come.
type wire struct {
	conn net.Conn
	raw  *bytes.Buffer
	in   *bufio.Reader
}

func (w *world) dial() (*wire, error) {
	conn, err := w.door.dial()
	if err != nil {
		return nil, err
	}
	raw := &bytes.Buffer{}
	return &wire{conn, raw, bufio.NewReader(io.TeeReader(conn, raw))}, nil
}

// patience is how long an answer may take, on a machine with other work.
const patience = 60 * time.Second

// ask sends a request and gives the bytes of the answer, split after the head.
func (c *wire) ask(a asked) (status int, head, body, link string, closed bool, err error) {
	c.raw.Reset()
	c.conn.SetDeadline(time.Now().Add(patience))
	sent := make(chan error, 1)
	go func() {
		_, err := c.conn.Write(a.bytes())
		sent <- err
	}()
	r, err := http.ReadResponse(c.in, &http.Request{Method: a.method})
	if err != nil {
		return 0, "", "", "", true, fmt.Errorf("%s %s: %w", a.method, a.path, err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, "", "", "", true, fmt.Errorf("%s %s: %w", a.method, a.path, err)
	}
	if r.Close {
		closed = true // what was not sent is not wanted any more
	} else if err := <-sent; err != nil {
		return 0, "", "", "", true, err
	}
	head, _, _ = strings.Cut(c.raw.String(), "\r\n\r\n")
	return r.StatusCode, head, string(b), r.Header.Get("Location"), closed, nil
}

// door is a listener within this process.
type door struct {
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once
	wrap   func(net.Conn) net.Conn // the server's side; nil: as it is
}

func newDoor() *door { return &door{calls: make(chan net.Conn), closed: make(chan struct{})} }

func (d *door) dial() (net.Conn, error) {
	ours, theirs := net.Pipe()
	if d.wrap != nil {
		theirs = d.wrap(theirs)
	}
	select {
	case d.calls <- theirs:
		return ours, nil
	case <-d.closed:
		return nil, net.ErrClosed
	}
}

// Accept is net.Listener's.
func (d *door) Accept() (net.Conn, error) {
	select {
	case c := <-d.calls:
		return c, nil
	case <-d.closed:
		return nil, net.ErrClosed
	}
}

// Close is net.Listener's.
func (d *door) Close() error {
	d.once.Do(func() { close(d.closed) })
	return nil
}

// Addr is net.Listener's.
func (d *door) Addr() net.Addr { return &net.UnixAddr{Name: "twin", Net: "unix"} }
