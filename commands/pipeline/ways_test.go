package pipeline

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/deal"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"action pipeline.page": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "1,,,,,"} }},
		"action pipeline.row": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: fmt.Sprintf("move %d:%d:3", s.Deal.ID, s.Deal.Version)}
		}},
		"typed pipeline": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "pipeline team"} }},
	}, customer.Feature, deal.Feature)
}
