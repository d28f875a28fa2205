-- +goose Up
-- A chart that was printed: for which days, and which entries were on it.
CREATE TABLE medicine_sheet (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  person_id TEXT NOT NULL REFERENCES person (id),
  from_on TEXT NOT NULL,
  days BIGINT NOT NULL,
  filled BOOLEAN NOT NULL,
  entries TEXT NOT NULL,
  chart_at TEXT,
  printed_at TEXT NOT NULL,
  printed_by TEXT NOT NULL
);
CREATE INDEX medicine_sheet_person ON medicine_sheet (person_id, printed_at);
-- What stood in one box of the paper, as it was keyed in, and what became of it.
CREATE TABLE medicine_sheet_box (
  id TEXT PRIMARY KEY,
  sheet_id TEXT NOT NULL REFERENCES medicine_sheet (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  slot TEXT NOT NULL,
  said TEXT NOT NULL,
  became TEXT NOT NULL CHECK (became IN ('added', 'same', 'differs', 'refused')),
  why TEXT NOT NULL,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX medicine_sheet_box_sheet ON medicine_sheet_box (sheet_id, slot);
-- Weeks of a printed chart that were keyed in.
CREATE TABLE medicine_sheet_week (
  sheet_id TEXT NOT NULL REFERENCES medicine_sheet (id),
  week_on TEXT NOT NULL,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (sheet_id, week_on)
);
