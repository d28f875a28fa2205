-- +goose Up
-- The connected system that sent the referral, empty where people did: no other
-- system can change it, whatever reference it sends.
ALTER TABLE referral ADD COLUMN client_id TEXT NOT NULL DEFAULT '';
