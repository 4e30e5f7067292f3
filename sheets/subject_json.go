package sheets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// subjectJSON is the format of SubjectJSON. Keys are only ever added.
type subjectJSON struct {
	Format       string            `json:"format"` // "guanxi.subject/1"
	ExportedAt   time.Time         `json:"exported_at"`
	Customer     object            `json:"customer"`
	Merged       []object          `json:"merged"` // into the customer, as it is, with the values of their custom fields
	CustomFields []customFieldJSON `json:"custom_fields"`
	Contacts     []object          `json:"contacts"` // beside the primary one, which stands in the customer
	Interactions []object          `json:"interactions"`
	FollowUps    []object          `json:"follow_ups"`
	Statuses     []object          `json:"status_history"`
	Deals        []object          `json:"deals"`
	Tickets      []object          `json:"tickets"`
	Memberships  []object          `json:"campaign_memberships"`
	Audit        []auditJSON       `json:"audit_log"`
	Looks        []lookJSON        `json:"looks"`
}

type customFieldJSON struct {
	Key     string       `json:"key"`
	LabelEN string       `json:"label_en"`
	LabelZH string       `json:"label_zh"`
	Of      string       `json:"of"` // the kind of record that has it; of all but the customer the values stand with the records
	Kind    string       `json:"kind"`
	Retired bool         `json:"retired"`
	Value   string       `json:"value"`
	Chosen  []optionJSON `json:"chosen,omitempty"`
}

type optionJSON struct {
	Key string `json:"key"`
	EN  string `json:"en"`
	ZH  string `json:"zh"`
}

type auditJSON struct {
	ID       int64     `json:"id"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"`
	Entity   string    `json:"entity"`
	EntityID int64     `json:"entity_id"`
	Version  int       `json:"version"`
	Action   string    `json:"action"`
	Field    string    `json:"field"`
	Old      string    `json:"old"`
	New      string    `json:"new"`
	Source   string    `json:"source"`
	Undoes   int64     `json:"undoes,omitempty"`
	// Unreadable says that a value is kept and couldn't be read.
	Unreadable bool `json:"unreadable,omitempty"`
}

type lookJSON struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"` // "reveal", "export", or "card" for when the card was opened last
}

// SubjectJSON is all data of a customer, for a machine to read: keys that stay, values as they are kept, instants
// in UTC.
func SubjectJSON(s models.Subject) ([]byte, error) {
	out := subjectJSON{
		Format: "guanxi.subject/1", ExportedAt: s.At.UTC(), Customer: customerJSON(s.Customer), Merged: mergedJSON(s.Merged), CustomFields: customFieldsJSON(s),
		Contacts:     contactsJSON(s.Contacts),
		Interactions: objects(models.Interactions, s.Interactions, func(i models.Interaction) int64 { return i.ID }),
		FollowUps:    objects(models.FollowUps, s.FollowUps, func(f models.FollowUp) int64 { return f.ID }),
		Statuses:     objects(models.StatusChanges, s.Changes, func(c models.StatusChange) int64 { return c.ID }),
		Deals:        objects(models.Deals.With(models.NewCustomFields(s.Fields)), s.Deals, func(d models.Deal) int64 { return d.ID }),
		Tickets:      objects(models.Tickets.With(models.NewCustomFields(s.Fields)), s.Tickets, func(t models.Ticket) int64 { return t.ID }),
		Memberships:  objects(models.CampaignMembers, s.Memberships, func(m models.CampaignMember) int64 { return m.ID }),
		Audit:        []auditJSON{}, Looks: []lookJSON{},
	}
	for _, e := range s.Audit {
		out.Audit = append(out.Audit, auditJSON{e.ID, e.At.UTC(), e.Actor, e.Entity, e.EntityID, e.Version, e.Action, e.Field, e.OldValue, e.NewValue, e.Source, e.Undoes, e.Unreadable})
	}
	for _, look := range s.Looks() {
		out.Looks = append(out.Looks, lookJSON{look.At.UTC(), look.Actor, look.Action})
	}
	for _, seen := range s.Sightings {
		out.Looks = append(out.Looks, lookJSON{seen.SeenAt.UTC(), seen.UserID, "card"})
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		return nil, fmt.Errorf("write the data of a customer: %w", err)
	}
	return b.Bytes(), nil
}

// object is a JSON object whose members stand in their order.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		_, _ = fmt.Fprintf(&b, "%q:", m.key)
		if err := encoder.Encode(m.value); err != nil {
			return nil, fmt.Errorf("write %s: %w", m.key, err)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// fieldsOf are the fields of a record under their keys: a moment or a number as such, null for none, all else as text.
func fieldsOf[R any](kind *models.RecordKind[R], record *R) object {
	var o object
	for _, spec := range kind.Fields {
		text := kind.Get(record, spec.Key)
		value := any(text)
		switch {
		case text == "" && (spec.Type == models.TypeInstant || spec.Type == models.TypeNumber):
			value = nil
		case spec.Type == models.TypeNumber:
			value = json.Number(text)
		}
		o = append(o, member{string(spec.Key), value})
	}
	return o
}

// objects are the records of a kind, each with its ID.
func objects[R any](kind *models.RecordKind[R], records []R, id func(R) int64) []object {
	list := make([]object, len(records))
	for i := range records {
		list[i] = append(object{{"id", id(records[i])}}, fieldsOf(kind, &records[i])...)
	}
	return list
}

// customerJSON is the customer but its custom fields, which stand with their definitions.
func customerJSON(c models.Customer) object {
	record := append(object{{"id", c.ID}}, fieldsOf(models.Customers, &c)...)
	record = append(record, member{"next_follow_up_zone", c.NextFollowUpZone}, member{"version", c.Version})
	if c.Unreadable {
		record = append(record, member{"unreadable", models.PersonalFields()}) // the database has them, and they couldn't be read
	}
	return record
}

// contactsJSON are the contacts, of which those that couldn't be read say so.
func contactsJSON(contacts []models.Contact) []object {
	list := objects(models.Contacts, contacts, func(c models.Contact) int64 { return c.ID })
	for i, c := range contacts {
		if c.Unreadable {
			list[i] = append(list[i], member{"unreadable", true})
		}
	}
	return list
}

func mergedJSON(merged []models.Customer) []object {
	list := []object{}
	for _, c := range merged {
		list = append(list, append(customerJSON(c), member{"custom", c.Custom}))
	}
	return list
}

func customFieldsJSON(s models.Subject) []customFieldJSON {
	list := []customFieldJSON{}
	for _, f := range s.Fields {
		value := s.Customer.Get(f.Key())
		field := customFieldJSON{Key: string(f.Key()), LabelEN: f.LabelEN, LabelZH: f.LabelZH, Of: f.Of(), Kind: string(f.Kind), Retired: f.Retired(), Value: value}
		for key := range strings.SplitSeq(value, ",") {
			if option, known := f.Option(key); known {
				field.Chosen = append(field.Chosen, optionJSON{option.Key, option.EN, option.ZH})
			}
		}
		list = append(list, field)
	}
	return list
}
