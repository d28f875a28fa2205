package staff

import (
	"strings"

	"stillhome/internal/platform/gate"
)

// Language is one a worker speaks well enough to support somebody in it, by
// its code of ISO 639; BSL, which has none of two letters, by its own. English
// is not listed: everybody here works in it.
type Language string

// Languages lists those most spoken as a main language in England and Wales
// after English, with British Sign Language, in the order of their names.
// Source: Census 2021, main language (Office for National Statistics).
var Languages = []Language{
	"ar", "bn", "bsl", "yue", "zh", "fr", "gu", "el", "hu", "it", "lt", "fa", "pl", "pt", "pa", "ro", "ru", "so", "es", "ta", "tr", "uk", "ur", "cy",
}

var languageLabels = map[Language]string{
	"ar": "Arabic", "bn": "Bengali", "bsl": "British Sign Language", "yue": "Cantonese", "zh": "Chinese, other", "fr": "French", "gu": "Gujarati",
	"el": "Greek", "hu": "Hungarian", "it": "Italian", "lt": "Lithuanian", "fa": "Persian", "pl": "Polish", "pt": "Portuguese", "pa": "Punjabi",
	"ro": "Romanian", "ru": "Russian", "so": "Somali", "es": "Spanish", "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "cy": "Welsh",
}

// Label is the language in words for a screen; empty for none.
func (l Language) Label() string { return languageLabels[l] }

// Known reports whether the language is in the list.
func (l Language) Known() bool { return languageLabels[l] != "" }

// LanguageList is languages as one column, with spaces between.
type LanguageList []Language

// Scan reads the column.
func (l *LanguageList) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l = nil
	for _, code := range strings.Fields(string(t)) {
		*l = append(*l, Language(code))
	}
	return nil
}

// SQL stores the list.
func (l LanguageList) SQL() any {
	var b strings.Builder
	for i, x := range l {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(x))
	}
	return b.String()
}

// said is the list in words.
func (l LanguageList) said() string {
	words := make([]string, 0, len(l))
	for _, x := range l {
		words = append(words, x.Label())
	}
	return strings.Join(words, ", ")
}
