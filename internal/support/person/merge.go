package person

import (
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// MergeID of one joining of two records.
type MergeID string

// Merging joins two records of one person. Kept stays in use; Merged is left
// exactly as it is, with a sign saying where to go. What stands in the merged
// record is shown with the kept one.
type Merging struct {
	ID     MergeID `json:"id"`
	Kept   ID      `json:"kept"`
	Merged ID      `json:"merged"`
	Reason string  `json:"reason"`
}

// Merge is a joining as it stands in the record.
type Merge struct {
	ID     MergeID
	Kept   ID
	Merged ID
	At     when.Instant
	By     ids.Account
	Reason string
}

// check says whether the two records may be joined this way round. mergedInto
// is how many records were merged into the one that is to go. Errors: person.merge,
// person.merge_same, person.merge_moved, person.merge_both_open,
// person.merge_other_way, person.merge_has_merged.
func (m Merging) check(kept, merged Person, mergedInto int) error {
	var checks fault.Checks
	checks.Field(!ids.Valid(string(m.ID)), "id", "Open the page again and send it once more.")
	checks.Field(len([]rune(strings.TrimSpace(m.Reason))) < 10, "reason", "Say in a few words how you know that this is one person.")
	checks.Field(tooLong(1000, m.Reason), "reason", "Use 1,000 characters or fewer.")
	if err := checks.Err("person.merge"); err != nil {
		return err
	}
	refuse := func(code, say string) error { return fault.New(fault.Conflict, code, say) }
	switch {
	case kept.ID == merged.ID:
		return refuse("person.merge_same", "This is one and the same record. Choose another.")
	case kept.MergedInto != "" || merged.MergedInto != "":
		return refuse("person.merge_moved", "One of these records has been merged already. Open it to see where it went.")
	case kept.OpenEpisode != "" && merged.OpenEpisode != "":
		return refuse("person.merge_both_open", "Both records have support under way. End one of them first, then merge.")
	case merged.OpenEpisode != "":
		return refuse("person.merge_other_way", "Support is under way on the record that would go. Keep that one, and merge the other into it.")
	case mergedInto > 0:
		return refuse("person.merge_has_merged", "Other records were merged into the one that would go. Keep that one, or undo those first.")
	}
	return nil
}
