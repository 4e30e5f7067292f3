-- Two campaigns that became one, and what came with the other, so that it can be given back: rows by their IDs (of touches also the member of whose
-- way they were, in was), names by their keys. gone are the members that both had, as they were.

CREATE TABLE IF NOT EXISTS campaign_merges (
    id {id},
    kept_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    merged_at {instant} NOT NULL,
    operation VARCHAR(32) NOT NULL,
    gone MEDIUMTEXT NOT NULL,
    undone_at {instant} NULL
) {options};
CREATE INDEX {unless there} campaign_merges_operation ON campaign_merges (operation);

CREATE TABLE IF NOT EXISTS campaign_merge_rows (
    merge_id BIGINT NOT NULL,
    kept_in VARCHAR(32) NOT NULL,
    row_id BIGINT NOT NULL,
    name_key VARCHAR(200) NOT NULL,
    was BIGINT NOT NULL,
    PRIMARY KEY (merge_id, kept_in, row_id, name_key)
) {options};
