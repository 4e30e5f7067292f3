package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// ticketGroup are tickets that stand together in the queue.
type ticketGroup struct {
	order  string // of pages that begin in it
	states []models.TicketState
	column string // the instant they are ordered by
	latest bool   // the latest first
	at     func(t models.Ticket) time.Time
}

// ticketGroups are the groups of the queue: what is the team's turn, most urgent first; behind it what waits for who has asked, though it may have been
// late before; and what is done, the latest first.
var ticketGroups = []ticketGroup{
	{"tickets open", []models.TicketState{models.TicketOpen}, "due_at", false, func(t models.Ticket) time.Time { return t.DueAt }},
	{"tickets waiting", []models.TicketState{models.TicketWaiting}, "due_at", false, func(t models.Ticket) time.Time { return t.DueAt }},
	{"tickets done", []models.TicketState{models.TicketSolved, models.TicketClosed}, "solved_at", true, solvedAt},
}

func solvedAt(t models.Ticket) time.Time {
	if t.SolvedAt == nil {
		return time.Time{}
	}
	return *t.SolvedAt
}

// Tickets returns one page of the queue, in the order of ticketGroups.
func (q Queries) Tickets(ctx context.Context, query models.TicketQuery) (models.TicketPage, error) {
	if query.States == nil {
		query.States = []models.TicketState{models.TicketOpen, models.TicketWaiting}
	}
	at, total, groups := cursor{}, -1, ticketGroups
	if query.After != "" {
		var err error
		if at, err = decodeCursor(query.After, ticketOrders()...); err != nil {
			return models.TicketPage{}, err
		}
		total = at.Total
		groups = groups[slices.IndexFunc(groups, func(g ticketGroup) bool { return g.order == at.Order }):]
	}
	size := pageSize(query.Limit)
	list, ends := roomFor[models.Ticket](size+1), map[string]int{} // where each group ends
	for _, group := range groups {
		rows, err := q.ticketsOf(ctx, group, query, at, size+1-len(list))
		if err != nil {
			return models.TicketPage{}, err
		}
		list, at = append(list, rows...), cursor{}
		ends[group.order] = len(list)
		if len(list) > size {
			break
		}
	}
	switch {
	case total >= 0:
	case len(list) <= size:
		total = len(list)
	default:
		var count int64
		if err := q.queue(ctx, query).Count(&count).Error; err != nil {
			return models.TicketPage{}, wrap("count tickets", err)
		}
		total = int(count)
	}
	page := models.TicketPage{Tickets: list, Total: total}
	if len(list) > size {
		page.Tickets = list[:size]
		last := groups[slices.IndexFunc(groups, func(g ticketGroup) bool { return ends[g.order] >= size })]
		page.Next = cursor{Order: last.order, Key: last.at(list[size-1]).UTC().Format(time.RFC3339Nano), ID: list[size-1].ID, Total: total}.encode()
	}
	customers, err := customersOf(ctx, q, page.Tickets, func(t models.Ticket) int64 { return t.CustomerID })
	page.Customers = customers
	return page, err
}

func ticketOrders() (orders []string) {
	for _, group := range ticketGroups {
		orders = append(orders, group.order)
	}
	return orders
}

// ticketsOf returns at most limit tickets of a query that are in a group, behind a place. Each state is one stretch of an index.
func (q Queries) ticketsOf(ctx context.Context, group ticketGroup, query models.TicketQuery, behind cursor, limit int) (list []models.Ticket, err error) {
	than, direction := ">", ""
	if group.latest {
		than, direction = "<", " DESC"
	}
	wanted := query.States
	for _, state := range group.states {
		if !slices.Contains(wanted, state) {
			continue
		}
		query.States = []models.TicketState{state}
		db := q.queue(ctx, query)
		if behind.ID != 0 {
			at, err := time.Parse(time.RFC3339Nano, behind.Key)
			if err != nil {
				return nil, models.Invalid("", "error.bad_page")
			}
			db = db.Where(fmt.Sprintf("tickets.%[1]s %[2]s= ? AND (tickets.%[1]s %[2]s ? OR tickets.id %[2]s ?)", group.column, than), at, at, behind.ID)
		}
		rows := roomFor[models.Ticket](limit)
		if err := db.Order(group.column + direction + ", id" + direction).Limit(limit).Find(&rows).Error; err != nil {
			return nil, wrap("list tickets", err)
		}
		list = append(list, rows...)
	}
	slices.SortStableFunc(list, func(a, b models.Ticket) int {
		order := cmp.Or(group.at(a).Compare(group.at(b)), cmp.Compare(a.ID, b.ID))
		if group.latest {
			order = -order
		}
		return order
	})
	return list[:min(len(list), limit)], nil
}

// queue is the tickets that a query asks for.
func (q Queries) queue(ctx context.Context, query models.TicketQuery) *gorm.DB {
	db := q.session(ctx).Model(&models.Ticket{}).Where("tickets.state IN ? AND tickets.shelved = ?", query.States, false)
	switch {
	case query.Unassigned:
		db = db.Where("tickets.assignee = ''")
	case query.Assignee != "":
		db = db.Where("tickets.assignee = ?", query.Assignee)
	}
	if !query.LateAt.IsZero() {
		db = db.Where("tickets.due_at <= ?", query.LateAt)
	}
	if query.CustomerID != 0 {
		db = db.Where("tickets.customer_id = ?", query.CustomerID)
	}
	if person := query.VisibleTo; person != "" {
		db = db.Where("tickets.assignee = ? OR EXISTS (?)", person, visible(q.session(ctx).Table("customers").Select("1").Where("customers.id = tickets.customer_id"), person))
	}
	return db
}
