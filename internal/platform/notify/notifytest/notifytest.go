// Package notifytest is GOV.UK Notify and the voice provider on loopback, for
// tests: it speaks their HTTP, checks who asks as they do, keeps what was sent,
// and is down in whatever way a test wants, each by itself.
package notifytest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/notify"
)

// Fault is a way of being down.
type Fault string

// The faults. Hang never answers; Slam closes the connection; Lost takes the
// message and closes before it says so; Bad finds fault with the address, Trial
// with us.
const (
	Fine   Fault = ""
	Down   Fault = "500"
	Hang   Fault = "hang"
	Slam   Fault = "slam"
	Lost   Fault = "lost"
	Many   Fault = "429"
	Refuse Fault = "403"
	Bad    Fault = "400"
	Trial  Fault = "400 trial"
)

// Sent is one message that a provider took.
type Sent struct {
	By        notify.Way
	To, Words string
	Key       string
}

// Keys of the two providers, as the double wants them.
const (
	service  = "11111111-2222-4333-8444-555555555555"
	secret   = "66666666-7777-4888-8999-aaaaaaaaaaaa"
	key      = "alarms-" + service + "-" + secret
	voiceKey = "made-up-voice-key"
	template = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"
)

// Double is both providers. Text and e-mail share a fault, as they share Notify.
type Double struct {
	server *httptest.Server
	done   chan struct{}

	mu    sync.Mutex
	fault map[notify.Way]Fault
	sent  []Sent
	asked map[notify.Way]int
}

// Start starts both, which end with the test.
func Start(t testing.TB) *Double {
	t.Helper()
	d := &Double{fault: map[notify.Way]Fault{}, asked: map[notify.Way]int{}, done: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/notifications/sms", func(w http.ResponseWriter, r *http.Request) { d.notify(w, r, notify.Text) })
	mux.HandleFunc("POST /v2/notifications/email", func(w http.ResponseWriter, r *http.Request) { d.notify(w, r, notify.Email) })
	mux.HandleFunc("POST /calls", d.call)
	d.server = httptest.NewServer(mux)
	t.Cleanup(func() {
		close(d.done)
		d.server.CloseClientConnections()
		d.server.Close()
	})
	return d
}

// Config is what to tell a sender so that it speaks with the double.
func (d *Double) Config() notify.Config {
	return notify.Config{
		NotifyKey: key, NotifyURL: d.server.URL, TextTemplate: template, EmailTemplate: template,
		VoiceKey: voiceKey, VoiceURL: d.server.URL, VoiceFrom: "01632 960100",
	}
}

// Sender speaks with the double.
func (d *Double) Sender(t testing.TB) *notify.Sender {
	t.Helper()
	s, err := notify.NewSender(d.Config())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Set puts one way into a fault, or out of it.
func (d *Double) Set(w notify.Way, f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault[w] = f
}

// Sent is every message taken so far.
func (d *Double) Sent() []Sent {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Sent(nil), d.sent...)
}

// Asked is how often a way was asked, answered or not.
func (d *Double) Asked(w notify.Way) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[w]
}

// fails carries out the fault of a way; false when there is none.
func (d *Double) fails(w http.ResponseWriter, by notify.Way) bool {
	d.mu.Lock()
	f := d.fault[by]
	if by == notify.Email {
		f = d.fault[notify.Text]
	}
	d.asked[by]++
	d.mu.Unlock()
	switch f {
	case Fine, Lost:
		return false
	case Hang:
		select {
		case <-d.done:
		case <-time.After(time.Minute):
		}
		panic(http.ErrAbortHandler)
	case Slam:
		panic(http.ErrAbortHandler)
	}
	status := map[Fault]int{Down: 500, Many: 429, Refuse: 403, Bad: 400, Trial: 400}[f]
	why := map[Fault]string{Bad: "ValidationError: " + address[by] + " Not enough digits", Trial: "BadRequestError: Can't send to this recipient when service is in trial mode"}[f]
	if why == "" {
		why = "Error: made up"
	}
	refuse(w, status, why)
	return true
}

