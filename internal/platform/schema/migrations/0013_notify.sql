-- +goose Up
-- Messages that are to leave the service: queued in the write that wants them,
-- sent by jobs. words is one of a short list and never holds anything of a
-- person. account_id is whom it is to, where that is somebody who works here.
-- next_at and claimed_until are for the sender alone.
CREATE TABLE notify_message (
  id TEXT PRIMARY KEY,
  way TEXT NOT NULL CHECK (way IN ('text', 'call', 'push', 'email')),
  address TEXT NOT NULL,
  account_id TEXT NOT NULL,
  words TEXT NOT NULL,
  urgent BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'unset')),
  queued_at TEXT NOT NULL,
  next_at TEXT NOT NULL,
  claimed_until TEXT,
  tries BIGINT NOT NULL,
  tried_at TEXT,
  sent_at TEXT,
  failure TEXT NOT NULL,
  reference TEXT NOT NULL
);
CREATE INDEX notify_message_waiting ON notify_message (way, urgent, queued_at) WHERE state = 'waiting';
CREATE INDEX notify_message_queued ON notify_message (queued_at);
CREATE INDEX notify_message_dead ON notify_message (tried_at) WHERE state = 'dead';
-- The same for sealed writes, which share no row, count or order with those.
CREATE TABLE notify_sealed (
  id TEXT PRIMARY KEY,
  way TEXT NOT NULL CHECK (way IN ('text', 'call', 'push', 'email')),
  address TEXT NOT NULL,
  account_id TEXT NOT NULL,
  words TEXT NOT NULL,
  urgent BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'unset')),
  queued_at TEXT NOT NULL,
  next_at TEXT NOT NULL,
  claimed_until TEXT,
  tries BIGINT NOT NULL,
  tried_at TEXT,
  sent_at TEXT,
  failure TEXT NOT NULL,
  reference TEXT NOT NULL
);
CREATE INDEX notify_sealed_waiting ON notify_sealed (way, queued_at) WHERE state = 'waiting';
-- How each way out is doing: by whom it goes (empty: it is not set up), when it
-- last worked, and since when it has failed.
CREATE TABLE notify_way (
  way TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  worked_at TEXT,
  failing_at TEXT,
  failure TEXT NOT NULL
);
