-- +goose Up
-- What must be known at once, at every visit: resuscitation, swallowing, other.
-- Amended by ending a row and adding another. Columns of other kinds are empty.
CREATE TABLE risk_fact (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('resuscitation', 'swallowing', 'other')),
  paper TEXT NOT NULL,
  attempt TEXT NOT NULL,
  seen BOOLEAN NOT NULL,
  paper_place TEXT NOT NULL,
  signed_by TEXT NOT NULL,
  food TEXT NOT NULL,
  drink TEXT NOT NULL,
  thickener TEXT NOT NULL,
  words TEXT NOT NULL,
  source TEXT NOT NULL,
  known_on TEXT NOT NULL,
  review_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  ended_why TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX risk_fact_person ON risk_fact (person_id);
CREATE UNIQUE INDEX risk_fact_one ON risk_fact (person_id, kind) WHERE ended_at IS NULL AND kind <> 'other';
-- A look at the home, and each thing that was found there.
CREATE TABLE risk_home (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  on_date TEXT NOT NULL,
  recheck_on TEXT NOT NULL,
  words TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX risk_home_person ON risk_home (person_id, on_date);
CREATE TABLE risk_home_item (
  home_id TEXT NOT NULL REFERENCES risk_home (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  area TEXT NOT NULL,
  found TEXT NOT NULL CHECK (found IN ('fine', 'heed', 'act', 'not_seen')),
  words TEXT NOT NULL,
  equipment TEXT NOT NULL,
  todo TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  due_on TEXT,
  photo_id TEXT NOT NULL,
  done_at TEXT,
  done_by TEXT,
  done_words TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (home_id, area)
);
CREATE INDEX risk_home_item_person ON risk_home_item (person_id);
-- A referral to the fire service for a visit about fire, with what the person
-- said to it.
CREATE TABLE risk_fire_referral (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  home_id TEXT NOT NULL REFERENCES risk_home (id),
  consent TEXT NOT NULL CHECK (consent IN ('said', 'written', 'no')),
  words TEXT NOT NULL,
  drafted_at TEXT NOT NULL,
  drafted_by TEXT NOT NULL,
  sent_on TEXT,
  sent_by TEXT,
  sent_words TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX risk_fire_referral_person ON risk_fire_referral (person_id);
-- How somebody is helped to move, task by task.
CREATE TABLE risk_moving (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  on_date TEXT NOT NULL,
  review_on TEXT NOT NULL,
  workers BIGINT NOT NULL,
  source TEXT NOT NULL,
  words TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX risk_moving_person ON risk_moving (person_id, on_date);
CREATE TABLE risk_moving_task (
  moving_id TEXT NOT NULL REFERENCES risk_moving (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  task TEXT NOT NULL,
  able TEXT NOT NULL,
  workers BIGINT NOT NULL,
  method TEXT NOT NULL,
  equipment TEXT NOT NULL,
  checked_on TEXT,
  PRIMARY KEY (moving_id, task)
);
CREATE INDEX risk_moving_task_person ON risk_moving_task (person_id);
-- What was seen at the door, visit by visit. Rows are only ever added.
CREATE TABLE risk_door (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  visit_id TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('fine', 'changed', 'not_safe')),
  seen TEXT NOT NULL,
  words TEXT NOT NULL,
  first BOOLEAN NOT NULL,
  went_in BOOLEAN NOT NULL,
  at TEXT NOT NULL,
  channel TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX risk_door_person ON risk_door (person_id, at);
-- Warnings for those who visit: what happened, not what somebody is. They end by
-- themselves on the last day, unless somebody reviewed them.
CREATE TABLE risk_warning (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  happened TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  source TEXT NOT NULL,
  todo TEXT NOT NULL,
  told TEXT NOT NULL,
  told_words TEXT NOT NULL,
  until_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  ended_why TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX risk_warning_person ON risk_warning (person_id);
CREATE INDEX risk_warning_until ON risk_warning (until_on);
CREATE TABLE risk_warning_review (
  id TEXT PRIMARY KEY,
  warning_id TEXT NOT NULL REFERENCES risk_warning (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  words TEXT NOT NULL,
  until_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX risk_warning_review_warning ON risk_warning_review (warning_id);
-- The person says that a warning is not right. Somebody who did not write it
-- answers.
CREATE TABLE risk_challenge (
  id TEXT PRIMARY KEY,
  warning_id TEXT NOT NULL REFERENCES risk_warning (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  words TEXT NOT NULL,
  said_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('', 'stays', 'ended')),
  answer_words TEXT NOT NULL,
  answered_at TEXT,
  answered_by TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX risk_challenge_warning ON risk_challenge (warning_id);
CREATE INDEX risk_challenge_open ON risk_challenge (due_on) WHERE answered_at IS NULL;
-- One decision that the person could or could not make, and how that was found.
CREATE TABLE risk_capacity (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  decision TEXT NOT NULL,
  on_date TEXT NOT NULL,
  doubt TEXT NOT NULL,
  helped TEXT NOT NULL,
  understands TEXT NOT NULL,
  retains TEXT NOT NULL,
  weighs TEXT NOT NULL,
  communicates TEXT NOT NULL,
  evidence TEXT NOT NULL,
  cause TEXT NOT NULL,
  cause_words TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('can', 'cannot', 'wait')),
  interests TEXT NOT NULL,
  wishes TEXT NOT NULL,
  consulted TEXT NOT NULL,
  least TEXT NOT NULL,
  decided TEXT NOT NULL,
  review_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX risk_capacity_person ON risk_capacity (person_id);
-- Who may decide for the person, or what they decided ahead, as the papers say.
CREATE TABLE risk_order (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  who TEXT NOT NULL,
  phone TEXT NOT NULL,
  covers TEXT NOT NULL,
  seen_on TEXT,
  copy_place TEXT NOT NULL,
  until_on TEXT,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  ended_why TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX risk_order_person ON risk_order (person_id);
-- A risk that the person chooses to take, in their own words, and what was
-- agreed about it.
CREATE TABLE risk_choice (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  on_date TEXT NOT NULL,
  wants TEXT NOT NULL,
  matters TEXT NOT NULL,
  benefits TEXT NOT NULL,
  risks TEXT NOT NULL,
  agreed TEXT NOT NULL,
  limits TEXT NOT NULL,
  present TEXT NOT NULL,
  capacity TEXT NOT NULL,
  capacity_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  review_on TEXT NOT NULL,
  review_when TEXT NOT NULL,
  replaces_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  ended_why TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX risk_choice_person ON risk_choice (person_id);
-- Support that is for comfort now. Changed by ending a row and adding another.
CREATE TABLE risk_comfort (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  from_on TEXT NOT NULL,
  source TEXT NOT NULL,
  place TEXT NOT NULL,
  matters TEXT NOT NULL,
  pain TEXT NOT NULL,
  spiritual TEXT NOT NULL,
  not_to_do TEXT NOT NULL,
  medicines TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  ended_why TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX risk_comfort_one ON risk_comfort (person_id) WHERE ended_at IS NULL;
CREATE TABLE risk_comfort_call (
  comfort_id TEXT NOT NULL REFERENCES risk_comfort (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  ord BIGINT NOT NULL,
  who TEXT NOT NULL,
  phone TEXT NOT NULL,
  when_words TEXT NOT NULL,
  PRIMARY KEY (comfort_id, ord)
);
CREATE INDEX risk_comfort_call_person ON risk_comfort_call (person_id);
-- What of the wishes was released to people close to the person, as it was then
-- read: their page shows this and nothing else.
CREATE TABLE risk_released (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  comfort_id TEXT NOT NULL REFERENCES risk_comfort (id),
  words TEXT NOT NULL,
  agreed TEXT NOT NULL,
  released_at TEXT NOT NULL,
  released_by TEXT NOT NULL,
  taken_back_at TEXT,
  taken_back_by TEXT
);
CREATE UNIQUE INDEX risk_released_one ON risk_released (person_id) WHERE taken_back_at IS NULL;
-- A pattern of refused visits or of low feeling that somebody has considered.
CREATE TABLE risk_pattern (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('refusals', 'mood')),
  upto_on TEXT NOT NULL,
  capacity TEXT NOT NULL,
  risk TEXT NOT NULL,
  next TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX risk_pattern_person ON risk_pattern (person_id, kind, recorded_at);
