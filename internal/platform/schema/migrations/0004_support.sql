-- +goose Up
CREATE TABLE person (
  id TEXT PRIMARY KEY,
  ref TEXT NOT NULL,
  given TEXT NOT NULL,
  family TEXT NOT NULL,
  preferred TEXT NOT NULL,
  name_key TEXT NOT NULL,
  given_key TEXT NOT NULL,
  born_on TEXT,
  gender TEXT NOT NULL,
  nhs_number TEXT NOT NULL,
  nhs_status TEXT NOT NULL CHECK (nhs_status IN ('verified', 'not_verified', 'absent')),
  address TEXT NOT NULL,
  postcode TEXT NOT NULL,
  lat DOUBLE PRECISION,
  lon DOUBLE PRECISION,
  uprn TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  lives_alone TEXT NOT NULL,
  getting_in TEXT NOT NULL,
  died_on TEXT,
  -- The episode open now, empty when none is: written by person on the word of
  -- episode, so that records with support under way are never merged away.
  open_episode TEXT NOT NULL,
  merged_into TEXT,
  created_at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_ref ON person (ref);
CREATE INDEX person_name ON person (name_key);
CREATE INDEX person_given ON person (given_key);
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX person_nhs ON person (nhs_number);
CREATE INDEX person_born ON person (born_on);
CREATE INDEX person_postcode ON person (postcode);
CREATE TABLE person_contact (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  relationship TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  carer BOOLEAN NOT NULL,
  keyholder BOOLEAN NOT NULL,
  ended_at TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX person_contact_person ON person_contact (person_id);
CREATE TABLE person_need (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  code TEXT NOT NULL,
  what_to_do TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  review_on TEXT NOT NULL,
  ended_at TEXT
);
CREATE INDEX person_need_person ON person_need (person_id);
CREATE TABLE person_consent (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  about TEXT NOT NULL,
  answer TEXT NOT NULL,
  how TEXT NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL
);
CREATE INDEX person_consent_person ON person_consent (person_id);
-- What happened to the person's health and home, as far as the service knows:
-- hospital stays, care-home stays. Deaths stand on the person.
CREATE TABLE person_event (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('hospital', 'care_home', 'community_care')),
  from_on TEXT NOT NULL,
  until_on TEXT,
  emergency BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX person_event_person ON person_event (person_id, from_on);
CREATE TABLE person_merge (
  id TEXT PRIMARY KEY,
  kept_id TEXT NOT NULL,
  merged_id TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  undone_at TEXT,
  undone_by TEXT
);
CREATE INDEX person_merge_merged ON person_merge (merged_id);
CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  level BIGINT NOT NULL CHECK (level IN (1, 2, 3)),
  person_id TEXT NOT NULL,
  source TEXT NOT NULL,
  detail TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  rung BIGINT NOT NULL,
  asked_id TEXT NOT NULL,
  owner_id TEXT,
  owned_at TEXT,
  closed_at TEXT,
  closed_by TEXT,
  outcome TEXT NOT NULL,
  note TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX alert_source ON alert (kind, source) WHERE closed_at IS NULL;
CREATE INDEX alert_open ON alert (closed_at, level, due_at);
CREATE INDEX alert_person ON alert (person_id);
CREATE TABLE alert_step (
  alert_id TEXT NOT NULL,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  account_id TEXT NOT NULL,
  PRIMARY KEY (alert_id, at, what)
);
CREATE TABLE referral (
  id TEXT PRIMARY KEY,
  ref TEXT NOT NULL,
  source TEXT NOT NULL,
  sender_ods TEXT NOT NULL,
  external_ref TEXT NOT NULL,
  sender TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'matched', 'accepted', 'declined', 'withdrawn')),
  given TEXT NOT NULL,
  family TEXT NOT NULL,
  name_key TEXT NOT NULL,
  born_on TEXT,
  gender TEXT NOT NULL,
  nhs_number TEXT NOT NULL,
  nhs_status TEXT NOT NULL,
  address TEXT NOT NULL,
  postcode TEXT NOT NULL,
  phone TEXT NOT NULL,
  carer TEXT NOT NULL,
  carer_relationship TEXT NOT NULL,
  carer_phone TEXT NOT NULL,
  carer_email TEXT NOT NULL,
  hospital TEXT NOT NULL,
  ward TEXT NOT NULL,
  local_id TEXT NOT NULL,
  liaison TEXT NOT NULL,
  liaison_phone TEXT NOT NULL,
  liaison_email TEXT NOT NULL,
  admitted_on TEXT,
  ready_on TEXT,
  reason TEXT NOT NULL,
  received_at TEXT NOT NULL,
  person_id TEXT,
  matched_at TEXT,
  matched_by TEXT,
  match_made TEXT NOT NULL,
  decided_at TEXT,
  decided_by TEXT,
  decision_code TEXT NOT NULL,
  decision_words TEXT NOT NULL,
  -- What the person was told, and where they were told to turn, when declined.
  decision_told TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX referral_ref ON referral (ref);
CREATE UNIQUE INDEX referral_external ON referral (sender_ods, external_ref) WHERE external_ref <> '';
CREATE INDEX referral_state ON referral (state, ready_on);
CREATE INDEX referral_person ON referral (person_id);
-- What else the referral said, line by line, and what was missing or doubted.
CREATE TABLE referral_line (
  referral_id TEXT NOT NULL REFERENCES referral (id),
  message_id TEXT NOT NULL,
  ord BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('said', 'missing', 'doubt')),
  label TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (referral_id, message_id, ord)
);
-- Every message received, kept whole, understood or not.
CREATE TABLE referral_message (
  id TEXT PRIMARY KEY,
  message_ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  sender_ods TEXT NOT NULL,
  sender TEXT NOT NULL,
  referral_id TEXT,
  verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  understood TEXT NOT NULL,
  raw_file_id TEXT NOT NULL,
  answer_file_id TEXT NOT NULL,
  received_at TEXT NOT NULL,
  settled_at TEXT,
  settled_by TEXT,
  settled_words TEXT NOT NULL
);
CREATE INDEX referral_message_open ON referral_message (verdict, settled_at);
CREATE INDEX referral_message_ref ON referral_message (message_ref);
CREATE INDEX referral_message_referral ON referral_message (referral_id);
CREATE TABLE referral_file (
  referral_id TEXT NOT NULL,
  file_id TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  PRIMARY KEY (referral_id, file_id)
);
CREATE TABLE episode (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  referral_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'active', 'ended')),
  pathway TEXT NOT NULL CHECK (pathway IN ('hospital', 'community')),
  admitted_on TEXT,
  ready_on TEXT,
  discharged_on TEXT,
  accepted_at TEXT NOT NULL,
  start_due_on TEXT NOT NULL,
  period_from TEXT,
  period_until TEXT,
  period_days BIGINT NOT NULL,
  started_on TEXT,
  ended_on TEXT,
  outcome TEXT NOT NULL,
  sequel TEXT NOT NULL,
  end_words TEXT NOT NULL,
  takes_away TEXT NOT NULL,
  area TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX episode_person ON episode (person_id);
