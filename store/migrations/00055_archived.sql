-- When a customer was archived: it is in no list until it is restored. The index leads to the few that are. Lists are made anew
-- once this column is there, which they ask for (lastRelist).

ALTER TABLE customers ADD COLUMN archived_at {instant} NULL;
CREATE INDEX {unless there} customers_archived ON customers (archived_at);
