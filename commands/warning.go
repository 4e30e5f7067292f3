package commands

import (
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Written is a text somebody wrote, and where.
type Written struct {
	Input models.Input
	Text  string
}

// Warned names above an answer the first sensitive word in what was saved: there is one only where words warn instead
// of blocking.
func (c *Frame) Warned(cl Call, m surface.Message, texts ...Written) surface.Message {
	rules := c.CRM.Rules(cl.User.Zone.String())
	if !rules.Warn {
		return m
	}
	for _, t := range texts {
		if word, found := rules.Sensitive.Find(t.Text); found {
			return views.WithWarning(cl.Printer, t.Input, word, m)
		}
	}
	return m
}
