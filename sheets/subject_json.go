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
	Format       string             `json:"format"` // "guanxi.subject/1"
	ExportedAt   time.Time          `json:"exported_at"`
	Customer     map[string]any     `json:"customer"`
	CustomFields []customFieldJSON  `json:"custom_fields"`
	Interactions []interactionJSON  `json:"interactions"`
	FollowUps    []followUpJSON     `json:"follow_ups"`
	Statuses     []statusChangeJSON `json:"status_history"`
	Audit        []auditJSON        `json:"audit_log"`
	Looks        []lookJSON         `json:"looks"`
}

type customFieldJSON struct {
	Key     string       `json:"key"`
	LabelEN string       `json:"label_en"`
	LabelZH string       `json:"label_zh"`
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

type interactionJSON struct {
	ID         int64     `json:"id"`
	Kind       string    `json:"kind"`
	Text       string    `json:"text"`
	Permalink  string    `json:"permalink"`
	HappenedAt time.Time `json:"happened_at"`
	LoggedBy   string    `json:"logged_by"`
	LoggedAt   time.Time `json:"logged_at"`
}

type followUpJSON struct {
	ID        int64      `json:"id"`
	Title     string     `json:"title"`
	DueOn     string     `json:"due_on"`
	DueTime   string     `json:"due_time"`
	Zone      string     `json:"zone"`
	DueAt     *time.Time `json:"due_at"` // null for any time of the day
	Assignee  string     `json:"assignee"`
	State     string     `json:"state"`
	Outcome   string     `json:"outcome"`
	Snoozed   int        `json:"snoozed"`
	ClosedAt  *time.Time `json:"closed_at"`
	ClosedBy  string     `json:"closed_by"`
	PlannedBy string     `json:"planned_by"`
	PlannedAt time.Time  `json:"planned_at"`
}

type statusChangeJSON struct {
	ID            int64     `json:"id"`
	From          string    `json:"from"`
	To            string    `json:"to"`
	InteractionID int64     `json:"interaction_id"`
	Reason        string    `json:"reason"`
	ChangedBy     string    `json:"changed_by"`
	ChangedAt     time.Time `json:"changed_at"`
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
	// Unreadable says that a value is held and couldn't be read.
	Unreadable bool `json:"unreadable,omitempty"`
}

type lookJSON struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"` // "reveal", "export", or "card" for when the card was opened last
}

// SubjectJSON is all that is held on a customer, for a machine to read: keys that stay, values as they are kept, instants
// in UTC.
func SubjectJSON(s models.Subject) ([]byte, error) {
	out := subjectJSON{
		Format: "guanxi.subject/1", ExportedAt: s.At.UTC(), Customer: customerJSON(s.Customer), CustomFields: customFieldsJSON(s),
		Interactions: []interactionJSON{}, FollowUps: []followUpJSON{}, Statuses: []statusChangeJSON{}, Audit: []auditJSON{}, Looks: []lookJSON{},
	}
	for _, in := range s.Interactions {
		out.Interactions = append(out.Interactions, interactionJSON{in.ID, string(in.Kind), in.Text, in.Permalink, in.HappenedAt.UTC(), in.CreatedBy, in.CreatedAt.UTC()})
	}
	for _, f := range s.FollowUps {
		out.FollowUps = append(out.FollowUps, followUpJSON{
			f.ID, f.Title, f.DueOn.String(), string(f.DueTime), f.Zone, inUTC(f.DueAt), f.Assignee, string(f.State), f.Outcome, f.SnoozedCount,
			inUTC(f.ClosedAt), f.ClosedBy, f.CreatedBy, f.CreatedAt.UTC(),
		})
	}
	for _, c := range s.Changes {
		out.Statuses = append(out.Statuses, statusChangeJSON{c.ID, string(c.FromStatus), string(c.ToStatus), c.InteractionID, c.Reason, c.ChangedBy, c.ChangedAt.UTC()})
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
		return nil, fmt.Errorf("write what is held on a customer: %w", err)
	}
	return b.Bytes(), nil
}

func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}

// customerJSON is the record by the keys of its fields.
func customerJSON(c models.Customer) map[string]any {
	record := map[string]any{
		"id": c.ID, "created_by": c.CreatedBy, "created_at": c.CreatedAt.UTC(), "updated_by": c.UpdatedBy, "updated_at": c.UpdatedAt.UTC(),
		"version": c.Version, "erased_at": inUTC(c.ErasedAt), "next_follow_up_zone": c.NextFollowUpZone,
	}
	for _, field := range append(models.EditableFields(), models.FieldCode) {
		record[string(field)] = c.Get(field)
	}
	if c.Unreadable {
		record["unreadable"] = models.PersonalFields() // they are held, and couldn't be read
	}
	return record
}

func customFieldsJSON(s models.Subject) []customFieldJSON {
	list := []customFieldJSON{}
	for _, f := range s.Fields {
		value := s.Customer.Get(f.Key())
		field := customFieldJSON{Key: string(f.Key()), LabelEN: f.LabelEN, LabelZH: f.LabelZH, Kind: string(f.Kind), Retired: f.Retired(), Value: value}
		for key := range strings.SplitSeq(value, ",") {
			if option, known := f.Option(key); known {
				field.Chosen = append(field.Chosen, optionJSON{option.Key, option.EN, option.ZH})
			}
		}
		list = append(list, field)
	}
	return list
}
