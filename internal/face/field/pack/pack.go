package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// Part is one piece of a pack. Its hash is of its body's bytes.
type Part struct {
	Key  string `json:"key"` // "shift", "day:2026-11-30", "person:ID"
	Hash string `json:"-"`
	Body string `json:"body"` // JSON, see docs/phone.md
}

// Line names one part of a manifest.
type Line struct {
	Key  string `json:"key"`
	Hash string `json:"hash"`
}

// Manifest names everything in a pack, in order of key. Its hash is of the
// lines "KEY HASH\n".
type Manifest struct {
	Hash  string `json:"hash"`
	Until string `json:"until"` // the instant at which the phone must let go of it
	Parts []Line `json:"parts"`
}

// Pack is all that one worker's phone is to hold now.
type Pack struct {
	Manifest Manifest
	Parts    []Part // in order of key
	// Changes are those of the rota that the pack tells of.
	Changes []string
}

// made puts a pack together from its parts.
func made(until when.Instant, parts []Part, changes []string) Pack {
	slices.SortFunc(parts, func(a, b Part) int { return strings.Compare(a.Key, b.Key) })
	p := Pack{Manifest: Manifest{Until: until.Text(), Parts: make([]Line, 0, len(parts))}, Parts: parts, Changes: changes}
	var lines strings.Builder
	for _, x := range parts {
		p.Manifest.Parts = append(p.Manifest.Parts, Line{x.Key, x.Hash})
		lines.WriteString(x.Key + " " + x.Hash + "\n")
	}
	p.Manifest.Hash = hashOf(lines.String())
	return p
}

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// part writes one body. Structs only: maps would have no order of their own.
func part(key string, body any) (Part, error) {
	b, err := json.Marshal(body)
	return Part{Key: key, Hash: hashOf(string(b)), Body: string(b)}, err
}

const personKey = "person:"

// person is whom a part is about; empty for the others.
func (p Part) person() ids.Person {
	id, ok := strings.CutPrefix(p.Key, personKey)
	if !ok {
		return ""
	}
	return ids.Person(id)
}

// since is what a phone that holds some parts lacks, and what it is to forget,
// in order of key.
func (p Pack) since(held holding) (parts []Part, forget []string) {
	parts, forget = []Part{}, []string{}
	now := map[string]bool{}
	for _, x := range p.Parts {
		now[x.Key] = true
		if held[x.Key] != short(x.Hash) {
			parts = append(parts, x)
		}
	}
	for key := range held {
		if !now[key] {
			forget = append(forget, key)
		}
	}
	slices.Sort(forget)
	return parts, forget
}
