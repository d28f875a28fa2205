package notify

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// publicVoice is where the voice provider answers.
const publicVoice = "https://voice.messagebird.com"

// voice has a machine ring somebody and say the words. It speaks the Voice
// Calling API of MessageBird (Bird): POST /calls with what is to be said beside
// the number. Source: its API reference, read 2026-11. The call says the words
// twice, as the first seconds are often missed.
type voice struct {
	at, key, from string
	http          *http.Client
}

func newVoice(key, at, from string) (*voice, error) {
	if key == "" {
		return nil, errors.New("a number that calls come from is set, but no key of the voice provider")
	}
	n, err := ParseTelephone(from)
	if err != nil || n == "" {
		return nil, errors.New("say from which number calls come, like 01632 960100: the voice provider gives you one")
	}
	if at == "" {
		at = publicVoice
	}
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, badURL("the voice provider", at)
	}
	return &voice{at: strings.TrimSuffix(at, "/"), key: key, from: string(n)[1:], http: client()}, nil
}

func (v *voice) name() string { return "MessageBird" }

func (v *voice) send(ctx context.Context, k Kept) result {
	say := map[string]any{"action": "say", "options": map[string]any{"payload": string(k.Words), "language": "en-GB", "voice": "female", "repeat": 2}}
	return post(ctx, v.http, v.at+"/calls", "AccessKey "+v.key, "destination", map[string]any{
		"source": v.from, "destination": strings.TrimPrefix(k.To, "+"), "callFlow": map[string]any{"title": string(k.ID), "steps": []any{say}},
	}, func(body []byte) string {
		var answer struct {
			Data []struct {
				ID string `json:"id"`
			} `json:"data"`
		}
		json.Unmarshal(body, &answer)
		if len(answer.Data) == 0 {
			return ""
		}
		return answer.Data[0].ID
	})
}
