package risk

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
)

// Beside is what whoever plans a visit must know of the person before they send
// somebody: warnings in force on the day, and the rest in the fewest words; nil
// where there is nothing. One statement.
func Beside(s *gate.Snapshot, person ids.Person, on when.Date) (ui.Block, error) {
	all, err := AtHand(s, on, person)
	if err != nil {
		return nil, err
	}
	b := all[person]
	var lines []string
	for _, w := range b.Warnings {
		lines = append(lines, "Warning, "+w.Kind.Label()+": "+w.Words)
	}
	if b.Comfort != nil {
		lines = append(lines, "Support is for comfort.")
	}
	for _, f := range b.Safety {
		lines = append(lines, sentence(f.Short))
	}
	if len(lines) == 0 {
		return nil, nil
	}
	return ui.Group(ui.Heading("What whoever goes there must know"), ui.Bullets(lines...), ui.Links(ui.Link{Text: "Risks", Href: Path(person)})), nil
}
