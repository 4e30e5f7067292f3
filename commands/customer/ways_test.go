package customer

import (
	"strconv"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/models"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission customer.new": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form("", "name", "Fresh "+s.FollowUp, "status", "potential")
		}, Harmless: true},
		"submission customer.edit": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{ID: s.Customer.ID, Version: s.Customer.Version}), "name", s.Customer.Name, "owner", commandstest.Owner, "opportunity", s.Deal.Title, "notes", "changed")
		}, Keeps: true},
		"submission fields.page": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{ID: s.Customer.ID, Version: s.Customer.Version, Fields: []int64{s.Field}, Page: 1}), string(models.CustomFieldKey(s.Field)), "o1")
		}},
		"action fields.open":    {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: s.Customer.Code} }},
		"action customer.share": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: s.Customer.Code} }},
		"action customer.reveal": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: strconv.FormatInt(s.Customer.ID, 10)}
		}, May: func(role models.Role) bool { return role.May(models.MayReveal) }},
		"action duplicate.save": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: "1 edit " + s.Customer.Code + " notes=x"}
		}, Forgeable: true},
		"shortcut customer.new": {Request: func(commandstest.Scene) bot.Request { return bot.Request{} }},
		"typed new":             {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "new Typed " + s.FollowUp + " !"} }, Harmless: true},
		"typed show":            {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "show " + s.Customer.Code} }},
		"typed edit": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Text: "edit " + s.Customer.Code + " notes=typed"}
		}},
	})
}
