package imports

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// told puts into words how far an import is, and how it ended.
func (h handlers) told(to views.Reader, news models.TaskNews) surface.Message {
	to = views.ReaderOf(h.Printer(bot.User{Locale: to.Language()}), to.Location) // who knows what custom fields are called
	switch {
	case !news.Ended:
		return progress(to, news)
	case news.Task.State == models.TaskFailed:
		return failed(to, news)
	case news.Task.Mode == models.TaskPreview && news.Preview != nil && news.Task.State == models.TaskDone:
		return preview(to, news.Task, *news.Preview)
	case news.Task.Mode == models.TaskPreview:
		return cancelled(to.Printer, news.Task.Title)
	case news.Task.Mode == models.TaskUndo:
		return undone(to, news)
	}
	return done(to, news)
}

// progress is how far a task is, with the button that stops it.
func progress(p views.Reader, news models.TaskNews) surface.Message {
	t := news.Task
	text := p.T("import.progress_"+string(t.Mode), "File", fileName(t.Title))
	line := views.Bar(t.Counts.Rows, int(t.Total))
	switch {
	case t.Stops:
		text = p.T("import.stopping", "File", fileName(t.Title))
	case t.State == models.TaskWaiting || t.Counts.Rows == 0:
		line = strings.TrimSpace(line + "\n" + p.T("import.waiting"))
	case t.Total > 0:
		line += "\n" + p.T("import.rows_of", "Count", p.Number(t.Counts.Rows), "Total", p.Number(int(t.Total)))
	default:
		line = p.Count("import.rows", t.Counts.Rows)
	}
	if counts := countsLine(p, t); counts != "" {
		line += " · " + counts
	}
	if news.MayStop {
		return views.Progress(text, []string{line}, views.Button(stopAction, views.Itoa(t.ID), p.T("button.import_stop")))
	}
	return views.Progress(text, []string{line})
}

// countsLine is what became of rows: 2,900 new, 60 left as they are.
func countsLine(p views.Reader, t models.Task) string {
	suffix := ""
	if t.Mode == models.TaskPreview {
		suffix = "_preview"
	}
	var parts []string
	for _, sort := range []struct {
		key string
		n   int
	}{
		{"created", t.Counts.Created},
		{"updated", t.Counts.Updated},
		{"same", t.Counts.Same},
		{"skipped", t.Counts.Skipped},
		{"rejected", t.Counts.Rejected},
		{"undone", t.Counts.Undone},
		{"kept", t.Counts.Kept},
	} {
		if sort.n > 0 {
			key := "import.count_" + sort.key
			if p.Has(key + suffix) {
				key += suffix
			}
			parts = append(parts, p.T(key, "Count", p.Number(sort.n)))
		}
	}
	return strings.Join(parts, " · ")
}

// done is how an import ended.
func done(p views.Reader, news models.TaskNews) surface.Message {
	t := news.Task
	key, sign := "import.done", "✅ "
	if t.State == models.TaskStopped {
		key, sign = "import.stopped", "⏹️ "
	}
	text := sign + p.T(key, "File", fileName(t.Title))
	blocks := []slack.Block{views.Section("*" + text + "*\n" + p.Count("import.rows", t.Counts.Rows) + p.T("import.colon") + orNothing(p, countsLine(p, t)))}
	var buttons []slack.BlockElement
	if t.Counts.Rejected > 0 {
		buttons = append(buttons, views.Button(rejectedAction, views.Itoa(t.ID), p.T("button.import_rejected", "Count", p.Number(t.Counts.Rejected))))
		blocks = append(blocks, views.Footnote(p.T("import.rejected_hint")))
	}
	if news.MayUndo {
		buttons = append(buttons, withConfirm(p, views.Button(undoAction, views.Itoa(t.ID), p.T("button.import_undo")), "import.undo"))
		if t.FinishedAt != nil {
			until := models.DateOf(t.FinishedAt.Add(models.TaskUndoAge).In(p.Location))
			blocks = append(blocks, views.Footnote(p.T("import.undo_until", "Date", views.Day(p.Printer, until))))
		}
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

func orNothing(p views.Reader, text string) string {
	if text == "" {
		return p.T("import.count_nothing")
	}
	return text
}

// withConfirm asks before a button does what it says.
func withConfirm(p views.Reader, button *slack.ButtonBlockElement, key string) *slack.ButtonBlockElement {
	return button.WithConfirm(slack.NewConfirmationBlockObject(
		views.Plain(p.T(key+"_title"), 100), views.Plain(p.T(key+"_text"), 300), views.Plain(p.T(key+"_yes"), 30), views.Plain(p.T("button.cancel"), 30)))
}

// undone is what taking an import back came to.
func undone(p views.Reader, news models.TaskNews) surface.Message {
	t := news.Task
	key := "import.undone"
	if t.State == models.TaskStopped {
		key = "import.undo_stopped"
	}
	text := "↩️ " + p.T(key, "File", fileName(t.Title))
	blocks := []slack.Block{views.Section("*" + text + "*\n" + orNothing(p, countsLine(p, t)))}
	if t.Counts.Kept > 0 {
		blocks = append(blocks, views.Footnote(p.T("import.kept_hint")),
			views.Actions("", views.Button(keptAction, views.Itoa(t.ID), p.T("button.import_kept", "Count", p.Number(t.Counts.Kept)))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// failed says why a task ended, and what it had done until then.
func failed(p views.Reader, news models.TaskNews) surface.Message {
	t := news.Task
	text := "⚠️ " + p.T("import.failed_"+string(t.Mode), "File", fileName(t.Title))
	lines := []string{"*" + text + "*"}
	refused, err := models.ReadReasons(t.Failure)
	for _, e := range refused {
		lines = append(lines, views.Sentence(p.Printer, e, views.Escape))
	}
	if err != nil || len(refused) == 0 {
		lines = append(lines, p.T("error.task_hopeless"))
	}
	if counts := countsLine(p, t); counts != "" && t.Mode != models.TaskPreview {
		lines = append(lines, p.T("import.until_then", "Counts", counts))
	}
	blocks := []slack.Block{views.Section(strings.Join(lines, "\n"))}
	var buttons []slack.BlockElement
	if t.Mode != models.TaskUndo {
		buttons = append(buttons, views.RunButton("import", "import", p.T("button.import_other")))
	}
	if news.MayUndo {
		buttons = append(buttons, withConfirm(p, views.Button(undoAction, views.Itoa(t.ID), p.T("button.import_undo")), "import.undo"))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// rowText names a row, or the cell of it that something is about: E17.
func rowText(p views.Reader, row models.PreviewRow, e *models.Error, columns []models.ImportColumn) string {
	if e != nil {
		if at, is := models.CellOf(e); is && at >= 0 && at < len(columns) {
			return columns[at].Letter + strconv.FormatInt(row.Number, 10)
		}
	}
	return p.T("import.row", "Number", strconv.FormatInt(row.Number, 10))
}
