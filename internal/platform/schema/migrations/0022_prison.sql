-- +goose Up
-- A wing of the prison in which people have their support, and when cells are
-- unlocked for it: parts of the day with minutes, with spaces between
-- ("morning=495-690 evening=960-1110").
CREATE TABLE prison_wing (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  windows TEXT NOT NULL,
  escort TEXT NOT NULL,
  added_at TEXT NOT NULL,
  version BIGINT NOT NULL
);
-- Who may know where people are. Membership ends, and the row stays.
CREATE TABLE prison_member (
  account_id TEXT NOT NULL,
  from_at TEXT NOT NULL,
  until_at TEXT,
  added_by TEXT NOT NULL,
  PRIMARY KEY (account_id, from_at)
);
CREATE UNIQUE INDEX prison_member_now ON prison_member (account_id) WHERE until_at IS NULL;
-- Where somebody is while in prison: never why, and never for how long but for
-- the day of release, which only the office sees.
CREATE TABLE prison_stay (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  wing_id TEXT NOT NULL REFERENCES prison_wing (id),
  landing TEXT NOT NULL,
  cell TEXT NOT NULL,
  escort TEXT NOT NULL CHECK (escort IN ('', 'one', 'two')),
  from_on TEXT NOT NULL,
  until_on TEXT,
  release_on TEXT,
  receiving TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX prison_stay_now ON prison_stay (person_id) WHERE until_on IS NULL;
-- What is to be done so that support goes on after release.
CREATE TABLE prison_task (
  id TEXT PRIMARY KEY,
  stay_id TEXT NOT NULL REFERENCES prison_stay (id),
  kind TEXT NOT NULL,
  ord BIGINT NOT NULL,
  due_on TEXT NOT NULL,
  done_at TEXT,
  done_by TEXT,
  words TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX prison_task_of ON prison_task (stay_id, kind);
