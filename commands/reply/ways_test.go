package reply

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/ticket"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission reply.send": {Refused: true, Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(sending{s.Ticket.ID}), "reply_text", "We look at it.", "reply_state", "solved")
		}},
		"action reply.choose": {Refused: true, Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: "7", View: bot.View{Metadata: commands.Pack(sending{s.Ticket.ID})}}
		}},
		"submission reply.new": {Harmless: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form("", "reply_name", "Paper "+s.Customer.Code, "reply_text", "Please check the paper of {customer}.")
		}},
		"submission reply.edit": {Refused: true, Keeps: true, Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{7, 1}), "reply_name", "x", "reply_text", "y")
		}},
		"action reply.menu": {Refused: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "delete 7"} }},
		"action reply.page": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "0"} }},
		"typed reply": {Refused: true, Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Text: fmt.Sprint("reply ", s.Ticket.Code, " We look at it.")}
		}},
	}, ticket.Feature)
}
