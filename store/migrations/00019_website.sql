-- The customer's website, and the host it leads to, in which near-duplicates agree.

ALTER TABLE customers ADD COLUMN website VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN website_key VARCHAR(253) NOT NULL DEFAULT '';
CREATE INDEX {unless there} customers_website ON customers (website_key);
