package report

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/deal"
	"github.com/guanxi-crm/guanxi/commands/followup"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	of := "2026-11-01,2026-11-24,,UTC,,,,"
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"action workbook.make": {Harmless: true, Request: func(commandstest.Scene) bot.Request {
			return bot.Request{Value: "2026-11-16,2026-11-22,,Asia%2FShanghai,,retail,,"}
		}},
		"typed report": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "report"} }},
		"action report.period": {Request: func(commandstest.Scene) bot.Request {
			return bot.Request{Block: "report.ask/week/", Value: "last-month"}
		}},
		"action report.person": {Request: func(commandstest.Scene) bot.Request {
			return bot.Request{Block: "report.ask/week/", Value: commandstest.Owner}
		}},
		"action report.change":   {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "week"} }},
		"action report.records":  {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "new " + of} }},
		"action charts.more":     {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: of} }},
		"action charts.pictures": {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: of} }},
		"action report.page":     {Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "new " + of + " "} }},
		"submission report.ask": {Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form("", "report_period", "days", "report_from", "2026-11-01", "industry", "any")
		}},
	}, customer.Feature, deal.Feature, followup.Feature)
}
