-- The contact of a deal, one of its customer's: 0 is none, -1 the primary one, which is the customer's record. And the tags of a deal, as those
-- of a customer; the index finds the deals that have any, when a tag is renamed.

ALTER TABLE deals ADD COLUMN contact_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deals ADD COLUMN tags VARCHAR(640) NOT NULL DEFAULT '';
CREATE INDEX {unless there} deals_tags ON deals (tags, id);
