-- Deals, the pipelines that they go through and their way through the stages. The opportunity of a customer's record becomes the title of
-- its open deal with the nearest close date: what stands there now becomes a deal (fillDeals).

CREATE TABLE IF NOT EXISTS pipelines (
    id {id},
    label_en VARCHAR(40) NOT NULL,
    label_zh VARCHAR(40) NOT NULL,
    position INT NOT NULL,
    retired_at {instant} NULL,
    version INT NOT NULL
) {options};
INSERT INTO pipelines (id, label_en, label_zh, position, version)
SELECT 1, 'Sales', '销售', 0, 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM pipelines WHERE id = 1);

CREATE TABLE IF NOT EXISTS stages (
    id {id},
    pipeline_id BIGINT NOT NULL,
    kind VARCHAR(8) NOT NULL,
    label_en VARCHAR(40) NOT NULL,
    label_zh VARCHAR(40) NOT NULL,
    probability INT NOT NULL,
    position INT NOT NULL,
    retired_at {instant} NULL,
    version INT NOT NULL
) {options};
INSERT INTO stages (id, pipeline_id, kind, label_en, label_zh, probability, position, version)
SELECT made.* FROM (
    SELECT 1 AS id, 1 AS pipeline_id, 'open' AS kind, 'New' AS label_en, '新商机' AS label_zh, 10 AS probability, 0 AS position, 1 AS version
    UNION ALL SELECT 2, 1, 'open', 'Qualified', '已确认', 25, 1, 1
    UNION ALL SELECT 3, 1, 'open', 'Proposal', '报价', 50, 2, 1
    UNION ALL SELECT 4, 1, 'open', 'Negotiation', '谈判', 75, 3, 1
    UNION ALL SELECT 5, 1, 'won', 'Won', '赢单', 100, 4, 1
    UNION ALL SELECT 6, 1, 'lost', 'Lost', '输单', 0, 5, 1
) AS made
WHERE NOT EXISTS (SELECT 1 FROM stages WHERE id = 1);

CREATE TABLE IF NOT EXISTS deals (
    id {id},
    code VARCHAR(20) NOT NULL,
    customer_id BIGINT NOT NULL,
    title VARCHAR(200) NOT NULL,
    pipeline_id BIGINT NOT NULL,
    stage_id BIGINT NOT NULL,
    state VARCHAR(8) NOT NULL,
    stage_since {instant} NOT NULL,
    amount BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    probability INT NULL,
    expected_close DATE NULL,
    owner VARCHAR(32) NOT NULL,
    source VARCHAR(100) NOT NULL,
    lost_reason VARCHAR(32) NOT NULL,
    lost_note VARCHAR(500) NOT NULL,
    closed_at {instant} NULL,
    closed_by VARCHAR(32) NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} deals_code ON deals (code);
CREATE INDEX {unless there} deals_customer ON deals (customer_id, state, id);
CREATE INDEX {unless there} deals_stage ON deals (pipeline_id, state, stage_id, currency, amount, probability, owner, expected_close);
CREATE INDEX {unless there} deals_owner ON deals (owner, state, expected_close, id);
CREATE INDEX {unless there} deals_closed ON deals (state, closed_at, id);
CREATE INDEX {unless there} deals_close ON deals (state, expected_close, id);

CREATE TABLE IF NOT EXISTS stage_moves (
    id {id},
    deal_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    from_stage BIGINT NOT NULL,
    to_stage BIGINT NOT NULL,
    moved_by VARCHAR(32) NOT NULL,
    moved_at {instant} NOT NULL
) {options};
CREATE INDEX {unless there} stage_moves_deal ON stage_moves (deal_id, moved_at, id);
CREATE INDEX {unless there} stage_moves_customer ON stage_moves (customer_id, id);
CREATE INDEX {unless there} stage_moves_at ON stage_moves (moved_at, id);

ALTER TABLE status_changes ADD COLUMN deal_id BIGINT NOT NULL DEFAULT 0;

INSERT INTO sequences (name, next)
SELECT 'deal', 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM sequences WHERE name = 'deal');
