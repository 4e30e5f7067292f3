package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

const customerColumns = "customers.id, customers.code, customers.name, customers.name_key, customers.contact_name, customers.contact_title, customers.company, " +
	"customers.industry, customers.phone, customers.phone_key, customers.email, customers.email_key, customers.address, customers.status, customers.opportunity, " +
	"customers.next_follow_up, customers.next_follow_up_time, customers.notes, customers.owner, customers.kind, customers.source, customers.created_by, customers.created_at, customers.updated_by, " +
	"customers.updated_at, customers.version, customers.sealed"

// The reads of a card, as the bot makes them.
const (
	byCode       = "SELECT " + customerColumns + " FROM customers WHERE code = ? LIMIT 1"
	followUps    = "SELECT id, customer_id, title, due_on, due_time, zone, due_at, assignee, state, outcome, snoozed_count, closed_at, closed_by, created_by, created_at, updated_at, version FROM followups WHERE customer_id = ? AND state = ? ORDER BY due_on, due_time, id LIMIT 5"
	interactions = "SELECT id, customer_id, kind, text, permalink, happened_at, created_by, created_at FROM interactions WHERE customer_id = ? ORDER BY happened_at DESC, id DESC LIMIT 5"
	changes      = "SELECT id, customer_id, from_status, to_status, interaction_id, reason, changed_by, changed_at FROM status_changes WHERE customer_id = ? ORDER BY changed_at DESC, id DESC LIMIT 3"
)

func (d *database) scanCustomer(rows *sql.Rows, c *models.Customer) error {
	var sealed string
	err := rows.Scan(&c.ID, &c.Code, &c.Name, &c.NameKey, &c.ContactName, &c.ContactTitle, &c.Company, &c.Industry, &c.Phone, &c.PhoneKey,
		&c.Email, &c.EmailKey, &c.Address, &c.Status, &c.Opportunity, &c.NextFollowUp, &c.NextFollowUpTime, &c.Notes, &c.Owner, &c.Kind, &c.Source, &c.CreatedBy,
		&c.CreatedAt, &c.UpdatedBy, &c.UpdatedAt, &c.Version, &sealed)
	if err != nil {
		return err
	}
	return unseal(d.keys, c, sealed)
}

// customers reads a list of whole customers.
func (d *database) customers(ctx context.Context, text string, args ...any) (list []models.Customer, err error) {
	err = d.query(ctx, text, func(rows *sql.Rows) error {
		var c models.Customer
		err := d.scanCustomer(rows, &c)
		list = append(list, c)
		return err
	}, args...)
	return list, err
}

// show finds a customer by its code and shows its card.
func (h *handler) show(ctx context.Context, code string) (*slack.WebhookMessage, int64, error) {
	found, err := h.customer(ctx, code)
	if err != nil {
		return nil, 0, err
	}
	message, err := h.card(ctx, found, "")
	return message, found.ID, err
}

func (h *handler) customer(ctx context.Context, code string) (models.Customer, error) {
	found, err := h.db.customers(ctx, byCode, code)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("no customer %q", code)
	}
	if err != nil {
		return models.Customer{}, err
	}
	return found[0], nil
}

// card reads what belongs to a customer.
func (h *handler) card(ctx context.Context, c models.Customer, notice string) (*slack.WebhookMessage, error) {
	card, id := models.Card{Customer: c}, c.ID
	err := h.db.query(ctx, followUps, func(rows *sql.Rows) error {
		var f models.FollowUp
		err := rows.Scan(&f.ID, &f.CustomerID, &f.Title, &f.DueOn, &f.DueTime, &f.Zone, &f.DueAt, &f.Assignee, &f.State, &f.Outcome, &f.SnoozedCount,
			&f.ClosedAt, &f.ClosedBy, &f.CreatedBy, &f.CreatedAt, &f.UpdatedAt, &f.Version)
		card.FollowUps = append(card.FollowUps, f)
		return err
	}, id, models.FollowUpPlanned)
	if err != nil {
		return nil, err
	}
	err = h.db.query(ctx, interactions, func(rows *sql.Rows) error {
		var i models.Interaction
		err := rows.Scan(&i.ID, &i.CustomerID, &i.Kind, &i.Text, &i.Permalink, &i.HappenedAt, &i.CreatedBy, &i.CreatedAt)
		card.Interactions = append(card.Interactions, i)
		return err
	}, id)
	if err != nil {
		return nil, err
	}
	err = h.db.query(ctx, changes, func(rows *sql.Rows) error {
		var s models.StatusChange
		err := rows.Scan(&s.ID, &s.CustomerID, &s.FromStatus, &s.ToStatus, &s.InteractionID, &s.Reason, &s.ChangedBy, &s.ChangedAt)
		card.Changes = append(card.Changes, s)
		return err
	}, id)
	return cardMessage(card, notice), err
}

