-- The customer's further contacts, each sealed by itself as the customer is: sealed holds the personal fields then, their columns
-- are empty, and the _key columns hold blind indexes. The primary contact is the customer's own columns, of which there are three
-- more. Customers are listed by them as well: the lists of the search are made anew (lastRelist).

ALTER TABLE customers ADD COLUMN contact_role VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN wechat VARCHAR(50) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN wechat_key VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN contact_notes VARCHAR(500) NOT NULL DEFAULT '';
CREATE INDEX {unless there} customers_wechat ON customers (wechat_key);

CREATE TABLE IF NOT EXISTS contacts (
    id {id},
    customer_id BIGINT NOT NULL,
    contact_name VARCHAR(50) NOT NULL,
    contact_key VARCHAR(200) NOT NULL,
    contact_title VARCHAR(50) NOT NULL,
    contact_role VARCHAR(16) NOT NULL,
    phone VARCHAR(30) NOT NULL,
    phone_key VARCHAR(32) NOT NULL,
    email VARCHAR(254) NOT NULL,
    email_key VARCHAR(254) NOT NULL,
    wechat VARCHAR(50) NOT NULL,
    wechat_key VARCHAR(64) NOT NULL,
    contact_notes VARCHAR(500) NOT NULL,
    sealed VARCHAR(4000) NOT NULL,
    sealed_key VARCHAR(8) NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL
) {options};
CREATE INDEX {unless there} contacts_customer ON contacts (customer_id, id);
CREATE INDEX {unless there} contacts_name ON contacts (contact_key, customer_id);
CREATE INDEX {unless there} contacts_phone ON contacts (phone_key, customer_id);
CREATE INDEX {unless there} contacts_email ON contacts (email_key, customer_id);
CREATE INDEX {unless there} contacts_wechat ON contacts (wechat_key, customer_id);
CREATE INDEX {unless there} contacts_sealed ON contacts (sealed_key, id);
