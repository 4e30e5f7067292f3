package sheets

import (
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// SubjectXLSX is all that is held on a customer as a workbook, a sheet a kind, for the person it is about to read.
func SubjectXLSX(s models.Subject, r Reader) ([]byte, error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	view := subject{Subject: s, reader: r}
	for _, sheet := range []struct {
		name    string
		columns []column
		rows    func() [][]any
	}{
		{"record", []column{{"field", 24}, {"value", 60}}, view.record},
		{"interactions", []column{{"when", 20}, {"kind", 12}, {"text", 60}, {"link", 30}, {"by", 14}, {"logged_at", 20}}, view.interactions},
		{"followups", []column{
			{"day", 12}, {"time", 8}, {"zone", 18}, {"due_at", 20}, {"what", 40}, {"assignee", 14}, {"state", 12}, {"outcome", 40}, {"closed_at", 20}, {"closed_by", 14}, {"planned_by", 14}, {"planned_at", 20},
		}, view.followUps},
		{"statuses", []column{{"when", 20}, {"from", 14}, {"to", 14}, {"reason", 50}, {"by", 14}}, view.changes},
		{"log", []column{{"when", 20}, {"by", 14}, {"about", 14}, {"action", 16}, {"field", 22}, {"old", 40}, {"new", 40}, {"source", 24}}, view.log},
		{"looks", []column{{"when", 20}, {"by", 14}, {"look", 40}}, view.looks},
	} {
		for i := range sheet.columns {
			sheet.columns[i].title = view.say("sheet.column_" + sheet.columns[i].title)
		}
		if err := b.add(view.say("sheet."+sheet.name), sheet.columns, sheet.rows()); err != nil {
			return nil, err
		}
	}
	return b.bytes()
}

// subject is what is held on a customer, in a reader's words.
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

func (s subject) atOrNever(t *time.Time) any {
	if t == nil {
		return nil
	}
	return s.at(*t)
}

func (s subject) record() [][]any {
	c := s.Customer
	var rows [][]any
	for _, field := range append(append(models.CustomerFields(), models.FieldNextFollowUpTime), models.BesideFields()...) {
		value := any(s.value(field, c.Get(field)))
		switch field {
		case models.FieldNextFollowUp:
			value = c.NextFollowUp
		case models.FieldNextFollowUpTime:
			value = models.TimeNote(c.NextFollowUpTime, c.NextFollowUpZone)
		}
		if c.Unreadable && models.IsPersonal(field) {
			value = s.say("sheet.unreadable")
		}
		rows = append(rows, []any{s.label(field), value})
	}
	for _, f := range s.Fields {
		if value := c.Get(f.Key()); value != "" || !f.Retired() {
			rows = append(rows, []any{f.Label(s.reader.Language), s.typed(f, value)})
		}
	}
	return append(rows,
		[]any{s.say("sheet.created_at"), s.at(c.CreatedAt)}, []any{s.say("sheet.created_by"), c.CreatedBy},
		[]any{s.say("sheet.updated_at"), s.at(c.UpdatedAt)}, []any{s.say("sheet.updated_by"), c.UpdatedBy},
		[]any{s.say("sheet.erased_at"), s.atOrNever(c.ErasedAt)}, []any{s.say("sheet.exported_at"), s.at(s.At)},
	)
}

// typed is a value of one of the team's own fields: a number or a day where it is one.
func (s subject) typed(f models.CustomField, value string) any {
	switch f.Kind {
	case models.CustomNumber:
		return number(value)
	case models.CustomDate:
		if day, err := models.ParseDate(value); err == nil && value != "" {
			return day
		}
	}
	return s.value(f.Key(), value)
}

func (s subject) interactions() [][]any {
	var rows [][]any
	for _, in := range s.Interactions {
		rows = append(rows, []any{
			s.at(in.HappenedAt), s.reader.word("interaction."+string(in.Kind), string(in.Kind)), in.Text, in.Permalink, in.CreatedBy, s.at(in.CreatedAt),
		})
	}
	return rows
}

func (s subject) followUps() [][]any {
	var rows [][]any
	for _, f := range s.FollowUps {
		rows = append(rows, []any{
			f.DueOn, string(f.DueTime), f.Zone, s.atOrNever(f.DueAt), f.Title, f.Assignee, s.value(models.FieldState, string(f.State)), f.Outcome,
			s.atOrNever(f.ClosedAt), f.ClosedBy, f.CreatedBy, s.at(f.CreatedAt),
		})
	}
	return rows
}

func (s subject) changes() [][]any {
	var rows [][]any
	for _, change := range s.Changes {
		rows = append(rows, []any{
			s.at(change.ChangedAt), s.value(models.FieldStatus, string(change.FromStatus)), s.value(models.FieldStatus, string(change.ToStatus)), change.Reason, change.ChangedBy,
		})
	}
	return rows
}

func (s subject) log() [][]any {
	var rows [][]any
	for _, e := range s.Audit {
		field := models.Field(e.Field)
		if e.Unreadable {
			e.NewValue = strings.TrimSpace(e.NewValue + " " + s.say("sheet.unreadable"))
		}
		rows = append(rows, []any{
			s.at(e.At), e.Actor, s.reader.word("sheet.about_"+e.Entity, e.Entity), s.reader.word("sheet.action_"+e.Action, e.Action),
			s.label(field), s.value(field, e.OldValue), s.value(field, e.NewValue), e.Source,
		})
	}
	return rows
}

// looks is who saw what is held: personal data and copies by the log, the card as it was opened last.
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

// label is what a field is called.
func (s subject) label(field models.Field) string {
	if f, found := s.field(field); found {
		return f.Label(s.reader.Language)
	}
	if field == models.FieldReason {
		return s.say("sheet.column_reason") // its label in the form says when it is asked for
	}
	return s.reader.word("field."+string(field), string(field))
}

func (s subject) field(key models.Field) (models.CustomField, bool) {
	at := slices.IndexFunc(s.Fields, func(f models.CustomField) bool { return f.Key() == key })
	if at < 0 {
		return models.CustomField{}, false
	}
	return s.Fields[at], true
}

// valueWords are the fields whose values are keys, and how the keys of their words begin.
var valueWords = map[models.Field]string{
	models.FieldStatus: "status.", models.FieldIndustry: "industry.", models.FieldState: "state.",
	models.FieldCustomerKind: "customer_kind.",
}

// value is a field's value as a reader takes it: keys by their names.
func (s subject) value(field models.Field, value string) string {
	if prefix := valueWords[field]; prefix != "" && value != "" {
		return s.reader.word(prefix+value, value)
	}
	f, found := s.field(field)
	if !found || value == "" {
		return value
	}
	switch f.Kind {
	case models.CustomChoice, models.CustomChoices:
		var names []string
		for key := range strings.SplitSeq(value, ",") {
			name := key
			if option, known := f.Option(key); known {
				name = option.Label(s.reader.Language)
			}
			names = append(names, name)
		}
		return strings.Join(names, s.reader.word("list.separator", ", "))
	case models.CustomYesNo:
		return s.reader.word("customfield."+value, value)
	}
	return value
}