// cardMessage has the blocks of the bot's card.
func cardMessage(card models.Card, notice string) *slack.WebhookMessage {
	c := card.Customer
	title := c.Code + " · " + c.Name
	var blocks []slack.Block
	if notice != "" {
		blocks = append(blocks, section(notice))
	}
	var fields []*slack.TextBlockObject
	for _, row := range [][2]string{
		{"Status", string(c.Status)},
		{"Owner", "<@" + c.Owner + ">"},
		{"Contact", models.MaskName(c.ContactName.Plain())},
		{"Title", c.ContactTitle},
		{"Phone", models.MaskPhone(c.Phone.Plain())},
		{"E-mail", models.MaskEmail(c.Email.Plain())},
		{"Company", c.FullCompany()},
		{"Industry", c.Industry},
		{"Address", models.MaskAddress(c.Address.Plain()) + "–"},
		{"Next follow-up", c.NextFollowUp.String() + " " + string(c.NextFollowUpTime)},
	} {
		fields = append(fields, mrkdwn("*"+row[0]+"*\n"+row[1]))
	}
	blocks = append(blocks, slack.NewHeaderBlock(plain(title)), slack.NewSectionBlock(nil, fields, nil))
	for _, long := range [][2]string{{"Opportunity", c.Opportunity}, {"Notes", c.Notes}} {
		if long[1] != "" {
			blocks = append(blocks, section("*"+long[0]+"*\n"+long[1]))
		}
	}
	blocks = append(blocks, history(card)...)
	var buttons []slack.BlockElement
	for _, name := range []string{"edit", "log", "follow", "status", "share", "history", "reveal"} {
		buttons = append(buttons, slack.NewButtonBlockElement("run/"+name, name+" "+c.Code, plain(name)))
	}
	blocks = append(blocks, slack.NewActionBlock("", buttons...),
		slack.NewContextBlock("", mrkdwn(fmt.Sprintf("Created %s by <@%s>, updated %s by <@%s>", stamp(c.CreatedAt), c.CreatedBy, stamp(c.UpdatedAt), c.UpdatedBy))))
	return &slack.WebhookMessage{Text: title, Blocks: &slack.Blocks{BlockSet: blocks}}
}

func history(card models.Card) (blocks []slack.Block) {
	if len(card.FollowUps) > 0 {
		lines := []string{"*Planned*"}
		for _, f := range card.FollowUps {
			lines = append(lines, "• "+f.DueOn.String()+" "+string(f.DueTime)+" · "+f.Title+" · <@"+f.Assignee+">")
		}
		blocks = append(blocks, section(strings.Join(lines, "\n")))
	}
	lines := []string{"*Timeline*"}
	for _, i := range card.Interactions {
		lines = append(lines, "• "+stamp(i.HappenedAt)+" · <@"+i.CreatedBy+"> · "+string(i.Kind)+" "+i.Text)
	}
	for _, s := range card.Changes {
		lines = append(lines, "• "+stamp(s.ChangedAt)+" · <@"+s.ChangedBy+"> · "+string(s.FromStatus)+" → "+string(s.ToStatus))
	}
	return append(blocks, section(strings.Join(lines, "\n")))
}
