-- Messages of support channels of which nobody knows yet whose request they are. channel and ts name the message; the subject is forgotten as
-- soon as it is decided.

CREATE TABLE IF NOT EXISTS intakes (
    id {id},
    channel VARCHAR(32) NOT NULL,
    ts VARCHAR(32) NOT NULL,
    author VARCHAR(32) NOT NULL,
    subject VARCHAR(200) NOT NULL,
    said_at {instant} NOT NULL,
    undecided BOOLEAN NOT NULL,
    set_aside_by VARCHAR(32) NOT NULL,
    version INT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} intakes_ts ON intakes (channel, ts);
CREATE INDEX {unless there} intakes_undecided ON intakes (undecided, said_at, id);
