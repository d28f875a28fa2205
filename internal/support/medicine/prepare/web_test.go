package prepare_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/medicine/prepare"
)

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFromAListToTheChart is a discharge list from the letter to a finished
// chart: new, changed, same, left out, stopped and kept.
func TestFromAListToTheChart(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		web := s.Web
		ramipril := s.Add(func(m *medicine.Medicine) { m.Name, m.Strength, m.Dose = "Ramipril", "2.5mg", "1 in the morning" })
		senna := s.Add(func(m *medicine.Medicine) { m.Name, m.Dose = "Senna", "2 at night" })
		aspirin := s.Add(func(m *medicine.Medicine) { m.Name = "Aspirin" })
		drops := s.Add(nil)
		at := "/people/" + string(s.P) + "/preparations"
		web.Get("co", at).Says(t, 200, "No list was prepared yet", "Prepare from a list").Within(t, 8)
		web.Get("ada", at).Says(t, 404)
		web.Get("sam", at+"/new").Says(t, 404)
		web.Post("co", at+"/new", "id", ids.New(), "source", "x").Says(t, 422, "Say what the list is", "Enter the date of the list", "Type the list")
		web.Post("co", at+"/new", "id", ids.New(), "source", "Letter", "source_on", "2026-12-24", "list", "Ramipril").Says(t, 422, "cannot be from a day to come")
		id := ids.New()
		form := []string{"id", id, "source", "Discharge letter of ward C6", "source_on", "2026-11-29", "list", "Ramipril 5mg: 1 in the morning\nSenna: 2 at night\nAmlodipine 5mg tablets: 1 in the morning\nNicotine patch: 1 a day"}
		for range 2 {
			web.Post("co", at+"/new", form...).LeadsTo(t, at+"/"+id)
		}
		one := at + "/" + id
		page := web.Get("co", one).Says(t, 200, "Discharge letter of ward C6", "6 to settle", "Differs from the chart", "Strength: 2.5mg on the chart, 5mg on the list.", "Same as on the chart",
			"Not on the chart", "Not on the list", "Aspirin", "Eye drops").Within(t, 8)
		if strings.Contains(page.Text(), "Finish this list") {
			t.Error("it can be finished with everything open")
		}
		web.Post("co", one+"/finish", "version", "1").Says(t, 409, "6 of the list or the chart are not settled yet")

		// Changed: the chart's own form, begun from the line.
		from := "?preparation=" + id + "&line="
		if a := web.Get("co", "/people/"+string(s.P)+"/medicines/"+string(ramipril)+"/change"+from+"1").Says(t, 200, "Change Ramipril"); a.Hidden("preparation") != id || a.Hidden("line") != "1" {
			t.Error("the form has forgotten its list")
		}
		entry := []string{"kind", "regular", "parts", "morning", "every_days", "1", "from", "2026-11-30", "source", "Discharge letter", "preparation", id}
		with := func(more ...string) []string { return append(append([]string{}, entry...), more...) }
		web.Post("co", "/people/"+string(s.P)+"/medicines/"+string(ramipril)+"/change", with("id", ids.New(), "line", "1", "version", "1", "name", "Ramipril", "strength", "5mg", "dose", "1 in the morning",
			"amended_why", "The hospital doubled it", "word", "written")...).LeadsTo(t, one)
		// Same, new and left out.
		web.Post("co", one+"/settle", "id", ids.New(), "line", "2", "became", "same", "medicine", string(senna)).LeadsTo(t, one)
		web.Get("co", "/people/"+string(s.P)+"/medicines/new"+from+"3").Says(t, 200, "Add a medicine")
		web.Post("co", "/people/"+string(s.P)+"/medicines/new", with("id", ids.New(), "line", "3", "name", "Amlodipine", "strength", "5mg", "dose", "1 in the morning")...).LeadsTo(t, one)
		web.Post("co", "/people/"+string(s.P)+"/medicines/new", with("id", ids.New(), "line", "3", "name", "Amlodipine", "strength", "5mg", "dose", "1 in the morning")...).Says(t, 409, "Somebody has settled this before")
		web.Get("co", one+"/settle?became=left_out&line=4").Says(t, 200, "Leave out: Nicotine patch: 1 a day", "Why is it left out")
		web.Post("co", one+"/settle", "id", ids.New(), "line", "4", "became", "left_out", "why", "").Says(t, 422, "Say in a few words why")
		web.Post("co", one+"/settle", "id", ids.New(), "line", "4", "became", "left_out", "why", "They have stopped smoking").LeadsTo(t, one)
		// What is on the chart and not on the list.
		web.Post("co", "/people/"+string(s.P)+"/medicines/"+string(aspirin)+"/stop", "version", "1", "why", "The hospital stopped it", "preparation", id, "line", "0").LeadsTo(t, one)
		web.Get("co", one+"/settle?became=kept&line=0&medicine="+string(drops)).Says(t, 200, "Keep on the chart: Eye drops")
		web.Post("co", one+"/settle", "id", ids.New(), "line", "0", "became", "kept", "medicine", string(drops), "why", "The hospital forgot them; the GP confirmed").LeadsTo(t, one)
		web.Get("co", one).Says(t, 200, "0 to settle", "Finish this list", "The entry was changed", "Left out: They have stopped smoking", "Stopped", "Kept on the chart: The hospital forgot them")
		web.Post("co", one+"/finish", "version", "1").LeadsTo(t, one)
		web.Get("co", one).Says(t, 200, "Finished 30 November 2026")
		web.Post("co", one+"/settle", "id", ids.New(), "line", "4", "became", "left_out", "why", "Said again later").Says(t, 409, "This list is finished")
		web.Get("co", "/people/"+string(s.P)+"/medicines").Says(t, 200, "Amlodipine 5mg", "Ramipril 5mg", "To be checked", "Replaced: The hospital doubled it")
	})
}

