-- +goose Up
-- What recorded visits showed of travel: each look adds a set, the newest is in
-- use. A factor is how much longer than assumed; from_road_m where its band of
-- distance begins, in metres of road.
CREATE TABLE travel_learnt (
  at TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('car', 'bicycle', 'foot', 'bus')),
  from_road_m BIGINT NOT NULL,
  factor DOUBLE PRECISION NOT NULL,
  journeys BIGINT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  PRIMARY KEY (at, mode, from_road_m)
);
-- What a routing service answered: seconds on the road from one place to
-- others, as "52.2013,0.1234=431 52.1980,0.1301=-" where a dash is no way.
CREATE TABLE travel_answer (
  mode TEXT NOT NULL CHECK (mode IN ('car', 'bicycle', 'foot')),
  from_spot TEXT NOT NULL,
  provider TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  times TEXT NOT NULL,
  PRIMARY KEY (mode, from_spot)
);
