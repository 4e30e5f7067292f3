package bulk

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// bulkModal is the callback ID of the form.
const bulkModal = "bulk.change"

// The buttons; their value is the ID of a preview, or of a task.
const (
	startAction = "bulk.start"
	stopAction  = "bulk.stop"
	undoAction  = "bulk.undo"
)

// offered is what the form offers a person.
type offered struct {
	total           int
	least           bool // there may be more
	status, archive bool
	onlyOwn         bool // customers of others are left out
}

// bulkForm asks what is to change. query is the search, which may be changed in it; nil for another list.
func bulkForm(p *i18n.Printer, o offered, query *string) surface.Modal {
	text := p.Count("bulk.of", o.total)
	switch {
	case o.least:
		text = p.T("bulk.of_many", "Max", p.Number(o.total))
	case o.total == 0:
		text = p.T("bulk.of_none")
	}
	if text += "\n" + p.T("bulk.hint"); o.onlyOwn {
		text += " " + p.T("bulk.only_own")
	}
	blocks := []slack.Block{views.Section(text)}
	if query != nil {
		which := views.TextInput(p, models.InputSearchQuery, *query, 0, false)
		which.Label, which.Hint = views.Plain(p.T("bulk.which"), views.InputMax), views.Plain(p.T("bulk.which_hint"), views.InputMax)
		blocks = append(blocks, views.Optional(which))
	}
	blocks = append(blocks, views.UserInput(p, models.FieldOwner, ""))
	if o.status {
		reason := views.Optional(views.TextInput(p, models.FieldReason, "", models.MaxReason, false))
		blocks = append(blocks, views.Optional(views.StatusInput(p, "")), views.Optional(views.KindInput(p, models.InteractionOther)), views.Optional(basisInput(p)), reason)
	}
	source, _ := models.Customers.Find(models.FieldSource)
	next := views.DateInput(p, models.FieldNextFollowUp, models.Date{})
	blocks = append(blocks,
		views.Optional(views.TagsInput(p, models.InputTagsAdd, "")), views.Optional(views.TagsInput(p, models.InputTagsRemove, "")),
		views.Optional(views.TextInput(p, source.Key, "", source.Max, false)),
		views.CampaignInput(p, models.FieldMemberCampaign), views.Optional(views.MemberStateInput(p, "")), next, views.Optional(views.TextInput(p, models.InputPerDay, "", 0, false)))
	if o.archive {
		options := []*slack.OptionBlockObject{views.Option(models.CustomYes, p.T("bulk.archive"))}
		blocks = append(blocks, views.Optional(views.Input(p, models.InputArchive, slack.NewCheckboxGroupsBlockElement(views.FieldAction, options...))))
	}
	return surface.Modal{Callback: bulkModal, Title: p.T("modal.bulk.title"), Submit: p.T("button.bulk_preview"), Close: p.T("button.cancel"), Blocks: blocks}
}

// stateInput asks for the state in which customers are added to a campaign; left out it is the first one, and that of members stays.
// basisInput asks for the one basis of all status changes.
func basisInput(p *i18n.Printer) *slack.InputBlock {
	block := views.TextInput(p, models.FieldText, "", models.MaxInteraction, true)
	block.Label, block.Hint = views.Plain(p.T("bulk.basis"), views.InputMax), views.Plain(p.T("bulk.basis_hint"), views.InputMax)
	return block
}

// previewed says what a bulk change would do.
func previewed(p views.Reader, b models.BulkPreview, query views.Asked, calendar workday.Calendar) surface.Message {
	text := p.Count("bulk.preview", b.Counts.Rows)
	title := "*" + text + "*"
	if query.Text != "" {
		title += " · " + query.Mrkdwn()
	}
	if b.Change.PerDay > 0 {
		b.Change.Next = calendar.ByLaw().Next(b.Change.Next)
	}
	blocks := []slack.Block{views.Section(title + "\n" + strings.Join(changeLines(p, b.Change, b.Last), "\n"))}
	if b.Change.PerDay == 0 {
		if off := views.DayOff(p.Printer, calendar, b.Change.Next); off != "" {
			blocks = append(blocks, views.Footnote("📅 "+off))
		}
	}
	var lines []string
	for _, sample := range b.Samples {
		lines = append(lines, sampleLine(p, sample))
	}
	if more := b.Counts.Updated - len(b.Samples); more > 0 {
		lines = append(lines, p.Count("bulk.more", more))
	}
	if b.Counts.Updated > 0 {
		blocks = append(blocks, views.Section("*"+p.Count("bulk.would_change", b.Counts.Updated)+"*\n"+strings.Join(lines, "\n")))
	}
	if b.Counts.Same > 0 {
		blocks = append(blocks, views.Section(p.Count("bulk.same", b.Counts.Same)))
	}
	blocks = append(blocks, leftOut(p, "bulk.would_leave", b.Counts.Rejected, b.LeftOut)...)
	if b.Counts.Updated == 0 {
		return surface.Message{Text: text, Blocks: append(blocks, views.Footnote(p.T("bulk.nothing_to_do")))}
	}
	start := views.Primary(views.Button(startAction, views.Itoa(b.Task.ID), p.Count("button.bulk_start", b.Counts.Updated)))
	return surface.Message{Text: text, Blocks: append(blocks, views.Footnote(p.T("bulk.not_yet")), views.Actions("", start))}
}

