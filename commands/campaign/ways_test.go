package campaign

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/history"
	"github.com/guanxi-crm/guanxi/commands/tag"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	value := func(text func(s commandstest.Scene) string) func(s commandstest.Scene) bot.Request {
		return func(s commandstest.Scene) bot.Request { return bot.Request{Value: text(s)} }
	}
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission campaign.new": {Harmless: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form("", "campaign_name", "New "+s.Campaign.Name, "campaign_budget", "5万")
		}},
		"submission campaign.edit": {Harmless: true, Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{ID: s.Campaign.ID, Version: s.Campaign.Version}), "campaign_name", s.Campaign.Name, "campaign_cost", "20k USD")
		}},
		"submission campaign.add": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(ofMembers{Campaign: s.Campaign.ID}), "customer", s.Customer.Code, "member_state", "attended")
		}},
		"submission campaign.many": {Harmless: true, Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(ofMembers{Campaign: s.Campaign.ID}), "members_of", string(models.MemberInvited), "member_state", "attended")
		}},
		"action campaign.page":  {Harmless: true, Request: value(func(commandstest.Scene) string { return "running:" })},
		"action campaign.touch": {Harmless: true, Request: value(func(s commandstest.Scene) string { return fmt.Sprintf("%d:1", s.Campaign.ID) })},
		"action campaign.members": {Harmless: true, Request: value(func(s commandstest.Scene) string {
			return fmt.Sprintf("%d:0:0", s.Campaign.ID)
		})},
		"action campaign.many": {Harmless: true, Request: value(func(s commandstest.Scene) string { return fmt.Sprintf("%d:0:0", s.Campaign.ID) })},
		"action campaign.member": {Request: value(func(s commandstest.Scene) string {
			return fmt.Sprintf("%d:%d:answered", s.Member.ID, s.Member.Version)
		})},
		"action campaign.audience": {Refused: true, Harmless: true, Request: value(func(s commandstest.Scene) string { return views.Itoa(s.Campaign.ID) })},
		"options campaign.options": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Query: "fai"} }},
		"typed campaign":           {Harmless: true, Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "campaign " + s.Campaign.Code} }},
	}, customer.Feature, history.Feature, tag.Feature)
}
