package models

import (
	"slices"
	"time"
)

// EventKind is what an event of a customer's timeline is about.
type EventKind string

// The kinds of events.
const (
	EventStatus      EventKind = "status"      // where the customer stands became another
	EventInteraction EventKind = "interaction" // somebody was in touch
	EventDeal        EventKind = "deal"        // a deal was opened, moved, won, lost or changed
	EventTicket      EventKind = "ticket"      // a ticket was raised, answered, solved or changed
	EventFollowUp    EventKind = "followup"    // a follow-up was planned, moved, cancelled, or given to somebody else
	EventDone        EventKind = "done"        // a follow-up was done, or that was taken back
	EventContact     EventKind = "contact"     // a contact came, went or changed
	EventCampaign    EventKind = "campaign"    // it was addressed by a campaign, or answered
	EventRecord      EventKind = "record"      // the customer was created, changed, merged, archived or restored
)

// EventKinds lists the kinds. What happened at the same instant stands in a timeline in this order: a status before the interaction
// that is its basis, and what was planned before the record with which it was planned.
func EventKinds() []EventKind {
	return []EventKind{EventStatus, EventInteraction, EventDeal, EventTicket, EventFollowUp, EventDone, EventContact, EventCampaign, EventRecord}
}

// Rank is the kind's place among events of one instant; -1 for no kind.
func (k EventKind) Rank() int { return slices.Index(EventKinds(), k) }

// TimelineFilters are the filters of a timeline, in the order in which they are shown, each with the kinds that it leaves.
func TimelineFilters() []TimelineFilter {
	return []TimelineFilter{
		{EventInteraction, []EventKind{EventInteraction}},
		{EventStatus, []EventKind{EventStatus}},
		{EventDeal, []EventKind{EventDeal}},
		{EventTicket, []EventKind{EventTicket}},
		{EventFollowUp, []EventKind{EventFollowUp, EventDone}},
		{EventContact, []EventKind{EventContact}},
		{EventCampaign, []EventKind{EventCampaign}},
		{EventRecord, []EventKind{EventRecord}},
	}
}

// TimelineFilter leaves some kinds of a timeline.
type TimelineFilter struct {
	Name  EventKind // by which it is asked for
	Kinds []EventKind
}

// FilteredEvents returns the kinds that a filter leaves: all where it has no name. known is false where there is no such filter.
func FilteredEvents(name EventKind) (kinds []EventKind, known bool) {
	if name == "" {
		return EventKinds(), true
	}
	for _, filter := range TimelineFilters() {
		if filter.Name == name {
			return filter.Kinds, true
		}
	}
	return nil, false
}

// CardKinds are the kinds of events that a card shows.
func CardKinds() []EventKind { return []EventKind{EventStatus, EventInteraction, EventDone} }

// eventEntities are the kinds of records whose changes are told by the audit log, with the kind of their events. A kind of record
// joins timelines by its line here. Interactions and the status history tell of themselves.
var eventEntities = map[string]EventKind{EntityCustomer: EventRecord, EntityFollowUp: EventFollowUp, EntityContact: EventContact, EntityDeal: EventDeal, EntityTicket: EventTicket, EntityCampaignMember: EventCampaign}

// Event returns the kind of event that the entry is part of; "" for none. What tells only of what another event says isn't one: a
// status and its reason stand in the status history, the next follow-up follows from the follow-ups.
func (e AuditEntry) Event() EventKind {
	kind := eventEntities[e.Entity]
	switch {
	case e.CustomerID == 0 || e.Looked() || e.Judges() || e.Action == ActionReply && e.Field == "":
		return ""
	case kind == EventRecord && e.follows():
		return ""
	case kind == EventFollowUp && e.closes():
		return EventDone
	}
	return kind
}

// follows reports an entry of the customer whose field follows from what another event says.
func (e AuditEntry) follows() bool {
	spec, _ := Customers.Find(Field(e.Field))
	return spec.Follows || spec.Key == FieldStatus || Field(e.Field) == FieldReason
}

// closes reports an entry by which a follow-up is done, or is not done after all.
func (e AuditEntry) closes() bool {
	return e.Action == ActionDone || e.Action == ActionUndo && Field(e.Field) == FieldState && e.OldValue == string(FollowUpDone)
}

// MarkEvents sets Leads of the entries that lead an event: the first of each record in an operation. Entries of one operation come
// together. An entry without an operation is older than their names, and stands for itself.
func MarkEvents(entries []AuditEntry) {
	type event struct {
		operation, entity string
		customer, record  int64
	}
	turned := map[string]bool{} // operations that made somebody else the primary contact: the record's contact changed with it
	for _, e := range entries {
		if e.Action == ActionPromote || e.Action == ActionDemote {
			turned[e.Operation] = true
		}
	}
	led := map[event]bool{}
	for i := range entries {
		e := &entries[i]
		e.Leads = e.Event()
		if e.Leads == "" || e.Operation == "" {
			continue
		}
		of := event{e.Operation, e.Entity, e.CustomerID, e.EntityID}
		if led[of] || turned[e.Operation] && e.Action != ActionMerge && e.Entity == EntityCustomer && slices.Contains(ContactFields(), Field(e.Field)) {
			e.Leads = ""
			continue
		}
		led[of] = true
	}
}

// TimelineEvent is something that happened with a customer.
type TimelineEvent struct {
	Kind        EventKind
	ID          int64 // of its row: of an interaction, of the status history, of the leading entry of the audit log
	At          time.Time
	By          string         // Slack user ID, or SystemID
	Interaction *Interaction   // of an interaction; of a status its basis, where there is one
	Change      *StatusChange  // of a status
	Entries     []HistoryEntry // of every other kind: what the audit log says of it, in its order
	Task        Task           // the import or bulk change that did it, with its ID, kind and title only; the ID is 0 where none did
}

// TimelineQuery asks for a page of a customer's timeline.
type TimelineQuery struct {
	CustomerID int64
	Kinds      []EventKind
	After      string // where the page begins: TimelinePage.Next of the one before
	Limit      int
}

// TimelinePage is a page of what happened with a customer, newest first.
type TimelinePage struct {
	Events []TimelineEvent
	Next   string // where the next page begins; "" when this is the last
}
