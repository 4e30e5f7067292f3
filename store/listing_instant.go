package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// A moment is listed by its year, month, day and hour in UTC, each a listing, so that a span of any length is some of these
// listings as a whole: a year and two days are one year and two days.

// instantLayouts are how listings write a moment, the longest part of time first.
var instantLayouts = []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15"}

// instantListings are the listings of a moment as Get writes it.
func instantListings(spec models.FieldSpec, value string) []string {
	at, err := time.Parse(time.RFC3339Nano, value)
	if err != nil { // there is none
		return nil
	}
	list := make([]string, len(instantLayouts))
	for i, layout := range instantLayouts {
		list[i] = fieldSign(spec) + at.UTC().Format(layout)
	}
	return list
}

// The years in which moments are looked for: what was noted lies between them, whatever clocks have shown.
const (
	firstYear = 1990
	lastYear  = 2100
)

// parts of time, as instantLayouts has them.
var instantSteps = []func(time.Time) (begin, end time.Time){
	func(t time.Time) (time.Time, time.Time) {
		begin := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		return begin, begin.AddDate(1, 0, 0)
	},
	func(t time.Time) (time.Time, time.Time) {
		begin := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		return begin, begin.AddDate(0, 1, 0)
	},
	func(t time.Time) (time.Time, time.Time) {
		begin := t.Truncate(24 * time.Hour)
		return begin, begin.AddDate(0, 0, 1)
	},
	func(t time.Time) (time.Time, time.Time) {
		begin := t.Truncate(time.Hour)
		return begin, begin.Add(time.Hour)
	},
}

// instantClause is met by the customers of which a moment lies in a span: from one moment to before another.
type instantClause struct {
	column   string
	sign     string
	from, to time.Time // UTC
	whole    []string  // listings of what lies in it
	edges    []string  // of hours that begin before it, or end after it
}

// newInstantClause returns the clause of a span; a zero end is none.
func newInstantClause(spec models.FieldSpec, from, to time.Time) instantClause {
	year := func(n int) time.Time { return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC) }
	if from.IsZero() || from.Before(year(firstYear)) {
		from = year(firstYear)
	}
	if to.IsZero() || to.After(year(lastYear)) {
		to = year(lastYear)
	}
	c := instantClause{column: spec.ColumnName(), sign: fieldSign(spec), from: from.UTC(), to: to.UTC()}
	for at := c.from; at.Before(c.to); {
		for i, step := range instantSteps {
			begin, end := step(at)
			listing := c.sign + begin.Format(instantLayouts[i])
			if begin.Equal(at) && !end.After(c.to) {
				c.whole, at = append(c.whole, listing), end
				break
			}
			if i == len(instantSteps)-1 {
				c.edges, at = append(c.edges, listing), end
			}
		}
	}
	return c
}

func (c instantClause) listings() []string { return slices.Concat(c.whole, c.edges) }

func (c instantClause) bound(s *searcher, block int) int {
	sum := 0
	for _, listing := range c.listings() {
		sum += s.sizes[listing][block]
	}
	return sum + len(s.notes[partFields][block])
}

func (c instantClause) of(ctx context.Context, s *searcher, block int, _ *members) (in, doubt *members, err error) {
	in, doubt = s.fresh(), s.fresh()
	for _, listing := range c.whole {
		s.addList(in, listing, block)
	}
	for _, listing := range c.edges {
		s.addList(doubt, listing, block)
	}
	if noted := s.noted[partFields][block]; noted != nil {
		in.drop(noted)
		doubt.drop(noted)
	}
	// Hours that lie in it as a whole, by their names, which have the order of time.
	first, last := c.from.Add(time.Hour-1).Format(instantLayouts[3]), c.to.Add(-time.Hour).Format(instantLayouts[3])
	for _, note := range s.notes[partFields][block] {
		switch hour := c.hourOf(note.listings); {
		case hour == "":
		case hour >= first && hour <= last:
			in.add(placeIn(note.id))
		case slices.Contains(c.edges, c.sign+hour):
			doubt.add(placeIn(note.id))
		}
	}
	in.join(doubt)
	return in, doubt, nil
}

// hourOf is the hour of the moment that is noted; "" where none is.
func (c instantClause) hourOf(listings string) string {
	for name := range behind(listings, c.sign) {
		if strings.Contains(name, "T") {
			return name
		}
	}
	return ""
}

func (c instantClause) settle(ctx context.Context, s *searcher, ids []int64) ([]int64, error) {
	return s.among(ctx, ids, s.q.session(ctx).Table("customers").
		Where("customers."+c.column+" >= ? AND customers."+c.column+" < ?", c.from, c.to))
}
