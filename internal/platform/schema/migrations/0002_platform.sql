-- +goose Up
-- The page of what was refused reads this, as refusals are few among many rows.
CREATE INDEX gate_journal_refused ON gate_journal (seq) WHERE outcome = 'refused';
CREATE TABLE files_file (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  kept_at TEXT NOT NULL,
  sealed TEXT NOT NULL
);
CREATE TABLE auth_account (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('staff', 'person', 'close', 'client')),
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT,
  totp_sealed TEXT,
  totp_step BIGINT NOT NULL,
  passkey_id TEXT,
  person_id TEXT,
  created_at TEXT NOT NULL,
  ended_at TEXT,
  version BIGINT NOT NULL,
  -- No member of staff can have an account without a second factor.
  CHECK (kind <> 'staff' OR totp_sealed IS NOT NULL OR passkey_id IS NOT NULL)
);
CREATE UNIQUE INDEX auth_account_login ON auth_account (login) WHERE ended_at IS NULL;
CREATE TABLE auth_passkey (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  label TEXT NOT NULL,
  credential TEXT NOT NULL,
  added_at TEXT NOT NULL,
  used_at TEXT
);
CREATE INDEX auth_passkey_account ON auth_passkey (account_id);
CREATE TABLE auth_session (
  token_hash TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  device TEXT NOT NULL,
  started_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  strong_at TEXT NOT NULL,
  idle_min BIGINT NOT NULL,
  ended_at TEXT
);
CREATE INDEX auth_session_account ON auth_session (account_id, ended_at);
CREATE TABLE auth_device (
  token_hash TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  added_at TEXT NOT NULL,
  until_at TEXT NOT NULL
);
-- A sign-in or a passkey's registration that has begun and is not finished.
CREATE TABLE auth_ceremony (
  token_hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('code', 'passkey_add', 'passkey_use')),
  account_id TEXT NOT NULL,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  until_at TEXT NOT NULL
);
CREATE TABLE auth_throttle (
  scope TEXT NOT NULL,
  subject TEXT NOT NULL,
  failures BIGINT NOT NULL,
  last_at TEXT NOT NULL,
  PRIMARY KEY (scope, subject)
);
CREATE TABLE auth_invitation (
  token_hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  person_id TEXT,
  account_id TEXT, -- the account it renews; none for a new one
  totp_sealed TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  used_at TEXT
);
CREATE TABLE job_lease (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  until_at TEXT NOT NULL,
  ran_at TEXT,
  failed TEXT NOT NULL
);
