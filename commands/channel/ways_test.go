package channel

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission channel.set": {Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "channel", "C0SALES", "sends", "won", "news_from", "10万", "news_pipeline", "1", "news_owner", "", "language", "team", "zone", "team")
		}},
		"options channel.zone": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Query: "Berlin"} }},
		"typed channel":        {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "channel <#C0SALES|sales> report"} }},
	})
}
