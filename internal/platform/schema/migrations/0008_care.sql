-- +goose Up
-- What a person takes, as it was agreed: amended only by stopping it and adding
-- another. Slots are the parts of the day it is due in, with spaces between;
-- none for what is taken when it is needed.
CREATE TABLE medicine (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  dose TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('regular', 'as_needed', 'pack')),
  slots TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT,
  time_critical BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  stopped_at TEXT,
  stopped_by TEXT,
  stopped_why TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX medicine_person ON medicine (person_id);
-- What became of each dose. Rows are only ever added: one that puts another
-- right names it, and again says that a second dose of a slot was given too.
CREATE TABLE medicine_dose (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  slot TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('taken', 'part', 'not_taken', 'unknown')),
  reason TEXT NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  again BOOLEAN NOT NULL,
  corrects_id TEXT NOT NULL
);
CREATE INDEX medicine_dose_slot ON medicine_dose (medicine_id, slot);
CREATE UNIQUE INDEX medicine_dose_corrects ON medicine_dose (corrects_id) WHERE corrects_id <> '';
-- Worries that were told, of the kinds that the office may read; the others are
-- sealed.
CREATE TABLE visit_concern (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  visit_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  urgency TEXT NOT NULL CHECK (urgency IN ('now', 'today', 'next')),
  words TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL
);
CREATE INDEX visit_concern_person ON visit_concern (person_id, happened_at);
-- Sealed. The person stands as it was told, whether or not we know of them; the
-- words are sealed with the council's key.
CREATE TABLE safeguarding_concern (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  urgency TEXT NOT NULL CHECK (urgency IN ('now', 'today', 'next')),
  words TEXT NOT NULL,
  raised_by TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'seen')),
  seen_at TEXT,
  seen_by TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX safeguarding_concern_state ON safeguarding_concern (state, received_at);
