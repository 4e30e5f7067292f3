package history

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		newYork := views.ReaderOf(p, viewstest.ZoneOf("America/New_York"))
		c := viewstest.Customer()
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"history":         history(to, c, viewstest.History(), "C007 next"),
				"history_none":    history(to, c, models.HistoryPage{}, ""),
				"ask_undo_bulk":   askUndoTask(p, models.Task{ID: 7, Kind: models.TaskBulk, Counts: models.TaskCounts{Updated: 120}}),
				"ask_undo_import": askUndoTask(p, models.Task{ID: 7, Kind: models.TaskImport, Counts: models.TaskCounts{Created: 3, Updated: 1}}),
				"ask_undo":        askUndo(to, models.Undo{Operation: "a", At: viewstest.Now, Source: "/crm edit", Customer: c, Entries: viewstest.Operation()[1:3]}),
				"undone":          undoneMessage(to, models.Undo{Operation: "a", At: viewstest.Now, Source: "/crm edit", Customer: c, Entries: viewstest.Operation()[1:3]}),
				"history_abroad": history(newYork, c, models.HistoryPage{Entries: []models.HistoryEntry{{AuditEntry: models.AuditEntry{
					At: viewstest.Now, Actor: "U0BOB", Entity: "followup", Action: "update", Field: "due_time", OldValue: "09:00 Asia/Shanghai", NewValue: "20:00 America/New_York", Source: "/crm edit",
				}}}}, ""),
				"history_ticket": history(to, c, ticketHistory(), ""),
				"history_own":    history(to, c, ownHistory(), ""),
				"erased_history": history(to, viewstest.Erased(), erasedHistory(), ""),
			},
		}
	}, os.DirFS("."), os.DirFS("../customer"))
}

// ticketHistory is an answer in a ticket's conversation that made it wait.
func ticketHistory() (page models.HistoryPage) {
	of := models.AuditEntry{At: viewstest.Now, Actor: "U0BOB", Entity: "ticket", EntityID: 3, Source: "thread", Operation: "a"}
	for _, e := range []struct{ action, field, to string }{
		{models.ActionReply, "", ""}, {models.ActionReply, "responded_at", "2026-11-24T02:10:00.0001Z"}, {models.ActionUpdate, "ticket_state", "waiting"},
	} {
		of.Action, of.Field, of.NewValue = e.action, e.field, e.to
		page.Entries = append(page.Entries, models.HistoryEntry{AuditEntry: of, Subject: "It *smokes*"})
	}
	return page
}

// ownHistory is what happened to each of the custom fields.
func ownHistory() models.HistoryPage {
	var page models.HistoryPage
	fields := viewstest.CustomFields(7)
	c := viewstest.Valued(fields)
	for i, f := range fields {
		page.Entries = append(page.Entries, models.HistoryEntry{Custom: &fields[i], AuditEntry: models.AuditEntry{
			ID: int64(10 - i), At: viewstest.Now, Actor: "U0BOB", Entity: "customer", EntityID: 7, Action: "update", Field: string(f.Key()), NewValue: c.Get(f.Key()), Source: "/crm edit", Operation: "a",
		}})
	}
	return page
}

// erasedHistory is everything that a line of history can tell, without values, and that the data was erased.
func erasedHistory() models.HistoryPage {
	page := viewstest.History()
	for i := range page.Entries {
		e := &page.Entries[i]
		e.OldValue, e.NewValue, e.Subject = "", "", ""
	}
	entry := models.AuditEntry{ID: 20, At: viewstest.Now, Actor: models.SystemID, Entity: "customer", EntityID: 7, Action: models.ActionErase, NewValue: "asked <!here>", Source: "retention", Operation: "c"}
	export := entry
	export.Action, export.Actor, export.NewValue, export.Source, export.Operation = models.ActionExport, "U0BOB", "", "/crm privacy", "d"
	page.Entries = append([]models.HistoryEntry{{AuditEntry: entry}, {AuditEntry: export}}, page.Entries...)
	return page
}
