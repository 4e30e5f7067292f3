package customer

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// A name that looks as if it gave a field is known as one only once customers were looked up: the form has other words then, for
// when its trigger is over.
func TestANameLikeAFieldOpensAFormOrSaysHow(t *testing.T) {
	o := commandstest.New(t, crm.Access{}, Feature)
	_, err := o.CRM.CreateCustomer(t.Context(), commandstest.Admin(), models.Customer{Name: "A=B Ltd"})
	o.Check(err)
	reply, err := o.Attempt(bot.KindCommand, commands.Slash, bot.User{ID: commandstest.Owner, Admin: true}, bot.Request{Text: "edit A=B Ltd"})
	if err != nil || reply.Modal == nil || reply.Instead == nil {
		t.Errorf("edit A=B Ltd gets %+v, %v", reply, err)
	}
}
