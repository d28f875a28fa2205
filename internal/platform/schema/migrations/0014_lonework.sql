-- +goose Up
-- A member's work mobile, as +44 and what follows, or empty.
ALTER TABLE staff_member ADD COLUMN phone TEXT NOT NULL DEFAULT '';
-- Between which minutes of the day somebody is in charge, and as what. Hours
-- that end before they start run past midnight into the next day.
ALTER TABLE staff_duty ADD COLUMN part TEXT NOT NULL DEFAULT 'lead';
ALTER TABLE staff_duty ADD COLUMN from_min BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff_duty ADD COLUMN until_min BIGINT NOT NULL DEFAULT 1440;
-- One worker at one visit, watched until something shows that they left. What is
-- due stands by the ladder's own clock (lonework_clock). longer_until is set by a
-- human who found them safe and still there.
CREATE TABLE lonework_session (
  visit_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  arrived_at TEXT,
  finish_at TEXT NOT NULL,
  longer_until TEXT,
  nudge_due TEXT,
  office_due TEXT,
  closed_at TEXT,
  closed_by TEXT NOT NULL,
  PRIMARY KEY (visit_id, account_id)
);
CREATE INDEX lonework_session_open ON lonework_session (finish_at) WHERE closed_at IS NULL;
CREATE INDEX lonework_session_account ON lonework_session (account_id, opened_at);
-- An alarm: who is in trouble, or silent, and how far the ladder has come. due_at
-- is when the ladder moves on, by its own clock; empty once a human has closed it.
CREATE TABLE lonework_alarm (
  id TEXT PRIMARY KEY,
  how TEXT NOT NULL CHECK (how IN ('pressed', 'silent', 'duress', 'overdue', 'stop', 'no_answer')),
  worker_id TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  rung BIGINT NOT NULL,
  due_at TEXT,
  last_at TEXT,
  heard_at TEXT,
  taken_by TEXT NOT NULL,
  taken_at TEXT,
  closed_by TEXT NOT NULL,
  closed_at TEXT,
  found TEXT NOT NULL,
  words TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX lonework_alarm_open ON lonework_alarm (raised_at) WHERE closed_at IS NULL;
CREATE INDEX lonework_alarm_raised ON lonework_alarm (raised_at);
CREATE INDEX lonework_alarm_visit ON lonework_alarm (visit_id);
-- One rung of one alarm: who was asked, when, by which numbers. It is never
-- changed but for when it was answered. Its messages are notify_message
-- "alarm:ID:N:WAY".
CREATE TABLE lonework_rung (
  alarm_id TEXT NOT NULL REFERENCES lonework_alarm (id),
  n BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('worker', 'duty', 'last', 'emergency', 'again')),
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  at TEXT NOT NULL,
  answered_at TEXT,
  answered_by TEXT NOT NULL,
  PRIMARY KEY (alarm_id, n)
);
-- What people did with an alarm, and what the service noted of it. words are a
-- sentence of the program's own.
CREATE TABLE lonework_note (
  alarm_id TEXT NOT NULL REFERENCES lonework_alarm (id),
  n BIGINT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (alarm_id, n)
);
-- The ladder's own clock: it goes on with the machine's, and stands still while
-- that is put back, so that no timer waits longer for it.
CREATE TABLE lonework_clock (
  id BIGINT PRIMARY KEY,
  wall_at TEXT NOT NULL,
  ladder_at TEXT NOT NULL
);
-- Who took charge when, and what they left for whoever came after.
CREATE TABLE lonework_hand (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  part TEXT NOT NULL
);
CREATE INDEX lonework_hand_at ON lonework_hand (at);
CREATE TABLE lonework_handover (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE INDEX lonework_handover_at ON lonework_handover (at);
