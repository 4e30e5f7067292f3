-- Personal data that is sealed: contact, phone, email and address of a customer are one sealed text then, their columns
-- are empty, and the _key columns hold blind indexes. sealed_key names the key, '' for what is plain; the audit log's
-- old and new values of those fields are sealed each by itself. vault_keys proves which keys were used: a process that
-- has others must not write. What contact_key is for what is there already is filled in by fillContacts.

ALTER TABLE customers ADD COLUMN sealed VARCHAR(4000) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN sealed_key VARCHAR(8) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN contact_key VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX {unless there} customers_sealed ON customers (sealed_key, id);
CREATE INDEX {unless there} customers_contact ON customers (contact_key);
ALTER TABLE audit_entries ADD COLUMN sealed_key VARCHAR(8) NOT NULL DEFAULT '';
CREATE INDEX {unless there} audit_entries_sealed ON audit_entries (sealed_key, field, id);

CREATE TABLE IF NOT EXISTS vault_keys (
    id VARCHAR(8) NOT NULL PRIMARY KEY,
    proof VARCHAR(190) NOT NULL
) {options};