// address is the field of where a message goes, by way.
var address = map[notify.Way]string{notify.Text: "phone_number", notify.Email: "email_address", notify.Call: "destination"}

// refuse answers as both do: a list of errors, each with its name and a message.
func refuse(w http.ResponseWriter, status int, why string) {
	name, message, _ := strings.Cut(why, ": ")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"status_code": status, "errors": []any{map[string]string{"error": name, "message": message}}})
}

func (d *Double) took(s Sent) {
	d.mu.Lock()
	lost := d.fault[s.By] == Lost
	d.sent = append(d.sent, s)
	d.mu.Unlock()
	if lost {
		panic(http.ErrAbortHandler)
	}
}

func (d *Double) notify(w http.ResponseWriter, r *http.Request, by notify.Way) {
	if d.fails(w, by) {
		return
	}
	if why := wrongToken(r.Header.Get("Authorization")); why != "" {
		refuse(w, http.StatusForbidden, "AuthError: "+why)
		return
	}
	var asked struct {
		Phone    string            `json:"phone_number"`
		Email    string            `json:"email_address"`
		Template string            `json:"template_id"`
		Values   map[string]string `json:"personalisation"`
		Key      string            `json:"reference"`
	}
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &asked)
	}
	to := map[notify.Way]string{notify.Text: asked.Phone, notify.Email: asked.Email}[by]
	why := ""
	switch {
	case err != nil:
		why = "BadRequestError: Invalid JSON supplied in POST data"
	case to == "":
		why = "ValidationError: " + address[by] + " is a required property"
	case asked.Template != template:
		why = "BadRequestError: Template not found"
	case asked.Values["words"] == "":
		why = "BadRequestError: Missing personalisation: words"
	}
	if why != "" {
		refuse(w, http.StatusBadRequest, why)
		return
	}
	d.took(Sent{By: by, To: to, Words: asked.Values["words"], Key: asked.Key})
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"id":"notify-%s","reference":%q}`, asked.Key, asked.Key)
}

// wrongToken says what is wrong with a web token; empty when nothing is.
func wrongToken(header string) string {
	text, ok := strings.CutPrefix(header, "Bearer ")
	parts := strings.Split(text, ".")
	if !ok || len(parts) != 3 {
		return "no token"
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) != parts[2] {
		return "signed with another key"
	}
	var claims struct {
		Issuer string `json:"iss"`
		At     int64  `json:"iat"`
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(b, &claims) != nil || claims.Issuer != service {
		return "another service"
	}
	if off := when.Mono().Unix() - claims.At; off > 30 || off < -30 {
		return "too old"
	}
	return ""
}

func (d *Double) call(w http.ResponseWriter, r *http.Request) {
	if d.fails(w, notify.Call) {
		return
	}
	if r.Header.Get("Authorization") != "AccessKey "+voiceKey {
		http.Error(w, `{}`, http.StatusUnauthorized)
		return
	}
	var asked struct {
		From string `json:"source"`
		To   string `json:"destination"`
		Flow struct {
			Title string `json:"title"`
			Steps []struct {
				Action  string         `json:"action"`
				Options map[string]any `json:"options"`
			} `json:"steps"`
		} `json:"callFlow"`
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil || asked.From == "" || asked.To == "" || len(asked.Flow.Steps) != 1 || asked.Flow.Steps[0].Action != "say" {
		http.Error(w, `{}`, http.StatusUnprocessableEntity)
		return
	}
	words, _ := asked.Flow.Steps[0].Options["payload"].(string)
	d.took(Sent{By: notify.Call, To: "+" + asked.To, Words: words, Key: asked.Flow.Title})
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"data":[{"id":"call-%s","status":"queued"}]}`, asked.Flow.Title)
}
