-- Two customers that were one: which stays, which code leads to it from now on, and what hung on that one, so that all of it
-- can be given back.

CREATE TABLE IF NOT EXISTS merges (
    id {id},
    kept_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    merged_at {instant} NOT NULL,
    merged_by VARCHAR(32) NOT NULL,
    operation VARCHAR(32) NOT NULL,
    version INT NOT NULL,
    undone_at {instant} NULL
) {options};
CREATE INDEX {unless there} merges_kept ON merges (kept_id);
CREATE INDEX {unless there} merges_other ON merges (other_id);
CREATE INDEX {unless there} merges_latest ON merges (merged_at);
CREATE TABLE IF NOT EXISTS merge_rows (
    merge_id BIGINT NOT NULL,
    kept_in VARCHAR(32) NOT NULL,
    row_id BIGINT NOT NULL,
    PRIMARY KEY (merge_id, kept_in, row_id)
) {options};

ALTER TABLE customers ADD COLUMN merged_into BIGINT NOT NULL DEFAULT 0;
