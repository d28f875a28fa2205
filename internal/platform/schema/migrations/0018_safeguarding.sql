-- +goose Up
-- All of it is sealed: words stand in columns named sealed, as JSON sealed with
-- the council's key and bound to their row. No id here tells when it was made.
-- What else was told with a concern, where it stands now, and the hash of the
-- number by which whoever told it may ask for an answer.
ALTER TABLE safeguarding_concern ADD COLUMN told TEXT NOT NULL DEFAULT '';
ALTER TABLE safeguarding_concern ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
DROP INDEX safeguarding_concern_state;
ALTER TABLE safeguarding_concern ADD COLUMN stage TEXT NOT NULL DEFAULT 'new' CHECK (stage IN ('new', 'seen', 'enquiry', 'closed'));
UPDATE safeguarding_concern SET stage = state;
ALTER TABLE safeguarding_concern DROP COLUMN state;
ALTER TABLE safeguarding_concern RENAME COLUMN stage TO state;
CREATE INDEX safeguarding_concern_state ON safeguarding_concern (state, received_at);
ALTER TABLE safeguarding_concern ADD COLUMN decided_at TEXT;
ALTER TABLE safeguarding_concern ADD COLUMN closed_at TEXT;
ALTER TABLE safeguarding_concern ADD COLUMN warned_at TEXT;
CREATE INDEX safeguarding_concern_person ON safeguarding_concern (person_id);
CREATE INDEX safeguarding_concern_receipt ON safeguarding_concern (receipt);
-- What was decided about a concern, each time: the newest holds.
CREATE TABLE safeguarding_decision (
  id TEXT PRIMARY KEY,
  concern_id TEXT NOT NULL REFERENCES safeguarding_concern (id),
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sealed TEXT NOT NULL
);
CREATE INDEX safeguarding_decision_concern ON safeguarding_decision (concern_id, at);
-- Notes, meetings and what else was done, word for word: only ever added.
CREATE TABLE safeguarding_note (
  id TEXT PRIMARY KEY,
  concern_id TEXT NOT NULL REFERENCES safeguarding_concern (id),
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sealed TEXT NOT NULL
);
CREATE INDEX safeguarding_note_concern ON safeguarding_note (concern_id, at);
-- Who does what by when, for the enquiry and to protect.
CREATE TABLE safeguarding_task (
  id TEXT PRIMARY KEY,
  concern_id TEXT NOT NULL REFERENCES safeguarding_concern (id),
  at TEXT NOT NULL,
  due_on TEXT NOT NULL,
  done_at TEXT,
  version BIGINT NOT NULL,
  sealed TEXT NOT NULL
);
CREATE INDEX safeguarding_task_concern ON safeguarding_task (concern_id, due_on);
-- Who was told of, by name: a live row opens one concern to one account.
CREATE TABLE safeguarding_access (
  id TEXT PRIMARY KEY,
  concern_id TEXT NOT NULL REFERENCES safeguarding_concern (id),
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('named', 'deputy')),
  from_at TEXT NOT NULL,
  until_at TEXT,
  account_by TEXT NOT NULL,
  sealed TEXT NOT NULL
);
CREATE INDEX safeguarding_access_concern ON safeguarding_access (concern_id);
CREATE INDEX safeguarding_access_account ON safeguarding_access (account_id);
-- Against whom a concern is hidden, whatever their role.
CREATE TABLE safeguarding_hidden (
  id TEXT PRIMARY KEY,
  concern_id TEXT NOT NULL REFERENCES safeguarding_concern (id),
  account_id TEXT NOT NULL,
  with_team BOOLEAN NOT NULL,
  from_at TEXT NOT NULL,
  until_at TEXT,
  account_by TEXT NOT NULL
);
CREATE INDEX safeguarding_hidden_concern ON safeguarding_hidden (concern_id);
-- Who stands in for a lead who may not know.
CREATE TABLE safeguarding_deputy (
  account_id TEXT PRIMARY KEY,
  from_at TEXT NOT NULL,
  until_at TEXT,
  account_by TEXT NOT NULL
);
-- Somebody opened what is sealed about a person in an emergency.
CREATE TABLE safeguarding_glass (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  from_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  review_by_at TEXT NOT NULL,
  reviewed_at TEXT,
  account_review TEXT,
  sealed TEXT NOT NULL,
  review_sealed TEXT NOT NULL
);
CREATE INDEX safeguarding_glass_account ON safeguarding_glass (account_id, until_at);
-- What was sent to the multi-agency hub, and what came back.
CREATE TABLE safeguarding_referral (
  id TEXT PRIMARY KEY,
  concern_id TEXT NOT NULL REFERENCES safeguarding_concern (id),
  sent_at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  reply_due_at TEXT NOT NULL,
  replied_at TEXT,
  version BIGINT NOT NULL,
  sealed TEXT NOT NULL,
  reply_sealed TEXT NOT NULL
);
CREATE INDEX safeguarding_referral_concern ON safeguarding_referral (concern_id, sent_at);
-- How it ended, for the person.
CREATE TABLE safeguarding_outcome (
  concern_id TEXT PRIMARY KEY REFERENCES safeguarding_concern (id),
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sealed TEXT NOT NULL
);
CREATE TABLE safeguarding_file (
  id TEXT PRIMARY KEY,
  concern_id TEXT NOT NULL REFERENCES safeguarding_concern (id),
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sealed TEXT NOT NULL
);
CREATE INDEX safeguarding_file_concern ON safeguarding_file (concern_id);
-- How much came by the page for everyone from one network within the hour. The
-- network stands as a hash and goes after the hour.
CREATE TABLE safeguarding_lane (
  id TEXT PRIMARY KEY,
  lane TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX safeguarding_lane_at ON safeguarding_lane (at);
-- Ordinary: whoever means to ring this contact rings the office first.
ALTER TABLE person_contact ADD COLUMN office_first BOOLEAN NOT NULL DEFAULT FALSE;