func TestPhotoBeside(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		web := s.Web
		begin := func(name string, b []byte) (prepare.ID, error) {
			p := prepare.Preparation{ID: prepare.ID(ids.New()), Person: s.P, Source: "Photo of the letter", SourceOn: "2026-11-29", Words: "Ramipril 5mg"}
			return p.ID, prepare.Begin(s.Office, g, p, &files.File{ID: files.ID(ids.New()), Name: name, MediaType: "image/png", Bytes: b, Size: len(b)})
		}
		if _, err := begin("letter.png", []byte("<svg onload=alert(1)>")); !fault.Is(err, "medicine.preparation") {
			t.Errorf("what is no picture was taken as one: %v", err)
		}
		id, err := begin("letter.png", photo(t))
		if err != nil {
			t.Fatal(err)
		}
		at := "/people/" + string(s.P) + "/preparations/" + string(id)
		web.Get("co", at).Says(t, 200, "The photo of the list", "Open the photo by itself").Within(t, 8)
		a := web.Get("co", at+"/source")
		if a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(a.Body, "\xff\xd8") {
			t.Errorf("the photo: %d %s", a.Status, a.Header.Get("Content-Type"))
		}
		web.Get("ada", at+"/source").Says(t, 404)
		if id, err = begin("letter.pdf", []byte("%PDF-1.7 and so on")); err != nil {
			t.Fatal(err)
		}
		at = "/people/" + string(s.P) + "/preparations/" + string(id)
		web.Get("co", at).Says(t, 200, "Download the letter")
		if a := web.Get("co", at+"/source"); !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("a PDF is shown: %v", a.Header)
		}
		gatetest.As(t, g, "th", actor.Therapist)
		web.Get("th", "/people/"+string(s.P)+"/preparations").Says(t, 200, "Photo of the letter", "Not finished")
	})
}

// TestWhatTheHospitalSent: the medicines that a referral's message named are
// offered as the list, and its allergies warned of.
func TestWhatTheHospitalSent(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		for _, ref := range []string{"r1", "r2"} {
			s.Write(`INSERT INTO referral (id, ref, source, sender_ods, external_ref, sender, state, given, family, name_key, gender, nhs_number, nhs_status, address, postcode, phone, carer, carer_relationship,
				carer_phone, carer_email, hospital, ward, local_id, liaison, liaison_phone, liaison_email, reason, received_at, person_id, match_made, decision_code, decision_words, decision_told, version)
				VALUES (?, ?, '', '', '', '', 'accepted', 'Joan', 'Madeup', '', '', '', 'absent', '', '', '', '', '', '', '', '', '', '', '', '', '', '', ?, ?, '', '', '', '', 1)`, ref, ref, g.Clock.Now(), s.P)
		}
		for i, l := range [][3]string{{"r1", "Medicine", "Old one"}, {"r2", "Medicine", "Bisoprolol 2.5mg: 1 in the morning"}, {"r2", "Medicine", "Senna: 2 at night"}, {"r2", "Allergy", "Penicillin"}, {"r2", "Condition", "Fall"}} {
			s.Write(`INSERT INTO referral_line (referral_id, message_id, ord, kind, label, words) VALUES (?, 'm', ?, 'said', ?, ?)`, l[0], i, l[1], l[2])
		}
		a := s.Web.Get("co", "/people/"+string(s.P)+"/preparations/new").Says(t, 200, "Bisoprolol 2.5mg: 1 in the morning", "Senna: 2 at night", "named allergies: Penicillin").Within(t, 8)
		if strings.Contains(a.Text(), "Old one") || strings.Contains(a.Text(), "Fall") {
			t.Error("what another referral said, or what is no medicine, is on the list")
		}
	})
}
