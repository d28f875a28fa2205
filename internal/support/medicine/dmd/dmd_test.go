package dmd_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine/dmd"
	"stillhome/internal/support/person"
)

// release is a made-up release in the published shape: made-up names and codes.
var release = map[string]string{
	"f_lookup2_3071126.xml": `<?xml version="1.0" encoding="utf-8"?><LOOKUP>
		<FORM><INFO><CD>1</CD><DESC>Tablet</DESC></INFO><INFO><CD>2</CD><DESC>Oral solution</DESC></INFO></FORM>
		<ROUTE><INFO><CD>1</CD><DESC>Oral</DESC></INFO><INFO><CD>2</CD><DESC>Nasogastric</DESC></INFO></ROUTE>
		<CONTROL_DRUG_CATEGORY><INFO><CD>0000</CD><DESC>No Controlled Drug Status</DESC></INFO><INFO><CD>0002</CD><DESC>Schedule 2 (CD)</DESC></INFO></CONTROL_DRUG_CATEGORY>
	</LOOKUP>`,
	"f_ingredient2_3071126.xml": `<INGREDIENT_SUBSTANCES><ING><ISID>51</ISID><NM>Madeupol</NM></ING><ING><ISID>52</ISID><NM>Penimadin sodium</NM></ING></INGREDIENT_SUBSTANCES>`,
	"f_vtm2_3071126.xml": `<VIRTUAL_THERAPEUTIC_MOIETIES><VTM><VTMID>11</VTMID><NM>Madeupol</NM></VTM>
		<VTM><VTMID>12</VTMID><INVALID>1</INVALID><NM>Gone</NM></VTM></VIRTUAL_THERAPEUTIC_MOIETIES>`,
	"f_vmp2_3071126.xml": `<VIRTUAL_MED_PRODUCTS><VMPS>
		<VMP><VPID>21</VPID><VTMID>11</VTMID><NM>Madeupol 2.5mg tablets</NM></VMP>
		<VMP><VPID>22</VPID><VTMID>11</VTMID><NM>Madeupol 25mg tablets</NM></VMP>
		<VMP><VPID>23</VPID><NM>Madeupol 5mg/5ml / Penimadin 10mg/5ml oral solution</NM></VMP>
		<VMP><VPID>24</VPID><INVALID>1</INVALID><NM>Madeupol 1mg tablets</NM></VMP></VMPS>
		<VIRTUAL_PRODUCT_INGREDIENT><VPI><VPID>21</VPID><ISID>51</ISID></VPI><VPI><VPID>22</VPID><ISID>51</ISID></VPI>
			<VPI><VPID>23</VPID><ISID>52</ISID></VPI><VPI><VPID>23</VPID><ISID>51</ISID></VPI><VPI><VPID>23</VPID><ISID>51</ISID></VPI></VIRTUAL_PRODUCT_INGREDIENT>
		<ONT_DRUG_FORM><ONT><VPID>21</VPID><FORMCD>1</FORMCD></ONT></ONT_DRUG_FORM>
		<DRUG_FORM><DFORM><VPID>21</VPID><FORMCD>1</FORMCD></DFORM><DFORM><VPID>22</VPID><FORMCD>1</FORMCD></DFORM><DFORM><VPID>23</VPID><FORMCD>2</FORMCD></DFORM></DRUG_FORM>
		<DRUG_ROUTE><DROUTE><VPID>21</VPID><ROUTECD>1</ROUTECD></DROUTE><DROUTE><VPID>23</VPID><ROUTECD>1</ROUTECD></DROUTE><DROUTE><VPID>23</VPID><ROUTECD>2</ROUTECD></DROUTE></DRUG_ROUTE>
		<CONTROL_DRUG_INFO><CONTROL_INFO><VPID>21</VPID><CATCD>0000</CATCD></CONTROL_INFO><CONTROL_INFO><VPID>23</VPID><CATCD>0002</CATCD></CONTROL_INFO></CONTROL_DRUG_INFO>
	</VIRTUAL_MED_PRODUCTS>`,
	"f_amp2_3071126.xml": `<ACTUAL_MEDICINAL_PRODUCTS><AMPS>
		<AMP><APID>31</APID><VPID>21</VPID><NM>Madeupol 2.5mg tablets</NM><DESC>Madeupol 2.5mg tablets (Nobody Ltd)</DESC></AMP>
		<AMP><APID>32</APID><VPID>23</VPID><NM>Quïetus oral solution</NM><DESC>Quïetus oral solution (Nobody Ltd)</DESC></AMP>
		<AMP><APID>33</APID><VPID>24</VPID><NM>Oldname 1mg tablets</NM></AMP></AMPS></ACTUAL_MEDICINAL_PRODUCTS>`,
	"f_vmpp2_3071126.xml": `not read, as packs are left out`,
}

