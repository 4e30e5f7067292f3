package followup

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission followup.plan": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form("", "customer", s.Customer.Code, "due_on", "2026-12-01")
		}},
		"submission followup.done": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(listed{ID: s.Number(), List: "due,all,"}), "outcome", "x")
		}, Keeps: true},
		"submission followup.edit": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(listed{ID: s.Number(), Version: 1}), "due_on", "2026-12-01", "assignee", commandstest.Owner)
		}, Keeps: true},
		"submission followup.snooze": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(listed{ID: s.Number(), Version: 1}), "due_on", "2026-12-01")
		}, Keeps: true},
		"action followup.done": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: s.FollowUp, Block: "followup/" + s.FollowUp + "/home"}
		}},
		"action followup.edit": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: s.FollowUp, Block: "followup/" + s.FollowUp + "/home"}
		}},
		"action followup.snooze": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: s.FollowUp + ":1d", Block: "followup/" + s.FollowUp + "/due,all,"}
		}},
		"action due.page":        {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "due,all, "} }},
		"shortcut followup.plan": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Message: bot.Message{Text: "x"}} }},
		"typed follow": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Text: "follow " + s.Customer.Code + " tomorrow call"}
		}},
		"typed due": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "due all team"} }},
	})
}
