package views

import (
	"strconv"
	"time"
)

// slackTime is an instant that every reader sees in their own zone
// (docs.slack.dev/messaging/formatting-message-text#date-formatting); the fallback is UTC.
func slackTime(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return "<!date^" + strconv.FormatInt(t.Unix(), 10) + "^{date_short_pretty} {time}|" + t.UTC().Format("2006-01-02 15:04") + " UTC>"
}
