package stages

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"submission stages.stage": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{Pipeline: 1}), "label_en", "Stage "+s.FollowUp, "stage_kind", "open", "stage_chance", "40 %")
		}},
		"submission stages.pipeline": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{ID: 1}), "label_en", "Sales "+s.FollowUp)
		}},
		"submission stages.reason": {Request: func(s commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(editing{}), "label_en", "Reason "+s.FollowUp)
		}},
		"action stages.menu": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "up stage 3"} }},
		"action stages.add":  {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "stage 1"} }},
		"action stages.list": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "pipeline 1 0"} }},
		"typed stages":       {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "stages"} }},
	})
}
