package views

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// TimelineLine bounds what a typed text may take of the line of an event, in UTF-16 units.
const TimelineLine = 250

// Event is an event of a timeline in one line: when it was on the reader's clock, who did it, and what it was. Personal data is masked.
func Event(p Reader, e models.TimelineEvent) string {
	say := eventLines[e.Kind]
	if say == nil {
		say = recordEvent
	}
	parts := slices.DeleteFunc(say(p, e), func(part string) bool { return part == "" })
	if key := "timeline.task_" + string(e.Task.Kind); e.Task.ID != 0 && p.Has(key) {
		parts = append(parts, p.T(key, "Title", clipped(e.Task.Title)))
	}
	return SlackTime(e.At) + " · " + WhoDid(p.Printer, e.By) + " · " + strings.Join(parts, " · ")
}

// eventLines are what a line tells of each kind of event; it is a change of a record where a kind isn't listed.
var eventLines = map[models.EventKind]func(Reader, models.TimelineEvent) []string{
	models.EventInteraction: func(_ Reader, e models.TimelineEvent) []string { return []string{interactionText(e.Interaction)} },
	models.EventStatus:      statusEvent,
	models.EventFollowUp:    followUpEvent,
	models.EventDone:        followUpEvent,
	models.EventContact:     contactEvent,
	models.EventDeal:        dealEvent,
	models.EventTicket:      ticketEvent,
	models.EventCampaign:    campaignEvent,
}

func clipped(text string) string { return Clip(Escape(OneLine(text)), TimelineLine) }

func interactionText(in *models.Interaction) string {
	if in == nil {
		return ""
	}
	return strings.TrimSpace(InteractionIcon(in.Kind) + " " + clipped(in.Text))
}

// statusEvent tells of a status with why, and with the interaction on which it is based.
func statusEvent(p Reader, e models.TimelineEvent) []string {
	change := p.T("status."+string(e.Change.FromStatus)) + " → " + p.T("status."+string(e.Change.ToStatus))
	return []string{change, clipped(e.Change.Reason), interactionText(e.Interaction)}
}

// followUpEvent tells of a follow-up: what became of it, what it is about, and what came of it.
func followUpEvent(p Reader, e models.TimelineEvent) []string {
	first, title := e.Entries[0], clipped(e.Entries[0].Subject)
	switch {
	case first.Action == models.ActionCreate && first.NewValue == "":
		return []string{"🗓️ " + p.T("timeline.planned_emptied")}
	case first.Action == models.ActionCreate:
		return []string{"🗓️ " + p.T("timeline.planned", "Day", HistoryText(p, first.Spec(), first.NewValue)), title}
	case e.Kind == models.EventDone && first.Action != models.ActionUndo:
		return []string{"✅ " + p.T("timeline.done"), title, clipped(first.NewValue)}
	case first.Action == models.ActionCancel, first.Action == models.ActionUndo && first.NewValue == string(models.FollowUpCancelled):
		return []string{"🚫 " + p.T("timeline.cancelled"), title}
	case first.Action == models.ActionUndo && first.NewValue == string(models.FollowUpPlanned):
		return []string{"↩️ " + p.T("timeline.reopened"), title}
	}
	key := "timeline.followup"
	if slices.ContainsFunc(e.Entries, func(e models.HistoryEntry) bool { return models.Field(e.Field) == models.FieldDueOn }) {
		key = "timeline.moved"
	}
	return []string{undone(e, "🗓️ ") + p.T(key), title, fieldsChanged(p, e.Entries)}
}

// contactEvents are how a contact comes and goes.
var contactEvents = map[string]string{
	models.ActionCreate: "timeline.contact_added", models.ActionDelete: "timeline.contact_removed",
	models.ActionPromote: "timeline.contact_promoted", models.ActionDemote: "timeline.contact_demoted",
}

// contactEvent tells of a contact by the name, masked, or by the fields that changed.
func contactEvent(p Reader, e models.TimelineEvent) []string {
	first := e.Entries[0]
	name := first.Subject
	for _, entry := range e.Entries {
		if name == "" && models.Field(entry.Field) == models.FieldContactName {
			name = entry.NewValue + entry.OldValue
		}
	}
	spec, _ := models.Contacts.Find(models.FieldContactName)
	name = clipped(spec.Mask(name))
	if key := contactEvents[first.Action]; key != "" {
		return []string{"👤 " + p.T(key), name}
	}
	return []string{undone(e, "👤 ") + p.T("timeline.contact"), name, fieldsChanged(p, e.Entries)}
}

