-- Tags: each customer has its own in one text, and the team's stand in a table of their own as they were first written. A tag that was
-- renamed or merged stays there under its key, with the name that it has now. Customers are listed by their tags: the lists of the
-- search are made anew (lastRelist).

ALTER TABLE customers ADD COLUMN tags VARCHAR(640) NOT NULL DEFAULT '';

CREATE TABLE IF NOT EXISTS tags (
    name_key VARCHAR(120) NOT NULL PRIMARY KEY,
    name VARCHAR(30) NOT NULL,
    created_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL
) {clustered};
