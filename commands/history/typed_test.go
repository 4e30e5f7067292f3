package history

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		custom := models.HistoryEntry{Custom: &typed.Field, AuditEntry: models.AuditEntry{
			At: viewstest.Now, Actor: "U0BOB", Entity: "customer", Action: "update", Field: string(typed.Field.Key()), OldValue: typed.Value(), Source: "test",
		}}
		return viewstest.Shown{Messages: map[string]surface.Message{
			"history": history(typed.To, typed.Card.Customer, models.HistoryPage{Entries: nastyHistory(typed.Text)}, ""),
			"custom":  history(typed.To, typed.Card.Customer, models.HistoryPage{Entries: []models.HistoryEntry{custom}}, ""),
		}}
	}, os.DirFS("."))
}

// nastyHistory is a page of the longest history with values that people typed.
func nastyHistory(typed func(name string) string) []models.HistoryEntry {
	list := make([]models.HistoryEntry, 10)
	for i := range list {
		list[i] = models.HistoryEntry{Subject: typed("subject"), AuditEntry: models.AuditEntry{
			At: viewstest.Now, Actor: "U0BOB", Entity: []string{models.EntityCustomer, models.EntityFollowUp, models.EntityInteraction}[i%3], Source: "test",
			Action: []string{models.ActionUpdate, models.ActionUndo}[i%2], Field: string(models.CustomerFields()[1+i]), OldValue: typed("before"), NewValue: typed("after"),
		}}
	}
	return list
}
