-- +goose Up
-- Two papers, or two levels of food, may stand beside each other until somebody
-- who may has said which holds.
DROP INDEX risk_fact_one;
