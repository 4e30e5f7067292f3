package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// What many customers have: so many people own them, and so many campaigns brought them.
const (
	manyPeople    = 200
	manyCampaigns = 50
	manyContacts  = 3000
	manyDays      = 120 // on which next follow-ups are
)

var manyIndustries = []string{"technology", "manufacturing", "retail", "finance", "healthcare", "education", "logistics", "real_estate", "energy", "other"}

// many fills a migrated database with customers, by as few statements as there can be, and makes the lists of the search
// out of them then.
type many struct {
	db    *database
	now   time.Time
	tier  models.CustomField // a choice
	worth models.CustomField // a number
}

// fields are the team's own fields that customers have values of; the first has an ID, the other the next.
func (*many) fields(id int64) (tier, worth models.CustomField) {
	tier = models.CustomField{
		ID: id, Kind: models.CustomChoice, LabelEN: "Tier", LabelZH: "级别", Version: 1,
		Options: []models.Option{{Key: "o1", EN: "A", ZH: "甲"}, {Key: "o2", EN: "B", ZH: "乙"}, {Key: "o3", EN: "C", ZH: "丙"}},
	}
	return tier, models.CustomField{ID: id + 1, Kind: models.CustomNumber, LabelEN: "Worth", LabelZH: "价值", Version: 1}
}

func (m *many) fill(ctx context.Context, st *store.Store, customers int) error {
	m.tier, m.worth = m.fields(1)
	err := st.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.InsertCustomField(ctx, &m.tier); err != nil {
			return err
		}
		return tx.InsertCustomField(ctx, &m.worth)
	})
	if err != nil {
		return err
	}
	const atOnce = 10_000
	for first := 0; first < customers; first += atOnce {
		if err := m.some(ctx, first, min(customers, first+atOnce)); err != nil {
			return err
		}
	}
	if _, err := m.db.pool.ExecContext(ctx, "UPDATE sequences SET next = ? WHERE name = 'customer'", customers+1); err != nil {
		return err
	}
	return st.Relist(ctx)
}

// some inserts the customers from one number up to another, in one transaction.
func (m *many) some(ctx context.Context, first, end int) error {
	tx, err := m.db.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	customers := batch{tx: tx, into: "customers (id, code, name, name_key, stem_key, contact_name, contact_key, contact_title, company, industry, phone, phone_key, " +
		"email, email_key, address, status, kind, opportunity, next_follow_up, next_follow_up_time, notes, source, source_key, owner, created_by, created_at, " +
		"updated_by, updated_at, version, search_text)"}
	followups := batch{tx: tx, before: &customers, into: "followups (customer_id, title, due_on, due_time, zone, due_at, assignee, state, outcome, snoozed_count, closed_by, created_by, " +
		"created_at, updated_at, version)"}
	values := batch{tx: tx, before: &customers, into: "custom_values (customer_id, field_id, place, value, value_key, number)"}
	for i := first; i < end; i++ {
		c := m.customer(i)
		due := any(nil)
		if !c.NextFollowUp.IsZero() {
			due = c.NextFollowUp.String()
		}
		err := customers.add(ctx, c.ID, c.Code, c.Name, store.NameKey(c.Name), models.Shorten(models.NormaliseStem(c.Name), 200), c.ContactName.Plain(),
			models.NormaliseName(c.ContactName.Plain()), "", "", c.Industry, c.Phone.Plain(), c.PhoneKey.Plain(), c.Email.Plain(), c.EmailKey.Plain(), c.Address.Plain(), string(c.Status),
			string(c.Kind), "", due, "", "", c.Source, store.NameKey(c.Source), c.Owner, c.Owner, text(c.CreatedAt), c.Owner, text(c.UpdatedAt), 1, "")
		if err == nil && due != nil {
			err = followups.add(ctx, c.ID, "", due, "", "UTC", text(c.NextFollowUp.In(time.UTC)), c.Owner, string(models.FollowUpPlanned), "", 0, "", c.Owner, text(c.CreatedAt), text(c.CreatedAt), 1)
		}
		for _, row := range append(m.tier.Rows(c.ID, m.tier.Options[i%3].Key), m.worth.Rows(c.ID, fmt.Sprint(i%7919*100))...) {
			if err == nil {
				err = values.add(ctx, row.CustomerID, row.FieldID, row.Place, row.Value, row.ValueKey, row.Number)
			}
		}
		if err != nil {
			return err
		}
	}
	for _, b := range []*batch{&customers, &followups, &values} {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// text is an instant as every database takes it.
func text(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05.000000") }

// customer is the i-th of many.
func (m *many) customer(i int) models.Customer {
	d := scatter(i + 1<<40)
	at := m.now.Add(-time.Duration(i%86400) * time.Second)
	c := models.Customer{
		ID: int64(i + 1), Code: models.CustomerCode(int64(i + 1)), Name: manyName(i), Status: models.Statuses()[[]int{0, 0, 0, 0, 0, 1, 1, 1, 1, 2}[d.of(10)]],
		Kind: models.CustomerKinds()[d.of(2)], Industry: manyIndustries[d.of(len(manyIndustries))], Owner: manyOwner(d.of(manyPeople)),
		Source: manyCampaign(d.of(manyCampaigns)), CreatedAt: at, UpdatedAt: at,
	}
	_ = c.Set(models.FieldContactName, fmt.Sprint("王经理 ", d.of(manyContacts))) // text is never refused
	_ = c.Set(models.FieldPhone, fmt.Sprintf("138%08d", i))
	_ = c.Set(models.FieldEmail, fmt.Sprintf("p%d@example.com", i))
	lives := scatter(i + 1<<41)
	_ = c.Set(models.FieldAddress, fmt.Sprintf("%s市幸福路%d号", cityNames[lives.of(len(cityNames))], lives.of(300)+1))
	if d.of(2) == 0 {
		c.NextFollowUp = models.DateOf(m.now).AddDays(d.of(manyDays) - 20)
	}
	return c
}

func manyOwner(n int) string    { return fmt.Sprintf("U0MANY%03d", n) }
func manyCampaign(n int) string { return fmt.Sprintf("Campaign %d", n) }

// batch inserts rows, some hundred at once.
type batch struct {
	tx     *sql.Tx
	into   string
	before *batch // whose rows these refer to; nil for none
	rows   int
	args   []any
}

func (b *batch) add(ctx context.Context, row ...any) error {
	b.rows++
	if b.args = append(b.args, row...); len(b.args) < 1500 {
		return nil
	}
	return b.flush(ctx)
}

func (b *batch) flush(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	if b.before != nil {
		if err := b.before.flush(ctx); err != nil {
			return err
		}
	}
	row := "(?" + strings.Repeat(",?", len(b.args)/b.rows-1) + ")"
	statement := strings.Join([]string{"INSERT INTO ", b.into, " VALUES ", row, strings.Repeat(","+row, b.rows-1)}, "")
	_, err := b.tx.ExecContext(ctx, statement, b.args...)
	b.rows, b.args = 0, nil
	return err
}
