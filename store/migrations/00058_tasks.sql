-- What changes many records at one person's wish, and what became of each row.

CREATE TABLE IF NOT EXISTS tasks (
    id {id},
    kind VARCHAR(16) NOT NULL,
    mode VARCHAR(16) NOT NULL,
    follows BIGINT NOT NULL,
    by_user VARCHAR(32) NOT NULL,
    place VARCHAR(16) NOT NULL,
    state VARCHAR(16) NOT NULL,
    stops BOOLEAN NOT NULL,
    title VARCHAR(255) NOT NULL,
    args MEDIUMTEXT NOT NULL,
    locale VARCHAR(16) NOT NULL,
    zone VARCHAR(64) NOT NULL,
    total BIGINT NOT NULL,
    through BIGINT NOT NULL,
    counts VARCHAR(1000) NOT NULL,
    failure VARCHAR(4000) NOT NULL,
    claimed_by VARCHAR(128) NOT NULL,
    lease_until {instant} NULL,
    tries INT NOT NULL,
    fence BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    started_at {instant} NULL,
    finished_at {instant} NULL
) {options};
CREATE INDEX {unless there} tasks_line ON tasks (state, id);
CREATE INDEX {unless there} tasks_person ON tasks (by_user, id);
CREATE INDEX {unless there} tasks_follows ON tasks (follows);
CREATE INDEX {unless there} tasks_finished ON tasks (finished_at);

CREATE TABLE IF NOT EXISTS task_rows (
    task_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    customer_id BIGINT NOT NULL,
    version INT NOT NULL,
    operation VARCHAR(32) NOT NULL,
    reason VARCHAR(4000) NOT NULL,
    PRIMARY KEY (task_id, number)
) {options};
CREATE INDEX {unless there} task_rows_operation ON task_rows (operation);

INSERT INTO sequences (name, next)
SELECT 'tasks', 1 FROM (SELECT 1 AS one) AS once
WHERE NOT EXISTS (SELECT 1 FROM sequences WHERE name = 'tasks');
