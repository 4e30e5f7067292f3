-- Answers to tickets that are written once and used often, and whose turn it is to get the next ticket: who got one longest ago.

CREATE TABLE IF NOT EXISTS canned_replies (
    id {id},
    name VARCHAR(60) NOT NULL,
    name_key VARCHAR(100) NOT NULL,
    text MEDIUMTEXT NOT NULL,
    updated_by VARCHAR(32) NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version INT NOT NULL
) {options};
CREATE UNIQUE INDEX {unless there} canned_replies_name ON canned_replies (name_key);

CREATE TABLE IF NOT EXISTS ticket_turns (
    user_id VARCHAR(32) NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL
) {options};

INSERT INTO sequences (name, next)
SELECT 'ticket_turn', 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM sequences WHERE name = 'ticket_turn');
