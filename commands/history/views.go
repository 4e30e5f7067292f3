package history

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// historyPageAction is the button that shows the next page of a history; its value is the customer's code and a cursor.
const historyPageAction = "history.page"

// What a line of history shows of what it is about, and how many lines stand in a section.
const (
	historyLines   = 10
	historySubject = 60
)

// history is a page of what happened to a customer, newest first: what was changed at once stands together. next is the
// value of the button that shows the next page, "" when this is the last.
func history(p views.Reader, c models.Customer, page models.HistoryPage, next string) surface.Message {
	text := p.T("history.title", "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name)))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(page.Entries) == 0 {
		blocks = append(blocks, views.Section(p.T("history.none")))
	}
	masked := false
	for _, group := range operations(page.Entries) {
		first := group[0]
		lines := []string{views.SlackTime(first.At) + " · " + views.WhoDid(p.Printer, first.Actor) + " · " + sourceText(p.Printer, first.Source)}
		for i, entry := range group {
			if c.Erased() && entry.Action != models.ActionErase {
				lines = append(lines, "• "+emptiedLine(p, entry))
				continue
			}
			masked = masked || entry.Spec().Personal()
			if i > 0 && sameRecord(group[i-1], entry) { // a contact or a deal that came or went is one line
				lines[len(lines)-1] += " · " + views.HistoryChange(p, entry)
				continue
			}
			lines = append(lines, "• "+historyLine(p, entry))
		}
		blocks = append(blocks, views.Sections(strings.Join(lines, "\n"))...)
	}
	if c.Erased() {
		blocks = append(blocks, views.Footnote(p.T("history.emptied")))
	}
	if masked {
		blocks = append(blocks, views.Footnote(p.T("history.masked")))
	}
	buttons := []slack.BlockElement{views.RunButton("open", "show "+c.Code, p.T("button.open"))}
	if next != "" {
		buttons = append(buttons, views.Button(historyPageAction, next, p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
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

// historyParts are what a line of history consists of, by the entity of its entry; what is about none of them is about the
// customer.
var historyParts = map[string]func(views.Reader, models.HistoryEntry) []string{
	models.EntityFollowUp: followUpHistory, models.EntityInteraction: interactionHistory, models.EntityContact: contactHistory,
	models.EntityDeal:           hungHistory("history.deal", map[string]string{models.ActionCreate: "history.deal_opened"}),
	models.EntityTicket:         hungHistory("history.ticket", map[string]string{models.ActionCreate: "history.ticket_raised"}),
	models.EntityCampaignMember: hungHistory("history.member", map[string]string{models.ActionCreate: "history.member_added", models.ActionDelete: "history.member_removed"}),
	models.EntityCampaign:       func(p views.Reader, e models.HistoryEntry) []string { return []string{views.HistoryChange(p, e)} },
}

// historyLine is one entry in words: what was changed, from what to what.
func historyLine(p views.Reader, e models.HistoryEntry) string {
	of := historyParts[e.Entity]
	if of == nil {
		of = customerHistory
	}
	parts := of(p, e)
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
	models.EntityContact + models.ActionCreate: "history.contact_added", models.EntityContact + models.ActionDelete: "history.contact_removed",
	models.EntityContact + models.ActionPromote: "history.contact_promoted", models.EntityContact + models.ActionDemote: "history.contact_demoted",
	models.EntityDeal + models.ActionCreate:           "history.deal_opened",
	models.EntityTicket + models.ActionCreate:         "history.ticket_raised",
	models.EntityCampaignMember + models.ActionCreate: "history.member_added", models.EntityCampaignMember + models.ActionDelete: "history.member_removed",
	models.EntityCustomer + models.ActionIgnore: "history.ignore_emptied", models.EntityCustomer + models.ActionHeed: "history.heed_emptied", models.EntityCustomer + models.ActionTwo: "history.two_emptied",
	models.EntityCustomer + models.ActionCreate: "history.created_emptied", models.EntityFollowUp + models.ActionCreate: "history.planned_emptied",
}

// emptiedLine is an entry whose values were erased: what happened, not from what to what.
func emptiedLine(p views.Reader, e models.HistoryEntry) string {
	if e.Looked() {
		return historyLine(p, e) // they never had any
	}
	key, known := emptied[e.Entity+e.Action]
	line := p.T("history.followup")
	switch e.Entity {
	case models.EntityContact:
		line = p.T("history.contact")
	case models.EntityDeal:
		line = p.T("history.deal")
	case models.EntityTicket:
		line = p.T("history.ticket")
	case models.EntityCampaignMember:
		line = p.T("history.member")
	}
	switch {
	case known:
		line = p.T(key)
	case e.Entity == models.EntityCustomer:
		line = views.EntryLabel(p, e.Spec())
	}
	if e.Action == models.ActionUndo {
		line = "↩️ " + line
	}
	return line
}

func customerHistory(p views.Reader, e models.HistoryEntry) []string {
	switch {
	case e.Action == models.ActionCreate:
		return []string{p.T("history.created", "Code", views.Escape(e.NewValue))}
	case e.Action == models.ActionReveal:
		return []string{"👁 " + p.T("history.revealed")}
	case e.Action == models.ActionSearch:
		return []string{"🔎 " + p.T("history.searched", "Field", views.EntryLabel(p, e.Spec()))}
	case e.Action == models.ActionExport && (strings.HasSuffix(e.Source, " export") || strings.HasSuffix(e.Source, " report")):
		return []string{"👁 " + p.T("history.exported_among")}
	case e.Action == models.ActionExport:
		return []string{"👁 " + p.T("history.exported")}
	case e.Action == models.ActionErase:
		return []string{"🗑️ " + p.T("history.erased"), views.Clip(views.Escape(views.OneLine(e.NewValue)), views.HistoryValue)}
	case e.Action == models.ActionIgnore, e.Action == models.ActionHeed:
		return []string{"🧹 " + p.T("history."+e.Action, "Finding", p.T("finding."+e.NewValue))}
	case e.Action == models.ActionTwo:
		return []string{p.T("history.two", "Other", views.Escape(e.NewValue))}
	case models.Field(e.Field) == models.FieldReason:
		return []string{p.T("timeline.set", "Field", views.EntryLabel(p, e.Spec()), "Value", views.HistoryText(p, e.Spec(), e.NewValue))}
	}
	return []string{views.HistoryChange(p, e)}
}

func interactionHistory(p views.Reader, e models.HistoryEntry) []string {
	if e.Action == models.ActionUndo {
		return []string{p.T("history.log_removed"), views.HistoryText(p, e.Spec(), e.OldValue)}
	}
	return []string{p.T("history.logged") + " " + views.InteractionIcons[models.InteractionKind(e.NewValue)], historyAbout(e)}
}

func followUpHistory(p views.Reader, e models.HistoryEntry) []string {
	switch e.Action {
	case models.ActionCreate:
		return []string{p.T("history.planned", "Day", views.HistoryText(p, e.Spec(), e.NewValue)), historyAbout(e)}
	case models.ActionCancel:
		return []string{p.T("history.cancelled"), historyAbout(e)}
	case models.ActionDone:
		outcome := ""
		if e.NewValue != "" {
			outcome = p.T("timeline.set", "Field", views.EntryLabel(p, e.Spec()), "Value", views.HistoryText(p, e.Spec(), e.NewValue))
		}
		return []string{p.T("history.done"), historyAbout(e), outcome}
	}
	return []string{p.T("history.followup"), historyAbout(e), views.HistoryChange(p, e)}
}

// contactHistory is about a contact beside the primary one; one that came or went is told of by its fields.
func contactHistory(p views.Reader, e models.HistoryEntry) []string {
	key, whole := wholeContact[e.Action]
	if whole {
		return []string{p.T(key), views.HistoryChange(p, e)}
	}
	if e.Looked() {
		return []string{"🔎 " + p.T("history.contact_searched", "Field", views.EntryLabel(p, e.Spec()))}
	}
	return []string{p.T("history.contact"), historyAbout(e), views.HistoryChange(p, e)}
}

// wholeContact are the actions in which a contact comes or goes, with how the history says it.
var wholeContact = map[string]string{
	models.ActionCreate: "history.contact_added", models.ActionDelete: "history.contact_removed",
	models.ActionPromote: "history.contact_promoted", models.ActionDemote: "history.contact_demoted",
}

// hungHistory is about a deal, a ticket or a membership of a campaign; one that came or went, or whose coming was taken back, is told of by its
// fields, and by what it is about where the page begins behind that. whole are the actions in which it comes or goes.
func hungHistory(changed string, whole map[string]string) func(views.Reader, models.HistoryEntry) []string {
	return func(p views.Reader, e models.HistoryEntry) []string {
		about := historyAbout(e)
		if e.Action == models.ActionReply && e.Field == "" {
			return []string{p.T(changed), about, "💬 " + p.T("history.reply")}
		}
		key, comes := whole[e.Action]
		if !comes {
			return []string{p.T(changed), about, views.HistoryChange(p, e)}
		}
		if subject, _ := models.SubjectOf(e.Entity); subject.Key == models.Field(e.Field) {
			about = ""
		}
		return []string{p.T(key), about, views.HistoryChange(p, e)}
	}
}

// sameRecord reports a second entry of a contact, a deal, a ticket, a campaign or a membership that came or went.
func sameRecord(before, e models.HistoryEntry) bool {
	_, whole := wholeContact[e.Action]
	whole = whole && e.Entity == models.EntityContact || e.Action == models.ActionCreate && (e.Entity == models.EntityDeal || e.Entity == models.EntityTicket || e.Entity == models.EntityCampaign) ||
		(e.Action == models.ActionCreate || e.Action == models.ActionDelete) && e.Entity == models.EntityCampaignMember
	return whole && before.Entity == e.Entity && before.EntityID == e.EntityID && before.Action == e.Action
}

// historyAbout is what an entry's record is about, as everybody may see it.
func historyAbout(e models.HistoryEntry) string {
	if subject, known := models.SubjectOf(e.Entity); known && subject.Personal() {
		e.Subject = subject.Mask(e.Subject)
	}
	return views.Clip(views.Escape(views.OneLine(e.Subject)), historySubject)
}

// sourceText says by which way something was changed.
func sourceText(p *i18n.Printer, source string) string {
	if key := "source." + strings.Replace(source, " ", ".", 1); p.Has(key) {
		return p.T(key)
	}
	if strings.HasPrefix(source, "/") {
		return "`" + strings.ReplaceAll(views.Escape(source), "`", "") + "`"
	}
	return views.Escape(source)
}
