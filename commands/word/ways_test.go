package word

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission word.add": {Request: func(s commandstest.Scene) bot.Request { return commandstest.Form("", "word", "word"+s.FollowUp) }},
		"action word.mode":    {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "warn"} }},
		"typed words":         {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "words add typed" + s.FollowUp} }},
	})
}
