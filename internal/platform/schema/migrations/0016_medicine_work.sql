-- +goose Up
-- Products of the NHS dictionary of medicines and devices, as one release of it
-- named them. Of several releases one is current; the others are on their way
-- in or out.
CREATE TABLE medicine_release (
  id TEXT PRIMARY KEY,
  on_date TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  current BOOLEAN NOT NULL,
  products BIGINT NOT NULL
);
CREATE UNIQUE INDEX medicine_release_current ON medicine_release (current) WHERE current;
-- Named says that people may look for it: not for a product that is named like
-- the one it stands below, by another supplier.
CREATE TABLE medicine_product (
  release_id TEXT NOT NULL REFERENCES medicine_release (id),
  code TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('substance', 'generic', 'brand')),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  above TEXT NOT NULL,
  form TEXT NOT NULL,
  route TEXT NOT NULL,
  control TEXT NOT NULL,
  named BOOLEAN NOT NULL,
  PRIMARY KEY (release_id, code)
);
CREATE INDEX medicine_product_named ON medicine_product (release_id, name_key) WHERE named;
CREATE INDEX medicine_product_above ON medicine_product (release_id, above);
CREATE TABLE medicine_ingredient (
  release_id TEXT NOT NULL REFERENCES medicine_release (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (release_id, code, name)
);
-- Who was asked about a person's medicines, and what they said. Rows are only
-- ever added.
CREATE TABLE medicine_contact (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL,
  role TEXT NOT NULL,
  who TEXT NOT NULL,
  about TEXT NOT NULL,
  asked TEXT NOT NULL,
  channel TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX medicine_contact_person ON medicine_contact (person_id, at);
CREATE TABLE medicine_contact_answer (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES medicine_contact (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  who TEXT NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX medicine_contact_answer_contact ON medicine_contact_answer (contact_id, at);
-- A change that a prescriber gave by word of mouth. It holds until due_at, and
-- after that only once it was confirmed in writing.
CREATE TABLE medicine_verbal (
  contact_id TEXT PRIMARY KEY REFERENCES medicine_contact (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  words TEXT NOT NULL,
  confirmed_by_name TEXT NOT NULL,
  due_at TEXT NOT NULL,
  confirmed_at TEXT,
  confirmed_by TEXT,
  confirmed_words TEXT NOT NULL,
  file_id TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  ended_why TEXT NOT NULL,
  told_at TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX medicine_verbal_due ON medicine_verbal (due_at);
CREATE INDEX medicine_verbal_person ON medicine_verbal (person_id);
-- Whom the service has told that it supports a person with medicines.
CREATE TABLE medicine_told (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  episode_id TEXT NOT NULL REFERENCES episode (id),
  role TEXT NOT NULL CHECK (role IN ('gp', 'pharmacy')),
  who TEXT NOT NULL,
  channel TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX medicine_told_episode ON medicine_told (episode_id);
