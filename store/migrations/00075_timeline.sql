-- Which entries of the audit log begin an event of their customer's timeline, and of which kind: '' are those that tell more of an event, or
-- of what isn't one. The index gives each kind newest first. fillEvents marks the entries that are there already.

ALTER TABLE audit_entries ADD COLUMN event VARCHAR(16) NOT NULL DEFAULT '';
CREATE INDEX {unless there} audit_entries_event ON audit_entries (customer_id, event, at, id);
