-- +goose Up
-- What came into the home, left it, or was counted there. Rows are only ever
-- added.
CREATE TABLE medicine_supply (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  kind TEXT NOT NULL CHECK (kind IN ('delivered', 'collected', 'returned', 'counted')),
  units DOUBLE PRECISION NOT NULL,
  who TEXT NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX medicine_supply_person ON medicine_supply (person_id, at);
-- A visit at which somebody looked at how a person manages their medicines.
CREATE TABLE medicine_check (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  understood TEXT NOT NULL,
  said TEXT NOT NULL,
  effects TEXT NOT NULL,
  stored TEXT NOT NULL,
  out_of_date TEXT NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX medicine_check_person ON medicine_check (person_id, at);
CREATE TABLE medicine_check_count (
  check_id TEXT NOT NULL REFERENCES medicine_check (id),
  medicine_id TEXT NOT NULL REFERENCES medicine (id),
  found DOUBLE PRECISION NOT NULL,
  expected DOUBLE PRECISION,
  PRIMARY KEY (check_id, medicine_id)
);
-- What a check found that is not as it should be, whose it is and by when.
CREATE TABLE medicine_finding (
  id TEXT PRIMARY KEY,
  check_id TEXT NOT NULL REFERENCES medicine_check (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  medicine_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('missing', 'over', 'understanding', 'effects', 'storage', 'out_of_date')),
  words TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  closed_at TEXT,
  closed_by TEXT,
  closed_words TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX medicine_finding_open ON medicine_finding (due_on) WHERE closed_at IS NULL;
CREATE INDEX medicine_finding_person ON medicine_finding (person_id);
