-- What the figures of service are counted from: how much working time a ticket had been open when it was solved, and whether that was late, with
-- the row of its way that says so (of those that are there already, what the ticket says); and when each of its targets was, or will be, used up.

ALTER TABLE ticket_moves ADD COLUMN used BIGINT NULL;
ALTER TABLE ticket_moves ADD COLUMN late BOOLEAN NULL;
ALTER TABLE tickets ADD COLUMN response_over_at {instant} NULL;
ALTER TABLE tickets ADD COLUMN solve_over_at {instant} NULL;
CREATE INDEX {unless there} tickets_responded ON tickets (responded_at, id);
CREATE INDEX {unless there} tickets_asked ON tickets (asked_at, id);
UPDATE tickets SET alert_at = '2000-01-01 00:00:00.000000' WHERE state = 'open';
