package fhir

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	referrals "stillhome/internal/support/referral"
)

// slack is how much a body may be over MaxBytes and still be measured.
const slack = 4 << 20

// Routes by which messages come.
var Routes = []web.Route{
	web.Post("/intake", referrals.MayReceive, intake).WithLimit(MaxBytes + slack),
	web.Get("/messages-received/new", referrals.MayReceive, uploadPage),
	web.Post("/messages-received/new", referrals.MayReceive, upload).WithLimit(MaxBytes + slack),
}

// CouncilOf is who we are to those who send messages.
func CouncilOf(c *web.Call) Council {
	return Council{ODS: c.Site.ODS, Name: c.Site.Name, Team: "Reablement", ContactPhone: c.HelpLine().Number}
}

// mediaTypes a message may come as. DSTU2 wrote its own the other way round.
var mediaTypes = []string{
	"application/fhir+xml", "application/xml+fhir", "application/xml", "text/xml",
	"application/fhir+json", "application/json+fhir", "application/json",
}

// intake takes one message from another system and answers as its standard
// says, also when something goes wrong.
func intake(c *web.Call) (web.Reply, error) {
	us := CouncilOf(c)
	kind, _, _ := strings.Cut(c.Header("Content-Type"), ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	raw, err := c.Body()
	switch {
	case fault.Is(err, "web.too_large"):
		size, _ := strconv.Atoi(c.Header("Content-Length"))
		r, err := intakeTooLarge(c, c.Gate, us, "message", nil, max(size, MaxBytes+slack), nil)
		return reply(r, err, kind), nil
	case err != nil:
		return reply(Result{}, err, kind), nil
	case !slices.Contains(mediaTypes, kind):
		return reply(Result{}, fault.New(fault.Invalid, "fhir.media_type", "Send the message as application/fhir+xml or application/fhir+json."), kind), nil
	}
	r, err := Intake(c, c.Gate, us, raw, "message")
	return reply(r, err, kind), nil
}

// reply is the answer over HTTP. A failure that was not answered by Intake is
// told as an OperationOutcome, in the syntax the sender speaks.
func reply(r Result, err error, kind string) web.Reply {
	if r.Answer == nil {
		n := Notice{}
		if strings.Contains(kind, "xml") {
			n.Syntax = "xml"
		}
		told, say := Tell(err)
		r.Answer, r.Media, r.Status = Outcome(n, told, say, ids.New), n.MediaType(), told.Status
	}
	return web.Data{Status: r.Status, MediaType: r.Media, Bytes: r.Answer}
}

// uploadPage takes in a message from a file, for a day when the line is down.
func uploadPage(c *web.Call) (web.Reply, error) {
	return c.Page("Take in a message from a file", ui.Para("For a notice or referral that came another way, such as by email. It is read, kept and answered like any other."), ui.Form{
		Action: "/messages-received/new", Submit: "Take in", Multipart: true, Cancel: ui.Link{Text: "Cancel", Href: "/referrals"},
		Fields: []ui.Field{{Name: "file", Label: "File", Kind: ui.KindFile, Hint: "XML or JSON, up to 20 MB.", Accept: ".xml,.json"}},
	}).BackTo("Referrals", "/referrals"), nil
}

func upload(c *web.Call) (web.Reply, error) {
	f, ok, err := c.File("file")
	if err == nil && !ok {
		var checks fault.Checks
		checks.Field(true, "file", "Choose a file that has something in it.")
		err = checks.Err("fhir.file")
	}
	var r Result
	if err == nil {
		r, err = Intake(c, c.Gate, CouncilOf(c), f.Bytes, f.Name)
	}
	switch {
	case r.Code != "" && c.Can(referrals.MaySeeMessages):
		return web.Go("/messages-received/"+string(r.Message), "It could not be taken in. It is kept here, with the reason."), nil
	case err != nil:
		return c.Again(uploadPage, err)
	case r.Repeated:
		return web.Go("/referrals/"+string(r.Referral), "This message was received before. Nothing was changed."), nil
	}
	return web.Go("/referrals/"+string(r.Referral), "Taken in."), nil
}

// IntakeFiles takes in each file, by the name that open knows it by, and writes
// what became of it: for a reader, or as JSON. A file that is refused does not
// stop the next. The error says how many were refused or could not be read.
func IntakeFiles(ctx context.Context, g *gate.Gate, us Council, names []string, open func(string) (io.ReadCloser, error), out io.Writer, asJSON bool) error {
	var all []Result
	bad := 0
	for _, name := range names {
		r, err := intakeFile(ctx, g, us, name, open)
		if err != nil {
			bad++
			if r.Reason == "" {
				_, r.Reason = Tell(err)
				if fault.KindOf(err) == fault.Internal {
					r.Reason = err.Error()
				}
			}
		}
		all = append(all, r)
		if !asJSON {
			if _, err := io.WriteString(out, r.String()); err != nil {
				return err
			}
		}
	}
	if asJSON {
		b, _ := json.MarshalIndent(all, "", "  ") // plain fields always encode
		if _, err := out.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fault.New(fault.Invalid, "fhir.intake", "%d of %d messages were not taken in. What was refused is kept for a coordinator to see.", bad, len(names))
	}
	return nil
}

func intakeFile(ctx context.Context, g *gate.Gate, us Council, name string, open func(string) (io.ReadCloser, error)) (Result, error) {
	f, err := open(name)
	if err != nil {
		return Result{Name: path.Base(name)}, err
	}
	defer f.Close()
	return IntakeFrom(ctx, g, us, f, name)
}

// String is the result for a reader at a terminal.
func (r Result) String() string {
	var b strings.Builder
	line := func(label, text string) {
		fmt.Fprintf(&b, "  %-41s %s\n", label, strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 44)))
	}
	how := "taken in"
	switch {
	case r.Taken && r.Repeated:
		how = "received before; nothing was changed"
	case r.Repeated:
		how = "refused, as before; nothing was changed"
	case !r.Taken && r.Code != "":
		how = "refused, and kept for a coordinator to see"
	case !r.Taken:
		how = "not taken in: nothing was kept"
	}
	fmt.Fprintf(&b, "%s: %s\n", r.Name, how)
	if r.Reason != "" {
		line("Why", r.Reason)
	}
	for _, l := range r.Said {
		line(l.Label, l.Text)
	}
	switch {
	case len(r.Missing) > 0:
		line("Missing", strings.Join(r.Missing, "\n"))
	case r.Taken:
		line("Missing", "Nothing that the standard asks for")
	}
	if len(r.Doubts) > 0 {
		line("To check", strings.Join(r.Doubts, "\n"))
	}
	if r.Ref != "" {
		line("Reference", r.Ref)
	}
	return b.String() + "\n"
}
