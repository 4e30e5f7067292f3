package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// sampleCampaign is what is known of a campaign that the sample customers name as their source, or of one to come. Days are counted from today.
type sampleCampaign struct {
	name, channel string
	begins, ends  int // ends of less than begins is none
	budget, cost  int // in thousands of the team's currency
	state         models.MemberState
}

var sampleCampaigns = []sampleCampaign{
	{"2026 秋季展会", "event", -36, -24, 80, 65, models.MemberAttended},
	{"公众号推广", "wechat", -40, -41, 30, 12, models.MemberAnswered},
	{"Autumn webinar", "webinar", -36, -29, 10, 8, models.MemberAttended},
	{"新年客户答谢会", "event", 34, 34, 50, 0, models.MemberInvited},
}

// touched lets a customer be a member of the campaign that brought it, some hours after it was entered.
func (s *seeder) touched(i int, source string, at func(days, hours int, what string, do func(context.Context) error), op func() models.Operation) {
	k := slices.IndexFunc(sampleCampaigns, func(c sampleCampaign) bool { return c.name == source })
	if k < 0 {
		return
	}
	at(0, 3, "campaign", func(ctx context.Context) error {
		m, err := s.crm.CampaignCalled(ctx, op().Actor, source)
		if err == nil {
			_, _, err = s.crm.AddMember(ctx, op(), m.ID, s.ids[i], "", sampleCampaigns[k].state)
		}
		return err
	})
}

// setCampaigns says what the sample campaigns are, and whom the one to come invites.
func (s *seeder) setCampaigns(ctx context.Context) error {
	op := models.Operation{Actor: models.System(), Source: "demo"}
	today := models.DateOf(s.past.now)
	for _, c := range sampleCampaigns {
		values := map[models.Field]string{models.FieldChannel: c.channel, models.FieldBegins: today.AddDays(c.begins).String(), models.FieldBudget: s.thousands(c.budget)}
		if c.ends >= c.begins {
			values[models.FieldEnds] = today.AddDays(c.ends).String()
		}
		if c.cost > 0 {
			values[models.FieldCost] = s.thousands(c.cost)
		}
		m, err := s.crm.CampaignCalled(ctx, op.Actor, c.name)
		if err == nil {
			_, err = s.crm.UpdateCampaign(ctx, op, m.ID, models.EditBase{}, values, "")
		} else if models.IsNotFound(err) {
			values[models.FieldCampaignName] = c.name
			m, err = s.crm.CreateCampaign(ctx, op, values)
		}
		if err != nil {
			return err
		}
		if c.state != models.MemberInvited {
			continue
		}
		for _, i := range slices.Sorted(maps.Keys(s.ids)) {
			if i%3 != 0 {
				continue
			}
			if _, _, err := s.crm.AddMember(ctx, op, m.ID, s.ids[i], "", c.state); err != nil {
				return err
			}
		}
	}
	return nil
}

// thousands is an amount in the team's currency, as people write it.
func (s *seeder) thousands(n int) string { return fmt.Sprintf("%d %s", n*1000, s.crm.Currency()) }
