package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// closedHome takes away what the App Home of somebody without access may still show; nil where they have access.
func (c *Frame) closedHome(ctx context.Context, u bot.User) (*surface.Home, error) {
	standing, err := c.CRM.Enter(ctx, IdentityOf(u))
	if err != nil || standing.Actor.May(models.MayView) {
		return nil, err
	}
	u.Locale, u.Zone = standing.Over(u.Locale, u.Zone)
	refused := models.AsErrors(crm.Refused(standing.Actor, models.MayView))
	home := &surface.Home{}
	for _, p := range c.printers(u) {
		home.Blocks = append(home.Blocks, views.Refusal(p, refused).Blocks...)
	}
	return home, nil
}