CREATE INDEX episode_state ON episode (state, started_on);
CREATE INDEX episode_discharged ON episode (discharged_on);
CREATE INDEX episode_started ON episode (started_on);
CREATE UNIQUE INDEX episode_one_open ON episode (person_id) WHERE state <> 'ended';
CREATE TABLE episode_change (
  id TEXT PRIMARY KEY,
  episode_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  what TEXT NOT NULL,
  was TEXT NOT NULL,
  now TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  account_id TEXT NOT NULL
);
CREATE INDEX episode_change_episode ON episode_change (episode_id);
CREATE TABLE assessment (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  episode_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('baseline', 'review')),
  on_date TEXT NOT NULL,
  account_id TEXT NOT NULL,
  matters TEXT NOT NULL,
  before_words TEXT NOT NULL,
  told_service BOOLEAN NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX assessment_person ON assessment (person_id, on_date);
CREATE TABLE assessment_ability (
  assessment_id TEXT NOT NULL REFERENCES assessment (id),
  activity TEXT NOT NULL,
  level TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (assessment_id, activity)
);
CREATE TABLE plan (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  episode_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'agreed', 'ended')),
  agreed_at TEXT,
  agreed_by TEXT,
  copy_given TEXT NOT NULL,
  review_on TEXT,
  ended_on TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX plan_person ON plan (person_id, state);
