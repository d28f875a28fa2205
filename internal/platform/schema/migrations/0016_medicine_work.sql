-- +goose Up
-- Products of the NHS dictionary of medicines and devices, as one release of it
-- named them. Of several releases one is current; the others are on their way
-- in or out.
CREATE TABLE medicine_release (
  id TEXT PRIMARY KEY,
  on_date TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  current BOOLEAN NOT NULL,
  products BIGINT NOT NULL
);
CREATE UNIQUE INDEX medicine_release_current ON medicine_release (current) WHERE current;
-- Named says that people may look for it: not for a product that is named like
-- the one it stands below, by another supplier.
CREATE TABLE medicine_product (
  release_id TEXT NOT NULL REFERENCES medicine_release (id),
  code TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('substance', 'generic', 'brand')),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  above TEXT NOT NULL,
  form TEXT NOT NULL,
  route TEXT NOT NULL,
  control TEXT NOT NULL,
  named BOOLEAN NOT NULL,
  PRIMARY KEY (release_id, code)
);
CREATE INDEX medicine_product_named ON medicine_product (release_id, name_key) WHERE named;
CREATE INDEX medicine_product_above ON medicine_product (release_id, above);
CREATE TABLE medicine_ingredient (
  release_id TEXT NOT NULL REFERENCES medicine_release (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (release_id, code, name)
);
