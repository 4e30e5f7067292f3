package commands

import (
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// CampaignQuestion asks what came of campaigns, by a touch, as far as who asks sees it: in their zone, until now.
func (c *Frame) CampaignQuestion(cl Call, touch models.TouchRule) (reports.CampaignQuestion, error) {
	rates, err := c.CRM.Rates()
	return reports.CampaignQuestion{
		Scope: models.CountScope{VisibleTo: cl.Actor.Sees()}, Touch: touch, Rates: rates, Zone: cl.User.Zone, At: c.CRM.Now(cl.User.Zone.String()),
	}, err
}
