package web

import (
	"encoding"
	"encoding/json"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/ui"
)

// maxText is the most characters one field may have.
const maxText = 20_000

// Form reads the form into the struct that into points to, by its json names:
// text, whole numbers, true or false, lists of text, and dates (NAME-day,
// NAME-month, NAME-year). Fields the struct does not have are ignored. What
// cannot be read is Invalid, field by field; nothing typed is lost.
func (c *Call) Form(into any) error {
	if err := c.parse(); err != nil {
		return err
	}
	var checks fault.Checks
	decode(c.r.PostForm, reflect.ValueOf(into).Elem(), &checks)
	return checks.Err("web.form")
}

// Posted is one value of the form, trimmed.
func (c *Call) Posted(name string) string {
	if c.parse() != nil {
		return ""
	}
	return clean(c.r.PostForm.Get(name))
}

// Moment is when something happened, from the fields "on" and "time" of a
// form. It is zero where either cannot be read: the rule that needs a moment
// says so, together with whatever else is wrong.
func (c *Call) Moment() when.Instant {
	var form struct {
		On when.Date `json:"on"`
	}
	err := c.Form(&form)
	minute, bad := when.ParseHour(c.Posted("time"))
	if err != nil || bad != nil || form.On == "" {
		return when.Instant{}
	}
	return form.On.AtMinute(minute)
}

func (c *Call) parse() error {
	if c.r.PostForm != nil {
		return nil
	}
	if strings.HasPrefix(c.r.Header.Get("Content-Type"), "multipart/form-data") {
		err := c.bodyError(c.r.ParseMultipartForm(c.limit())) // never to a file: what is sent may be sealed
		if err == nil && c.r.MultipartForm != nil {
			c.r.PostForm = url.Values(c.r.MultipartForm.Value)
		}
		return err
	}
	return c.bodyError(c.r.ParseForm())
}

func clean(s string) string {
	return norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(plain(s), "\r\n", "\n")))
}

// plain is what was sent as text the record can keep: valid UTF-8, and no zero
// byte, which PostgreSQL refuses.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

func decode(form url.Values, v reflect.Value, checks *fault.Checks) {
	for i := range v.NumField() {
		f, t := v.Field(i), v.Type().Field(i)
		if t.Anonymous && f.Kind() == reflect.Struct {
			decode(form, f, checks)
			continue
		}
		name, _, _ := strings.Cut(t.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		set(form, name, f, checks)
	}
}

func set(form url.Values, name string, f reflect.Value, checks *fault.Checks) {
	raw := clean(form.Get(name))
	checks.Field(len([]rune(raw)) > maxText, name, "Use %d characters or fewer.", maxText)
	if d, ok := f.Addr().Interface().(*when.Date); ok {
		read, err := formDate(form, name)
		checks.Field(err != nil, name, "Enter a real date, like 27 3 2026")
		*d = read
		return
	}
	if u, ok := f.Addr().Interface().(encoding.TextUnmarshaler); ok {
		checks.Field(u.UnmarshalText([]byte(raw)) != nil, name, "Check this answer: we could not read it")
		return
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(raw)
	case reflect.Int, reflect.Int64:
		if raw == "" {
			return
		}
		n, err := strconv.ParseInt(raw, 10, 32)
		checks.Field(err != nil, name, "Enter a whole number, like 30")
		f.SetInt(n)
	case reflect.Bool:
		f.SetBool(raw != "" && raw != "no" && raw != "false")
	case reflect.Slice:
		if f.Type().Elem().Kind() != reflect.String {
			return
		}
		out := reflect.MakeSlice(f.Type(), 0, len(form[name]))
		for _, s := range form[name] {
			if s = clean(s); s != "" {
				e := reflect.New(f.Type().Elem()).Elem()
				e.SetString(s)
				out = reflect.Append(out, e)
			}
		}
		f.Set(out)
	}
}

func formDate(form url.Values, name string) (when.Date, error) {
	day, month, year := clean(form.Get(name+"-day")), clean(form.Get(name+"-month")), clean(form.Get(name+"-year"))
	if day+month+year == "" {
		return when.ParseDate(clean(form.Get(name)))
	}
	pad := func(s string, n int) string { return strings.Repeat("0", max(0, n-len(s))) + s }
	return when.ParseDate(pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2))
}

// JSON reads the body as JSON. Unknown fields are ignored, as an older server
// must take a newer phone's facts.
func (c *Call) JSON(into any) error {
	b, err := c.Body()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fault.New(fault.Invalid, "web.json", "The body is not the JSON we expect. Nothing was saved.")
	}
	return nil
}

// problems turns an error into what a form shows.
func problems(err error) ui.Problems {
	f, ok := fault.Of(err)
	if !ok {
		return nil
	}
	if len(f.Fields) == 0 {
		return ui.Problems{{Text: f.Say}}
	}
	var out ui.Problems
	for _, name := range f.Order {
		out = append(out, ui.Problem{Field: name, Text: f.Fields[name]})
	}
	return out
}
