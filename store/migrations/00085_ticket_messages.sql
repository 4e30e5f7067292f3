-- What is said in the threads of tickets: what each message says now, who wrote it, and when it was edited or deleted. channel and ts name it.

CREATE TABLE IF NOT EXISTS ticket_messages (
    id {id},
    ticket_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    channel VARCHAR(32) NOT NULL,
    ts VARCHAR(32) NOT NULL,
    side VARCHAR(12) NOT NULL,
    author VARCHAR(32) NOT NULL,
    text MEDIUMTEXT NOT NULL,
    files MEDIUMTEXT NULL,
    said_at {instant} NOT NULL,
    changed_at {instant} NOT NULL,
    edited BOOLEAN NOT NULL,
    deleted BOOLEAN NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} ticket_messages_ts ON ticket_messages (channel, ts);
CREATE INDEX {unless there} ticket_messages_ticket ON ticket_messages (ticket_id, said_at, id);
CREATE INDEX {unless there} ticket_messages_customer ON ticket_messages (customer_id, id);
