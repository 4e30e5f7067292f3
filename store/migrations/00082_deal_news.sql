-- Which steps of deals a channel is to hear of, and the message that tells it: one message tells what came together. Who wants it can keep
-- their own deals out of all channels. deals_sold finds the customers of whom somebody has a deal, who sees them for it.

CREATE TABLE IF NOT EXISTS deal_news (
    id {id},
    channel VARCHAR(128) NOT NULL,
    message VARCHAR(190) NOT NULL,
    deal_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    from_stage BIGINT NOT NULL,
    to_stage BIGINT NOT NULL,
    moved_at {instant} NOT NULL
) {options};
CREATE INDEX {unless there} deal_news_channel ON deal_news (channel, id);
CREATE INDEX {unless there} deal_news_message ON deal_news (message, id);
CREATE INDEX {unless there} deal_news_customer ON deal_news (customer_id);
CREATE INDEX {unless there} deal_news_at ON deal_news (moved_at);

ALTER TABLE members ADD COLUMN deals_untold BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX {unless there} deals_sold ON deals (owner, customer_id);
