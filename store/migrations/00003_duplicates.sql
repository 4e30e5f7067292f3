-- What near-duplicates have in common: the name without legal suffix. fillStems computes it for what is there already.

ALTER TABLE customers ADD COLUMN stem_key VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX {unless there} customers_stem ON customers (stem_key, id);