// changeLines say what changes, one line a field. last is the last day of a spread follow-up.
func changeLines(p views.Reader, b models.BulkChange, last models.Date) (lines []string) {
	add := func(field models.Field, text string) {
		lines = append(lines, "• "+views.FieldLabel(p.Printer, field)+p.T("bulk.colon")+text)
	}
	if b.Owner != "" {
		add(models.FieldOwner, views.Mention(b.Owner))
	}
	if b.Status != "" {
		text := views.StatusText(p.Printer, b.Status) + " · " + views.InteractionIcons[b.Basis] + " " + views.Clip(views.Escape(views.OneLine(b.Text)), views.HistoryValue)
		add(models.FieldStatus, strings.TrimSpace(text)) // what was typed is forgotten once the change is made
	}
	if tags := signed("+", b.Add) + signed("−", b.Remove); tags != "" {
		add(models.FieldTags, strings.TrimSpace(tags))
	}
	if b.Source != "" {
		add(models.FieldSource, views.Clip(views.Escape(views.OneLine(b.Source)), views.HistoryValue))
	}
	if b.Campaign != 0 {
		state := b.Member
		if state == "" {
			state = models.MemberInvited
		}
		add(models.FieldMemberCampaign, views.Clip(views.Escape(views.OneLine(b.Called)), views.HistoryValue)+" · "+views.MemberState(p.Printer, state))
	}
	switch day := views.Day(p.Printer, b.Next); {
	case b.PerDay > 0 && !last.IsZero():
		add(models.FieldNextFollowUp, p.T("bulk.spread_until", "Day", day, "Last", views.Day(p.Printer, last), "PerDay", p.Number(b.PerDay)))
	case b.PerDay > 0:
		add(models.FieldNextFollowUp, p.T("bulk.spread", "Day", day, "PerDay", p.Number(b.PerDay)))
	case !b.Next.IsZero():
		add(models.FieldNextFollowUp, day)
	}
	if b.Archive {
		lines = append(lines, "• "+p.T("bulk.archive"))
	}
	if b.Restore {
		lines = append(lines, "• "+p.T("bulk.restore"))
	}
	return lines
}

// signed are tags, each behind a sign.
func signed(sign string, tags []string) string {
	text := ""
	for _, tag := range tags {
		text += " " + sign + views.Escape(tag)
	}
	return text
}

// sampleLine is what becomes of one customer: C012 陈思: Owner @Wang → @Li.
func sampleLine(p views.Reader, s models.BulkSample) string {
	var changes []string
	for _, changed := range models.Customers.Changes(&s.Before, &s.After) {
		spec, _ := models.Customers.Find(changed.Field)
		changes = append(changes, views.FieldLabel(p.Printer, changed.Field)+" "+views.HistoryText(p, spec, changed.Before)+" → "+views.HistoryText(p, spec, changed.After))
	}
	if len(changes) == 0 && s.Joins {
		changes = append(changes, p.T("bulk.joins"))
	}
	switch {
	case s.After.Archived() && !s.Before.Archived():
		changes = append(changes, p.T("bulk.archived"))
	case s.Before.Archived() && !s.After.Archived():
		changes = append(changes, p.T("bulk.restored"))
	}
	return "*" + s.Before.Code + "* " + views.Clip(views.Escape(views.OneLine(s.Before.Name)), views.HistoryValue) + p.T("bulk.colon") + strings.Join(changes, " · ")
}

// leftOut says why customers are left out.
func leftOut(p views.Reader, key string, count int, why []models.BulkReason) []slack.Block {
	if count == 0 {
		return nil
	}
	lines := []string{"*" + p.Count(key, count) + "*"}
	for _, reason := range why {
		lines = append(lines, "• "+p.Count("bulk.reason", reason.Count, "Codes", codes(p.Printer, reason), "Why", whyText(p.Printer, reason.Why)))
	}
	return views.Sections(strings.Join(lines, "\n"))
}

// codes are the IDs of those that are left out for a reason, as far as they are named.
func codes(p *i18n.Printer, r models.BulkReason) string {
	list := slices.Clone(r.Codes)
	if len(list) > 0 && r.Count > len(list) {
		list = append(list, "…")
	}
	return strings.Join(list, p.T("list.separator"))
}

// whyText is a refusal as it is said of several customers.
func whyText(p *i18n.Printer, why *models.Error) string {
	about := *why
	if key := "bulk.why." + strings.TrimPrefix(why.Key, "error."); p.Has(key) {
		about.Key = key
	}
	return views.Sentence(p, &about, views.Escape)
}
