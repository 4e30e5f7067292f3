package interaction

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
)

// That a text is a customer's whole name is known only once customers were looked up: the form has other words then, for when
// its trigger is over.
func TestAWholeNameOpensAFormOrSaysHow(t *testing.T) {
	o := commandstest.New(t, crm.Access{}, Feature)
	name := o.Scene(commandstest.Owner).Customer.Name // of two words
	reply, err := o.Attempt(bot.KindCommand, commands.Slash, bot.User{ID: commandstest.Owner, Admin: true}, bot.Request{Text: "log " + name})
	if err != nil || reply.Modal == nil || reply.Instead == nil {
		t.Errorf("log %s gets %+v, %v", name, reply, err)
	}
}
