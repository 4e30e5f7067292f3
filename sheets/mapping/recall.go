package mapping

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models/key"
)

// Recall takes over what people decided for a file of the same shape, and reports whether it has one. What they were asked then isn't asked
// again, but for what is new in this file: words of a choice that nobody has seen, dates that don't fit the order, other words for nothing.
func (m *Mapping) Recall(before Mapping) bool {
	if m.Shape == "" || m.Shape != before.Shape || m.Rows() != before.Rows() || len(m.Columns) != len(before.Columns) {
		return false
	}
	for i := range m.Columns {
		c, decided := &m.Columns[i], before.Columns[i]
		fresh := *c
		c.Use, c.Field, c.Role, c.Line, c.Place, c.Else = decided.Use, decided.Field, decided.Role, decided.Line, decided.Place, decided.Else
		c.Person = cmp.Or(decided.Person, fresh.Person) // what was decided by an earlier version has none
		c.Kind, c.Split, c.Label, c.Decimal = decided.Kind, decided.Split, decided.Label, decided.Decimal
		c.Unit = decided.Unit
		c.Choices = maps.Clone(decided.Choices)
		c.Certainty, c.Reason, c.Doubts = Sure, remark("notice.map_remembered"), nil
		c.Unknown = slices.DeleteFunc(slices.Clone(fresh.Unknown), func(word string) bool {
			_, known := decided.Choices[key.Fold(word)]
			return known
		})
		if len(c.Unknown) > 0 && (c.Use == ToField || c.Use == ToRecord) {
			c.Doubts = append(c.Doubts, remark("notice.map_choices", "Name", c.Name, "Values", strings.Join(c.Unknown, ", ")))
		}
		for _, d := range fresh.Doubts {
			if d.Key == "notice.map_order_both" || d.Key == "notice.map_past" {
				c.Doubts = append(c.Doubts, d)
			}
		}
		if decided.Order != NoOrder {
			c.Order = decided.Order
		}
		if fresh.Order != NoOrder && fresh.Order != c.Order && !slices.ContainsFunc(fresh.Doubts, func(d Remark) bool { return d.Key == "notice.map_order" }) {
			c.Doubts = append(c.Doubts, remark("notice.map_order_both", "Name", c.Name, "Values", strings.Join(c.Samples, ", ")))
		}
	}
	m.StandIn = slices.Clone(before.StandIn)
	m.Doubts = slices.DeleteFunc(m.Doubts, func(d Remark) bool { return d.Key == "notice.map_stand_in" || Nameless(d) })
	fresh := false
	for word := range m.Empty {
		on, decided := before.Empty[word]
		if decided {
			m.Empty[word] = on
		}
		fresh = fresh || !decided
	}
	if !fresh {
		m.Doubts = slices.DeleteFunc(m.Doubts, func(d Remark) bool { return d.Key == "notice.map_nothing" })
	}
	return true
}
