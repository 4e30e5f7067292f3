package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/i18n/capture"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
)

// Names tell who in a sentence is a customer that somebody sees, and keep who was found. They are capture.Names.
type Names struct {
	Known map[int64]models.Customer
	frame *Frame
	actor models.Actor
	zone  string
}

// NamesFor are the names that somebody in an IANA zone may mean.
func (c *Frame) NamesFor(actor models.Actor, zone string) *Names {
	return &Names{map[int64]models.Customer{}, c, actor, zone}
}

// Whole is as of capture.Names.
func (n *Names) Whole(ctx context.Context, words []string) ([][]capture.Match, error) {
	found, err := n.frame.CRM.Mentioned(ctx, n.actor, words)
	if err != nil {
		return nil, err
	}
	matches := make([][]capture.Match, len(words))
	for i, list := range found {
		matches[i] = n.keep(list, false)
	}
	return matches, nil
}

// Piece is as of capture.Names.
func (n *Names) Piece(ctx context.Context, words string) ([]capture.Match, error) {
	list, contact, err := n.frame.CRM.MentionedPart(ctx, n.actor, n.zone, words)
	if err != nil {
		return nil, err
	}
	return n.keep(list, contact), nil
}

func (n *Names) keep(list []models.Customer, contact bool) (matches []capture.Match) {
	for _, c := range list {
		n.Known[c.ID] = c
		matches = append(matches, capture.Match{ID: c.ID, Contact: contact})
	}
	return matches
}

// ReadSentence finds out what a sentence comes to, said at a time and place.
func (c *Frame) ReadSentence(ctx context.Context, text string, said when.Reference, who *Names) (capture.Proposal, error) {
	return capture.Read(ctx, text, c.captureOptions(said, who))
}

func (c *Frame) captureOptions(said when.Reference, who *Names) capture.Options {
	return capture.Options{
		Reference: said, Names: who, IsAmount: func(text string) bool { _, err := models.ParseMoney(text, c.CRM.Currency()); return err == nil },
	}
}

// GuessCustomer returns the one customer that a text names whom somebody sees; sure is false where it names none, or several.
func (c *Frame) GuessCustomer(ctx context.Context, actor models.Actor, text string) (customer models.Customer, sure bool, err error) {
	who := c.NamesFor(actor, "")
	found, err := capture.Who(ctx, text, c.captureOptions(when.Reference{Now: c.CRM.Now("")}, who))
	if err != nil || len(found) != 1 {
		return models.Customer{}, false, err
	}
	customer, sure = who.Known[found[0].ID]
	return customer, sure, nil
}
