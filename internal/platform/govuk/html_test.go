package govuk

import (
	"strings"
	"testing"
)

// Text is escaped wherever it is given, and an address cannot run a script.
func TestTextIsEscaped(t *testing.T) {
	const bad = `<script>alert("x")</script>`
	text := Content{Text: bad}
	drawn := map[string]HTML{
		"tag":     Tag(TagParams{Content: text, Classes: bad}),
		"button":  Button(ButtonParams{Content: text, Value: bad, Name: bad}),
		"label":   Label(LabelParams{Content: text, For: bad}),
		"input":   Input(InputParams{Name: bad, Value: bad, Label: LabelParams{Content: text}, Hint: &HintParams{Content: text}}),
		"area":    Textarea(TextareaParams{Name: bad, Value: bad}),
		"select":  Select(SelectParams{Name: bad, Items: []SelectItem{{Text: bad, Value: ptr(bad)}}}),
		"radios":  Radios(RadiosParams{Name: bad, Items: []ChoiceItem{{Content: text, Value: bad, Hint: HintParams{Content: text}}}}),
		"boxes":   Checkboxes(CheckboxesParams{Name: bad, Items: []ChoiceItem{{Content: text, Value: bad}}, Fieldset: &FieldsetParams{Legend: LegendParams{Content: text}}}),
		"date":    DateInput(DateInputParams{ID: bad, NamePrefix: bad, Values: map[string]string{"day": bad}}),
		"table":   Table(TableParams{Caption: bad, Head: []TableHead{{Content: text}}, Rows: [][]TableCell{{{Content: text}}}}),
		"summary": SummaryList(SummaryListParams{Rows: []SummaryRow{{Key: SummaryText{Content: text}, Value: SummaryText{Content: text}}}}),
		"banner":  NotificationBanner(NotificationBannerParams{Content: text, TitleText: bad}),
		"errors":  ErrorSummary(ErrorSummaryParams{TitleText: bad, ErrorList: []ErrorSummaryItem{{Content: text, Href: bad}}}),
		"details": Details(DetailsParams{SummaryText: bad, Content: text}),
		"service": ServiceNavigation(ServiceNavigationParams{ServiceName: bad, Navigation: []ServiceNavigationItem{{Content: text, Href: bad}}}),
	}
	for name, h := range drawn {
		if strings.Contains(string(h), "<script") {
			t.Errorf("%s lets markup through: %s", name, h)
		}
		if !strings.Contains(string(h), "&lt;script&gt;") {
			t.Errorf("%s lost the text: %s", name, h)
		}
	}
	if h := BackLink(BackLinkParams{Href: "javascript:alert(1)"}); strings.Contains(string(h), "javascript:") {
		t.Errorf("address runs a script: %s", h)
	}
}

// A browser drops the first line break of a text area; what was typed must come back whole.
func TestTextareaKeepsFirstLineBreak(t *testing.T) {
	if h := Textarea(TextareaParams{Name: "note", Value: "\nsecond line"}); !strings.Contains(string(h), ">\n\nsecond line<") {
		t.Errorf("first line break is lost: %s", h)
	}
}

func ptr[T any](v T) *T { return &v }
