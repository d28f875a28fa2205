package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"stillhome/internal/app"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/travel"
)

// Settings is how this process is deployed. What differs between councils in
// how they work is not here but in the record (Settings page), with history.
// Tags: env and default as kong reads them, unit, and secret where the value
// is not to be shown.
type Settings struct {
	Addr         string `env:"STILLHOME_ADDR" default:"127.0.0.1:8080" unit:"host:port" help:"Where to listen."`
	Data         string `env:"STILLHOME_DATA" default:"data/council" unit:"folder" help:"Where the record and its key are, where nothing else is said."`
	DB           string `env:"STILLHOME_DB" unit:"sqlite:PATH or postgres://..." secret:"" help:"The council's record. Default: sqlite:DATA/record.db."`
	Council      string `env:"STILLHOME_COUNCIL" default:"Your council" unit:"name" help:"The council's name, as pages show it."`
	ODS          string `env:"STILLHOME_ODS" unit:"ODS code" help:"The council's ODS code. A record that belongs to another is refused."`
	Councils     string `env:"STILLHOME_COUNCILS" unit:"file" help:"Several councils: a JSON list of {host, name, ods, db, key}, or lines of host, name, ODS code, db. Replaces the settings of one."`
	Key          string `env:"STILLHOME_KEY" unit:"file" help:"The council's key file; made when absent. Default: DATA/council.key. Back it up apart from the record."`
	URL          string `env:"STILLHOME_URL" unit:"https://..." help:"The address people reach it by, for links that are printed. Default: http://localhost:PORT."`
	Proxies      string `env:"STILLHOME_PROXIES" unit:"addresses or networks, with commas" help:"Proxies in front whose X-Forwarded-For is believed. Needed behind any proxy, as sign-in is slowed by network."`
	TravelRouter string `env:"STILLHOME_TRAVEL_ROUTER" unit:"osrm or valhalla" help:"The routing service that is asked how long travel takes. Default: nobody is asked, and travel is estimated."`
	TravelURL    string `env:"STILLHOME_TRAVEL_URL" unit:"http://..., or car=http://...,foot=http://..." help:"Where the routing service is: one address for all modes, or one for each. It is told where people live, by coordinates and no names: run it yourselves."`
	NotifyKey    string `env:"STILLHOME_NOTIFY_KEY" unit:"API key" secret:"" help:"The key of GOV.UK Notify, for texts and e-mail. Default: none are sent, and pages say so."`
	NotifyText   string `env:"STILLHOME_NOTIFY_TEXT_TEMPLATE" unit:"template id" help:"The template of texts at Notify. Its message is ((words))."`
	NotifyEmail  string `env:"STILLHOME_NOTIFY_EMAIL_TEMPLATE" unit:"template id" help:"The template of e-mail at Notify. Its message holds ((words))."`
	NotifyURL    string `env:"STILLHOME_NOTIFY_URL" unit:"https://..." help:"Where Notify answers. Default: its public address."`
	VoiceKey     string `env:"STILLHOME_NOTIFY_VOICE_KEY" unit:"access key" secret:"" help:"The key of the voice provider (MessageBird), by whom alarms ring people. Default: nobody is rung, and pages say so."`
	VoiceFrom    string `env:"STILLHOME_NOTIFY_VOICE_FROM" unit:"telephone number" help:"The number that calls come from, as the voice provider gave it."`
	VoiceURL     string `env:"STILLHOME_NOTIFY_VOICE_URL" unit:"https://..." help:"Where the voice provider answers. Default: its public address."`
	Log          string `env:"STILLHOME_LOG" default:"info" enum:"debug,info,warn,error" unit:"level" help:"The least that is logged."`
	Today        string `placeholder:"DATE" unit:"date" help:"The date it is taken to be at the start, as 2026-11-30. Default: the real one."`
	JSON         bool   `name:"json" help:"Print results as JSON."`
}

// usageError is a mistake in what was asked, not in carrying it out.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func isUsage(err error) bool {
	var u usageError
	return errors.As(err, &u)
}

func (s *Settings) logLevel() slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(s.Log)) != nil {
		return slog.LevelInfo
	}
	return l
}

// app is the configuration for the councils named here.
func (s *Settings) app() (app.Config, error) {
	cfg := app.Config{}
	var err error
	if cfg.Today, err = s.today(); err != nil {
		return cfg, err
	}
	if cfg.Proxies, err = s.proxies(); err != nil {
		return cfg, err
	}
	if cfg.Travel, err = s.router(); err != nil {
		return cfg, err
	}
	if cfg.Notify, err = s.sender(); err != nil {
		return cfg, err
	}
	cfg.Councils, err = s.councils()
	return cfg, err
}

// sender carries texts, calls and e-mail by whoever is configured.
func (s *Settings) sender() (*notify.Sender, error) {
	sender, err := notify.NewSender(notify.Config{
		NotifyKey: s.NotifyKey, NotifyURL: s.NotifyURL, TextTemplate: s.NotifyText, EmailTemplate: s.NotifyEmail,
		VoiceKey: s.VoiceKey, VoiceURL: s.VoiceURL, VoiceFrom: s.VoiceFrom,
	})
	if err != nil {
		return nil, usage("STILLHOME_NOTIFY_...: %w", err)
	}
	return sender, nil
}

