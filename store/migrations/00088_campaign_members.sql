-- Which customers, and who of them, a campaign addresses, and when each came into which state: what came of a campaign is counted by these rows.

CREATE TABLE IF NOT EXISTS campaign_members (
    id {id},
    campaign_id BIGINT NOT NULL,
    code VARCHAR(20) NOT NULL,
    customer_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    state_at {instant} NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL
) {options};
CREATE INDEX {unless there} campaign_members_of ON campaign_members (campaign_id, id);
CREATE INDEX {unless there} campaign_members_state ON campaign_members (campaign_id, state, id);
CREATE INDEX {unless there} campaign_members_customer ON campaign_members (customer_id, campaign_id, id);

CREATE TABLE IF NOT EXISTS campaign_touches (
    id {id},
    member_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    from_state VARCHAR(16) NOT NULL,
    to_state VARCHAR(16) NOT NULL,
    moved_by VARCHAR(32) NOT NULL,
    moved_at {instant} NOT NULL
) {options};
CREATE INDEX {unless there} campaign_touches_customer ON campaign_touches (customer_id, moved_at, id);
CREATE INDEX {unless there} campaign_touches_campaign ON campaign_touches (campaign_id, customer_id);
CREATE INDEX {unless there} campaign_touches_member ON campaign_touches (member_id, moved_at, id);
