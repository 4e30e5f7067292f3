-- Campaigns. The text that stands as the source of a customer or of a deal is the name of one: every text that stands there now becomes a campaign
-- (fillCampaigns). campaign_names has all names that a campaign has or had, and those of the campaigns that were merged into it, by their keys.

CREATE TABLE IF NOT EXISTS campaigns (
    id {id},
    code VARCHAR(20) NOT NULL,
    name VARCHAR(100) NOT NULL,
    name_key VARCHAR(200) NOT NULL,
    channel VARCHAR(50) NOT NULL,
    begins_on DATE NULL,
    ends_on DATE NULL,
    budget_amount BIGINT NOT NULL,
    budget_currency VARCHAR(3) NOT NULL,
    cost_amount BIGINT NOT NULL,
    cost_currency VARCHAR(3) NOT NULL,
    audience_id BIGINT NOT NULL,
    owner VARCHAR(32) NOT NULL,
    notes TEXT NOT NULL,
    tags VARCHAR(640) NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL,
    archived_at {instant} NULL,
    merged_into BIGINT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} campaigns_code ON campaigns (code);
CREATE INDEX {unless there} campaigns_key ON campaigns (name_key, id, archived_at);
CREATE INDEX {unless there} campaigns_begin ON campaigns (begins_on, archived_at, id, ends_on);
CREATE INDEX {unless there} campaigns_end ON campaigns (ends_on, archived_at, id);

CREATE TABLE IF NOT EXISTS campaign_names (
    name_key VARCHAR(200) NOT NULL,
    campaign_id BIGINT NOT NULL,
    PRIMARY KEY (name_key)
) {options};
CREATE INDEX {unless there} campaign_names_of ON campaign_names (campaign_id);

ALTER TABLE deals ADD COLUMN source_key VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX {unless there} deals_source ON deals (source_key, customer_id);

INSERT INTO sequences (name, next)
SELECT 'campaign', 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM sequences WHERE name = 'campaign');
