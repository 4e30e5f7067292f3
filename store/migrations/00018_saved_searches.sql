-- Searches under a name. A name is unique among those of one person; a team's search keeps the name of who saved it.

CREATE TABLE IF NOT EXISTS saved_searches (
    id {id},
    name VARCHAR(60) NOT NULL,
    name_key VARCHAR(100) NOT NULL,
    query VARCHAR(300) NOT NULL,
    owner VARCHAR(32) NOT NULL,
    team BOOLEAN NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} saved_searches_name ON saved_searches (owner, name_key);
CREATE INDEX {unless there} saved_searches_team ON saved_searches (team, name_key);
