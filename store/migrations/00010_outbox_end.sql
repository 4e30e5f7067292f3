-- The index leads to what came to its end long ago, which is forgotten.

CREATE INDEX {unless there} outbox_ended ON outbox (state, sent_at);
