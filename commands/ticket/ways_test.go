package ticket

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/history"
	"github.com/guanxi-crm/guanxi/models"
)

// message is one of a scene's own.
func message(s commandstest.Scene) source {
	ts := fmt.Sprintf("1795532400.%06d", s.Customer.ID)
	return source{"C0HELP", ts, ts}
}

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission ticket.new": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(adding{Customer: s.Customer.ID, Source: commands.Pack(source{})}), "ticket_subject", "It smokes", "priority", "high")
		}},
		"submission ticket.edit": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{ID: s.Ticket.ID, Version: s.Ticket.Version}), "ticket_subject", "It smokes", "priority", "low")
		}},
		"submission ticket.raise": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(raising{Source: commands.Pack(message(s))}), "customer", s.Customer.Code, "ticket_subject", "It smokes", "priority", "high")
		}},
		"action ticket.whose": {Harmless: true, Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Channel: "C0HELP", Value: commands.Pack(message(s))}
		}},
		"action ticket.aside": {Request: intakeOf, Refused: true}, // it isn't kept
		"action ticket.back":  {Request: intakeOf, Refused: true},
		"action ticket.intake": {Harmless: true, Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Channel: "C0HELP", Value: whoseAction + " " + commands.Pack(message(s))}
		}},
		"shortcut ticket.shortcut": {Harmless: true, Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Message: bot.Message{Channel: "C0HELP", TS: message(s).TS, Text: "It smokes"}}
		}},
		"action ticket.said": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprint(s.Ticket.ID)} }},
		"action ticket.move": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("%d:%d:waiting", s.Ticket.ID, s.Ticket.Version)}
		}},
		"action ticket.take": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprint(s.Ticket.ID)} }},
		"action ticket.page": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprintf("%d:0", s.Customer.ID)} }},
		"action ticket.queue": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("undone,,%d", s.Customer.ID)}
		}},
		"action ticket.rate": {Refused: true, May: anybody, Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("%d:good", s.Ticket.ID)}
		}},
		"action ticket.reason": {Refused: true, May: anybody, Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("%d:speed", s.Ticket.ID)}
		}},
		"typed ticket":  {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "ticket " + s.Customer.Code} }},
		"typed tickets": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "tickets " + s.Customer.Code} }},
	}, customer.Feature, history.Feature)
}

func intakeOf(s commandstest.Scene) bot.Request { return bot.Request{Value: commands.Pack(message(s))} }

// anybody may press: whose answer it is isn't a matter of roles.
func anybody(models.Role) bool { return true }