// dealEvent tells of a deal by its title: that it was opened, where it was moved to, or what else changed.
func dealEvent(p Reader, e models.TimelineEvent) []string {
	first, title := e.Entries[0], clipped(e.Entries[0].Subject)
	if first.Action == models.ActionCreate {
		return []string{"💼 " + p.T("timeline.deal_opened"), title}
	}
	for _, entry := range e.Entries {
		if models.Field(entry.Field) == models.FieldStage {
			return []string{undone(e, "💼 ") + p.T("timeline.deal_moved"), title, fieldsChanged(p, []models.HistoryEntry{entry})}
		}
	}
	return []string{undone(e, "💼 ") + p.T("timeline.deal"), title, fieldsChanged(p, e.Entries)}
}

// ticketEvent tells of a ticket by its subject: that it was raised, what state it came into, or what else changed.
func ticketEvent(p Reader, e models.TimelineEvent) []string {
	first, subject := e.Entries[0], clipped(e.Entries[0].Subject)
	if first.Action == models.ActionCreate {
		return []string{"🎫 " + p.T("timeline.ticket_raised"), subject}
	}
	for _, field := range []models.Field{models.FieldTicketState, models.FieldSatisfaction} {
		for _, entry := range e.Entries {
			if models.Field(entry.Field) == field {
				return []string{undone(e, "🎫 ") + p.T("timeline.ticket"), subject, fieldsChanged(p, []models.HistoryEntry{entry})}
			}
		}
	}
	return []string{undone(e, "🎫 ") + p.T("timeline.ticket"), subject, fieldsChanged(p, e.Entries)}
}

// recordEvents are what becomes of a customer as a whole, by the field that says so: when it has a value, and when it has none any more.
var recordEvents = map[models.Field][2]string{
	models.FieldArchivedAt: {"timeline.archived", "timeline.restored"},
}

// recordEvent tells of the customer's own record.
func recordEvent(p Reader, e models.TimelineEvent) []string {
	first := e.Entries[0]
	switch words, whole := recordEvents[models.Field(first.Field)]; {
	case first.Action == models.ActionCreate && first.NewValue == "":
		return []string{"🆕 " + p.T("timeline.created_emptied")}
	case first.Action == models.ActionCreate:
		return []string{"🆕 " + p.T("timeline.created", "Code", Escape(first.NewValue))}
	case first.Action == models.ActionErase:
		return []string{"🗑️ " + p.T("timeline.erased"), clipped(first.NewValue)}
	case models.Field(first.Field) == models.FieldMergedInto && first.NewValue == "":
		return []string{undone(e, "🔗 ") + p.T("timeline.merged_emptied")}
	case models.Field(first.Field) == models.FieldMergedInto && first.Action == models.ActionUndo:
		return []string{"↩️ " + p.T("timeline.unmerged", "Code", Escape(first.OldValue), "Kept", Escape(first.NewValue))}
	case models.Field(first.Field) == models.FieldMergedInto:
		return []string{"🔗 " + p.T("timeline.merged", "Code", Escape(first.OldValue), "Kept", Escape(first.NewValue))}
	case whole && (first.Action == models.ActionArchive || first.Action == models.ActionUndo && first.NewValue != ""):
		return []string{"🗄️ " + p.T(words[0])}
	case whole:
		return []string{"🗄️ " + p.T(words[1])}
	}
	return []string{undone(e, "✏️ ") + fieldsChanged(p, e.Entries)}
}

// undone marks what takes something back.
func undone(e models.TimelineEvent, icon string) string {
	if e.Entries[0].Action == models.ActionUndo {
		return "↩️ "
	}
	return icon
}

// fieldsChanged says what one field became, or which fields changed; the history has all values.
func fieldsChanged(p Reader, entries []models.HistoryEntry) string {
	var names []string
	for _, e := range entries {
		if name := EntryLabel(p, e.Spec()); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(entries) == 1 && entries[0].OldValue+entries[0].NewValue != "" {
		spec := entries[0].Spec()
		return p.T("timeline.set", "Field", names[0], "Value", HistoryText(p, spec, entries[0].OldValue)+" → "+HistoryText(p, spec, entries[0].NewValue))
	}
	return p.T("timeline.changed", "Fields", p.List(names))
}

// EntryLabel is what the field of an entry of the audit log is called, ready for mrkdwn.
func EntryLabel(p Reader, spec models.FieldSpec) string {
	switch {
	case spec.Custom != nil:
		return clipped(spec.Custom.Label(p.Language()))
	case spec.Key == models.FieldReason: // its label in the form says when it is asked for
		return p.T("timeline.reason")
	}
	return FieldLabel(p.Printer, spec.Key)
}

// Timeline is a list of events, each in one line.
func Timeline(p Reader, events []models.TimelineEvent) string {
	lines := make([]string, len(events))
	for i, e := range events {
		lines[i] = "• " + Event(p, e)
	}
	return strings.Join(lines, "\n")
}
