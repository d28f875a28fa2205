-- +goose Up
-- Each line of a list becomes one thing only; what is on the chart and not on the
-- list has line 0.
CREATE UNIQUE INDEX medicine_preparation_line_once ON medicine_preparation_line (preparation_id, line) WHERE line > 0;
