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

// Read returns what a row says. What is wrong at a cell leaves out its value and is among the faults, all at once; a row that names no
// customer is refused. Rules of the domain beyond the form of values (lengths, sensitive words, a day in the past) are for whoever saves it.
func (m Mapping) Read(row read.Row, f *Fields) Record {
	r := &reader{Mapping: m, fields: f, row: row, made: Record{Number: row.Number, Values: map[models.Field]string{}, Refused: row.Refused}}
	r.made.Notes = append(r.made.Notes, row.Notes...)
	if row.Refused != nil {
		return r.made
	}
	r.clean()
	for i := range m.Columns {
		r.column(&m.Columns[i])
	}
	r.several(models.FieldPhone)
	r.several(models.FieldEmail)
	r.contact()
	r.address()
	r.name()
	r.remarks()
	return r.made
}

// reader reads one row.
type reader struct {
	Mapping
	fields *Fields
	row    read.Row
	texts  []string // what stands in its cells, cleaned; "" for words that stand for nothing
	made   Record
}

func (r *reader) clean() {
	r.texts = make([]string, len(r.row.Cells))
	for i, cell := range r.row.Cells {
		if text := strings.TrimSpace(key.Clean(cell.Text)); !r.Empty[text] {
			r.texts[i] = text
		}
	}
}

// text is what stands in a column.
func (r *reader) text(c *Column) string {
	if c.Index >= len(r.texts) {
		return ""
	}
	return r.texts[c.Index]
}

func (r *reader) cell(c *Column) read.Cell { return r.row.Cells[c.Index] }

func (r *reader) fault(c *Column, err *models.Error) {
	r.made.Faults = append(r.made.Faults, Fault{c.Index, err})
}

// column reads a column that stands for itself; phones, emails, contacts and addresses are put together afterwards.
func (r *reader) column(c *Column) {
	text := r.text(c)
	if text == "" {
		if c.Use != ToNothing && c.Index < len(r.row.Cells) && r.cell(c).Kind == read.Error {
			r.fault(c, models.Invalid("", "error.row_formula"))
		}
		return
	}
	if c.Use != ToNothing && r.cell(c).Kind == read.Error {
		r.fault(c, models.Invalid("", "error.row_error", "Value", text))
		return
	}
	switch c.Use {
	case ToTags:
		r.made.Tags = append(r.made.Tags, tags(text, c.Split)...)
	case ToContact:
		r.further(c, text)
	case ToRecord:
		r.record(c, text)
	case ToNew:
		if value, ok := r.value(c, models.CustomField{Kind: c.Kind}.Spec().Type, text); ok {
			putAt(&r.made.New, c.Index, value)
		}
	case ToField:
		if !slices.Contains(severals, c.Field) {
			r.field(c, text)
		}
	}
}

// further puts a value to the contact that a column is of. A second value of a kind, such as another phone, isn't taken.
func (r *reader) further(c *Column, text string) {
	at := slices.IndexFunc(r.made.Further, func(f Further) bool { return f.Person >= c.Person })
	switch {
	case at < 0:
		at = len(r.made.Further)
		fallthrough
	case r.made.Further[at].Person != c.Person:
		r.made.Further = slices.Insert(r.made.Further, at, Further{c.Person, map[names.Role]string{}, map[names.Role]int{}})
	}
	contact := r.made.Further[at]
	if contact.Values[c.Role] != "" {
		putAt(&r.made.Left, c.Index, text)
		return
	}
	contact.Values[c.Role], contact.Columns[c.Role] = text, c.Index
}

func put(into *map[names.Role]string, role names.Role, value string) {
	if *into == nil {
		*into = map[names.Role]string{}
	}
	if before := (*into)[role]; before != "" {
		value = before + ", " + value
	}
	(*into)[role] = value
}

func putAt(into *map[int]string, at int, value string) {
	if *into == nil {
		*into = map[int]string{}
	}
	(*into)[at] = value
}

