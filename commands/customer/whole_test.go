package customer

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack"

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

// A field alone behind a customer opens its form there; a customer of that name is named all the same.
func TestAFormOpensAtAField(t *testing.T) {
	o := commandstest.New(t, crm.Access{}, Feature)
	for _, name := range []string{"Northwind", "Northwind Phone"} {
		_, err := o.CRM.CreateCustomer(t.Context(), commandstest.Admin(), models.Customer{Name: name})
		o.Check(err)
	}
	for text, want := range map[string]string{"edit C001 phone": "C001 phone", "edit C001 电话": "C001 phone", "edit C001 owner": "C001 owner", "edit C001": "C001 ", "edit Northwind phone": "C002 "} {
		reply, err := o.Attempt(bot.KindCommand, commands.Slash, bot.User{ID: commandstest.Owner, Admin: true}, bot.Request{Text: text})
		if err != nil || reply.Modal == nil {
			t.Errorf("%s gets %+v, %v", text, reply, err)
			continue
		}
		_, code, _ := strings.Cut(reply.Modal.Title, " ")
		at := ""
		for _, block := range reply.Modal.Blocks {
			if input, is := block.(*slack.InputBlock); is {
				if text, err := json.Marshal(input.Element); err == nil && strings.Contains(string(text), `"focus_on_load":true`) {
					at += input.BlockID
				}
			}
		}
		if got := code + " " + at; got != want {
			t.Errorf("%s opens %q, want %q", text, got, want)
		}
	}
}