func files(change func(m map[string]string)) []dmd.File {
	m := map[string]string{}
	for name, text := range release {
		m[name] = text
	}
	if change != nil {
		change(m)
	}
	var out []dmd.File
	for name, text := range m {
		out = append(out, dmd.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
	}
	return out
}

// dated is the same files, of another day.
func dated(day string) []dmd.File {
	return files(func(m map[string]string) {
		for name, text := range release {
			delete(m, name)
			m[strings.Replace(name, "3071126", "3"+day, 1)] = text
		}
	})
}

func read(t *testing.T, g *gate.Gate, fn func(s *gate.Snapshot) error) {
	t.Helper()
	if err := g.Read(gatetest.System(), dmd.MayImport, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, g *gate.Gate, q string) (out []string) {
	t.Helper()
	read(t, g, func(s *gate.Snapshot) error {
		found, _, err := dmd.Search(s, q)
		for _, p := range found {
			out = append(out, p.Name)
		}
		return err
	})
	return out
}

func TestImport(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		if got := names(t, g, "madeupol"); got != nil {
			t.Errorf("before any import: %q", got)
		}
		r, err := dmd.Import(gatetest.System(), g, files(nil))
		if err != nil || r.On != "2026-11-07" || r.Products != 6 {
			t.Fatalf("imported %+v, %v", r, err)
		}
		const weak, strong, liquid, brand = "Madeupol 2.5mg tablets", "Madeupol 25mg tablets", "Madeupol 5mg/5ml / Penimadin 10mg/5ml oral solution", "Quïetus oral solution"
		for q, want := range map[string][]string{
			"madeupol":       {"Madeupol", strong, weak, liquid},
			"MADE tab":       {strong, weak},
			"made 2.5mg":     {weak},
			"made 25":        {strong},
			"peni":           {liquid},
			"made peni 10mg": {liquid},
			"quietus":        {brand},
			"oral qui":       {brand},
			"old":            nil, // of a product that is not valid
			"gone":           nil,
			"eupol":          nil, // the middle of a word
			"m":              nil,
			"":               nil,
			"%%":             nil,
			"made_pol":       nil,
		} {
			if got := names(t, g, q); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", q, got, want)
			}
		}
		read(t, g, func(s *gate.Snapshot) error {
			p, err := dmd.Get(s, "32")
			if err != nil || p.Kind != dmd.Brand || p.Form != "Oral solution" || p.Route != "Oral, Nasogastric" || p.Control != "Schedule 2 (CD)" || p.Above != "23" {
				t.Errorf("the brand: %+v, %v", p, err)
			}
			if p, err = dmd.Get(s, "21"); err != nil || p.Control != "" || p.Form != "Tablet" {
				t.Errorf("the tablet: %+v, %v", p, err)
			}
			for code, want := range map[dmd.Code][]string{
				"11": {"Madeupol"}, "21": {"Madeupol"}, "31": {"Madeupol"}, "23": {"Madeupol", "Penimadin sodium"}, "32": {"Madeupol", "Penimadin sodium"}, "99": nil,
			} {
				if got, err := dmd.Ingredients(s, code); err != nil || !slices.Equal(got, want) {
					t.Errorf("in %s: %q, %v; want %q", code, got, err, want)
				}
			}
			return nil
		})
	})
}

// TestNextRelease: the next one takes the place of the one before, an older one
// does not, and one that is cut off leaves what was there.
func TestNextRelease(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		for _, day := range []string{"071126", "071126", "141126"} {
			if _, err := dmd.Import(gatetest.System(), g, dated(day)); err != nil {
				t.Fatal(day, err)
			}
		}
		if _, err := dmd.Import(gatetest.System(), g, dated("071126")); !fault.Is(err, "dmd.older") {
			t.Errorf("an older release: %v", err)
		}
		broken := files(func(m map[string]string) { m["f_amp2_3071126.xml"] = m["f_amp2_3071126.xml"][:200] })
		if _, err := dmd.Import(gatetest.System(), g, broken); !fault.Is(err, "dmd.unreadable") {
			t.Errorf("one that is cut off: %v", err)
		}
		read(t, g, func(s *gate.Snapshot) error {
			r, err := dmd.Current(s)
			if err != nil || r.On != "2026-11-14" {
				t.Errorf("in use: %+v, %v", r, err)
			}
			n, err := gate.Value[int](s, `SELECT COUNT(*) FROM medicine_product`)
			if err != nil || n != 6 {
				t.Errorf("%d products are kept, want those of one release: %v", n, err)
			}
			n, err = gate.Value[int](s, `SELECT COUNT(*) FROM medicine_release`)
			if err != nil || n != 1 {
				t.Errorf("%d releases are kept: %v", n, err)
			}
			return nil
		})
	})
}

