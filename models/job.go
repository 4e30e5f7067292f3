package models

import "time"

// JobRun is one scheduled execution of a job. Its (Job, ScheduledAt) pair is unique: inserting the row claims the run,
// and Fence grows with every change of hands, so that a process that lost its lease can't write any more.
type JobRun struct {
	ID          int64
	Job         string // such as "digest:Asia/Shanghai"
	ScheduledAt time.Time
	ClaimedBy   string
	LeaseUntil  time.Time
	Fence       int64
	Attempts    int
	FinishedAt  *time.Time
}
