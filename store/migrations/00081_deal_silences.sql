-- Since when each open deal is in its stage, and on which day it was expected to close: a row for each rule, as silences are of customers.
-- deal_silences_told remembers which of them were told to whom, once each; a deal keeps what was told when its customer is merged into
-- another. The day of the expected close begins at midnight UTC.

CREATE TABLE IF NOT EXISTS deal_silences (
    deal_id BIGINT NOT NULL,
    rule VARCHAR(16) NOT NULL,
    customer_id BIGINT NOT NULL,
    owner VARCHAR(32) NOT NULL,
    since {instant} NOT NULL,
    stage INT NOT NULL,
    waits {instant} NOT NULL,
    PRIMARY KEY (deal_id, rule)
) {options};
CREATE INDEX {unless there} deal_silences_since ON deal_silences (rule, since, deal_id);
CREATE INDEX {unless there} deal_silences_owner ON deal_silences (rule, owner, since, deal_id);
CREATE INDEX {unless there} deal_silences_stage ON deal_silences (rule, stage, waits, owner);
CREATE INDEX {unless there} deal_silences_customer ON deal_silences (customer_id);

CREATE TABLE IF NOT EXISTS deal_silences_told (
    deal_id BIGINT NOT NULL,
    rule VARCHAR(16) NOT NULL,
    since {instant} NOT NULL,
    audience VARCHAR(16) NOT NULL,
    customer_id BIGINT NOT NULL,
    told_at {instant} NOT NULL,
    batch VARCHAR(190) NOT NULL,
    PRIMARY KEY (deal_id, rule, since, audience)
) {options};
CREATE INDEX {unless there} deal_silences_told_batch ON deal_silences_told (batch, deal_id);
CREATE INDEX {unless there} deal_silences_told_customer ON deal_silences_told (customer_id);

INSERT INTO deal_silences (deal_id, rule, customer_id, owner, since, stage, waits)
SELECT d.id, 'stuck', d.customer_id, d.owner, d.stage_since, 0, d.stage_since FROM deals d
WHERE d.state = 'open' AND NOT EXISTS (SELECT 1 FROM deal_silences s WHERE s.deal_id = d.id AND s.rule = 'stuck');
{on a server} INSERT INTO deal_silences (deal_id, rule, customer_id, owner, since, stage, waits) SELECT d.id, 'close', d.customer_id, d.owner, CAST(d.expected_close AS DATETIME(6)), 0, CAST(d.expected_close AS DATETIME(6)) FROM deals d WHERE d.state = 'open' AND d.expected_close IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deal_silences s WHERE s.deal_id = d.id AND s.rule = 'close');
{on SQLite} INSERT INTO deal_silences (deal_id, rule, customer_id, owner, since, stage, waits) SELECT d.id, 'close', d.customer_id, d.owner, d.expected_close || ' 00:00:00.000000', 0, d.expected_close || ' 00:00:00.000000' FROM deals d WHERE d.state = 'open' AND d.expected_close IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deal_silences s WHERE s.deal_id = d.id AND s.rule = 'close');

CREATE INDEX {unless there} deals_stuck ON deals (pipeline_id, state, stage_since, id);
