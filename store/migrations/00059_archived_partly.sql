-- SQLite takes IS NULL for as good as an equal value, and looked customers up by this index, which has nearly all of them under
-- NULL, instead of by what was asked for. Servers count first.

{on SQLite} DROP INDEX IF EXISTS customers_archived;
{on SQLite} CREATE INDEX IF NOT EXISTS customers_archived ON customers (archived_at) WHERE archived_at IS NOT NULL;
