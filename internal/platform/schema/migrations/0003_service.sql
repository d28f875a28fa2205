-- +goose Up
CREATE TABLE council_setting (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  from_at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  PRIMARY KEY (name, from_at)
);
CREATE TABLE staff_team (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  area TEXT NOT NULL,
  ended_on TEXT
);
CREATE TABLE staff_member (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  given TEXT NOT NULL,
  family TEXT NOT NULL,
  job_title TEXT NOT NULL,
  team_id TEXT,
  mode TEXT NOT NULL CHECK (mode IN ('car', 'bicycle', 'foot', 'bus')),
  gender TEXT NOT NULL,
  postcode TEXT NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  contracted_min BIGINT NOT NULL,
  started_on TEXT NOT NULL,
  ended_on TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX staff_member_account ON staff_member (account_id);
CREATE TABLE staff_skill (
  member_id TEXT NOT NULL,
  skill TEXT NOT NULL,
  until_on TEXT,
  PRIMARY KEY (member_id, skill)
);
CREATE TABLE staff_absence (
  id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  reported_at TEXT NOT NULL
);
CREATE INDEX staff_absence_dates ON staff_absence (from_on, until_on);
-- Who is in charge of a date: rank 1 is asked first, then 2 and so on.
CREATE TABLE staff_duty (
  on_date TEXT NOT NULL,
  rank BIGINT NOT NULL,
  account_id TEXT NOT NULL,
  PRIMARY KEY (on_date, rank)
);