func (s *Settings) today() (when.Date, error) {
	d, err := when.ParseDate(s.Today)
	if err != nil {
		return "", usage("--today: %w", err)
	}
	return d, nil
}

// router is the routing service that is asked about travel; nil for none.
func (s *Settings) router() (*travel.Router, error) {
	r, err := travel.NewRouter(s.TravelRouter, s.TravelURL)
	if err != nil {
		return nil, usage("STILLHOME_TRAVEL_ROUTER and STILLHOME_TRAVEL_URL: %w", err)
	}
	return r, nil
}

// clock stands at --today, or tells the real time.
func (s *Settings) clock() (*when.Clock, error) {
	d, err := s.today()
	clock := &when.Clock{}
	if d != "" {
		clock.Set(d.AtMinute(9 * 60))
	}
	return clock, err
}

func (s *Settings) proxies() (out []netip.Prefix, err error) {
	for _, p := range strings.FieldsFunc(s.Proxies, func(r rune) bool { return r == ',' || r == ' ' }) {
		if a, err := netip.ParseAddr(p); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		n, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, usage("STILLHOME_PROXIES: %q is neither an address nor a network", p)
		}
		out = append(out, n)
	}
	return out, nil
}

func (s *Settings) councils() ([]app.Council, error) {
	if s.Councils != "" {
		return readCouncils(s.Councils, s.Data)
	}
	c := app.Council{Name: s.Council, ODS: strings.ToUpper(s.ODS), DB: s.DB, Key: s.Key}
	if c.DB == "" {
		c.DB = "sqlite:" + filepath.Join(s.Data, "record.db")
	}
	if c.Key == "" {
		c.Key = filepath.Join(s.Data, "council.key")
	}
	return []app.Council{c}, nil
}

// one is the council a command works on: the only one, or that of the host.
func (s *Settings) one(host string) (app.Council, error) {
	all, err := s.councils()
	if err != nil {
		return app.Council{}, err
	}
	for _, c := range all {
		if host == c.Host || host == "" && len(all) == 1 {
			return c, nil
		}
	}
	if host == "" {
		return app.Council{}, usage("several councils are configured: name one by --host")
	}
	return app.Council{}, usage("no council is served at %q", host)
}

// readCouncils reads STILLHOME_COUNCILS: JSON, or lines of four parts with
// commas between; # starts a comment. A key file is HOST.key in the data
// folder where none is named.
func readCouncils(path, data string) ([]app.Council, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("STILLHOME_COUNCILS: %w", err)
	}
	var all []app.Council
	if text := strings.TrimSpace(string(b)); strings.HasPrefix(text, "[") {
		if err := json.Unmarshal(b, &all); err != nil {
			return nil, usage("STILLHOME_COUNCILS: %s: %w", path, err)
		}
	} else {
		lines := bufio.NewScanner(strings.NewReader(text))
		for n := 1; lines.Scan(); n++ {
			line, _, _ := strings.Cut(lines.Text(), "#")
			if strings.TrimSpace(line) == "" {
				continue
			}
			parts := strings.Split(line, ",")
			if len(parts) != 4 {
				return nil, usage("STILLHOME_COUNCILS: %s:%d: want host, name, ODS code, db", path, n)
			}
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			all = append(all, app.Council{Host: parts[0], Name: parts[1], ODS: parts[2], DB: parts[3]})
		}
	}
	if len(all) == 0 {
		return nil, usage("STILLHOME_COUNCILS: %s names no council", path)
	}
	seen := map[string]bool{}
	for i := range all {
		c := &all[i]
		c.Host, c.ODS = strings.ToLower(c.Host), strings.ToUpper(c.ODS)
		if c.Host == "" || c.Name == "" || c.ODS == "" || c.DB == "" {
			return nil, usage("STILLHOME_COUNCILS: %s: a council needs a host, a name, an ODS code and a db", path)
		}
		if seen[c.DB] || seen[c.Host] {
			return nil, usage("STILLHOME_COUNCILS: %s: two councils have the host or the record of %s", path, c.Host)
		}
		seen[c.DB], seen[c.Host] = true, true
		if c.Key == "" {
			c.Key = filepath.Join(data, c.Host+".key")
		}
	}
	return all, nil
}

type configCommand struct{}

// Run prints every setting with its value, unit and meaning.
func (configCommand) Run(s *Settings, out output) error {
	type line struct {
		Name    string `json:"name"`
		Value   string `json:"value"`
		Default string `json:"default"`
		Unit    string `json:"unit"`
		Meaning string `json:"meaning"`
	}
	var lines []line
	v := reflect.ValueOf(*s)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		env := f.Tag.Get("env")
		if env == "" {
			continue
		}
		l := line{env, v.Field(i).String(), f.Tag.Get("default"), f.Tag.Get("unit"), f.Tag.Get("help")}
		if _, secret := f.Tag.Lookup("secret"); secret && l.Value != "" && !strings.HasPrefix(l.Value, "sqlite") {
			l.Value = "(hidden)"
		}
		lines = append(lines, l)
	}
	if out.json {
		return out.data(lines, "")
	}
	for _, l := range lines {
		fmt.Fprintf(out, "%s=%s\n    %s\n    Unit: %s. Default: %s\n", l.Name, l.Value, l.Meaning, l.Unit, orNone(l.Default))
	}
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
