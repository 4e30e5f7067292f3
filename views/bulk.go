package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// BulkAction is the button of a list of customers that changes all of them at once; its value says which list. Of a search it is the
// command: BulkOfSearch.
const BulkAction = "bulk.open"

// ArchivedScope is the value of BulkAction for the archived customers.
const ArchivedScope = "archived"

// BulkOfSearch is the button that changes all customers that a search finds.
func BulkOfSearch(p *i18n.Printer, query string) *slack.ButtonBlockElement {
	return RunButton("bulk", strings.TrimSpace("bulk "+query), p.T("button.bulk"))
}

// DueScope is the value of BulkAction for the customers whose follow-ups a list shows; assignee is "" for everybody's.
func DueScope(span models.DueRange, assignee string) string {
	return strings.Join([]string{"due", string(span), assignee}, ",")
}

// ReadDueScope reads what DueScope wrote.
func ReadDueScope(value string) (span models.DueRange, assignee string, known bool) {
	parts := strings.Split(value, ",")
	if len(parts) != 3 || parts[0] != "due" || parts[2] != "" && !models.IsUser(parts[2]) {
		return "", "", false
	}
	switch span = models.DueRange(parts[1]); span {
	case models.DueToday, models.DueOverdue, models.DueWeek, models.DueAll:
		return span, parts[2], true
	}
	return "", "", false
}
