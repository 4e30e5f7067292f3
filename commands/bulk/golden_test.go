package bulk

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// everything is a bulk change of all that one can change.
func everything() models.BulkChange {
	return models.BulkChange{
		Owner: "U0BOB", Status: models.StatusActive, Basis: models.InteractionMeeting, Text: "met at the <!here> fair", Add: []string{"VIP", "重点"}, Remove: []string{"old"},
		Source: "Fair & more", Next: models.NewDate(2026, 12, 7), PerDay: 5,
	}
}

// whys are reasons for leaving customers out, as rules give them.
func whys() []models.BulkReason {
	return []models.BulkReason{
		{Why: models.Forbidden("error.bulk_not_own", "Code", "C003"), Count: 12, Codes: []string{"C003", "C004", "C005", "C006", "C007"}},
		{Why: models.Conflict("error.bulk_changed_since", "Field", models.FieldOwner, "User", models.Person("U0WANG")), Count: 1, Codes: []string{"C008"}},
		{Why: models.Invalid(models.FieldTags, "error.too_many_tags", "Max", 20, "Got", 21), Count: 2, Codes: []string{"C009", "C010"}},
	}
}

func previewOf(b models.BulkChange, counts models.TaskCounts, after func(*models.Customer)) models.BulkPreview {
	before := viewstest.Customer()
	next := before
	after(&next)
	return models.BulkPreview{Task: models.Task{ID: 7}, Change: b, Counts: counts, Samples: []models.BulkSample{{Before: before, After: next}}, LeftOut: whys(), Last: models.NewDate(2026, 12, 11)}
}

func taskOf(t *testing.T, mode models.TaskMode, state models.TaskState, counts models.TaskCounts) models.Task {
	args, err := json.Marshal(models.BulkArgs{Change: everything()})
	if err != nil {
		t.Fatal(err)
	}
	task := models.Task{ID: 7, Kind: models.TaskBulk, Mode: mode, State: state, Args: string(args), Total: 1200, Counts: counts}
	if mode == models.TaskUndo {
		task.Args = ""
	}
	return task
}

func TestGolden(t *testing.T) {
	query := "status:potential"
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		calendar := viewstest.ChineseCalendar(t)
		altered := func(c *models.Customer) {
			c.Owner, c.Status, c.Tags, c.Source, c.NextFollowUp = "U0BOB", models.StatusActive, "VIP,重点", "Fair & more", models.NewDate(2026, 12, 7)
		}
		shelved := func(c *models.Customer) { c.ArchivedAt = &viewstest.Now }
		failed := taskOf(t, models.TaskDo, models.TaskFailed, models.TaskCounts{Rows: 50, Updated: 50})
		failed.Failure = models.Reasons(models.Errors{models.Invalid(models.FieldOwner, "error.unfit_gone", "User", models.Named{ID: "U0BOB"})})
		return viewstest.Shown{
			Modals: map[string]surface.Modal{
				"form":     bulkForm(p, offered{total: 12, status: true, archive: true}, &query),
				"form_own": bulkForm(p, offered{total: 1000, least: true, onlyOwn: true}, nil),
			},
			Messages: map[string]surface.Message{
				"preview":         previewed(to, previewOf(everything(), models.TaskCounts{Rows: 20, Updated: 4, Same: 1, Rejected: 15}, altered), views.Asked{Text: query}, calendar),
				"preview_archive": previewed(to, previewOf(models.BulkChange{Archive: true}, models.TaskCounts{Rows: 16, Updated: 1, Rejected: 15}, shelved), views.Asked{}, calendar),
				"preview_day_off": previewed(to, models.BulkPreview{Change: models.BulkChange{Next: models.NewDate(2026, 12, 6)}, Counts: models.TaskCounts{Rows: 1, Same: 1}}, views.Asked{}, calendar),
				"begun":           underWay(p, taskOf(t, models.TaskDo, models.TaskWaiting, models.TaskCounts{})),
				"undo_begun":      underWay(p, taskOf(t, models.TaskUndo, models.TaskWaiting, models.TaskCounts{})),
				"progress":        news(to, models.TaskNews{Task: taskOf(t, models.TaskDo, models.TaskRunning, models.TaskCounts{Rows: 450}), MayStop: true}),
				"undo_progress":   news(to, models.TaskNews{Task: taskOf(t, models.TaskUndo, models.TaskRunning, models.TaskCounts{Rows: 1190})}),
				"done":            news(to, models.TaskNews{Task: taskOf(t, models.TaskDo, models.TaskDone, models.TaskCounts{Rows: 1200, Updated: 1180, Same: 5, Rejected: 15}), Ended: true, MayUndo: true, LeftOut: whys()}),
				"stopped":         news(to, models.TaskNews{Task: taskOf(t, models.TaskDo, models.TaskStopped, models.TaskCounts{Rows: 50, Updated: 50}), Ended: true, MayUndo: true}),
				"failed":          news(to, models.TaskNews{Task: failed, Ended: true, MayUndo: true}),
				"retagging":       news(to, models.TaskNews{Task: models.Task{ID: 7, Kind: models.TaskBulk, Mode: models.TaskDo, State: models.TaskRunning, Args: `{"retag":{"keys":["vip"],"name":"Gold <&>"}}`, Total: 1200, Counts: models.TaskCounts{Rows: 600}}, MayStop: true}),
				"retagged":        news(to, models.TaskNews{Task: models.Task{ID: 7, Kind: models.TaskBulk, Mode: models.TaskDo, State: models.TaskDone, Args: `{"retag":{"keys":["vip"],"name":"Gold <&>"}}`, Total: 1200, Counts: models.TaskCounts{Rows: 1200}}, Ended: true}),
				"retagged_partly": news(to, models.TaskNews{Task: models.Task{ID: 7, Kind: models.TaskBulk, Mode: models.TaskDo, State: models.TaskStopped, Args: `{"retag":{"keys":["vip"],"name":"Gold <&>"}}`, Total: 1200, Counts: models.TaskCounts{Rows: 600}}, Ended: true}),
				"undone": news(to, models.TaskNews{Task: taskOf(t, models.TaskUndo, models.TaskDone, models.TaskCounts{Rows: 1180, Undone: 1178, Kept: 2}), Ended: true, LeftOut: []models.BulkReason{
					{Why: models.Conflict("error.undo_changed_since", "Field", models.FieldOwner, "User", models.Person("U0WANG")), Count: 2, Codes: []string{"C009", "C010"}},
				}}),
			},
		}
	}, os.DirFS("."))
}
