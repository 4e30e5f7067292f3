-- When a person's data was erased: the row stays, empty, for what is counted. The index leads the nightly search for
-- churned customers that nothing has happened with for the retention period.

ALTER TABLE customers ADD COLUMN erased_at {instant} NULL;
CREATE INDEX {unless there} customers_retention ON customers (status, erased_at, id);
CREATE INDEX {unless there} sightings_customer ON sightings (customer_id);
