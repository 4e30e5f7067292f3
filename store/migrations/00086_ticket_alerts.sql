-- Who is told that a target of a ticket is over soon, or is over. alert_at is when a ticket is looked at next for that; those that are there
-- already are looked at once, by their state alone. ticket_alerts holds what was decided, and the message that tells it: one tells what came
-- together. Who wants it hears nothing of tickets.

ALTER TABLE tickets ADD COLUMN alert_at {instant} NOT NULL DEFAULT '2000-01-01 00:00:00.000000';
ALTER TABLE tickets ADD COLUMN alert_round INT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN alerted INT NOT NULL DEFAULT 0;
CREATE INDEX {unless there} tickets_alerts ON tickets (state, shelved, alert_at, id);

CREATE TABLE IF NOT EXISTS ticket_alerts (
    id {id},
    ticket_id BIGINT NOT NULL,
    receiver VARCHAR(32) NOT NULL,
    message VARCHAR(190) NOT NULL,
    target VARCHAR(12) NOT NULL,
    late BOOLEAN NOT NULL,
    assignee VARCHAR(32) NOT NULL,
    at {instant} NOT NULL
) {options};
CREATE INDEX {unless there} ticket_alerts_receiver ON ticket_alerts (receiver, id);
CREATE INDEX {unless there} ticket_alerts_message ON ticket_alerts (message, id);
CREATE INDEX {unless there} ticket_alerts_at ON ticket_alerts (at);

ALTER TABLE members ADD COLUMN tickets_untold BOOLEAN NOT NULL DEFAULT FALSE;
