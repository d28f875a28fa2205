-- +goose Up
-- Which shift had a visit until its worker fell out, and when it was to start:
-- cover is looked for from there.
ALTER TABLE roster_unplaced ADD COLUMN was_shift_id TEXT NOT NULL DEFAULT '';
ALTER TABLE roster_unplaced ADD COLUMN was_start_min BIGINT NOT NULL DEFAULT 0;
-- A person to ring because the published time or worker of a visit changed.
CREATE TABLE roster_call (
  visit_id TEXT PRIMARY KEY,
  on_date TEXT NOT NULL,
  person_id TEXT NOT NULL,
  was_shift_id TEXT NOT NULL,
  was_start_min BIGINT NOT NULL,
  made_at TEXT NOT NULL,
  tries BIGINT NOT NULL,
  told_at TEXT,
  told_by TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX roster_call_date ON roster_call (on_date);
