package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Targets of tickets that will be over soon, and those that are, are told by the clock. What is to be told next of a ticket is found by its
// alert_at; what was told of it is kept with it, in the transaction that puts the message into the outbox.

// servingPrint is the setting that holds by which targets and hours tickets were looked at last. It is learnt, not chosen.
type servingPrint string

func (servingPrint) check() error { return nil }

var settingServing = setting[servingPrint]{name: "service_times"}

// CheckServiceTimes lets all open tickets be looked at anew when the targets, the working hours or the calendar are others than before.
func (s *Service) CheckServiceTimes(ctx context.Context) error {
	year := s.Now("").Year()
	print := servingPrint(s.team.Service.Fingerprint(models.NewDate(year-1, 1, 1), models.NewDate(year+2, 1, 1)))
	text, err := s.store.Setting(ctx, settingServing.name)
	if err != nil {
		return err
	}
	if known, err := settingServing.read(stored{settingServing.name: text}); err == nil && known == print { // a damaged one is written anew
		return nil
	}
	if err := s.countWaiting(ctx); err != nil {
		return err
	}
	return s.changeSettings(ctx, models.Operation{Actor: models.System(), Source: "clock"}, func(c *change, _ stored) error {
		if err := c.LookAtTickets(ctx); err != nil {
			return err
		}
		return settingServing.save(ctx, c, print)
	})
}

// countWaiting counts anew whether tickets that wait were late before, which nobody looks at: of them nothing is told.
func (s *Service) countWaiting(ctx context.Context) error {
	query := models.TicketQuery{States: []models.TicketState{models.TicketWaiting}}
	for after := int64(0); ; {
		page, err := s.store.TicketsAfter(ctx, query, after, exportPage)
		if err != nil || len(page.Tickets) == 0 {
			return err
		}
		after = page.Tickets[len(page.Tickets)-1].ID
		err = s.change(ctx, models.Operation{Actor: models.System(), Source: "clock"}, func(c *change) error {
			tickets, moves, err := c.lockTickets(ctx, page.Tickets)
			if err != nil {
				return err
			}
			var counted []*models.Ticket
			for _, found := range page.Tickets {
				if was, there := tickets[found.ID]; there && was.State == models.TicketWaiting {
					t := *was
					t.Time(s.team.Service, moves[t.ID], c.at)
					counted = append(counted, &t)
				}
			}
			return c.NoteAlerted(ctx, tickets, counted)
		})
		if err != nil {
			return err
		}
	}
}

// TicketsToAlert returns at most limit tickets of which something may have to be told by an instant: which, whose, and who has them.
func (s *Service) TicketsToAlert(ctx context.Context, until time.Time, limit int) ([]models.Ticket, error) {
	return s.store.TicketsToAlert(ctx, until, limit)
}

// AlertTickets decides what is told at an instant of tickets that TicketsToAlert has found, and to whom: each alert once, whoever decides it how
// often. The messages tell it at notBefore.
func (s *Service) AlertTickets(ctx context.Context, found []models.Ticket, to models.AlertReceivers, at, notBefore time.Time) error {
	return s.change(ctx, models.Operation{Actor: models.System(), Source: "clock"}, func(c *change) error {
		tickets, moves, err := c.lockTickets(ctx, found)
		if err != nil {
			return err
		}
		told := map[string][]models.TicketAlert{}
		var looked []*models.Ticket
		for i := range found {
			id := found[i].ID
			was, there := tickets[id]
			if !there || was.State != models.TicketOpen || was.Shelved || was.AlertAt.After(at) {
				continue
			}
			t := *was
			for _, alert := range t.Alerts(s.team.Service, moves[id], at) {
				if t.UpdatedAt.After(alert.At) { // it is since then, as of one that was opened again
					alert.At = t.UpdatedAt
				}
				for _, receiver := range to.Of(t.Assignee, alert) {
					told[receiver] = append(told[receiver], models.TicketAlert{TicketID: id, Target: alert.Target, Late: alert.Late, Assignee: t.Assignee, At: alert.At})
				}
			}
			looked = append(looked, &t)
		}
		if err := c.NoteAlerted(ctx, tickets, looked); err != nil {
			return err
		}
		for _, receiver := range slices.Sorted(maps.Keys(told)) {
			if err := c.TellAlerts(ctx, receiver, told[receiver], at, notBefore); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockTickets takes the customers of tickets that were found, which keeps the tickets from changing, and reads these with their ways. One that
// went to another customer meanwhile, by a merge, isn't there: it is looked at the next time.
func (c *change) lockTickets(ctx context.Context, found []models.Ticket) (map[int64]*models.Ticket, map[int64][]models.TicketMove, error) {
	ids, customers := make([]int64, len(found)), make([]int64, len(found))
	for i, t := range found {
		ids[i], customers[i] = t.ID, t.CustomerID
	}
	held := slices.Clone(customers)
	slices.Sort(held)
	if err := c.HoldCustomers(ctx, slices.Compact(held)); err != nil {
		return nil, nil, err
	}
	tickets, err := c.TicketsToTime(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for i, id := range ids {
		if t, there := tickets[id]; there && t.CustomerID != customers[i] {
			delete(tickets, id)
		}
	}
	moves, err := c.TicketMovesOf(ctx, ids)
	return tickets, moves, err
}

// AlertsTold returns what a message tells somebody of tickets, as far as it is still so: of those that were answered, solved, or wait
// meanwhile it tells nothing, nor of one that somebody else has by now that it will be late soon.
func (s *Service) AlertsTold(ctx context.Context, message string) (told models.AlertsTold, err error) {
	alerts, err := s.store.TicketAlerts(ctx, message)
	if err != nil || len(alerts) == 0 {
		return told, err
	}
	var ids, customers []int64
	for _, a := range alerts {
		if !slices.Contains(ids, a.TicketID) {
			ids = append(ids, a.TicketID)
		}
	}
	tickets, err := s.store.TicketsByID(ctx, ids)
	if err != nil {
		return told, err
	}
	moves, err := s.store.TicketMovesOf(ctx, ids)
	if err != nil {
		return told, err
	}
	for _, t := range tickets {
		customers = append(customers, t.CustomerID)
	}
	of, err := s.store.CustomersByID(ctx, customers)
	if err != nil {
		return told, err
	}
	now := s.clock.Now()
	items := map[int64]models.AlertTold{}
	for _, a := range alerts {
		t, there := tickets[a.TicketID]
		if !there || t.State != models.TicketOpen || t.Shelved || of[t.CustomerID].Erased() || !a.Late && t.Assignee != a.Assignee {
			continue
		}
		at := s.team.Service.Times(t, moves[t.ID], now).Of(a.Target)
		over := at.Runs() && !at.Due.After(now)
		if !at.Runs() || a.Late && !over {
			continue
		}
		item := models.AlertTold{Ticket: t, Customer: of[t.CustomerID], Target: a.Target, Time: at, Over: over}
		if before, known := items[t.ID]; !known || item.Time.Due.Before(before.Time.Due) {
			items[t.ID] = item
		}
	}
	for _, id := range ids {
		if item, stands := items[id]; stands {
			told.Items = append(told.Items, item)
		}
	}
	slices.SortStableFunc(told.Items, func(a, b models.AlertTold) int {
		return cmp.Or(a.Time.Due.Compare(b.Time.Due), cmp.Compare(a.Ticket.ID, b.Ticket.ID))
	})
	return told, nil
}
