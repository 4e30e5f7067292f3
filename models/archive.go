package models

import "time"

// MaxArchiveOwn is how long who entered a customer may archive it without MayArchive: it was entered by mistake then.
const MaxArchiveOwn = 24 * time.Hour

// Archived reports whether the customer was archived: it stands in no list, search or figure of what is open until it is
// restored, and only its code leads to it.
func (c Customer) Archived() bool { return c.ArchivedAt != nil }

// Listed reports whether lists and searches have the customer.
func (c Customer) Listed() bool { return !c.Erased() && !c.Archived() }

// MayArchive reports whether somebody may archive a customer at an instant, and restore it.
func (a Actor) MayArchive(c Customer, at time.Time) bool {
	return a.May(MayArchive) || a.May(MayCreate) && c.CreatedBy == a.ID && at.Sub(c.CreatedAt) <= MaxArchiveOwn
}
