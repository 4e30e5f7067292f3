-- What may be wrong with the team's data, as looks at it have found it (docs/decisions/044): a row for each finding, which goes when a later look
-- doesn't find it any more. owner is whose work it is. cleaning_state has one row: since when everything was looked at, how far a first look has
-- come, and until when changes were looked at.

CREATE TABLE IF NOT EXISTS findings (
    id {id},
    kind VARCHAR(16) NOT NULL,
    record VARCHAR(64) NOT NULL,
    customer_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    owner VARCHAR(32) NOT NULL,
    detail VARCHAR(100) NOT NULL,
    since {instant} NOT NULL,
    first_seen {instant} NOT NULL,
    ignored BOOLEAN NOT NULL,
    ignored_by VARCHAR(32) NOT NULL,
    ignored_at {instant} NULL,
    ignored_entry BIGINT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} findings_record ON findings (kind, record);
CREATE INDEX {unless there} findings_list ON findings (kind, ignored, since, id);
CREATE INDEX {unless there} findings_own ON findings (owner, kind, ignored, since, id);
CREATE INDEX {unless there} findings_customer ON findings (customer_id, kind);
CREATE INDEX {unless there} findings_other ON findings (kind, other_id);

CREATE TABLE IF NOT EXISTS cleaning_state (
    id INT NOT NULL PRIMARY KEY,
    looked_at {instant} NULL,
    through BIGINT NOT NULL,
    changed_until {instant} NULL
) {options};
INSERT INTO cleaning_state (id, through)
SELECT 1, 0 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM cleaning_state WHERE id = 1);
