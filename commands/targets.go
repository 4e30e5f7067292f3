package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// TargetsUntil is what was reached, until a day, of the targets of its month and quarter that the person may see, with the rates by which it
// was converted.
func (c *Frame) TargetsUntil(ctx context.Context, cl Call, day models.Date) ([]models.TargetProgress, models.Converted, error) {
	question, err := c.CRM.TargetsOn(ctx, cl.Actor, day)
	if err != nil {
		return nil, models.Converted{}, err
	}
	return c.Reports.Targets(ctx, question)
}
