-- What reports count. Status changes by what they are from and to, so that each pair is a stretch of an index that is counted without being read;
-- by their customer, so that it is seen at once when a customer's history began; customers by their tags; deals by when they were created.

CREATE INDEX {unless there} status_changes_pairs ON status_changes (from_status, to_status, changed_at, customer_id);
CREATE INDEX {unless there} status_changes_way ON status_changes (customer_id, from_status, to_status, changed_at);
CREATE INDEX {unless there} customers_tags ON customers (tags, id);
CREATE INDEX {unless there} deals_created ON deals (pipeline_id, created_at, state, owner);
