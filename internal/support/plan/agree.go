package plan

// Agreer is who agreed a plan on the person's side.
type Agreer string

// Who can agree. A person who lacks capacity to agree is decided for in their
// best interests (Mental Capacity Act 2005 section 4), which is not agreement.
const (
	ByPerson     Agreer = "person"
	ByWithHelp   Agreer = "person_with_help"
	ByAttorney   Agreer = "attorney"
	ByBestIntent Agreer = "best_interests"
)

// Agreers lists them in the order of the form.
var Agreers = []Agreer{ByPerson, ByWithHelp, ByAttorney, ByBestIntent}

var agreerWords = map[Agreer]string{
	ByPerson:     "The person",
	ByWithHelp:   "The person, with help from someone they chose",
	ByAttorney:   "Their attorney or deputy, who may decide this",
	ByBestIntent: "A best-interests decision was made and recorded",
}

// Label is who agreed in words for a screen.
func (a Agreer) Label() string { return agreerWords[a] }

// Format is the form in which a person has their copy.
type Format string

// The formats. Source: DAPB1605 accessible information, in plain words.
const (
	NoCopy        Format = "not_wanted"
	Print         Format = "print"
	LargePrint    Format = "large_print"
	EasyRead      Format = "easy_read"
	Audio         Format = "audio"
	Braille       Format = "braille"
	Email         Format = "email"
	OtherLanguage Format = "other_language"
)

// Formats lists them in the order of the form.
var Formats = []Format{Print, LargePrint, EasyRead, Audio, Braille, Email, OtherLanguage, NoCopy}

var formatWords = map[Format]string{
	Print:         "Printed",
	LargePrint:    "Large print",
	EasyRead:      "Easy read",
	Audio:         "Read out and recorded",
	Braille:       "Braille",
	Email:         "Email",
	OtherLanguage: "In another language",
	NoCopy:        "The person does not want a copy",
}

// Label is the format in words for a screen.
func (f Format) Label() string { return formatWords[f] }
