package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// The reads of a card, as the bot makes them.
const (
	byCode       = "SELECT * FROM customers WHERE code = ? LIMIT 1"
	followUps    = "SELECT due_on, due_time, title, assignee FROM followups WHERE customer_id = ? AND state = ? ORDER BY due_on, due_time, id LIMIT 5"
	interactions = "SELECT happened_at, created_by, kind, text FROM interactions WHERE customer_id = ? ORDER BY happened_at DESC, id DESC LIMIT 7"
	changes      = "SELECT changed_at, changed_by, from_status, to_status FROM status_changes WHERE customer_id = ? AND from_status <> '' ORDER BY changed_at DESC, id DESC LIMIT 7"
	closed       = "SELECT at, actor, new_value FROM audit_entries WHERE customer_id = ? AND event = 'done' ORDER BY at DESC, id DESC LIMIT 7"
)

// scanCustomer reads what is shown of a customer, by the names of the columns. What else stands in the row is dropped.
func (d *database) scanCustomer(rows *sql.Rows, c *models.Customer) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var sealed string
	shown := map[string]any{
		"id": &c.ID, "code": &c.Code, "name": &c.Name, "contact_title": &c.ContactTitle, "company": &c.Company, "industry": &c.Industry, "status": &c.Status,
		"opportunity": &c.Opportunity, "next_follow_up": &c.NextFollowUp, "next_follow_up_time": &c.NextFollowUpTime, "notes": &c.Notes, "owner": &c.Owner,
		"created_by": &c.CreatedBy, "created_at": &c.CreatedAt, "updated_by": &c.UpdatedBy, "updated_at": &c.UpdatedAt, "version": &c.Version, "sealed": &sealed,
	}
	into := make([]any, len(columns))
	for i, column := range columns {
		if into[i] = shown[column]; into[i] == nil {
			into[i] = new(any)
		}
	}
	if err := rows.Scan(into...); err != nil {
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
		err := rows.Scan(&f.DueOn, &f.DueTime, &f.Title, &f.Assignee)
		card.FollowUps = append(card.FollowUps, f)
		return err
	}, id, models.FollowUpPlanned)
	if err != nil {
		return nil, err
	}
	err = h.db.query(ctx, interactions, func(rows *sql.Rows) error {
		var i models.Interaction
		err := rows.Scan(&i.HappenedAt, &i.CreatedBy, &i.Kind, &i.Text)
		card.Events = append(card.Events, models.TimelineEvent{At: i.HappenedAt, By: i.CreatedBy, Interaction: &i})
		return err
	}, id)
	if err != nil {
		return nil, err
	}
	err = h.db.query(ctx, changes, func(rows *sql.Rows) error {
		var s models.StatusChange
		err := rows.Scan(&s.ChangedAt, &s.ChangedBy, &s.FromStatus, &s.ToStatus)
		card.Events = append(card.Events, models.TimelineEvent{At: s.ChangedAt, By: s.ChangedBy, Change: &s})
		return err
	}, id)
	if err != nil {
		return nil, err
	}
	err = h.db.query(ctx, closed, func(rows *sql.Rows) error {
		var done models.HistoryEntry
		err := rows.Scan(&done.At, &done.Actor, &done.NewValue)
		card.Events = append(card.Events, models.TimelineEvent{At: done.At, By: done.Actor, Entries: []models.HistoryEntry{done}})
		return err
	}, id)
	slices.SortStableFunc(card.Events, func(a, b models.TimelineEvent) int { return b.At.Compare(a.At) })
	card.Events = card.Events[:min(len(card.Events), models.CardEvents)]
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
		{"Company", c.Company},
		{"Industry", c.Industry},
		{"Address", models.MaskAddress(c.Address.Plain())},
		{"Next follow-up", strings.TrimSpace(c.NextFollowUp.String() + " " + string(c.NextFollowUpTime))},
	} {
		if row[1] != "" {
			fields = append(fields, mrkdwn("*"+row[0]+"*\n"+row[1]))
		}
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
	for _, e := range card.Events {
		line := "• " + stamp(e.At) + " · <@" + e.By + "> · "
		switch {
		case e.Interaction != nil:
			line += string(e.Interaction.Kind) + " " + e.Interaction.Text
		case e.Change != nil:
			line += string(e.Change.FromStatus) + " → " + string(e.Change.ToStatus)
		default:
			line += "done " + e.Entries[0].NewValue
		}
		lines = append(lines, line)
	}
	return append(blocks, section(strings.Join(lines, "\n")))
}
