package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// personalFilter is a filter on personal data, in the forms in which a column may hold it.
type personalFilter struct {
	column string
	forms  []string
}

// personalFilters turns personal filters into what the columns may hold.
func (q Queries) personalFilters(ctx context.Context, query models.CustomerQuery) (planned []personalFilter, err error) {
	for _, filter := range []struct{ column, kind, value string }{
		{"contact_key", kindContact, contactKey(models.Personal(query.Contact))},
		{"email_key", kindEmail, models.NormaliseEmail(query.Email)},
		{"phone_key", kindPhone, models.NormalisePhone(query.Phone)},
	} {
		if filter.value == "" {
			continue
		}
		plain, err := q.mayBePlain(ctx)
		if err != nil {
			return nil, err
		}
		forms, err := q.privacy.forms(filter.kind, strings.ToValidUTF8(filter.value, "�"), plain)
		if err != nil {
			return nil, wrap("look for personal data", err)
		}
		planned = append(planned, personalFilter{filter.column, forms})
	}
	return planned, nil
}

// filtered adds the filters of a search to a query of few customers, but for its words and custom fields.
func (q Queries) filtered(ctx context.Context, db *gorm.DB, query models.CustomerQuery) (*gorm.DB, error) {
	personal, err := q.personalFilters(ctx, query)
	if err != nil {
		return nil, err
	}
	for _, filter := range []struct{ column, value string }{
		{"industry", query.Industry},
		{"status", string(query.Status)},
		{"owner", query.Owner},
		{"kind", string(query.Kind)},
		{"source_key", NameKey(query.Source)},
	} {
		if filter.value != "" {
			db = db.Where("customers."+filter.column+" = ?", strings.ToValidUTF8(filter.value, "�"))
		}
	}
	for _, filter := range personal {
		db = db.Where("customers."+filter.column+" IN ?", filter.forms)
	}
	return nextDue(notErased(visible(db, query.VisibleTo)), query), nil
}

// dueZone is the clock by which a search's days go.
func dueZone(query models.CustomerQuery) *time.Location {
	if query.DueZone == nil {
		return time.UTC
	}
	return query.DueZone
}

// nextDue adds the days between which the next follow-up is due: days by their date, moments by the clock of the person
// who asks.
func nextDue(db *gorm.DB, query models.CustomerQuery) *gorm.DB {
	zone := dueZone(query)
	var day, moment []string
	var days, moments []any
	if !query.DueFrom.IsZero() {
		db = db.Where("customers.next_follow_up >= ?", query.DueFrom.AddDays(-zonesApart(query.DueFrom, zone)))
		day, days = append(day, "customers.next_follow_up >= ?"), append(days, query.DueFrom)
		moment, moments = append(moment, "f.due_at >= ?"), append(moments, query.DueFrom.In(zone).UTC())
	}
	if !query.DueTo.IsZero() {
		db = db.Where("customers.next_follow_up <= ?", query.DueTo.AddDays(zonesApart(query.DueTo, zone)))
		day, days = append(day, "customers.next_follow_up <= ?"), append(days, query.DueTo)
		moment, moments = append(moment, "f.due_at < ?"), append(moments, query.DueTo.AddDays(1).In(zone).UTC())
	}
	if day == nil {
		return db
	}
	return db.Where("(customers.next_follow_up_time = '' AND "+strings.Join(day, " AND ")+
		" OR customers.next_follow_up_time <> '' AND EXISTS (SELECT 1 FROM followups AS f WHERE f.customer_id = customers.id AND f.state = 'planned'"+
		" AND f.due_on = customers.next_follow_up AND f.due_time = customers.next_follow_up_time AND "+strings.Join(moment, " AND ")+"))",
		append(days, moments...)...)
}
