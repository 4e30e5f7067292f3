package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// planFilter returns what a filter is met by.
func (s *searcher) planFilter(ctx context.Context, f models.Filter, query models.CustomerQuery) (criterion, error) {
	var met either
	var values []string
	for _, m := range f.Any {
		if m.By == models.MatchValue {
			values = append(values, m.Value)
			continue
		}
		c, err := s.planMatch(ctx, f, m, query)
		if err != nil {
			return nil, err
		}
		met = append(met, asAnswered(c)...)
	}
	if len(values) > 0 {
		list, err := s.planValues(ctx, f, values)
		if err != nil {
			return nil, err
		}
		met = append(met, asAnswered(list...)...)
	}
	var c criterion = met
	switch len(met) {
	case 0:
		c = nobody{}
	case 1:
		c = met[0].criterion
	}
	if f.Not {
		c = except{asAnswered(c)[0]}
	}
	return c, nil
}

// planMatch returns what one match is met by, unless it asks for a value.
func (s *searcher) planMatch(ctx context.Context, f models.Filter, m models.Match, query models.CustomerQuery) (criterion, error) {
	id, custom := f.Field.CustomID()
	spec := fieldSpec(f.Field)
	switch {
	case m.By == models.MatchNone && custom:
		return except{asAnswered(has(customPresence(id)))[0]}, nil
	case m.By == models.MatchAny && custom:
		return has(customPresence(id)), nil
	case m.By == models.MatchNone:
		return except{asAnswered(presenceOf(spec))[0]}, nil
	case m.By == models.MatchAny:
		return presenceOf(spec), nil
	case m.By == models.MatchWords:
		return every(s.planWords(m.Value)), nil
	case m.Empty():
		return nobody{}, nil
	case custom:
		return s.planCustom(ctx, id, m)
	case spec.Type == models.TypeInstant:
		from, to := m.Days()
		return newInstantClause(spec, beginOf(from, query), beginOf(next(to), query)), nil
	case spec.Type == models.TypeDate && m.By == models.MatchSpan:
		return s.planDue(ctx, m, query)
	}
	return nobody{}, nil
}

func next(day models.Date) models.Date {
	if day.IsZero() {
		return day
	}
	return day.AddDays(1)
}

// beginOf is when a day begins for who asks; the zero time for the zero day.
func beginOf(day models.Date, query models.CustomerQuery) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	return day.In(locationOf(query))
}

// presenceOf is met by the customers that have something in a field of the record.
func presenceOf(spec models.FieldSpec) criterion {
	switch {
	case spec.Filter == models.FilterPlace:
		return has(presence(spec))
	case spec.Type == models.TypeDate:
		return except{asAnswered(has(listedUndated))[0]}
	case alwaysThere(spec):
		return has(listedAll)
	case spec.ByValue() && !spec.Personal():
		return except{asAnswered(has(fieldSign(spec)))[0]}
	}
	return has(presence(spec))
}

// planValues returns what is met by the customers that have any of some values.
func (s *searcher) planValues(ctx context.Context, f models.Filter, values []string) (list []criterion, err error) {
	id, custom := f.Field.CustomID()
	spec := fieldSpec(f.Field)
	if f.Personal {
		paths, err := s.personalValues(ctx, f.Field, values)
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			c, err := planIndexed(path.column, path.find)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
		return list, nil
	}
	for _, value := range values {
		switch kept := comparedAs(spec, value); {
		case custom:
			list = append(list, has(listingOf(customSign(id), models.CustomKey(value))))
		case kept == "" || !spec.ByValue():
			list = append(list, nobody{})
		default:
			list = append(list, has(listedAs(spec, value)))
		}
	}
	return list, nil
}

// indexPath is a way by an index to customers; column is where their IDs stand.
type indexPath struct {
	column string
	find   func() *gorm.DB
}

// personalValues finds the customers that have any of some values of a field about a person, in their record or in another
// contact of theirs. They stand in no list: indexes lead to them.
func (s *searcher) personalValues(ctx context.Context, field models.Field, values []string) ([]indexPath, error) {
	forms := []string{}
	id, custom := field.CustomID()
	for _, value := range values {
		var some []string
		var err error
		if custom {
			some, err = s.q.sealedForms(ctx, id, value)
		} else {
			some, err = s.q.personalForms(ctx, field, value)
		}
		if err != nil {
			return nil, err
		}
		forms = append(forms, some...)
	}
	in := func(table, condition string, args ...any) func() *gorm.DB {
		return func() *gorm.DB { return s.q.session(ctx).Table(table).Where(condition, args...) }
	}
	if custom {
		return []indexPath{{"v.customer_id", in("custom_values AS v", "v.field_id = ? AND v.value_key IN ? AND "+ofListed("v.customer_id"), id, forms)}}, nil
	}
	key := fieldSpec(field).Keys[0]
	paths := []indexPath{{"customers.id", in("customers", "customers."+key+" IN ? AND customers.archived_at IS NULL", forms)}}
	if _, ofContact := models.Contacts.Find(field); ofContact {
		paths = append(paths, indexPath{"contacts.customer_id", in("contacts", "contacts."+key+" IN ? AND "+ofListed("contacts.customer_id"), forms)})
	}
	return paths, nil
}

