-- Since when nobody was in touch with a customer, and since when no follow-up is planned, for those of whom somebody is told: a row for each
-- rule. stage says who was told: 0 nobody, 1 the owner, 2 the leads; waits is when the owner was told, before that since. The rows follow from
-- what is there (fillSilences) and are made anew with each change of it. silences_told remembers which silences were told to whom, once each.

CREATE TABLE IF NOT EXISTS silences (
    customer_id BIGINT NOT NULL,
    rule VARCHAR(16) NOT NULL,
    owner VARCHAR(32) NOT NULL,
    since {instant} NOT NULL,
    stage INT NOT NULL,
    waits {instant} NOT NULL,
    PRIMARY KEY (customer_id, rule)
) {options};
CREATE INDEX {unless there} silences_since ON silences (rule, since, customer_id);
CREATE INDEX {unless there} silences_owner ON silences (rule, owner, since, customer_id);
CREATE INDEX {unless there} silences_stage ON silences (rule, stage, waits, owner);

CREATE TABLE IF NOT EXISTS silences_told (
    customer_id BIGINT NOT NULL,
    rule VARCHAR(16) NOT NULL,
    since {instant} NOT NULL,
    audience VARCHAR(16) NOT NULL,
    told_at {instant} NOT NULL,
    batch VARCHAR(190) NOT NULL,
    PRIMARY KEY (customer_id, rule, since, audience)
) {options};
CREATE INDEX {unless there} silences_told_batch ON silences_told (batch, customer_id);
CREATE INDEX {unless there} followups_closed_of ON followups (customer_id, closed_at);
