package commands_test

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/home"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// What everybody may do by the frame's own ways in: commands, however they come, and the pickers.
func TestWays(t *testing.T) {
	commandstest.TryFrame(t, []commandstest.Way{
		{Kind: bot.KindCommand, Name: commands.Slash, Needs: models.MayView},
		{Kind: bot.KindMention, Needs: models.MayView},
		{Kind: bot.KindAction, Name: views.RunAction, Needs: models.MayView},
		{Kind: bot.KindAction, Name: bot.AgainAction, Needs: models.MayView},
		{Kind: bot.KindOptions, Name: views.CustomerPicker, Needs: models.MayView},
		{Kind: bot.KindSubmission, Name: views.PickModal, Needs: models.MayView},
	}, commandstest.Tries{
		"command /crm":             {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: ""} }},
		"mention ":                 {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "show " + s.Customer.Code} }},
		"action command.run":       {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Value: "show " + s.Customer.Code} }},
		"action request.again":     {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "forged"} }},
		"options customer.options": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Query: commandstest.Secret} }},
		"submission customer.pick": {Request: func(s commandstest.Scene) bot.Request { return commandstest.Form("show", "customer", s.Customer.Code) }},
	}, customer.Feature, home.Feature)
}

// Features that don't fit together are refused when the program starts.
func TestFeaturesFitTogether(t *testing.T) {
	sub := func(name string, aliases ...string) func(*commands.Frame) commands.Feature {
		return func(*commands.Frame) commands.Feature {
			return commands.Feature{Subcommands: []commands.Subcommand{{Name: name, Aliases: aliases}}}
		}
	}
	words := func(*commands.Frame) commands.Feature {
		return commands.Feature{Messages: map[string]commands.Wording{"digest": nil}, Lists: map[string]commands.Relist{}}
	}
	for name, features := range map[string][]func(*commands.Frame) commands.Feature{
		"a name twice":           {sub("one", "一"), sub("one", "二")},
		"an alias twice":         {sub("one", "一"), sub("two", "一")},
		"without a Chinese name": {sub("one")},
		"a kind worded twice":    {words, words},
	} {
		if _, err := commands.New(commands.Parts{}, features...); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
