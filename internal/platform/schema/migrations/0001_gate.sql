-- +goose Up
CREATE TABLE gate_meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE gate_journal (
  seq BIGINT PRIMARY KEY,
  at TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  action TEXT NOT NULL,
  person_id TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
  as_of TEXT NOT NULL,
  request_key TEXT,
  digest TEXT NOT NULL,
  note_id TEXT NOT NULL,
  events TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE UNIQUE INDEX gate_journal_key ON gate_journal (actor_id, request_key) WHERE request_key IS NOT NULL;
CREATE INDEX gate_journal_person ON gate_journal (person_id, seq);
CREATE TABLE gate_access (
  seq BIGINT PRIMARY KEY,
  at TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  action TEXT NOT NULL,
  person_id TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX gate_access_person ON gate_access (person_id, at);
CREATE TABLE gate_role (
  account_id TEXT NOT NULL,
  role TEXT NOT NULL,
  from_at TEXT NOT NULL,
  until_at TEXT,
  PRIMARY KEY (account_id, role, from_at)
);
CREATE TABLE gate_relation (
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  from_at TEXT NOT NULL,
  until_at TEXT,
  PRIMARY KEY (account_id, person_id, kind, source)
);
CREATE INDEX gate_relation_person ON gate_relation (person_id, until_at);
CREATE INDEX gate_relation_source ON gate_relation (source);
CREATE TABLE gate_note (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  at TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE TABLE gate_follower (
  name TEXT PRIMARY KEY,
  seq BIGINT NOT NULL,
  attempts BIGINT NOT NULL
);
CREATE TABLE gate_dead_letter (
  follower TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (follower, seq)
);
-- The sealed side stands apart: its own chain, relations, access rows and
-- follower cursors, so that nothing shared moves when it is written.
CREATE TABLE gate_sealed_journal (
  seq BIGINT PRIMARY KEY,
  at TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  action TEXT NOT NULL,
  person_id TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
  as_of TEXT NOT NULL,
  request_key TEXT,
  digest TEXT NOT NULL,
  note_id TEXT NOT NULL,
  events TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE UNIQUE INDEX gate_sealed_journal_key ON gate_sealed_journal (actor_id, request_key) WHERE request_key IS NOT NULL;
CREATE TABLE gate_sealed_access (
  seq BIGINT PRIMARY KEY,
  at TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  action TEXT NOT NULL,
  person_id TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE TABLE gate_sealed_relation (
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  from_at TEXT NOT NULL,
  until_at TEXT,
  PRIMARY KEY (account_id, person_id, kind, source)
);
CREATE TABLE gate_sealed_note (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  at TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE TABLE gate_sealed_follower (
  name TEXT PRIMARY KEY,
  seq BIGINT NOT NULL,
  attempts BIGINT NOT NULL
);
CREATE TABLE gate_sealed_dead_letter (
  follower TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (follower, seq)
);
