package fhir

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/ids"
)

// Understand reads one message addressed to us. The error is nil or a
// [*Refusal]; with a refusal the Notice still holds whatever could be read.
// It takes at most about two seconds and never panics, whatever it is given.
func Understand(raw []byte, us Council) (Notice, error) {
	var n Notice
	r := n.read(raw, us)
	if r == nil {
		return n, nil
	}
	return n, r
}

func (n *Notice) read(raw []byte, us Council) *Refusal {
	if len(raw) > MaxBytes {
		return refuse(tooLarge)
	}
	raw, broken := utf8Text(raw)
	var root *node
	var r *Refusal
	switch {
	case len(raw) == 0:
		return firstOf(broken, refuse(empty))
	case raw[0] == '<':
		n.Syntax = "xml"
		root, r = parseXML(raw)
	case raw[0] == '{':
		n.Syntax = "json"
		root, r = parseJSON(raw)
	default:
		return firstOf(broken, refuse(notXMLOrJSON))
	}
	broken = firstOf(broken, r)
	r = n.interpret(root, us)
	n.doubt()
	if broken == nil && n.Kind != "" {
		n.Missing = missing(n)
	}
	return firstOf(broken, r)
}

// utf8Text is the message as UTF-8 without mark or space in front. What is
// not UTF-8 is replaced, so that the rest can still be shown.
func utf8Text(raw []byte) ([]byte, *Refusal) {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	var r *Refusal
	if !utf8.Valid(raw) {
		r = refuse(charset)
		for tail := 1; tail < utf8.UTFMax && tail < len(raw); tail++ {
			if utf8.Valid(raw[:len(raw)-tail]) {
				r = refuse(truncated) // cut within a letter
			}
		}
		raw = bytes.ToValidUTF8(raw, []byte("\uFFFD"))
	}
	return bytes.TrimLeft(raw, " \t\r\n"), r
}

func firstOf(rs ...*Refusal) *Refusal {
	for _, r := range rs {
		if r != nil {
			return r
		}
	}
	return nil
}

// interpret fills n from the tree and says why it cannot be taken, if so.
func (n *Notice) interpret(root *node, us Council) *Refusal {
	if root == nil || root.name != "Bundle" {
		return refuse(notBundle)
	}
	b := openBundle(root)
	n.BundleID = root.text("id")
	header := b.one("MessageHeader")
	if header == nil {
		n.person(b, b.one("Patient"))
		if root.text("type") != "message" {
			return refuse(notBundle)
		}
		return refuse(noHeader)
	}
	n.HeaderID = header.text("id")
	if n.HeaderID == "" {
		n.HeaderID = b.idOf(header)
	}
	var r *Refusal
	if header.first("eventCoding") != nil {
		r = n.bars(b, header)
	} else {
		r = n.adw(b, header)
	}
	n.attachments(b)
	n.wholeMessage(b)
	switch {
	case root.text("type") != "message":
		return refuse(notBundle)
	case r != nil && r.Code == isResponse:
		return r
	}
	return firstOf(n.addressed(us), r)
}

// addressed checks that the message is for us. Both standards ask a receiver
// to do so before anything else.
func (n *Notice) addressed(us Council) *Refusal {
	switch {
	case n.To.ODS == "" && n.To.Service == "":
		return refuse(noDestination)
	case n.To.ODS != "" && strings.EqualFold(n.To.ODS, us.ODS):
		return nil
	case n.To.Service != "" && slices.Contains(us.ServiceIDs, n.To.Service):
		return nil
	}
	r := refuse(notForUs)
	if to := code(n.To.ODS); to != "" {
		r.Say = "This message is not for us: it is addressed to " + to + ", and we are " + us.ODS + "."
	}
	return r
}

// code is the text if it could be an organisation code, safe to say aloud.
func code(s string) string {
	if len(s) > 20 || strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return ""
	}
	return s
}

// doubt notes what a coordinator should check, once everything is read.
func (n *Notice) doubt() {
	p := n.Person
	if p.NHSNumber != "" && !p.NHSNumber.Verified() {
		n.doubtful("NHS number " + cut(string(p.NHSNumber), 40) + " fails its check digit: not verified.")
	} else if s := p.NHSStatus; s.Code != "" && !verifiedCodes[s.Code] {
		n.doubtful("The sender has not verified the NHS number: " + cut(s.Said(), 100) + ".")
	}
	if p.Died {
		n.doubtful("The message says that the person has died.")
	}
	if on := n.SentAt.On(); !n.SentAt.IsZero() && p.BirthDate > on {
		n.doubtful("The date of birth is after the message was sent.")
	}
	if n.AdmittedOn != "" && n.ProposedDischargeOn != "" && n.ProposedDischargeOn < n.AdmittedOn {
		n.doubtful("The proposed discharge date is before the admission date.")
	}
	if n.To.ODS != "" && n.To.Code != "" && !strings.EqualFold(n.To.ODS, n.To.Code) {
		n.doubtful("It is addressed to one organisation and names another as the local authority.")
	}
}

func (n *Notice) doubtful(say string) {
	if !slices.Contains(n.Doubts, say) {
		n.Doubts = append(n.Doubts, say)
	}
}

// verifiedCodes say the sender checked the NHS number against the national
// index. Source: CareConnect and UK Core NHSNumberVerificationStatus.
var verifiedCodes = map[string]bool{"01": true, "number-present-and-verified": true}

// wholeMessage looks at the message as a whole: a document about somebody else
// has been attached to a notice before now, and a text can be too long to show.
func (n *Notice) wholeMessage(b *bundle) {
	b.root.walk(func(k *node) {
		if len(k.value) > textLimit && !carriesBytes[k.name] {
			n.doubtful("Some words are too many to show here and are cut. Look at the message as sent.")
		}
		if k.name != "Patient" {
			return
		}
		other := ids.ParseNHSNumber(nhsIdentifier(k).text("value"))
		if other != "" && n.Person.NHSNumber != "" && other != n.Person.NHSNumber {
			n.doubtful("Part of the message, or a document in it, gives a different NHS number.")
		}
	})
}

// carriesBytes names the elements that hold encoded bytes, not words.
var carriesBytes = map[string]bool{"content": true, "data": true}
