// Package crash kills, stops and starts processes that post reminders, thousands of times and at every step, and counts
// afterwards what stands in Slack: each message once. What a process does is the scheduler, the outbox and the posting of
// the program; the steps are seen from outside, by wrapping the store and the poster.
//
// The tests do as much as there is time for, and always enough to hit every step. GUANXI_TEST_KILLS=1000 kills as often as it
// says, however long that takes.
package crash
