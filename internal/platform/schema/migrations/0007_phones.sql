-- +goose Up
-- Phones of workers, and what each has told: see docs/phone.md.
CREATE TABLE field_phone (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  label TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  app TEXT NOT NULL,
  enrolled_at TEXT NOT NULL,
  heard_at TEXT NOT NULL,
  told_seq BIGINT NOT NULL,
  told_hash TEXT NOT NULL,
  told_at TEXT,
  have BIGINT NOT NULL,
  behind_at TEXT,
  pack_given TEXT NOT NULL,
  pack_told TEXT NOT NULL,
  persisted BOOLEAN NOT NULL,
  mono_ms BIGINT NOT NULL,
  restarts BIGINT NOT NULL,
  backwards_at TEXT,
  evicted_at TEXT,
  lost_at TEXT,
  lost_by TEXT,
  wiped_at TEXT,
  ended_at TEXT,
  ended_by TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX field_phone_account ON field_phone (account_id);
CREATE INDEX field_phone_behind ON field_phone (behind_at);
CREATE TABLE field_phone_key (
  phone_id TEXT NOT NULL REFERENCES field_phone (id),
  sign_key TEXT NOT NULL,
  from_at TEXT NOT NULL,
  PRIMARY KEY (phone_id, sign_key)
);
-- Every fact that a phone sent, with the receipt it was given.
CREATE TABLE field_fact (
  phone_id TEXT NOT NULL REFERENCES field_phone (id),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('chain', 'rival', 'closed')),
  id TEXT NOT NULL,
  prev TEXT NOT NULL,
  account_id TEXT NOT NULL,
  action TEXT NOT NULL,
  person_id TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('done', 'conflict', 'held')),
  code TEXT NOT NULL,
  sealed BOOLEAN NOT NULL,
  body TEXT NOT NULL,
  sig TEXT NOT NULL,
  receipt_sig TEXT NOT NULL,
  PRIMARY KEY (phone_id, seq, hash)
);
CREATE INDEX field_fact_visit ON field_fact (visit_id, happened_at);
CREATE INDEX field_fact_person ON field_fact (person_id, happened_at);
CREATE INDEX field_fact_action ON field_fact (action, received_at);
