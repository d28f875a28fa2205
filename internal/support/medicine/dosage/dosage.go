package dosage

import (
	"bytes"
	"encoding/json"
	"fmt"

	"stillhome/internal/kernel/fault"
)

// Dosage is one line of a dose as FHIR R4 writes it. Each part may be missing.
// Numbers stay the text that was sent, so that 0.1 is 0.1.
type Dosage struct {
	ID                       string            `json:"id,omitempty"`
	Extension                []json.RawMessage `json:"extension,omitempty"`
	Sequence                 *int              `json:"sequence,omitempty"`
	Text                     string            `json:"text,omitempty"`
	AdditionalInstruction    []Concept         `json:"additionalInstruction,omitempty"`
	PatientInstruction       string            `json:"patientInstruction,omitempty"`
	Timing                   *Timing           `json:"timing,omitempty"`
	AsNeededBoolean          bool              `json:"asNeededBoolean,omitempty"`
	AsNeededCodeableConcept  *Concept          `json:"asNeededCodeableConcept,omitempty"`
	Site                     *Concept          `json:"site,omitempty"`
	Route                    *Concept          `json:"route,omitempty"`
	Method                   *Concept          `json:"method,omitempty"`
	DoseAndRate              []DoseAndRate     `json:"doseAndRate,omitempty"`
	MaxDosePerPeriod         *Ratio            `json:"maxDosePerPeriod,omitempty"`
	MaxDosePerAdministration *Quantity         `json:"maxDosePerAdministration,omitempty"`
	MaxDosePerLifetime       *Quantity         `json:"maxDosePerLifetime,omitempty"`
}

// Concept is a thing named by codes. The words are what counts here.
type Concept struct {
	ID        string            `json:"id,omitempty"`
	Extension []json.RawMessage `json:"extension,omitempty"`
	Coding    []Coding          `json:"coding,omitempty"`
	Text      string            `json:"text,omitempty"`
}

// Coding is one code of a concept, with the words it is shown by.
type Coding struct {
	ID           string            `json:"id,omitempty"`
	Extension    []json.RawMessage `json:"extension,omitempty"`
	System       string            `json:"system,omitempty"`
	Version      string            `json:"version,omitempty"`
	Code         string            `json:"code,omitempty"`
	Display      string            `json:"display,omitempty"`
	UserSelected bool              `json:"userSelected,omitempty"`
}

// Quantity is an amount: 2 tablets.
type Quantity struct {
	Value  json.Number `json:"value,omitempty"`
	Unit   string      `json:"unit,omitempty"`
	System string      `json:"system,omitempty"`
	Code   string      `json:"code,omitempty"`
}

// Range is from one amount to another.
type Range struct {
	Low  *Quantity `json:"low,omitempty"`
	High *Quantity `json:"high,omitempty"`
}

// Ratio is one amount for each of another.
type Ratio struct {
	Numerator   *Quantity `json:"numerator,omitempty"`
	Denominator *Quantity `json:"denominator,omitempty"`
}

// Period is from one day to another; either end may be open.
type Period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// DoseAndRate is how much, and how fast.
type DoseAndRate struct {
	Type         *Concept  `json:"type,omitempty"`
	DoseQuantity *Quantity `json:"doseQuantity,omitempty"`
	DoseRange    *Range    `json:"doseRange,omitempty"`
	RateRatio    *Ratio    `json:"rateRatio,omitempty"`
	RateRange    *Range    `json:"rateRange,omitempty"`
	RateQuantity *Quantity `json:"rateQuantity,omitempty"`
}

// Timing is when and how often.
type Timing struct {
	Event  []string `json:"event,omitempty"`
	Repeat *Repeat  `json:"repeat,omitempty"`
	Code   *Concept `json:"code,omitempty"`
}

// Repeat is a rule by which a dose comes again. Units of time are UCUM's: s,
// min, h, d, wk, mo, a. Offset is in minutes.
type Repeat struct {
	BoundsDuration *Quantity   `json:"boundsDuration,omitempty"`
	BoundsRange    *Range      `json:"boundsRange,omitempty"`
	BoundsPeriod   *Period     `json:"boundsPeriod,omitempty"`
	Count          *int        `json:"count,omitempty"`
	CountMax       *int        `json:"countMax,omitempty"`
	Duration       json.Number `json:"duration,omitempty"`
	DurationMax    json.Number `json:"durationMax,omitempty"`
	DurationUnit   string      `json:"durationUnit,omitempty"`
	Frequency      *int        `json:"frequency,omitempty"`
	FrequencyMax   *int        `json:"frequencyMax,omitempty"`
	Period         json.Number `json:"period,omitempty"`
	PeriodMax      json.Number `json:"periodMax,omitempty"`
	PeriodUnit     string      `json:"periodUnit,omitempty"`
	DayOfWeek      []string    `json:"dayOfWeek,omitempty"`
	TimeOfDay      []string    `json:"timeOfDay,omitempty"`
	When           []string    `json:"when,omitempty"`
	Offset         *int        `json:"offset,omitempty"`
}

// Parse reads a list of Dosage, or one alone. A part that is not known here
// could change what the dose means, so it is an error. Error: dosage.unreadable.
func Parse(b []byte) ([]Dosage, error) {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return nil, nil
	}
	if b[0] == '{' {
		b = append(append([]byte{'['}, b...), ']')
	}
	in := json.NewDecoder(bytes.NewReader(b))
	in.DisallowUnknownFields()
	var list []Dosage
	if err := in.Decode(&list); err != nil || in.More() {
		return nil, fault.New(fault.Invalid, "dosage.unreadable", "This dose has a part that cannot be read here. Write it in words, as on the label.")
	}
	return list, nil
}

// Write is one Dosage as it is kept.
func Write(list []Dosage) ([]byte, error) {
	b, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("write a dosage: %w", err)
	}
	return b, nil
}

// unsaid is the error of a dose that cannot be said whole.
func unsaid(what string, args ...any) error {
	return fault.New(fault.Invalid, "dosage.incomplete", "This dose cannot be put into words: "+what+". Write it in words, as on the label.", args...)
}
