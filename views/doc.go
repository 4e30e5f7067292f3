// Package views turns domain values into what Slack shows: Block Kit and text, in the reader's language. Its functions
// are pure: no clock, no database. Text that people typed is data: it is escaped before it meets mrkdwn and cut to
// Slack's limits (docs.slack.dev/reference/block-kit).
package views
