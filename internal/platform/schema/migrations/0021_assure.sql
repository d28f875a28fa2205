-- +goose Up
-- Something that happened, or nearly did. Source is what it was written from, if
-- anything: a door that nobody opened, or a worry a worker told.
CREATE TABLE assure_incident (
  id TEXT PRIMARY KEY,
  ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  person_id TEXT REFERENCES person (id),
  visit_id TEXT NOT NULL,
  source_kind TEXT NOT NULL,
  source_id TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  place TEXT NOT NULL,
  what TEXT NOT NULL,
  present TEXT NOT NULL,
  harm TEXT NOT NULL CHECK (harm IN ('none', 'low', 'moderate', 'severe', 'death')),
  at_once TEXT NOT NULL,
  reported_at TEXT NOT NULL,
  reported_by TEXT NOT NULL,
  follow_due_at TEXT,
  followed_at TEXT,
  followed_by TEXT,
  follow_words TEXT NOT NULL,
  likely TEXT NOT NULL,
  others TEXT NOT NULL,
  way TEXT NOT NULL,
  learning TEXT NOT NULL,
  reviewed_at TEXT,
  reviewed_by TEXT,
  closed_at TEXT,
  closed_by TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX assure_incident_source ON assure_incident (source_kind, source_id) WHERE source_id <> '';
CREATE INDEX assure_incident_happened ON assure_incident (happened_on);
-- What a manager answered, and whether the regulator is told and the person is
-- owed an account: decided by the rules, with the reason, or otherwise with
-- another. Only ever added to: the newest holds.
CREATE TABLE assure_decision (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES assure_incident (id),
  answers TEXT NOT NULL,
  opinion TEXT NOT NULL,
  notify TEXT NOT NULL CHECK (notify IN ('yes', 'no')),
  notify_reason TEXT NOT NULL,
  notify_why TEXT NOT NULL,
  candour TEXT NOT NULL CHECK (candour IN ('yes', 'no')),
  candour_reason TEXT NOT NULL,
  candour_why TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  decided_by TEXT NOT NULL
);
CREATE INDEX assure_decision_of ON assure_decision (incident_id, decided_at);
-- What was done about telling the regulator and the person. Rows are only added.
CREATE TABLE assure_step (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES assure_incident (id),
  step TEXT NOT NULL,
  at TEXT NOT NULL,
  words TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  account_id TEXT NOT NULL
);
CREATE INDEX assure_step_of ON assure_step (incident_id, at);
-- What somebody will do so that it does not happen again.
CREATE TABLE assure_action (
  id TEXT PRIMARY KEY,
  about_id TEXT NOT NULL,
  words TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  done_at TEXT,
  done_by TEXT,
  done_words TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX assure_action_about ON assure_action (about_id, due_on);
CREATE INDEX assure_action_open ON assure_action (due_on) WHERE done_at IS NULL;
CREATE TABLE assure_complaint (
  id TEXT PRIMARY KEY,
  ref TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('complaint', 'compliment')),
  person_id TEXT REFERENCES person (id),
  teller TEXT NOT NULL,
  name TEXT NOT NULL,
  contact TEXT NOT NULL,
  how TEXT NOT NULL,
  received_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  words TEXT NOT NULL,
  wants TEXT NOT NULL,
  theme TEXT NOT NULL,
  ack_due_on TEXT,
  acked_on TEXT,
  acked_by TEXT,
  ack_words TEXT NOT NULL,
  answer_by TEXT,
  answer TEXT NOT NULL,
  outcome TEXT NOT NULL,
  learning TEXT NOT NULL,
  answered_on TEXT,
  answered_by TEXT,
  closed_at TEXT,
  closed_by TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX assure_complaint_received ON assure_complaint (received_on);
