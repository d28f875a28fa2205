package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"stillhome/internal/kernel/when"
)

// publicNotify is where GOV.UK Notify answers.
const publicNotify = "https://api.notifications.service.gov.uk"

// mostAnswer bounds what is read of a provider's answer, in bytes.
const mostAnswer = 64 << 10

// govNotify speaks the API of GOV.UK Notify, version 2. Source: its
// documentation of the REST API, read 2026-11.
type govNotify struct {
	way             Way
	at              string
	service, secret string
	template        string
	http            *http.Client
}

// uuidLength is the length of a UUID in text.
const uuidLength = 36

func newNotify(key, at, template string, way Way) (*govNotify, error) {
	// A key is a name, the service's UUID and the secret's, with dashes between.
	if len(key) < 2*uuidLength+2 {
		return nil, errors.New("this is no key of GOV.UK Notify: it ends in two long numbers with dashes")
	}
	if at == "" {
		at = publicNotify
	}
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, badURL("GOV.UK Notify", at)
	}
	n := &govNotify{way: way, at: strings.TrimSuffix(at, "/"), template: template, http: client()}
	n.secret = key[len(key)-uuidLength:]
	n.service = key[len(key)-2*uuidLength-1 : len(key)-uuidLength-1]
	return n, nil
}

func (n *govNotify) name() string { return "GOV.UK Notify" }

// token is a JSON web token (RFC 7519) with which the service says who it is. It
// holds for half a minute at Notify, so that the machine's clock must be right.
func (n *govNotify) token() string {
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(map[string]string{"typ": "JWT", "alg": "HS256"}) + "." + part(map[string]any{"iss": n.service, "iat": when.Mono().Unix()})
	mac := hmac.New(sha256.New, []byte(n.secret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (n *govNotify) send(ctx context.Context, k Kept) result {
	path, field := "/v2/notifications/sms", "phone_number"
	if n.way == Email {
		path, field = "/v2/notifications/email", "email_address"
	}
	return post(ctx, n.http, n.at+path, "Bearer "+n.token(), field, map[string]any{
		field: k.To, "template_id": n.template, "personalisation": map[string]string{"words": string(k.Words)}, "reference": string(k.ID),
	}, func(body []byte) string {
		var answer struct {
			ID string `json:"id"`
		}
		json.Unmarshal(body, &answer)
		return answer.ID
	})
}

// post sends JSON to a provider and reads its verdict; address is the field that
// says where the message goes.
func post(ctx context.Context, c *http.Client, to, authorization, address string, body any, reference func([]byte) string) result {
	b, err := json.Marshal(body)
	if err != nil {
		return result{failure: ProviderBad, final: true}
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(b))
	if err != nil {
		return result{failure: Unreachable}
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Accept", "application/json")
	q.Header.Set("Authorization", authorization)
	answer, err := c.Do(q)
	if err != nil {
		return unanswered(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return unanswered(err)
	}
	r := verdict(answer.StatusCode, got, address)
	if r.failure == "" {
		r.reference = reference(got)
	}
	return r
}
