-- Whether a customer is a business or a consumer, and the campaign that brought it, which is found by its normalised key.

ALTER TABLE customers ADD COLUMN kind VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN source VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN source_key VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX {unless there} customers_kind ON customers (kind, id);
CREATE INDEX {unless there} customers_source ON customers (source_key, id);