// tags splits a cell; what systems put before a group's name is taken off.
func tags(text, between string) []string {
	var list []string
	for part := range strings.SplitSeq(text, between) {
		part = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(part), "* "))
		if part != "" && !slices.Contains(list, part) {
			list = append(list, part)
		}
	}
	return list
}

// record reads something of the open deal, or of the record that the row is.
func (r *reader) record(c *Column, text string) {
	if r.made.Record[c.Role] == "" && r.fields.chosen(c.Role) {
		spec, _ := r.fields.spec(models.Field(c.Role))
		if value := r.chosen(c, spec, text); value != "" {
			put(&r.made.Record, c.Role, value)
		}
		return
	}
	kind := r.fields.recordType(c.Role)
	if kind == models.TypeNumber && strings.HasSuffix(text, "%") {
		text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
	}
	if r.made.Record[c.Role] != "" { // a second column of the kind
		putAt(&r.made.Left, c.Index, text)
		return
	}
	value, ok := r.value(c, kind, text)
	if !ok {
		return
	}
	if spec, _ := r.fields.spec(models.Field(c.Role)); spec.Type == models.TypeMoney {
		if sign := currencyOf(text); sign != "" {
			value += " " + sign
		}
	}
	put(&r.made.Record, c.Role, value)
}

// field reads the value of a field.
func (r *reader) field(c *Column, text string) {
	spec, known := r.fields.kind.Find(c.Field)
	if !known {
		return
	}
	switch {
	case spec.Type == models.TypeChoice || spec.Type == models.TypeChoices:
		text = r.chosen(c, spec, text)
		if text == "" {
			return
		}
	case spec.Key == models.FieldNextFollowUp:
		r.followUp(c, text)
		return
	default:
		value, ok := r.value(c, spec.Type, text)
		if !ok {
			return
		}
		text = value
	}
	r.made.Values[c.Field] = spec.Cleaned(text)
}

// says reports a text with a letter or a digit in it.
func says(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// name makes sure that the row names a customer.
func (r *reader) name() {
	kind := r.Rows()
	if kind == models.ImportCampaigns {
		name, code := names.Role(kind.Gives(models.FieldCampaignName)), names.Role(kind.Gives(models.FieldCampaignCode))
		if !says(r.made.Record[name]) && r.made.Record[code] == "" {
			r.made.Refused = models.Invalid(models.FieldCampaignName, "error.row_campaign")
		}
		return
	}
	code, _ := kind.CodeField()
	_, ours := kind.Codes(r.made.Record[names.Role(kind.Gives(code))])
	if kind.Records() && (r.made.Values[models.FieldCode] != "" || ours) {
		return
	}
	for _, field := range append([]models.Field{models.FieldName}, r.StandIn...) {
		if value := r.made.Values[field]; says(value) {
			r.made.Values[models.FieldName] = value
			return
		}
	}
	delete(r.made.Values, models.FieldName)
	for _, field := range []models.Field{models.FieldCompany, models.FieldContactName} {
		if value := r.made.Values[field]; len(r.StandIn) == 0 && says(value) {
			r.made.Values[models.FieldName] = value
			return
		}
	}
	r.made.Refused = models.Invalid(models.FieldName, "error.row_name")
}

// remarks points out what may be no customer, or can't be reached.
func (r *reader) remarks() {
	if r.made.Refused != nil || r.Rows().Records() {
		return
	}
	filled, columns := 0, 0
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Use != ToNothing {
			columns++
			filled += btoi(r.text(c) != "")
		}
	}
	if filled == 1 && columns > 3 {
		r.made.Notes = append(r.made.Notes, remark("notice.map_note"))
	}
	reachable := len(r.of(models.FieldPhone)) > 0 && len(r.of(models.FieldEmail)) > 0
	if reachable && r.made.Values[models.FieldPhone] == "" && r.made.Values[models.FieldEmail] == "" {
		r.made.Notes = append(r.made.Notes, remark("notice.map_unreachable"))
	}
}
