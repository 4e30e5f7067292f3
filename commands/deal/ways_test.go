package deal

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/history"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission deal.new": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(adding{Customer: s.Customer.ID}), "deal_title", "Licences", "amount", "12万", "stage", "2")
		}},
		"submission deal.edit": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{ID: s.Deal.ID, Version: s.Deal.Version}), "deal_title", "Licences", "amount", "20k USD", "stage", "2")
		}},
		"submission deal.close": {Keeps: true, Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(closing{ID: s.Deal.ID, Version: s.Deal.Version}), "lost_reason", "price", "lost_note", "too dear")
		}},
		"action deal.move": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("%d:%d:3", s.Deal.ID, s.Deal.Version)}
		}},
		"action deal.page": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: fmt.Sprintf("%d:0", s.Customer.ID)} }},
		"typed deal":       {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "deal " + s.Customer.Code} }},
	}, customer.Feature, history.Feature)
}
