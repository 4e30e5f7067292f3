package timeline

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/models"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"action timeline.page": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: place(s.Customer.Code, models.EventRecord, "x")}
		}, Refused: true},
		"action timeline.filter": {Request: func(s commandstest.Scene) bot.Request {
			return bot.Request{Value: place(s.Customer.Code, models.EventFollowUp, "")}
		}},
		"typed timeline": {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "timeline " + s.Customer.Code} }},
	})
}
