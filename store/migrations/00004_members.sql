-- People and what holds for the team. The row 'team' counts the changes of all settings: whoever remembers them reads
-- its version with every request.

CREATE TABLE IF NOT EXISTS members (
    id {id},
    user_id VARCHAR(32) NOT NULL,
    role VARCHAR(16) NOT NULL,
    language VARCHAR(8) NOT NULL,
    zone VARCHAR(64) NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} members_user ON members (user_id);

CREATE TABLE IF NOT EXISTS settings (
    name VARCHAR(32) NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    version INT NOT NULL
) {options};
INSERT INTO settings (name, value, version)
SELECT 'team', '', 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM settings WHERE name = 'team');

-- Who looked at which customer last, newest first.
CREATE TABLE IF NOT EXISTS sightings (
    user_id VARCHAR(32) NOT NULL,
    customer_id BIGINT NOT NULL,
    seen_at {instant} NOT NULL,
    PRIMARY KEY (user_id, customer_id)
) {clustered};
CREATE INDEX {unless there} sightings_seen ON sightings (user_id, seen_at);
CREATE INDEX {unless there} sightings_old ON sightings (seen_at);
