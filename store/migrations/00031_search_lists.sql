-- What a search goes by: see listing.go and posting.go. Names, companies, codes and values that aren't personal only. A list
-- holds the customers of a block of IDs that have a listing. What has changed since stands in search_pending, until
-- somebody who holds the fence brings it into the lists. search_marks says with which key each bucket begins, and which
-- customers are in it, unless they all have the same key: then lists hold them. The lists of
-- the customers that are there already are made by relist.

CREATE TABLE IF NOT EXISTS search_lists (
    listing VARCHAR(64) NOT NULL,
    block INT NOT NULL,
    size INT NOT NULL,
    members BLOB NOT NULL,
    PRIMARY KEY (listing, block)
) {clustered};
CREATE TABLE IF NOT EXISTS search_pending (
    customer_id BIGINT NOT NULL,
    part BIGINT NOT NULL,
    stamp VARCHAR(32) NOT NULL,
    listed MEDIUMTEXT NOT NULL,
    listings MEDIUMTEXT NOT NULL,
    PRIMARY KEY (customer_id, part)
) {options};
CREATE TABLE IF NOT EXISTS search_marks (
    sorted VARCHAR(24) NOT NULL,
    mark VARCHAR(200) NOT NULL,
    bucket INT NOT NULL,
    alone INT NOT NULL,
    members BLOB NOT NULL,
    PRIMARY KEY (sorted, mark)
) {clustered};
CREATE TABLE IF NOT EXISTS search_fence (
    name VARCHAR(16) NOT NULL PRIMARY KEY,
    fence BIGINT NOT NULL,
    held_until {instant} NULL
) {options};
INSERT INTO search_fence (name, fence)
SELECT 'lists', 0 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM search_fence WHERE name = 'lists');

ALTER TABLE customers ADD COLUMN sort_key VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX {unless there} followups_mine ON followups (assignee, state, customer_id);
