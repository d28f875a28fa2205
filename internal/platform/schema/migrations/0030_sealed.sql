-- +goose Up
-- Two papers, or two levels of food, may stand beside each other until somebody
-- who may has said which holds.
DROP INDEX risk_fact_one;
-- It came by the page for everyone with more than so many others from one
-- network within the hour: kept like the rest, and no text went out about it.
ALTER TABLE safeguarding_concern ADD COLUMN many BOOLEAN NOT NULL DEFAULT FALSE;
