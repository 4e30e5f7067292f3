-- Until when the follow-ups with a time of day were looked at for reminders. It was kept as finished runs of a job named
-- reminder, and there is no such job.

CREATE TABLE IF NOT EXISTS reminder_looks (
    looked_until {instant} NOT NULL PRIMARY KEY
) {clustered};
INSERT INTO reminder_looks (looked_until)
SELECT scheduled_at FROM job_runs
WHERE job = 'reminder' AND scheduled_at NOT IN (SELECT looked_until FROM reminder_looks);
DELETE FROM job_runs WHERE job = 'reminder';
