package mapping

import (
	"slices"
	"strings"
	"unicode"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// of are the columns that give a field, in the order in which they count.
func (r *reader) of(field models.Field) []*Column {
	var list []*Column
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Use == ToField && c.Field == field {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *Column) int { return a.Place - b.Place })
	return list
}

// several takes the first value of a field that is right; what its column is labelled as work or mobile goes before others.
func (r *reader) several(field models.Field) {
	columns := r.of(field)
	slices.SortStableFunc(columns, func(a, b *Column) int { return r.labelled(a) - r.labelled(b) })
	spec, _ := r.fields.kind.Find(field)
	for _, c := range columns {
		text := r.text(c)
		if text == "" || r.cell(c).Kind == read.Error {
			continue
		}
		value := spec.Cleaned(text)
		if before := r.made.Values[field]; before != "" {
			if c.Else != ToNothing && !models.SameValue(field, before, value) {
				putAt(&r.made.Left, c.Index, text)
			}
			continue
		}
		if err := r.wrong(field, value, r.cell(c)); err != nil {
			if parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";；、,，/|\n", r) }); len(parts) > 1 && r.wrong(field, spec.Cleaned(parts[0]), read.Cell{}) == nil {
				r.made.Values[field] = spec.Cleaned(parts[0]) // several in one cell
				putAt(&r.made.Left, c.Index, strings.TrimSpace(strings.Join(parts[1:], "; ")))
				continue
			}
			r.fault(c, err)
			continue
		}
		r.made.Values[field] = value
	}
}

// wrong is what is wrong with a phone or an email.
func (r *reader) wrong(field models.Field, value string, cell read.Cell) *models.Error {
	if field == models.FieldPhone && (cell.Spoilt || cell.Kind == read.Number && len(cell.Text) >= 10 && strings.HasSuffix(cell.Text, "0000000")) {
		return models.Invalid(field, "error.calculated_phone")
	}
	if field == models.FieldPhone {
		return models.RefusePhone(value)
	}
	return models.RefuseEmail(value)
}

// labelled is 0 for a value that its label calls work, mobile or main, else 1.
func (r *reader) labelled(c *Column) int {
	if c.Label == 0 || c.Label-1 >= len(r.row.Cells) {
		return 0
	}
	label := strings.ToLower(r.row.Cells[c.Label-1].Text)
	for _, good := range []string{"work", "mobile", "main", "工作", "手机"} {
		if strings.Contains(label, good) {
			return 0
		}
	}
	return 1
}

// contact is the whole name, else its parts put together.
func (r *reader) contact() {
	columns := r.of(models.FieldContactName)
	whole := ""
	var parts []string
	var from []*Column
	for _, c := range columns {
		text := r.text(c)
		switch {
		case text == "":
		case c.Role == names.ContactFirst, c.Role == names.ContactMiddle, c.Role == names.ContactLast:
			parts, from = append(parts, text), append(from, c)
		case whole == "":
			whole = text
		default:
			r.left(c, text, whole)
		}
	}
	switch {
	case whole != "":
		for i, c := range from {
			r.left(c, parts[i], whole)
		}
	case len(parts) > 0:
		whole = fullName(from, parts)
	default:
		return
	}
	r.made.Values[models.FieldContactName] = whole
}

// left keeps a value whose field another column has filled, unless it says nothing more.
func (r *reader) left(c *Column, text, whole string) {
	if c.Else != ToNothing && !strings.Contains(key.Fold(whole), key.Fold(text)) {
		putAt(&r.made.Left, c.Index, text)
	}
}

// fullName puts the parts of a name together: in Chinese the family name first, without a blank.
func fullName(from []*Column, parts []string) string {
	order := map[names.Role]int{names.ContactFirst: 1, names.ContactMiddle: 2, names.ContactLast: 3}
	han := isHan(strings.Join(parts, ""))
	if han {
		order[names.ContactLast] = 0
	}
	index := make([]int, len(parts))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int { return order[from[a].Role] - order[from[b].Role] })
	var sorted []string
	for _, i := range index {
		sorted = append(sorted, parts[i])
	}
	if han {
		return strings.Join(sorted, "")
	}
	return strings.Join(sorted, " ")
}

func isHan(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) && r != '·' })
}
