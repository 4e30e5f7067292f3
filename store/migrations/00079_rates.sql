-- The currencies in use are looked up without reading the deals; and what was closed in a span of time is counted, with what it was worth
-- and how long it took, in an index alone.

CREATE INDEX {unless there} deals_currency ON deals (currency, id);
CREATE INDEX {unless there} deals_figures ON deals (pipeline_id, state, closed_at, owner, currency, amount, created_at, stage_id, stage_since);
