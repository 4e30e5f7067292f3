package undelivered

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"action undelivered.list":    {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "list"} }},
		"action undelivered.again":   {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: s.Dead} }},
		"action undelivered.dismiss": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: s.Dead} }},
	})
}
