-- Two customers that agree in something and were looked at: they are not the same, or it is to be decided later.

CREATE TABLE IF NOT EXISTS pair_decisions (
    low_id BIGINT NOT NULL,
    high_id BIGINT NOT NULL,
    decided_by VARCHAR(32) NOT NULL,
    decided_at {instant} NOT NULL,
    later_at {instant} NULL,
    PRIMARY KEY (low_id, high_id)
) {options};
