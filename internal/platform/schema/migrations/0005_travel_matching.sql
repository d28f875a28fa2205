-- +goose Up
-- What recorded visits showed of travel: each look adds a set, the newest is in
-- use. A factor is how much longer than assumed; from_road_m where its band of
-- distance begins, in metres of road.
CREATE TABLE travel_learnt (
  at TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('car', 'bicycle', 'foot', 'bus')),
  from_road_m BIGINT NOT NULL,
  factor DOUBLE PRECISION NOT NULL,
  journeys BIGINT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  PRIMARY KEY (at, mode, from_road_m)
);
-- What a routing service answered: seconds on the road from one place to
-- others, as "52.2013,0.1234=431 52.1980,0.1301=-" where a dash is no way.
CREATE TABLE travel_answer (
  mode TEXT NOT NULL CHECK (mode IN ('car', 'bicycle', 'foot')),
  from_spot TEXT NOT NULL,
  provider TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  times TEXT NOT NULL,
  PRIMARY KEY (mode, from_spot)
);
-- What a worker speaks, and since when they have agreed in writing to more than
-- 48 hours a week on average (Working Time Regulations 1998 regulation 5).
ALTER TABLE staff_member ADD COLUMN languages TEXT NOT NULL DEFAULT '';
ALTER TABLE staff_member ADD COLUMN opted_out_on TEXT;
-- Whether a shift's hours hold the way back to where the worker set off.
ALTER TABLE staff_member ADD COLUMN way_back BOOLEAN NOT NULL DEFAULT FALSE;
-- How long after the end of the person's visit before it a visit may start,
-- for medicines: 0 where nothing was agreed.
ALTER TABLE plan_pattern ADD COLUMN after_least_min BIGINT NOT NULL DEFAULT 0;
ALTER TABLE plan_pattern ADD COLUMN after_most_min BIGINT NOT NULL DEFAULT 0;
-- Another time at which a visit may begin as well; both 0 for none.
ALTER TABLE plan_pattern ADD COLUMN or_earliest_min BIGINT NOT NULL DEFAULT 0;
ALTER TABLE plan_pattern ADD COLUMN or_latest_min BIGINT NOT NULL DEFAULT 0;
-- Who the person likes to come, and who must not.
CREATE TABLE preference_worker (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  member_id TEXT NOT NULL REFERENCES staff_member (id),
  tie TEXT NOT NULL CHECK (tie IN ('liked', 'never')),
  why TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX preference_worker_open ON preference_worker (person_id, member_id) WHERE ended_at IS NULL;
CREATE INDEX preference_worker_person ON preference_worker (person_id);
-- What else matters for who comes and when: the newest row of a person holds.
CREATE TABLE preference_wish (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  gender TEXT NOT NULL,
  gender_must BOOLEAN NOT NULL,
  language TEXT NOT NULL,
  language_must BOOLEAN NOT NULL,
  infection TEXT NOT NULL CHECK (infection IN ('', 'protect', 'contagious')),
  infection_until_on TEXT,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX preference_wish_person ON preference_wish (person_id, recorded_at);
