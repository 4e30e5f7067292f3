-- The first schema. Words in {braces} differ between the engines: dialect.go. Every statement may run again after a
-- crash, since MySQL commits each by itself. Instants are UTC with microseconds. Keys ending in _key are normalised.

CREATE TABLE IF NOT EXISTS sequences (
    name VARCHAR(32) NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
) {options};
INSERT INTO sequences (name, next)
SELECT 'customer', 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM sequences WHERE name = 'customer');

CREATE TABLE IF NOT EXISTS customers (
    id {id},
    code VARCHAR(20) NOT NULL,
    name VARCHAR(100) NOT NULL,
    name_key VARCHAR(200) NOT NULL,
    contact_name VARCHAR(50) NOT NULL,
    contact_title VARCHAR(50) NOT NULL,
    company VARCHAR(100) NOT NULL,
    industry VARCHAR(64) NOT NULL,
    phone VARCHAR(30) NOT NULL,
    phone_key VARCHAR(32) NOT NULL,
    email VARCHAR(254) NOT NULL,
    email_key VARCHAR(254) NOT NULL,
    address VARCHAR(200) NOT NULL,
    status VARCHAR(16) NOT NULL,
    opportunity VARCHAR(200) NOT NULL,
    next_follow_up DATE NULL,
    next_follow_up_time VARCHAR(5) NOT NULL,
    notes VARCHAR(2000) NOT NULL,
    owner VARCHAR(32) NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL,
    search_text TEXT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} customers_code ON customers (code);
CREATE INDEX {unless there} customers_name ON customers (name_key, id);
CREATE INDEX {unless there} customers_phone ON customers (phone_key);
CREATE INDEX {unless there} customers_email ON customers (email_key);
CREATE INDEX {unless there} customers_updated ON customers (updated_at, id);
CREATE INDEX {unless there} customers_status ON customers (status, id);
CREATE INDEX {unless there} customers_industry ON customers (industry, id);
CREATE INDEX {unless there} customers_owner ON customers (owner, id);
CREATE INDEX {unless there} customers_owner_due ON customers (owner, next_follow_up, id);
CREATE INDEX {unless there} customers_due ON customers (next_follow_up, id);

-- What a search looks up: see gram.go. Names, companies and codes only, never personal data.
CREATE TABLE IF NOT EXISTS customer_grams (
    gram VARCHAR(8) NOT NULL,
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (gram, customer_id)
) {clustered};

CREATE TABLE IF NOT EXISTS interactions (
    id {id},
    customer_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    text VARCHAR(2000) NOT NULL,
    permalink VARCHAR(512) NOT NULL,
    happened_at {instant} NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    FOREIGN KEY (customer_id) REFERENCES customers (id)
) {options};
CREATE INDEX {unless there} interactions_customer ON interactions (customer_id, happened_at, id);
CREATE INDEX {unless there} interactions_happened ON interactions (happened_at, created_by);

CREATE TABLE IF NOT EXISTS status_changes (
    id {id},
    customer_id BIGINT NOT NULL,
    from_status VARCHAR(16) NOT NULL,
    to_status VARCHAR(16) NOT NULL,
    interaction_id BIGINT NOT NULL,
    reason VARCHAR(500) NOT NULL,
    changed_by VARCHAR(32) NOT NULL,
    changed_at {instant} NOT NULL,
    FOREIGN KEY (customer_id) REFERENCES customers (id)
) {options};
CREATE INDEX {unless there} status_changes_customer ON status_changes (customer_id, changed_at, id);
CREATE INDEX {unless there} status_changes_changed ON status_changes (changed_at, from_status, to_status, customer_id);

CREATE TABLE IF NOT EXISTS followups (
    id {id},
    customer_id BIGINT NOT NULL,
    title VARCHAR(200) NOT NULL,
    due_on DATE NOT NULL,
    due_time VARCHAR(5) NOT NULL,
    zone VARCHAR(64) NOT NULL,
    due_at {instant} NULL,
    assignee VARCHAR(32) NOT NULL,
    state VARCHAR(16) NOT NULL,
    outcome VARCHAR(500) NOT NULL,
    snoozed_count INT NOT NULL,
    closed_at {instant} NULL,
    closed_by VARCHAR(32) NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL,
    FOREIGN KEY (customer_id) REFERENCES customers (id)
) {options};
CREATE INDEX {unless there} followups_due ON followups (state, due_on, due_time, id);
CREATE INDEX {unless there} followups_assignee ON followups (state, assignee, due_on, due_time, id);
CREATE INDEX {unless there} followups_customer ON followups (customer_id, state, due_on, due_time, id);
CREATE INDEX {unless there} followups_timed ON followups (state, due_at, id);
CREATE INDEX {unless there} followups_closed ON followups (state, closed_at, due_on, closed_by);

CREATE TABLE IF NOT EXISTS audit_entries (
    id {id},
    at {instant} NOT NULL,
    actor VARCHAR(32) NOT NULL,
    entity VARCHAR(32) NOT NULL,
    entity_id BIGINT NOT NULL,
    version INT NOT NULL,
    action VARCHAR(16) NOT NULL,
    field VARCHAR(64) NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    source VARCHAR(64) NOT NULL
) {options};
CREATE INDEX {unless there} audit_entries_entity ON audit_entries (entity, entity_id, id);

CREATE TABLE IF NOT EXISTS job_runs (
    id {id},
    job VARCHAR(128) NOT NULL,
    scheduled_at {instant} NOT NULL,
    claimed_by VARCHAR(128) NOT NULL,
    lease_until {instant} NOT NULL,
    fence BIGINT NOT NULL,
    attempts INT NOT NULL,
    finished_at {instant} NULL
) {options};
CREATE UNIQUE INDEX {unless there} job_runs_run ON job_runs (job, scheduled_at);

CREATE TABLE IF NOT EXISTS outbox (
    id {id},
    dedupe_key VARCHAR(190) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    recipient VARCHAR(128) NOT NULL,
    payload TEXT NOT NULL,
    not_before {instant} NOT NULL,
    attempts INT NOT NULL,
    claimed_by VARCHAR(128) NOT NULL,
    claimed_until {instant} NULL,
    state VARCHAR(16) NOT NULL,
    channel VARCHAR(32) NOT NULL,
    ts VARCHAR(32) NOT NULL,
    last_error VARCHAR(500) NOT NULL,
    created_at {instant} NOT NULL,
    sent_at {instant} NULL
) {options};
CREATE UNIQUE INDEX {unless there} outbox_dedupe ON outbox (dedupe_key);
CREATE INDEX {unless there} outbox_state ON outbox (state, id);

CREATE TABLE IF NOT EXISTS envelopes (
    `key` VARCHAR(190) NOT NULL PRIMARY KEY,
    received_at BIGINT NOT NULL
) {options};
CREATE INDEX {unless there} envelopes_received ON envelopes (received_at);
