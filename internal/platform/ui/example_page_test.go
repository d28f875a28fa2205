package ui

import "stillhome/internal/platform/govuk"

// crammed gives a page with every block on it, and one text everywhere a text
// can stand.
func crammed(text string) Page {
	fields := []Field{
		{Name: "name", Label: text, Hint: text, Value: text},
		{Name: "note", Label: text, Kind: KindArea, Value: text, Optional: true},
		{Name: "starts", Label: text, Kind: KindDate, Value: text},
		{Name: "at", Label: text, Kind: KindTime, Value: text},
		{Name: "visits", Label: text, Kind: KindNumber, Value: text, Prefix: text, Suffix: text},
		{Name: "phone", Label: text, Kind: KindTel, Value: text},
		{Name: "email", Label: text, Kind: KindEmail, Value: text},
		{Name: "password", Label: text, Kind: KindPassword},
		{Name: "code", Label: text, Kind: KindCode},
		{Name: "outcome", Label: text, Kind: KindRadios, Options: []Option{{text, text, text}}},
		{Name: "needs", Label: text, Kind: KindChecks, Options: []Option{{text, text, text}}, Values: []string{text}},
		{Name: "where", Label: text, Kind: KindSelect, Options: []Option{{text, text, text}}, Value: text},
		{Name: "letter", Label: text, Kind: KindFile, Accept: text},
		{Label: text, Hint: text, Kind: KindHeading},
		{Name: "ladder", Label: text, Kind: KindLadder, Options: []Option{{text, text, text}}},
	}
	link := Link{text, "/somewhere"}
	return Page{
		Title: text, Council: text, Nav: []NavItem{{text, "/", true}, {text, text, false}},
		Who: Who{text, "/account", "/sign-out"}, Back: link, Flash: text, Notice: text,
		Phone: Phone{text, text}, Footer: []Link{link}, Field: true, Bottom: []Link{link},
		Bar: &PersonBar{
			Name: text, Preferred: text, Born: text, Address: text, Ref: text,
			Needs: []string{text}, Chips: []string{text}, Href: "/people/1", Sub: []NavItem{{text, "/people/1", true}},
		},
		Blocks: []Block{
			Heading(text), Subheading(text), Para(text), Text(text), Inset(text), Warning(text), Confirmation(text, text),
			Tag{Text: text},
			Details(text, Para(text)), Links(link), Bullets(text), ButtonLink(text, text), SecondaryLink(text, text),
			PostButton{Text: text, About: text, Action: text, Hidden: []Pair{{text, text}}},
			Columns(Para(text), Actions(Para(text))), Live("/live?x="+text, Para(text)),
			Form{Action: text, Fields: fields, Submit: text, Hidden: []Pair{{text, text}}, Cancel: link, Multipart: true},
			List{
				Caption: text, Columns: []Column{{Head: text}, {Head: text, Numeric: true}, {Head: text}, {Head: text}},
				Rows: []Row{{Href: text, Cells: []Cell{{Text: text}, {Text: text}, {Tag: Tag{Text: text}}, {Block: Para(text)}}}},
				More: More{"/before", "/after", text}, Filter: &Filter{Fields: []Field{{Name: "q", Label: text, Value: text}}, Submit: text, Clear: "/"},
			},
			List{Caption: text, Empty: text},
			Record{Title: text, Links: []Link{link}, Rows: []RecordRow{
				{Key: text, Value: text, ChangeHref: text}, {Key: text, Block: Para(text)}, {Key: text},
			}},
			Record{Empty: text},
			Figures{Items: []Figure{{text, text, text, text, text}}},
			Figures{Empty: text},
			Timeline{Events: []Event{{text, text, text, text, govuk.Escape(text)}}},
			Timeline{Empty: text},
		},
	}
}
