package sheets

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// SubjectXLSX is all data of a customer as a workbook, a sheet a kind, for the person it is about to read.
func SubjectXLSX(s models.Subject, r Reader) ([]byte, error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	view := subject{Subject: s, reader: r}
	for _, sheet := range []sheet{
		{"record", []column{{view.say("sheet.column_field"), 24}, {view.say("sheet.column_value"), 60}}, view.record()},
		sheetOf(view, "contacts", models.Contacts, s.Contacts),
		sheetOf(view, "interactions", models.Interactions, s.Interactions),
		sheetOf(view, "followups", models.FollowUps, s.FollowUps),
		sheetOf(view, "statuses", models.StatusChanges, s.Changes),
		sheetOf(view, "deals", models.Deals.With(models.NewCustomFields(s.Fields)), s.Deals),
		sheetOf(view, "tickets", models.Tickets.With(models.NewCustomFields(s.Fields)), s.Tickets),
		sheetOf(view, "memberships", models.CampaignMembers, s.Memberships),
		{"log", view.columns([]column{{"when", 20}, {"by", 14}, {"about", 14}, {"action", 16}, {"field", 22}, {"old", 40}, {"new", 40}, {"source", 24}}), view.log()},
		{"looks", view.columns([]column{{"when", 20}, {"by", 14}, {"look", 40}}), view.looks()},
	} {
		if err := b.add(view.say("sheet."+sheet.name), sheet.columns, sheet.rows); err != nil {
			return nil, err
		}
	}
	return b.bytes()
}

// sheet is a sheet of the workbook: the key of its name, its columns with their titles, and its rows.
type sheet struct {
	name    string
	columns []column
	rows    [][]any
}

// widths are how wide the columns of each type are, in characters; of every other type 14.
var widths = map[models.FieldType]float64{
	models.TypeText: 40, models.TypeLongText: 60, models.TypeInstant: 20, models.TypeDate: 12, models.TypeTime: 8, models.TypeZone: 18,
}

// sheetOf is the sheet of a kind's records: a column a field, a row a record.
func sheetOf[R any](s subject, name string, kind *models.RecordKind[R], records []R) sheet {
	made := sheet{name: name}
	var fields []models.FieldSpec
	for _, spec := range kind.Fields {
		if spec.Sheet != models.NoColumn {
			fields = append(fields, spec)
			made.columns = append(made.columns, column{s.label(spec), cmp.Or(widths[spec.Type], 14)})
		}
	}
	for i := range records {
		values := make([]any, len(fields))
		for j, spec := range fields {
			values[j] = s.typed(spec, kind.Get(&records[i], spec.Key))
		}
		made.rows = append(made.rows, values)
	}
	return made
}

type subject struct {
	models.Subject
	reader Reader
}

func (s subject) say(key string) string { return s.reader.word(key, key) }

func (s subject) at(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(s.reader.Zone)
}

// columns are columns of sheets that are no kind's, given by the keys of their titles.
func (s subject) columns(list []column) []column {
	for i := range list {
		list[i].title = s.say("sheet.column_" + list[i].title)
	}
	return list
}

// record is the customer, a row a field, and below it each that was merged into it.
func (s subject) record() [][]any {
	rows := append(s.recordOf(s.Customer), []any{s.say("sheet.exported_at"), s.at(s.At)})
	for _, c := range s.Merged {
		rows = append(append(rows, []any{s.say("sheet.merged"), c.Code}), s.recordOf(c)...)
	}
	return rows
}

// recordOf is a customer: what people set, the custom fields, then what the system noted.
func (s subject) recordOf(c models.Customer) [][]any {
	kind := models.Customers.With(models.NewCustomFields(s.Fields))
	var rows, notes [][]any
	for _, spec := range kind.Fields {
		value := c.Get(spec.Key)
		if spec.Sheet == models.NoColumn || spec.Retired() && value == "" {
			continue
		}
		row := []any{s.label(spec), s.typed(spec, kind.Noted(&c, spec.Key))}
		if c.Unreadable && models.IsPersonal(spec.Key) {
			row[1] = s.say("sheet.unreadable")
		}
		if spec.Sheet == "" {
			rows = append(rows, row)
		} else {
			notes = append(notes, row)
		}
	}
	return append(rows, notes...)
}