// personalIndexes are how personal data is compared, and the kind of its blind index.
var personalIndexes = map[models.Field]struct {
	kind string
	key  func(string) string
}{
	models.FieldContactName: {kindContact, func(name string) string { return contactKey(models.Personal(name)) }},
	models.FieldEmail:       {kindEmail, models.NormaliseEmail},
	models.FieldPhone:       {kindPhone, models.NormalisePhone},
	models.FieldWeChat:      {kindWeChat, models.NormaliseWeChat},
}

// personalForms returns what the column may hold for a value of a field of the record; nothing for one that nobody has.
func (q Queries) personalForms(ctx context.Context, field models.Field, value string) ([]string, error) {
	index, known := personalIndexes[field]
	if !known {
		return nil, nil
	}
	key := strings.ToValidUTF8(index.key(value), "�")
	if key == "" {
		return nil, nil
	}
	plain, err := q.mayBePlain(ctx)
	if err != nil {
		return nil, err
	}
	forms, err := q.privacy.forms(index.kind, key, plain)
	return forms, wrap("look for personal data", err)
}

// planCustom returns what is met by the customers of which a custom field's value begins with a text, or lies in a span.
func (s *searcher) planCustom(ctx context.Context, id int64, m models.Match) (criterion, error) {
	if m.By == models.MatchBeginning {
		m.Value = models.CustomKey(m.Value)
		if m.Value == "" {
			return nobody{}, nil
		}
	}
	field := strconv.FormatInt(id, 10)
	sorted, from, to := sortedText+field, m.Value, m.Value+lastKey
	if m.By == models.MatchSpan {
		sorted, from, to = sortedNumber+field, numberKey(m.From), numberKey(m.To)
	}
	c, err := s.spanIn(ctx, sorted, from, to, has(customPresence(id)), func(ctx context.Context, ids []int64) ([]int64, error) {
		return s.q.withValues(ctx, ids, id, m)
	})
	if span, few := c.(spanClause); err != nil || !few || len(span.alone) > 0 || span.buckets > 3 {
		return c, err
	}
	few, err := planIndexed("v.customer_id", func() *gorm.DB {
		return valued(s.q.session(ctx).Table("custom_values AS v"), id, m).Where(ofListed("v.customer_id"))
	})
	if err != nil || few.ids != nil {
		return few, err
	}
	return c, nil
}

// locationOf is where the clock hangs by which a search's days go.
func locationOf(query models.CustomerQuery) *time.Location {
	if query.Location == nil {
		return time.UTC
	}
	return query.Location
}

// planDue returns what is met by the customers whose next follow-up is due in a span of days.
func (s *searcher) planDue(ctx context.Context, m models.Match, query models.CustomerQuery) (criterion, error) {
	first, last := m.Days()
	from, to, near, until := "", lastKey, "", lastKey
	zone := locationOf(query)
	if !first.IsZero() {
		from, near = first.String(), first.AddDays(-zonesApart(first, zone)).String()
	}
	if !last.IsZero() {
		to, until = last.String(), last.AddDays(zonesApart(last, zone)).String()
	}
	look := func(ctx context.Context, ids []int64) ([]int64, error) {
		return s.among(ctx, ids, nextDue(s.q.session(ctx).Table("customers"), first, last, zone))
	}
	dated := presenceOf(fieldSpec(models.FieldNextFollowUp))
	list, few, err := s.spanMarks(ctx, sortedDue, near, until)
	if err != nil || !few {
		return lookedAt{dated, look}, err
	}
	days, err := s.spanOf(list, sortedDue, from, to)
	if err != nil {
		return nil, err
	}
	around, err := s.spanOf(list, sortedDue, near, until)
	days.look = look
	return dueClause{days, around}, err
}

// nextDue adds the days between which the next follow-up is due: days by their date, moments by the clock of the person
// who asks. A zero day is no bound.
func nextDue(db *gorm.DB, first, last models.Date, zone *time.Location) *gorm.DB {
	day, moment := []string{"customers.next_follow_up IS NOT NULL"}, []string{"f.due_at IS NOT NULL"}
	var days, moments []any
	if !first.IsZero() {
		db = db.Where("customers.next_follow_up >= ?", first.AddDays(-zonesApart(first, zone)))
		day, days = append(day, "customers.next_follow_up >= ?"), append(days, first)
		moment, moments = append(moment, "f.due_at >= ?"), append(moments, first.In(zone).UTC())
	}
	if !last.IsZero() {
		db = db.Where("customers.next_follow_up <= ?", last.AddDays(zonesApart(last, zone)))
		day, days = append(day, "customers.next_follow_up <= ?"), append(days, last)
		moment, moments = append(moment, "f.due_at < ?"), append(moments, last.AddDays(1).In(zone).UTC())
	}
	return db.Where("(customers.next_follow_up_time = '' AND "+strings.Join(day, " AND ")+
		" OR customers.next_follow_up_time <> '' AND EXISTS (SELECT 1 FROM followups AS f WHERE f.customer_id = customers.id AND f.state = 'planned'"+
		" AND f.due_on = customers.next_follow_up AND f.due_time = customers.next_follow_up_time AND "+strings.Join(moment, " AND ")+"))",
		append(days, moments...)...)
}
