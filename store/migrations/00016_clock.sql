-- On which days (UTC) a process was at work whose clock was believed. What is old is reckoned from the days that were lived
-- through, not from what a clock shows at one moment: a clock that is years ahead for a while erases nothing.

CREATE TABLE IF NOT EXISTS clock_days (
    seen_on DATE NOT NULL PRIMARY KEY
) {clustered};
CREATE INDEX {unless there} job_runs_scheduled ON job_runs (scheduled_at);

-- By these rows those wait for each other who save customers that may be the same (store/duplicate.go).
CREATE TABLE IF NOT EXISTS likeness_slots (
    slot INT NOT NULL PRIMARY KEY
) {clustered};
