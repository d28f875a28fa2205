-- +goose Up
-- A door that nobody opened, from the first knock to how it ended. One for each
-- visit. Rung counts how often the clock ran out; next_at is when it does again,
-- and is empty once it has ended.
CREATE TABLE noanswer (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  visit_id TEXT NOT NULL REFERENCES visit (id),
  worker_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'with_office', 'ended')),
  started_at TEXT NOT NULL,
  heard_at TEXT NOT NULL,
  channel TEXT NOT NULL,
  inside BOOLEAN NOT NULL,
  called_999 BOOLEAN NOT NULL,
  left_at TEXT,
  outcome TEXT NOT NULL,
  words TEXT NOT NULL,
  why_not_999 TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT,
  rung BIGINT NOT NULL,
  next_at TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX noanswer_visit ON noanswer (visit_id);
CREATE INDEX noanswer_person ON noanswer (person_id, started_at);
CREATE INDEX noanswer_next ON noanswer (next_at) WHERE next_at IS NOT NULL;
-- What was tried, and what the clock did. Rows are only ever added.
CREATE TABLE noanswer_step (
  id TEXT PRIMARY KEY,
  noanswer_id TEXT NOT NULL REFERENCES noanswer (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  code TEXT NOT NULL,
  result TEXT NOT NULL,
  words TEXT NOT NULL,
  at TEXT NOT NULL,
  heard_at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL
);
CREATE INDEX noanswer_step_of ON noanswer_step (noanswer_id, at);
-- Who is to be told what afterwards, and what else is to be done. Say is the
-- most that may be told.
CREATE TABLE noanswer_task (
  id TEXT PRIMARY KEY,
  noanswer_id TEXT NOT NULL REFERENCES noanswer (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  ord BIGINT NOT NULL,
  kind TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  say TEXT NOT NULL,
  due_at TEXT NOT NULL,
  tries BIGINT NOT NULL,
  done_at TEXT,
  done_by TEXT,
  words TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX noanswer_task_of ON noanswer_task (noanswer_id, ord);
CREATE INDEX noanswer_task_due ON noanswer_task (due_at) WHERE done_at IS NULL;
