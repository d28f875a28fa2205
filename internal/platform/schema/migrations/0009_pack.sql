-- +goose Up
-- When a phone said that it holds a pack with the change in it, and when the
-- office told the worker about the change instead.
ALTER TABLE roster_change ADD COLUMN delivered_at TEXT;
ALTER TABLE roster_change ADD COLUMN told_at TEXT;
ALTER TABLE roster_change ADD COLUMN told_by TEXT;
ALTER TABLE roster_change ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
CREATE INDEX roster_change_date ON roster_change (on_date);
-- Which packs a phone was given lately, by the hash of their manifest, and which
-- changes of the rota were in each.
CREATE TABLE field_pack (
  phone_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  account_id TEXT NOT NULL,
  changes TEXT NOT NULL,
  given_at TEXT NOT NULL,
  PRIMARY KEY (phone_id, hash)
);
