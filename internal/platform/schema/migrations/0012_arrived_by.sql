-- +goose Up
-- Who came, where an arrival was noted before the visit was recorded: of two
-- workers, or of one and whoever took the visit over, it is one of them.
ALTER TABLE visit ADD COLUMN arrived_by TEXT;
