package chart_test

import (
	"io"
	"strings"
	"testing"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine/dmd"
	"stillhome/internal/support/medicine/medicinetest"
)

// TestFromTheNHSList: a product that was looked up fills the form to add it, and
// a code that is not on the list fills nothing.
func TestFromTheNHSList(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		at := "/people/" + string(s.P) + "/medicines/new"
		s.Web.Get("co", at).Says(t, 200, "Find it on the NHS list of medicines")
		s.Web.Get("co", at+"?product=21").Says(t, 200, "What is it called?")
		var files []dmd.File
		for name, text := range map[string]string{
			"f_lookup2_3071126.xml":     `<L><FORM><INFO><CD>1</CD><DESC>Tablet</DESC></INFO></FORM><ROUTE><INFO><CD>1</CD><DESC>Oral</DESC></INFO></ROUTE><CONTROL_DRUG_CATEGORY><INFO><CD>0002</CD><DESC>Schedule 2 (CD)</DESC></INFO></CONTROL_DRUG_CATEGORY></L>`,
			"f_ingredient2_3071126.xml": `<I><ING><ISID>51</ISID><NM>Madeupol</NM></ING></I>`,
			"f_vtm2_3071126.xml":        `<V/>`,
			"f_vmp2_3071126.xml": `<V><VMPS><VMP><VPID>21</VPID><NM>Madeupol 5mg tablets</NM></VMP></VMPS><X><VPI><VPID>21</VPID><ISID>51</ISID></VPI></X>
				<X><DFORM><VPID>21</VPID><FORMCD>1</FORMCD></DFORM></X><X><DROUTE><VPID>21</VPID><ROUTECD>1</ROUTECD></DROUTE></X><X><CONTROL_INFO><VPID>21</VPID><CATCD>0002</CATCD></CONTROL_INFO></X></V>`,
			"f_amp2_3071126.xml": `<A/>`,
		} {
			files = append(files, dmd.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
		}
		if _, err := dmd.Import(gatetest.System(), g, files); err != nil {
			t.Fatal(err)
		}
		a := s.Web.Get("co", at+"?product=21").Says(t, 200, "What is it called?").Within(t, 8)
		for _, want := range []string{`value="Madeupol 5mg tablets"`, `value="tablet"`, `value="Madeupol"`, `<option value="swallowed" selected`} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("the form is not filled with %s", want)
			}
		}
		if a.Hidden("code") != "21" {
			t.Errorf("its code is %q", a.Hidden("code"))
		}
	})
}
