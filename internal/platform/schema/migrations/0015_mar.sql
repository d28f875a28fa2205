-- +goose Up
-- The chart as a legal record. A row is never changed once it is written, but
-- for its end and who checked it: an amendment is a row that names the one it
-- replaces. Rows that follow one another have one line, so that a slot stays one
-- slot when its words change.
ALTER TABLE medicine ADD COLUMN line_id TEXT NOT NULL DEFAULT '';
UPDATE medicine SET line_id = id;
CREATE INDEX medicine_line ON medicine (line_id);
ALTER TABLE medicine ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN strength TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN route TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN ingredients TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN dosage TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN instructions TEXT NOT NULL DEFAULT '';
-- Exact times, in minutes past midnight with spaces between, one for each part
-- of the day at most; due on every so manyeth day from the first.
ALTER TABLE medicine ADD COLUMN times TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN every_days BIGINT NOT NULL DEFAULT 1;
ALTER TABLE medicine ADD COLUMN review_on TEXT;
-- What is taken when it is needed: what for, and when to ask how it helped.
ALTER TABLE medicine ADD COLUMN needed_for TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN effect_min BIGINT NOT NULL DEFAULT 0;
-- The least time between doses, and the most in 24 hours; 0 for none said.
ALTER TABLE medicine ADD COLUMN gap_min BIGINT NOT NULL DEFAULT 0;
ALTER TABLE medicine ADD COLUMN most_doses BIGINT NOT NULL DEFAULT 0;
ALTER TABLE medicine ADD COLUMN most_units BIGINT NOT NULL DEFAULT 0;
ALTER TABLE medicine ADD COLUMN controlled BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE medicine ADD COLUMN high_risk TEXT NOT NULL DEFAULT '';
-- Where on the body, and for how many days a place rests before it is used again.
ALTER TABLE medicine ADD COLUMN shape TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN sites TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN rest_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE medicine ADD COLUMN pack_id TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN supplied_by TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN prescriber TEXT NOT NULL DEFAULT '';
-- What an amendment replaces, why, and by whose word.
ALTER TABLE medicine ADD COLUMN replaces_id TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN amended_why TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN word TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN word_until_on TEXT;
ALTER TABLE medicine ADD COLUMN contact_id TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine ADD COLUMN preparation_id TEXT NOT NULL DEFAULT '';
-- The second person's check, once it agreed.
ALTER TABLE medicine ADD COLUMN checked_at TEXT;
ALTER TABLE medicine ADD COLUMN checked_by TEXT;
-- Each look of a second person, also those that did not agree.
CREATE TABLE medicine_looked (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  agrees BOOLEAN NOT NULL,
  against TEXT NOT NULL,
  words TEXT NOT NULL,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX medicine_looked_medicine ON medicine_looked (medicine_id, at);
-- The head of the chart. Rows are only ever added: the newest holds.
CREATE TABLE medicine_head (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  gp_practice TEXT NOT NULL,
  pharmacy TEXT NOT NULL,
  allergies TEXT NOT NULL CHECK (allergies IN ('known', 'none', 'not_known')),
  source TEXT NOT NULL,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX medicine_head_person ON medicine_head (person_id, at);
CREATE TABLE medicine_allergy (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  substance TEXT NOT NULL,
  reaction TEXT NOT NULL,
  source TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  ended_why TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX medicine_allergy_person ON medicine_allergy (person_id);
-- What else is known of a dose. Warned are the warnings that were shown and gone
-- past, warnings those that hold by what the record knew when we heard.
ALTER TABLE medicine_dose ADD COLUMN help TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine_dose ADD COLUMN amount TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine_dose ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine_dose ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine_dose ADD COLUMN witness TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine_dose ADD COLUMN warned TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine_dose ADD COLUMN warnings TEXT NOT NULL DEFAULT '';
ALTER TABLE medicine_dose ADD COLUMN held_right BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE medicine_dose ADD COLUMN ask_at TEXT;
CREATE INDEX medicine_dose_recorded ON medicine_dose (recorded_at);
-- How a dose that was needed helped. Rows are only ever added.
CREATE TABLE medicine_effect (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  dose_id TEXT NOT NULL REFERENCES medicine_dose (id),
  effect TEXT NOT NULL CHECK (effect IN ('helped', 'some', 'none', 'worse')),
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX medicine_effect_dose ON medicine_effect (dose_id);
-- Which visit may give the doses of a slot, until when the phone that holds the
-- right may use it without asking, and when its pack first said that it no longer
-- has it.
CREATE TABLE medicine_right (
  person_id TEXT NOT NULL REFERENCES person (id),
  slot TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  holder TEXT NOT NULL,
  given_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  told_at TEXT,
  PRIMARY KEY (person_id, slot)
);
-- A list from which a chart was prepared, as it came, and what became of each
-- of its lines.
CREATE TABLE medicine_preparation (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  source TEXT NOT NULL,
  source_on TEXT NOT NULL,
  words TEXT NOT NULL,
  file_id TEXT NOT NULL,
  prepared_at TEXT NOT NULL,
  prepared_by TEXT NOT NULL,
  finished_at TEXT,
  finished_by TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX medicine_preparation_person ON medicine_preparation (person_id, prepared_at);
CREATE TABLE medicine_preparation_line (
  id TEXT PRIMARY KEY,
  preparation_id TEXT NOT NULL REFERENCES medicine_preparation (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  line BIGINT NOT NULL,
  became TEXT NOT NULL CHECK (became IN ('new', 'changed', 'same', 'left_out', 'stopped', 'kept')),
  medicine_id TEXT NOT NULL,
  words TEXT NOT NULL,
  why TEXT NOT NULL,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE UNIQUE INDEX medicine_preparation_line_one ON medicine_preparation_line (preparation_id, line, medicine_id);
-- The four decisions without which nothing is given hidden. Rows are only ever
-- added; an ending says from when one no longer holds.
CREATE TABLE medicine_covert (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  decision TEXT NOT NULL CHECK (decision IN ('capacity', 'best_interests', 'prescriber', 'pharmacist', 'ended')),
  who TEXT NOT NULL,
  on_date TEXT NOT NULL,
  document TEXT NOT NULL,
  words TEXT NOT NULL,
  review_on TEXT,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX medicine_covert_medicine ON medicine_covert (medicine_id, at);
-- How much help a person has with a medicine, as a goal of reablement. Rows are
-- only ever added: the newest holds.
CREATE TABLE medicine_level (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  level TEXT NOT NULL CHECK (level IN ('administer', 'packaging', 'remind', 'self')),
  why TEXT NOT NULL,
  evidence TEXT NOT NULL,
  risk TEXT NOT NULL,
  handed_to TEXT NOT NULL,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX medicine_level_medicine ON medicine_level (medicine_id, at);
