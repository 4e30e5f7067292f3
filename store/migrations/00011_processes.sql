-- Which processes work on this database: each renews its row every few seconds, and what it has claimed is free when it
-- no longer does. untried counts the attempts that certainly sent no request to Slack: a message of which all attempts are
-- untried can't stand there, and need not be looked for. Older processes know neither, and count every claim as maybe posted.

CREATE TABLE IF NOT EXISTS processes (
    owner VARCHAR(128) NOT NULL PRIMARY KEY,
    beat_at {instant} NOT NULL
) {options};
CREATE INDEX {unless there} processes_beat ON processes (beat_at);

ALTER TABLE outbox ADD COLUMN untried INT NOT NULL DEFAULT 0;
CREATE INDEX {unless there} outbox_due ON outbox (state, not_before, id);
CREATE INDEX {unless there} outbox_kind ON outbox (state, kind, not_before, id);
CREATE INDEX {unless there} outbox_claims ON outbox (state, claimed_until, recipient);
CREATE INDEX {unless there} outbox_recipient ON outbox (state, recipient, not_before);
CREATE INDEX {unless there} job_runs_open ON job_runs (finished_at, claimed_by);
