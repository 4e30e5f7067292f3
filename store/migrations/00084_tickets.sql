-- Tickets, and their way through their states, from which the time is counted that they were open. due_at is when the next of their targets is
-- over; far ahead where none runs, so that the queue goes by one index.

CREATE TABLE IF NOT EXISTS tickets (
    id {id},
    code VARCHAR(20) NOT NULL,
    customer_id BIGINT NOT NULL,
    subject VARCHAR(200) NOT NULL,
    text MEDIUMTEXT NOT NULL,
    priority VARCHAR(8) NOT NULL,
    state VARCHAR(8) NOT NULL,
    shelved BOOLEAN NOT NULL,
    assignee VARCHAR(32) NOT NULL,
    contact_id BIGINT NOT NULL,
    tags VARCHAR(640) NOT NULL,
    custom MEDIUMTEXT NULL,
    requester VARCHAR(32) NOT NULL,
    channel VARCHAR(32) NOT NULL,
    thread VARCHAR(32) NOT NULL,
    answer VARCHAR(32) NOT NULL,
    raised_at {instant} NOT NULL,
    responded_at {instant} NULL,
    responded_by VARCHAR(32) NOT NULL,
    response_used BIGINT NOT NULL,
    response_late BOOLEAN NOT NULL,
    solved_at {instant} NULL,
    solve_used BIGINT NOT NULL,
    solve_late BOOLEAN NOT NULL,
    due_at {instant} NOT NULL,
    asked_at {instant} NULL,
    satisfaction VARCHAR(8) NOT NULL,
    satisfied_by VARCHAR(16) NOT NULL,
    closed_at {instant} NULL,
    closed_by VARCHAR(32) NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} tickets_code ON tickets (code);
CREATE INDEX {unless there} tickets_customer ON tickets (customer_id, state, id);
CREATE INDEX {unless there} tickets_queue ON tickets (state, shelved, due_at, id);
CREATE INDEX {unless there} tickets_assignee ON tickets (assignee, state, shelved, due_at, id);
CREATE INDEX {unless there} tickets_thread ON tickets (channel, thread);
CREATE INDEX {unless there} tickets_requester ON tickets (requester, id);
CREATE INDEX {unless there} tickets_raised ON tickets (raised_at, id);
CREATE INDEX {unless there} tickets_solved ON tickets (state, solved_at, id);
CREATE INDEX {unless there} tickets_tags ON tickets (tags, id);

CREATE TABLE IF NOT EXISTS ticket_moves (
    id {id},
    ticket_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    from_state VARCHAR(8) NOT NULL,
    to_state VARCHAR(8) NOT NULL,
    moved_by VARCHAR(32) NOT NULL,
    moved_at {instant} NOT NULL
) {options};
CREATE INDEX {unless there} ticket_moves_ticket ON ticket_moves (ticket_id, moved_at, id);
CREATE INDEX {unless there} ticket_moves_customer ON ticket_moves (customer_id, id);
CREATE INDEX {unless there} ticket_moves_at ON ticket_moves (moved_at, id);

INSERT INTO sequences (name, next)
SELECT 'ticket', 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM sequences WHERE name = 'ticket');
