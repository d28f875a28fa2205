-- +goose Up
-- Whose phone holds the right to a slot: what that account records without a
-- phone is no dose of another visit.
ALTER TABLE medicine_right ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
CREATE INDEX medicine_right_holder ON medicine_right (holder, slot);
-- The entries that rest on one change by word of mouth.
CREATE INDEX medicine_contact_of ON medicine (contact_id) WHERE contact_id <> '';
CREATE INDEX medicine_covert_person ON medicine_covert (person_id);
-- What is in a pack names the line of the pack, whichever entry of it was chosen.
UPDATE medicine SET pack_id = (SELECT p.line_id FROM medicine p WHERE p.id = medicine.pack_id)
  WHERE pack_id <> '' AND EXISTS (SELECT 1 FROM medicine p WHERE p.id = medicine.pack_id);
