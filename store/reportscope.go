package store

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// asKept is a scope with its source and its tag as customers have them: what was renamed is called otherwise now.
func (q Queries) asKept(ctx context.Context, scope models.CountScope) (models.CountScope, error) {
	if scope.Source != "" {
		named, err := q.CampaignsNamed(ctx, []string{scope.Source})
		if err != nil {
			return scope, err
		}
		if m, known := named[SourceKey(scope.Source)]; known {
			scope.Source = m.Name
		}
	}
	if scope.Tag == "" {
		return scope, nil
	}
	key := models.TagKey(scope.Tag)
	names, err := q.TagNames(ctx, []string{key})
	if name, known := names[key]; known {
		scope.Tag = name
	}
	return scope, err
}

// inScope limits rows of a table that names customers to those of a scope, but for whose they are; joined is that the customers are asked for
// anyway. The rows are read first: in a span of time there are fewer than an industry or a tag has.
func (q Queries) inScope(db *gorm.DB, table string, scope models.CountScope, joined bool) *gorm.DB {
	if scope.Person = ""; !joined && scope == (models.CountScope{}) {
		return db
	}
	db = db.Joins(q.dialect.thenJoin + " customers ON customers.id = " + table + ".customer_id")
	return having(visible(db, scope.VisibleTo), scope)
}

// having limits a query of customers to those that have what a scope says.
func having(db *gorm.DB, scope models.CountScope) *gorm.DB {
	if scope.Industry != "" {
		db = db.Where("customers.industry = ?", scope.Industry)
	}
	if key := NameKey(scope.Source); key != "" {
		db = db.Where("customers.source_key = ?", key)
	} else if scope.Source != "" {
		db = db.Where("customers.source = ?", scope.Source)
	}
	if scope.Tag != "" { // no LIKE: SQLite's makes no difference between a and A
		beside := utf8.RuneCountInString(scope.Tag) + 1
		db = db.Where("(customers.tags = ? OR SUBSTR(customers.tags, 1, ?) = ? OR SUBSTR(customers.tags, ?) = ? OR INSTR(customers.tags, ?) > 0)",
			scope.Tag, beside, scope.Tag+",", -beside, ","+scope.Tag, ","+scope.Tag+",")
	}
	return db
}

// owned limits a query of customers to an owner's; "" limits nothing.
func owned(db *gorm.DB, owner string) *gorm.DB {
	if owner == "" {
		return db
	}
	return db.Where("customers.owner = ?", owner)
}

// customersOf are the customers of a scope. Those that a person sees are gathered by the indexes that lead to them.
func (q Queries) customersOf(ctx context.Context, scope models.CountScope) *gorm.DB {
	if scope.VisibleTo == "" || scope.Person != "" || scope.Industry != "" || scope.Source != "" {
		return owned(having(visible(q.session(ctx).Table("customers"), scope.VisibleTo), scope), scope.Person)
	}
	const seen = "(SELECT id FROM customers WHERE owner IN (?, '') UNION SELECT customer_id FROM followups WHERE assignee = ? AND state = 'planned' " +
		"UNION SELECT customer_id FROM deals WHERE owner = ? UNION SELECT customer_id FROM tickets WHERE assignee = ? AND state IN " + undoneStates + ") AS seen"
	db := q.session(ctx).Table(seen, scope.VisibleTo, scope.VisibleTo, scope.VisibleTo, scope.VisibleTo)
	return having(db.Joins(q.dialect.thenJoin+" customers ON customers.id = seen.id"), scope)
}

// longTime is from when on a span has so many rows of histories that a scope has fewer customers.
const longTime = 100 * 24 * time.Hour

// historyOf are the rows of status histories from an instant until another, of customers of a scope; joined is that the customers are asked for
// anyway. Over a long time it goes from the customers to their rows, else from the rows to their customers.
func (q Queries) historyOf(ctx context.Context, scope models.CountScope, from, to time.Time, joined bool) *gorm.DB {
	var db *gorm.DB
	if scope != (models.CountScope{}) && to.Sub(from) > longTime {
		db = q.customersOf(ctx, scope).Joins(q.dialect.thenJoin + " status_changes ON status_changes.customer_id = customers.id")
	} else {
		db = q.session(ctx).Table("status_changes")
		db = owned(q.inScope(db, "status_changes", scope, joined || scope.Person != ""), scope.Person)
	}
	return db.Where("status_changes.changed_at >= ? AND status_changes.changed_at < ?", from, to)
}

// division is the column by which counts of customers, or of what is theirs, are divided; "" is none.
type division string

// divisionOf is the division by a dimension.
func divisionOf(by models.Dimension) division {
	return map[models.Dimension]division{
		models.ByOwner: "customers.owner", models.ByIndustry: "customers.industry", models.BySource: "customers.source_key", models.ByTag: "customers.tags",
	}[by]
}

// selects are columns that a statement selects, with the division's before them.
func (d division) selects(columns string) string {
	if d == "" {
		return columns
	}
	return string(d) + " AS value, " + columns
}

// groups are columns by which a statement groups, with the division's before them.
func (d division) groups(columns string) string {
	if d == "" {
		return columns
	}
	return string(d) + ", " + columns
}

// cutAt is SQL for the part, from 0 on, into which cuts put an instant.
func cutAt(column string, cuts []time.Time) (text string, args []any) {
	if len(cuts) == 0 {
		return "0", nil
	}
	var b strings.Builder
	for i, cut := range cuts {
		b.WriteString(" WHEN " + column + " < ? THEN " + strconv.Itoa(i))
		args = append(args, cut)
	}
	return "CASE" + b.String() + " ELSE " + strconv.Itoa(len(cuts)) + " END", args
}
