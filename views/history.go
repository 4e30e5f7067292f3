package views

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// HistoryPageAction is the button that shows the next page of a history; its value is the customer's code and a cursor.
const HistoryPageAction = "history.page"

// What a line of history shows of a value and of what it is about, so that ten of the longest ones fit a section.
const (
	historyLines   = 10
	historyValue   = 80
	historySubject = 60
)

// History is a page of what happened to a customer, newest first: what was changed at once stands together. next is the
// value of the button that shows the next page, "" when this is the last.
func History(p Reader, c models.Customer, page models.HistoryPage, next string) surface.Message {
	text := p.T("history.title", "Code", c.Code, "Name", Escape(oneLine(c.Name)))
	blocks := []slack.Block{section("*" + text + "*")}
	if len(page.Entries) == 0 {
		blocks = append(blocks, section(p.T("history.none")))
	}
	masked := false
	for _, group := range operations(page.Entries) {
		first := group[0]
		lines := []string{slackTime(first.At) + " · " + whoDid(p.Printer, first.Actor) + " · " + sourceText(p.Printer, first.Source)}
		for _, entry := range group {
			if c.Erased() && entry.Action != models.ActionErase {
				lines = append(lines, "• "+emptiedLine(p, entry))
				continue
			}
			lines = append(lines, "• "+historyLine(p, entry))
			masked = masked || models.IsPersonal(models.Field(entry.Field)) || entry.Custom != nil && entry.Custom.Personal
		}
		blocks = append(blocks, section(strings.Join(lines, "\n")))
	}
	if c.Erased() {
		blocks = append(blocks, footnote(p.T("history.emptied")))
	}
	if masked {
		blocks = append(blocks, footnote(p.T("history.masked")))
	}
	buttons := []slack.BlockElement{runButton("open", "show "+c.Code, p.T("button.open"))}
	if next != "" {
		buttons = append(buttons, button(HistoryPageAction, next, p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, actions("", buttons...))}
}

// operations puts together what was changed at once, each in the order in which it was.
func operations(newestFirst []models.HistoryEntry) [][]models.HistoryEntry {
	var groups [][]models.HistoryEntry
	for i, entry := range newestFirst {
		last := len(groups) - 1
		if i > 0 && sameOperation(newestFirst[i-1], entry) {
			groups[last] = append([]models.HistoryEntry{entry}, groups[last]...)
			continue
		}
		groups = append(groups, []models.HistoryEntry{entry})
	}
	return groups
}

// sameOperation goes by time and person where entries are older than the names of operations.
func sameOperation(a, b models.HistoryEntry) bool {
	return a.Operation == b.Operation && a.Actor == b.Actor && a.At.Equal(b.At)
}

// historyLine is one entry in words: what was changed, from what to what.
func historyLine(p Reader, e models.HistoryEntry) string {
	parts := customerHistory(p, e)
	switch e.Entity {
	case models.EntityFollowUp:
		parts = followUpHistory(p, e)
	case models.EntityInteraction:
		parts = interactionHistory(p, e)
	}
	line := strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
	if e.Unreadable {
		line += " · ⚠️ " + p.T("unreadable.value")
	}
	if e.Action == models.ActionUndo {
		return "↩️ " + line
	}
	return line
}

// emptied are the entries of follow-ups and interactions in words where their values were erased.
var emptied = map[string]string{
	models.EntityFollowUp + models.ActionDone: "history.done", models.EntityFollowUp + models.ActionCancel: "history.cancelled",
	models.EntityInteraction + models.ActionLog: "history.logged", models.EntityInteraction + models.ActionUndo: "history.log_removed",
	models.EntityCustomer + models.ActionCreate: "history.created_emptied", models.EntityFollowUp + models.ActionCreate: "history.planned_emptied",
}

// emptiedLine is an entry whose values were erased: what happened, not from what to what.
func emptiedLine(p Reader, e models.HistoryEntry) string {
	if e.Looked() {
		return historyLine(p, e) // they never had any
	}
	key, known := emptied[e.Entity+e.Action]
	line := p.T("history.followup")
	switch field := models.Field(e.Field); {
	case known:
		line = p.T(key)
	case e.Custom != nil:
		line = clip(Escape(oneLine(e.Custom.Label(p.Language()))), historySubject)
	case field == models.FieldReason:
		line = p.T("history.reason")
	case e.Entity == models.EntityCustomer:
		line = fieldLabel(p.Printer, field)
	}
	if e.Action == models.ActionUndo {
		line = "↩️ " + line
	}
	return line
}

func customerHistory(p Reader, e models.HistoryEntry) []string {
	switch {
	case e.Action == models.ActionCreate:
		return []string{p.T("history.created", "Code", Escape(e.NewValue))}
	case e.Action == models.ActionReveal:
		return []string{"👁 " + p.T("history.revealed")}
	case e.Action == models.ActionSearch:
		return []string{"🔎 " + p.T("history.searched", "Field", fieldLabel(p.Printer, models.Field(e.Field)))}
	case e.Action == models.ActionExport:
		return []string{"👁 " + p.T("history.exported")}
	case e.Action == models.ActionErase:
		return []string{"🗑️ " + p.T("history.erased"), historyText(p, models.FieldErasureReason, e.NewValue)}
	case models.Field(e.Field) == models.FieldReason:
		return []string{p.T("history.set", "Field", p.T("history.reason"), "Value", historyText(p, models.FieldReason, e.NewValue))}
	}
	return []string{historyChange(p, e)}
}

func interactionHistory(p Reader, e models.HistoryEntry) []string {
	if e.Action == models.ActionUndo {
		return []string{p.T("history.log_removed"), historyText(p, models.FieldText, e.OldValue)}
	}
	return []string{p.T("history.logged") + " " + interactionIcons[models.InteractionKind(e.NewValue)], historyAbout(e)}
}

func followUpHistory(p Reader, e models.HistoryEntry) []string {
	switch e.Action {
	case models.ActionCreate:
		return []string{p.T("history.planned", "Day", historyText(p, models.FieldDueOn, e.NewValue)), historyAbout(e)}
	case models.ActionCancel:
		return []string{p.T("history.cancelled"), historyAbout(e)}
	case models.ActionDone:
		outcome := ""
		if e.NewValue != "" {
			outcome = p.T("history.set", "Field", fieldLabel(p.Printer, models.FieldOutcome), "Value", historyText(p, models.FieldOutcome, e.NewValue))
		}
		return []string{p.T("history.done"), historyAbout(e), outcome}
	}
	return []string{p.T("history.followup"), historyAbout(e), historyChange(p, e)}
}

func historyAbout(e models.HistoryEntry) string {
	return clip(Escape(oneLine(e.Subject)), historySubject)
}

func historyChange(p Reader, e models.HistoryEntry) string {
	field := models.Field(e.Field)
	if f := e.Custom; f != nil {
		change := customValue(p.Printer, *f, oneLine(f.Mask(e.OldValue)), historyValue) + " → " + customValue(p.Printer, *f, oneLine(f.Mask(e.NewValue)), historyValue)
		return p.T("history.set", "Field", clip(Escape(oneLine(f.Label(p.Language()))), historySubject), "Value", change)
	}
	change := historyText(p, field, e.OldValue) + " → " + historyText(p, field, e.NewValue)
	return p.T("history.set", "Field", fieldLabel(p.Printer, field), "Value", change)
}

// historyText is a value as a reader takes it: keys by their names, days with their weekday, personal data masked.
func historyText(p Reader, field models.Field, value string) string {
	if value == "" {
		return "–"
	}
	value = models.Mask(field, value)
	prefix := map[models.Field]string{
		models.FieldStatus: "status.", models.FieldIndustry: "industry.", models.FieldState: "state.",
		models.FieldCustomerKind: "customer_kind.",
	}[field]
	if prefix != "" && p.Has(prefix+value) {
		return Escape(p.T(prefix + value))
	}
	switch field {
	case models.FieldOwner, models.FieldAssignee:
		return mention(value)
	case models.FieldNextFollowUpTime, models.FieldDueTime:
		return p.timeNote(value)
	case models.FieldZone:
		return p.nameOf(value)
	case models.FieldNextFollowUp, models.FieldDueOn:
		if d, err := models.ParseDate(value); err == nil {
			return day(p.Printer, d)
		}
	}
	return clip(Escape(oneLine(value)), historyValue)
}

// sourceText says by which way something was changed.
func sourceText(p *i18n.Printer, source string) string {
	if key := "source." + strings.Replace(source, " ", ".", 1); p.Has(key) {
		return p.T(key)
	}
	if strings.HasPrefix(source, "/") {
		return "`" + strings.ReplaceAll(Escape(source), "`", "") + "`"
	}
	return Escape(source)
}
