// Package scheduler is what happens by the clock: digests, channel summaries, weekly reports and timed reminders are
// decided once across all processes, written to the outbox, and delivered once. Its core, Tick, is a function of the
// clock's now and the database; cron only calls it. It finds what there is to tell, as plain values; features word it.
package scheduler
