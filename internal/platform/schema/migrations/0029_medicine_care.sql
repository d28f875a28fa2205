-- +goose Up
-- Whose phone holds the right to a slot: what that account records without a
-- phone is no dose of another visit.
ALTER TABLE medicine_right ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
CREATE INDEX medicine_right_holder ON medicine_right (holder, slot);
-- The entries that rest on one change by word of mouth.
CREATE INDEX medicine_contact_of ON medicine (contact_id) WHERE contact_id <> '';
CREATE INDEX medicine_covert_person ON medicine_covert (person_id);
