package published

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"

	"stillhome/internal/kernel/fault"
)

// maxBytes bounds a file. The largest published instance has 2 MB.
const maxBytes = 256 << 20

// Text is a JSON file as it was read, kept so that a mistake found later can
// be reported with its line.
type Text struct {
	data []byte
}

// Decode reads one JSON object into v. Strict refuses members that v does not
// have, for formats of our own, where one is a spelling mistake. Errors, all
// Invalid and with the line: published.read, published.json, published.member.
func Decode(r io.Reader, v any, strict bool) (*Text, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "published.read", "The file could not be read to its end: %s. Try again.", err)
	}
	t := &Text{data}
	if len(data) > maxBytes {
		return nil, fault.New(fault.Invalid, "published.read", "The file is larger than %d MB. Give a smaller instance.", maxBytes>>20)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fault.New(fault.Invalid, "published.read", "The file is empty. Give one that holds a JSON object.")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if strict {
		d.DisallowUnknownFields()
	}
	if err := d.Decode(v); err != nil {
		return nil, t.explain(err, d.InputOffset())
	}
	if rest := bytes.TrimLeft(data[d.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return nil, fault.New(fault.Invalid, "published.json", "Line %d: something follows the end of the JSON object. Remove it.", t.line(len(data)-len(rest)))
	}
	return t, nil
}

// explain says in words what encoding/json refused.
func (t *Text) explain(err error, at int64) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fault.New(fault.Invalid, "published.json", "Line %d: this is not JSON (%s). Correct it there.", t.line(int(syntax.Offset)), syntax)
	case errors.As(err, &kind):
		where := kind.Field
		if where == "" {
			where = "the file"
		}
		return fault.New(fault.Invalid, "published.json", "Line %d: %s holds a JSON %s where %s belongs. Correct it.",
			t.line(int(kind.Offset)), where, kind.Value, inWords(kind.Type))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Invalid, "published.json", "Line %d: the file ends in the middle of a JSON object. Give all of it.", t.line(len(t.data)))
	}
	return fault.New(fault.Invalid, "published.member", "Up to line %d: %s. Correct its spelling or remove it.", t.line(int(at)), err)
}

func inWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Pointer:
		return inWords(t.Elem())
	}
	return "an object"
}

// Wrong is the one way a reader refuses what it read: the line of the value at
// path, then the sentence. A path is member names and list positions from the
// top, such as "patients", 3, "time_window"; where it leads nowhere, the line
// is that of its last part which is there. The error is Invalid,
// published.value.
func (t *Text) Wrong(path []any, say string, args ...any) error {
	return fault.New(fault.Invalid, "published.value", "Line %d: "+say, append([]any{t.Line(path...)}, args...)...)
}

// Line is the line, counted from 1, on which the value at path begins.
func (t *Text) Line(path ...any) int {
	d := json.NewDecoder(bytes.NewReader(t.data))
	return t.line(t.seek(d, path))
}

func (t *Text) line(offset int) int {
	return 1 + bytes.Count(t.data[:min(max(offset, 0), len(t.data))], []byte("\n"))
}

// seek moves the decoder to the value at path and says where that begins.
func (t *Text) seek(d *json.Decoder, path []any) int {
	start := int(d.InputOffset())
	for start < len(t.data) && bytes.IndexByte([]byte(" \t\r\n,:"), t.data[start]) >= 0 {
		start++
	}
	if len(path) == 0 {
		return start
	}
	open, err := d.Token()
	if _, nested := open.(json.Delim); err != nil || !nested {
		return start
	}
	for i := 0; d.More(); i++ {
		var here any = i
		if open == json.Delim('{') {
			if here, err = d.Token(); err != nil {
				return start
			}
		}
		if here == path[0] {
			return t.seek(d, path[1:])
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return start
		}
	}
	return start
}