CREATE UNIQUE INDEX plan_one_open ON plan (episode_id) WHERE state <> 'ended';
CREATE TABLE plan_goal (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  person_id TEXT NOT NULL,
  ord BIGINT NOT NULL,
  words TEXT NOT NULL,
  why TEXT NOT NULL,
  activity TEXT NOT NULL,
  baseline TEXT NOT NULL,
  target TEXT NOT NULL,
  target_on TEXT,
  result TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX plan_goal_plan ON plan_goal (plan_id);
CREATE TABLE plan_step (
  id TEXT PRIMARY KEY,
  goal_id TEXT NOT NULL REFERENCES plan_goal (id),
  person_id TEXT NOT NULL,
  ord BIGINT NOT NULL,
  words TEXT NOT NULL,
  done_on TEXT
);
CREATE INDEX plan_step_goal ON plan_step (goal_id);
-- A pattern is one visit of the week as planned: "mornings, Monday to Sunday".
CREATE TABLE plan_pattern (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  person_id TEXT NOT NULL,
  episode_id TEXT NOT NULL,
  part TEXT NOT NULL,
  weekdays BIGINT NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
  start_min BIGINT NOT NULL,
  earliest_min BIGINT NOT NULL,
  latest_min BIGINT NOT NULL,
  duration_min BIGINT NOT NULL CHECK (duration_min BETWEEN 5 AND 480),
  workers BIGINT NOT NULL CHECK (workers IN (1, 2)),
  must_be_at BOOLEAN NOT NULL,
  skills TEXT NOT NULL,
  short_reason TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX plan_pattern_person ON plan_pattern (person_id);
CREATE INDEX plan_pattern_dates ON plan_pattern (from_on, until_on);
CREATE TABLE plan_task (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  person_id TEXT NOT NULL,
  pattern_id TEXT NOT NULL,
  goal_id TEXT NOT NULL,
  ord BIGINT NOT NULL,
  activity TEXT NOT NULL,
  words TEXT NOT NULL,
  until_on TEXT
);
CREATE INDEX plan_task_pattern ON plan_task (pattern_id);
CREATE INDEX plan_task_person ON plan_task (person_id);
CREATE TABLE visit (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  episode_id TEXT NOT NULL,
  pattern_id TEXT NOT NULL,
  on_date TEXT NOT NULL,
  part TEXT NOT NULL,
  start_min BIGINT NOT NULL,
  earliest_min BIGINT NOT NULL,
  latest_min BIGINT NOT NULL,
  duration_min BIGINT NOT NULL,
  workers BIGINT NOT NULL,
  must_be_at BOOLEAN NOT NULL,
  skills TEXT NOT NULL,
  first BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'no_answer', 'not_wanted', 'missed', 'cancelled')),
  arrived_at TEXT,
  left_at TEXT,
  feeling TEXT NOT NULL,
  note TEXT NOT NULL,
  channel TEXT NOT NULL,
  recorded_by TEXT,
  recorded_at TEXT,
  reason TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX visit_person ON visit (person_id, on_date, start_min);
CREATE INDEX visit_date ON visit (on_date, state);
CREATE INDEX visit_episode ON visit (episode_id, on_date);
CREATE UNIQUE INDEX visit_planned ON visit (pattern_id, on_date) WHERE pattern_id <> '';
CREATE TABLE visit_task (
  visit_id TEXT NOT NULL REFERENCES visit (id),
  task_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  on_date TEXT NOT NULL,
  activity TEXT NOT NULL,
  level TEXT NOT NULL,
  PRIMARY KEY (visit_id, task_id)
);
CREATE INDEX visit_task_person ON visit_task (person_id, task_id, on_date);
-- What was added to a visit's record later: a correction, or what a second
-- worker recorded. Nothing is written over.
CREATE TABLE visit_addition (
  id TEXT PRIMARY KEY,
  visit_id TEXT NOT NULL REFERENCES visit (id),
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('correction', 'second_worker')),
  task_id TEXT NOT NULL,
  was TEXT NOT NULL,
  now TEXT NOT NULL,
  words TEXT NOT NULL,
  arrived_at TEXT,
  left_at TEXT,
  account_id TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX visit_addition_visit ON visit_addition (visit_id);
CREATE TABLE roster_shift (
  id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  on_date TEXT NOT NULL,
  start_min BIGINT NOT NULL,
  end_min BIGINT NOT NULL,
  break_min BIGINT NOT NULL,
  cancelled TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX roster_shift_date ON roster_shift (on_date);
CREATE INDEX roster_shift_account ON roster_shift (account_id, on_date);
CREATE TABLE roster_assignment (
  visit_id TEXT NOT NULL,
  slot BIGINT NOT NULL CHECK (slot IN (1, 2)),
  shift_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  on_date TEXT NOT NULL,
  ord BIGINT NOT NULL,
  start_min BIGINT NOT NULL,
  travel_min BIGINT NOT NULL,
  PRIMARY KEY (visit_id, slot)
);
CREATE INDEX roster_assignment_date ON roster_assignment (on_date, shift_id, ord);
CREATE INDEX roster_assignment_account ON roster_assignment (account_id, on_date);
CREATE INDEX roster_assignment_person ON roster_assignment (person_id, account_id);
CREATE TABLE roster_unplaced (
  visit_id TEXT NOT NULL,
  slot BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (visit_id, slot)
);
CREATE INDEX roster_unplaced_date ON roster_unplaced (on_date);
CREATE TABLE roster_day (
  on_date TEXT PRIMARY KEY,
  built_at TEXT,
  published_at TEXT,
  published_by TEXT,
  version BIGINT NOT NULL
);
-- A change after publishing, which the worker must say they have seen.
CREATE TABLE roster_change (
  id TEXT PRIMARY KEY,
  on_date TEXT NOT NULL,
  account_id TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  what TEXT NOT NULL,
  at TEXT NOT NULL,
  seen_at TEXT
);
CREATE INDEX roster_change_account ON roster_change (account_id, seen_at);
CREATE TABLE review (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  episode_id TEXT NOT NULL,
  on_date TEXT NOT NULL,
  account_id TEXT NOT NULL,
  persons_view TEXT NOT NULL,
  workers_view TEXT NOT NULL,
  decision TEXT NOT NULL,
  decision_words TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX review_person ON review (person_id, on_date);
CREATE TABLE review_goal (
  review_id TEXT NOT NULL REFERENCES review (id),
  goal_id TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('met', 'partly', 'not_met')),
  words TEXT NOT NULL,
  PRIMARY KEY (review_id, goal_id)
);
CREATE TABLE review_step_down (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  episode_id TEXT NOT NULL,
  pattern_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('end', 'shorten', 'decide')),
  from_min BIGINT NOT NULL,
  to_min BIGINT NOT NULL,
  freed_week_min BIGINT NOT NULL,
  why TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined', 'lapsed')),
  proposed_at TEXT NOT NULL,
  decided_at TEXT,
  decided_by TEXT,
  decided_words TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_step_down_open ON review_step_down (pattern_id) WHERE state = 'proposed';
CREATE INDEX review_step_down_state ON review_step_down (state, proposed_at);
-- Day 91: where is the person, counted from leaving hospital (old ASCOF 2B(1)).
CREATE TABLE review_follow_up (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  episode_id TEXT NOT NULL,
  discharged_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  whereabouts TEXT NOT NULL,
  known_from TEXT NOT NULL,
  tries BIGINT NOT NULL,
  words TEXT NOT NULL,
  closed_at TEXT,
  closed_by TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_follow_up_episode ON review_follow_up (episode_id);
CREATE INDEX review_follow_up_due ON review_follow_up (closed_at, due_on);
CREATE TABLE field_held (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  device TEXT NOT NULL,
  action TEXT NOT NULL,
  person_id TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  body TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  settled_at TEXT,
  settled_by TEXT,
  settled_how TEXT NOT NULL
);
CREATE INDEX field_held_open ON field_held (settled_at, received_at);
CREATE INDEX field_held_account ON field_held (account_id, received_at);