func TestBadFiles(t *testing.T) {
	g := gatetest.SQLite(t)
	for name, c := range map[string]struct {
		change func(m map[string]string)
		code   string
	}{
		"one is missing": {func(m map[string]string) { delete(m, "f_vmp2_3071126.xml") }, "dmd.files_missing"},
		"two releases": {func(m map[string]string) {
			m["f_vmp2_3141126.xml"] = m["f_vmp2_3071126.xml"]
			delete(m, "f_vmp2_3071126.xml")
		}, "dmd.unreadable"},
		"no such day": {func(m map[string]string) {
			m["f_vmp2_3991126.xml"] = m["f_vmp2_3071126.xml"]
			delete(m, "f_vmp2_3071126.xml")
		}, "dmd.unreadable"},
		"no XML":             {func(m map[string]string) { m["f_vtm2_3071126.xml"] = "a page that says: sign in" }, "dmd.unreadable"},
		"empty":              {func(m map[string]string) { m["f_vtm2_3071126.xml"] = "" }, "dmd.unreadable"},
		"no substances":      {func(m map[string]string) { m["f_vtm2_3071126.xml"] = "<X/>" }, ""},
		"a medicine unnamed": {func(m map[string]string) { m["f_vtm2_3071126.xml"] = "<X><VTM><VTMID>9</VTMID></VTM></X>" }, "dmd.unreadable"},
		"a code twice": {func(m map[string]string) {
			m["f_vtm2_3071126.xml"] = "<X><VTM><VTMID>9</VTMID><NM>A</NM></VTM><VTM><VTMID>9</VTMID><NM>B</NM></VTM></X>"
		}, "dmd.unreadable"},
	} {
		_, err := dmd.Import(gatetest.System(), g, files(c.change))
		if c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
			t.Errorf("%s: want %q, got %v", name, c.code, err)
		}
	}
}

// TestManyProducts: a release of several pieces is whole, and no write of it is
// long.
func TestManyProducts(t *testing.T) {
	g := gatetest.SQLite(t)
	var vmps strings.Builder
	for n := range 3_500 {
		fmt.Fprintf(&vmps, "<VMP><VPID>%d</VPID><NM>Numbered %d tablets</NM></VMP>", 1_000+n, n)
	}
	r, err := dmd.Import(gatetest.System(), g, files(func(m map[string]string) {
		m["f_vmp2_3071126.xml"] = "<V><VMPS>" + vmps.String() + "</VMPS></V>"
	}))
	if err != nil || r.Products != 3_501 {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := names(t, g, "numbered 3499"); len(got) != 1 {
		t.Errorf("the last: %q", got)
	}
	if got := names(t, g, "numbered"); len(got) != 20 {
		t.Errorf("%d are shown", len(got))
	}
}

func TestFromFiles(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range release {
		w, err := z.Create("nhsbsa_dmd_11.1.0_20261107000001/" + name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	found, err := dmd.Files(in)
	if err != nil || len(found) != len(release) {
		t.Fatalf("%d files, %v", len(found), err)
	}
	if r, err := dmd.Import(gatetest.System(), gatetest.SQLite(t), found); err != nil || r.Products != 6 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestFindPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		site := webtest.Serve(t, g, person.Bar, dmd.Routes)
		gatetest.As(t, g, "co", actor.Coordinator)
		gatetest.As(t, g, "an", actor.Analyst)
		at := "/people/" + someone(t, g) + "/medicines/find"
		site.Get("co", at).Says(t, 200, "has not been taken in here yet", "Type the name")
		if _, err := dmd.Import(gatetest.System(), g, files(nil)); err != nil {
			t.Fatal(err)
		}
		site.Get("co", at).Says(t, 200, "Type the beginning of its name", "release of 7 November 2026").Within(t, 8)
		if a := site.Get("co", at+"?q=made+25").Says(t, 200, "Madeupol 25mg tablets", "Tablet").Within(t, 8); !strings.Contains(string(a.Body), "/medicines/new?product=22") {
			t.Error("what was found does not lead to the form")
		}
		site.Get("co", at+"?q=xyz").Says(t, 200, "Nothing on the list has words that begin like that")
		site.Get("an", at).Says(t, 404)
	})
}

func someone(t *testing.T, g *gate.Gate) string {
	t.Helper()
	id := ids.New()
	if err := g.Write(gatetest.System(), dmd.MayImport, gate.Council, func(tx *gate.Tx) error {
		return tx.Exec(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
			VALUES (?, 'T1', 'Joan', 'Madeup', '', '', '', '', '', 'absent', '1 Test Street', 'CB1 0AH', 52.2, 0.15, '', '', '', '', '', '', ?, 1)`, id, tx.At)
	}); err != nil {
		t.Fatal(err)
	}
	return id
}
