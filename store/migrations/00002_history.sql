-- Whose history an entry of the audit log belongs to, what was changed at once, and which entry another takes back.
-- The history of what is there already is filled in by fillHistory.

ALTER TABLE audit_entries ADD COLUMN customer_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit_entries ADD COLUMN operation VARCHAR(32) NOT NULL DEFAULT '';
ALTER TABLE audit_entries ADD COLUMN undoes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX {unless there} audit_entries_customer ON audit_entries (customer_id, id);
CREATE INDEX {unless there} audit_entries_actor ON audit_entries (actor, id);
CREATE INDEX {unless there} audit_entries_operation ON audit_entries (operation, id);