// typed keeps numbers, days and moments what they are, so that a sheet sorts and sums them.
func (s subject) typed(spec models.FieldSpec, value string) any {
	switch spec.Type {
	case models.TypeNumber:
		return number(value)
	case models.TypeDate:
		if day, err := models.ParseDate(value); err == nil && value != "" {
			return day
		}
	case models.TypeInstant:
		if at, err := time.Parse(time.RFC3339Nano, value); err == nil {
			return s.at(at)
		}
	}
	return s.value(spec, value)
}

func (s subject) log() [][]any {
	var rows [][]any
	for _, e := range s.Audit {
		spec := s.spec(e)
		if e.Unreadable {
			e.NewValue = strings.TrimSpace(e.NewValue + " " + s.say("sheet.unreadable"))
		}
		rows = append(rows, []any{
			s.at(e.At), e.Actor, s.reader.word("sheet.about_"+e.Entity, e.Entity), s.reader.word("sheet.action_"+e.Action, e.Action),
			s.logged(spec), s.value(spec, e.OldValue), s.value(spec, e.NewValue), e.Source,
		})
	}
	return rows
}

// looks is who saw the data: personal data and copies by the log, the card as it was opened last.
func (s subject) looks() [][]any {
	var rows [][]any
	for _, look := range s.Looks() {
		rows = append(rows, []any{s.at(look.At), look.Actor, s.say("sheet.look_" + look.Action)})
	}
	for _, seen := range s.Sightings {
		rows = append(rows, []any{s.at(seen.SeenAt), seen.UserID, s.say("sheet.look_card")})
	}
	slices.SortStableFunc(rows, func(a, b []any) int { return a[0].(time.Time).Compare(b[0].(time.Time)) })
	return rows
}

// spec describes the field that an entry of the log is about.
func (s subject) spec(e models.AuditEntry) models.FieldSpec {
	entry := models.HistoryEntry{AuditEntry: e}
	at := slices.IndexFunc(s.Fields, func(f models.CustomField) bool { return f.Key() == models.Field(e.Field) })
	if at >= 0 {
		entry.Custom = &s.Fields[at]
	}
	return entry.Spec()
}

// contact is what a contact is called that a field names; one that is no more stays as it is named.
func (s subject) contact(value string) string {
	if value == models.ContactKey(models.PrimaryContact) {
		return cmp.Or(s.Customer.ContactName.Plain(), value)
	}
	at := slices.IndexFunc(s.Contacts, func(c models.Contact) bool { return models.ContactKey(c.ID) == value })
	if at < 0 {
		return value
	}
	return cmp.Or(s.Contacts[at].ContactName.Plain(), value)
}

// label is what a column, or a row of the record, is called.
func (s subject) label(spec models.FieldSpec) string {
	if spec.Sheet != "" {
		return s.say(spec.Sheet)
	}
	return s.logged(spec)
}

// logged is what a field is called in the log.
func (s subject) logged(spec models.FieldSpec) string {
	switch {
	case spec.Custom != nil:
		return spec.Custom.Label(s.reader.Language)
	case spec.Key == models.FieldReason:
		return s.say(spec.Sheet) // its label in the form says when it is asked for
	}
	return s.reader.word("field."+string(spec.Key), string(spec.Key))
}

// value is a field's value as a reader takes it: keys by their names.
func (s subject) value(spec models.FieldSpec, value string) string {
	switch {
	case value == "":
		return ""
	case spec.Words != "":
		return s.reader.word(spec.Words+value, value)
	}
	switch spec.Type {
	case models.TypeContact:
		return s.contact(value)
	case models.TypeChoice, models.TypeChoices:
		var names []string
		for key := range strings.SplitSeq(value, ",") {
			name := key
			if option, known := spec.Custom.Option(key); known {
				name = option.Label(s.reader.Language)
			}
			names = append(names, name)
		}
		return strings.Join(names, s.reader.word("list.separator", ", "))
	case models.TypeYesNo:
		return s.reader.word("customfield."+value, value)
	}
	return value
}
