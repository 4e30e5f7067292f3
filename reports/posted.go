package reports

import (
	"cmp"
	"slices"
)

// Posted is the report that goes to a channel by the clock.
type Posted struct {
	Report
	Late  bool              // it is posted later than it should have been
	Names map[string]string // what people are called, by Slack user ID: a channel reads names, and nobody is called by them
}

// Everybody lists the Slack user IDs of the people whom the report names.
func (r Report) Everybody() []string {
	var ids []string
	for _, p := range r.People {
		ids = append(ids, p.ID)
	}
	for _, p := range r.Tickets.People {
		ids = append(ids, p.Value)
	}
	for _, t := range r.Targets {
		ids = append(ids, t.Person)
	}
	for _, d := range slices.Concat(r.Happened.Won.Deals, r.Happened.Lost.Deals, r.Happened.Slipped.Deals) {
		ids = append(ids, d.Owner)
	}
	for _, c := range r.Happened.Cold.Customers {
		ids = append(ids, c.Owner)
	}
	slices.SortFunc(ids, cmp.Compare)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}
