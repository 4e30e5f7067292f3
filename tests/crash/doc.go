// Package crash kills, stops and starts processes that post reminders, thousands of times and at every step, and counts
// afterwards what stands in Slack: each message once. What a process does is the scheduler, the outbox and the posting of
// the program; the steps are seen from outside, by wrapping the store and the poster.
package crash
