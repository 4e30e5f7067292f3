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

// Furthest is until when something is held at most by processes whose clocks are right: what is held for longer was claimed
// by a clock that was ahead.
type Furthest struct {
	Claim time.Time // of a message to be sent
	Look  time.Time // when a posted message is looked for again
	Lease time.Time // of a run that is being decided
}
