package models

import "time"

// TicketsDue are a person's open tickets of which a target is over, or is over on the same day, the most urgent first.
type TicketsDue struct {
	TicketPage
	Late int       // how many of them are late
	Now  time.Time // as of when
}

// CountLate counts how many of the tickets that are shown are late.
func (t TicketsDue) CountLate() (late int) {
	for _, ticket := range t.Tickets {
		if !ticket.DueAt.After(t.Now) {
			late++
		}
	}
	return late
}

// TicketsLeft are tickets of the team that somebody has to look after: those that are late, and those that nobody has. One may be both.
type TicketsLeft struct {
	Late, Unassigned TicketPage
	Undecided        int       // messages of support channels that are nobody's ticket yet
	Now              time.Time // as of when
}

// Any reports whether there are any.
func (t TicketsLeft) Any() bool { return t.Late.Total+t.Unassigned.Total+t.Undecided > 0 }

// Public are the tickets as everybody in a channel may see them.
func (t TicketsLeft) Public() TicketsLeft {
	for _, page := range []*TicketPage{&t.Late, &t.Unassigned} {
		named := make(map[int64]Customer, len(page.Customers))
		for id, c := range page.Customers {
			c.Name = c.PublicName()
			named[id] = c
		}
		page.Customers = named
	}
	return t
}
