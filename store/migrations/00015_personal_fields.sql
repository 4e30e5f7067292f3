-- Fields of a team's own that hold personal data: their values are sealed each by itself, the value and its number are empty
-- then, and value_key holds a blind index. sealed_key names the key, '' for what is plain. The audit log is pruned by its
-- days.

ALTER TABLE custom_fields ADD COLUMN personal INT NOT NULL DEFAULT 0;
ALTER TABLE custom_values ADD COLUMN sealed VARCHAR(4000) NOT NULL DEFAULT '';
ALTER TABLE custom_values ADD COLUMN sealed_key VARCHAR(8) NOT NULL DEFAULT '';
CREATE INDEX {unless there} custom_values_sealed ON custom_values (sealed_key, field_id, customer_id);
CREATE INDEX {unless there} audit_entries_at ON audit_entries (at, id);
CREATE INDEX {unless there} custom_fields_personal ON custom_fields (personal);
