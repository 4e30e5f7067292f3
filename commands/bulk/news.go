package bulk

import (
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// news tells how far a bulk change is, or how it ended.
func news(p views.Reader, n models.TaskNews) surface.Message {
	var args models.BulkArgs
	if err := json.Unmarshal([]byte(n.Task.Args), &args); err == nil && args.Retag != nil {
		return retagged(p.Printer, n, args.Retag.Name)
	}
	if args.Resource != nil {
		return rewritten(p.Printer, n, args.Resource.Name)
	}
	if !n.Ended {
		return progress(p.Printer, n, "bulk.progress")
	}
	return ended(p, n, args.Change)
}

// retagged tells how far it is, or how it ended, that customers get the new name of a tag.
func retagged(p *i18n.Printer, n models.TaskNews, name string) surface.Message {
	tag := views.Escape(name)
	switch {
	case !n.Ended:
		return progress(p, n, "bulk.retagging", "Tag", tag)
	case n.Task.State == models.TaskDone:
		return views.Notice("✅ " + p.Count("bulk.retagged", n.Task.Counts.Rows, "Tag", tag))
	}
	return views.Notice("⚠️ " + p.Count("bulk.retagged_partly", n.Task.Counts.Rows, "Tag", tag, "Total", p.Number(int(n.Task.Total))))
}

// rewritten tells how far it is, or how it ended, that customers get the new name of a campaign as their source.
func rewritten(p *i18n.Printer, n models.TaskNews, name string) surface.Message {
	source := views.Escape(views.OneLine(name))
	switch {
	case !n.Ended:
		return progress(p, n, "bulk.rewriting", "Source", source)
	case n.Task.State == models.TaskDone:
		return views.Notice("✅ " + p.Count("bulk.rewritten", n.Task.Counts.Rows, "Source", source))
	}
	return views.Notice("⚠️ " + p.Count("bulk.rewritten_partly", n.Task.Counts.Rows, "Source", source, "Total", p.Number(int(n.Task.Total))))
}

// underWay says that a bulk change that takes a while has begun.
func underWay(p *i18n.Printer, t models.Task) surface.Message {
	key := "bulk.begun"
	if t.Mode == models.TaskUndo {
		key = "bulk.undo_begun"
	}
	return views.Notice("⏳ " + p.Count(key, int(t.Total)))
}

func progress(p *i18n.Printer, n models.TaskNews, key string, words ...any) surface.Message {
	t := n.Task
	if t.Mode == models.TaskUndo {
		key = "bulk.undo_progress"
	}
	text := "⏳ " + p.T(key, append(words, "Done", p.Number(t.Counts.Rows), "Total", p.Number(int(t.Total)))...)
	lines := []string{views.Bar(t.Counts.Rows, int(t.Total))}
	if n.MayStop {
		return views.Progress(text, lines, views.Button(stopAction, views.Itoa(t.ID), p.T("button.bulk_stop")))
	}
	return views.Progress(text, lines)
}

func ended(p views.Reader, n models.TaskNews, b models.BulkChange) surface.Message {
	t := n.Task
	text := endText(p.Printer, t)
	body := "*" + text + "*"
	if lines := changeLines(p, b, models.Date{}); len(lines) > 0 { // an undo has none
		body += "\n" + strings.Join(lines, "\n")
	}
	blocks := []slack.Block{views.Section(body)}
	if why, err := models.ReadReasons(t.Failure); err == nil && len(why) > 0 {
		for _, e := range why {
			blocks = append(blocks, views.Section("⚠️ "+views.Sentence(p.Printer, e, views.Escape)))
		}
	}
	if t.Counts.Same > 0 {
		blocks = append(blocks, views.Section(p.Count("bulk.same", t.Counts.Same)))
	}
	if t.Mode == models.TaskUndo {
		blocks = append(blocks, leftOut(p, "bulk.stays", t.Counts.Kept, n.LeftOut)...)
	} else {
		blocks = append(blocks, leftOut(p, "bulk.left", t.Counts.Rejected, n.LeftOut)...)
	}
	if n.MayUndo {
		blocks = append(blocks, views.Footnote(p.T("bulk.undo_hint")), views.Actions("", views.Button(undoAction, views.Itoa(t.ID), p.T("button.bulk_undo"))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// endText is the sentence of how a bulk change ended.
func endText(p *i18n.Printer, t models.Task) string {
	sign, key, count := "✅ ", "bulk.done", t.Counts.Updated
	if t.Mode == models.TaskUndo {
		sign, key, count = "↩️ ", "bulk.undone", t.Counts.Undone
	}
	switch t.State {
	case models.TaskStopped:
		sign, key = "⏹️ ", key+"_stopped"
	case models.TaskFailed:
		sign, key = "⚠️ ", key+"_failed"
	}
	return sign + p.Count(key, count, "Total", p.Number(int(t.Total)))
}
