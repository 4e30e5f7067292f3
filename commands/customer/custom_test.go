package customer

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// What is typed for a field of each kind, and what is kept of it.
func TestOwnValues(t *testing.T) {
	o := commandstest.New(t, crm.Access{}, Feature)
	o.WithFields()
	h, cl := handlers{o.Frame}, o.Call()
	for typed, want := range map[string]map[models.Field]string{
		"my-text=a &lt;b&gt; c": {"custom.1": "a <b> c"}, "我的text=": {"custom.1": ""}, "MY_NUMBER=10万": {"custom.2": "10万"}, "\"my date\"=tomorrow": {"custom.3": "2026-11-25"},
		"mydate=2026-12-24": {"custom.3": "2026-12-24"}, "mydate=1949-10-01": {"custom.3": "1949-10-01"}, "我的choice=上海": {"custom.4": "o2"}, "my-choice=shang-hai": {"custom.4": "o2"}, "my-choices=Beijing，上海": {"custom.5": "o1,o2"},
		"my-yesno=是": {"custom.6": "yes"}, "my-yesno=No": {"custom.6": "no"}, "my-user=<@U0BOB|bob>": {"custom.7": "U0BOB"}, "my-user=me": {"custom.7": commandstest.Owner},
	} {
		args := commands.ParseArguments(typed, h.IsField)
		set, errs := h.fieldsOf(cl, args)
		if diff := cmp.Diff(want, set); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %v\n%s", typed, errs, diff)
		}
	}
}

// A form with forged values is answered at its fields, and saves nothing; a field that is retired meanwhile is left alone.
func TestForgedForm(t *testing.T) {
	o := commandstest.New(t, crm.Access{}, Feature)
	o.WithFields()
	s := o.Scene(commandstest.Owner)
	asker := bot.User{ID: commandstest.Owner, Admin: true}
	attempt := func(req bot.Request) (bot.Reply, error) {
		return o.Attempt(bot.KindSubmission, fieldsModal, asker, req)
	}
	ids := []int64{1, 2, 3, 4, 5, 6, 7, 99}
	metadata := func() string {
		c, err := o.CRM.Customer(context.Background(), commandstest.Admin().Actor, s.Customer.ID)
		o.Check(err)
		return commands.Pack(editing{ID: c.ID, Version: c.Version, Fields: ids, Page: 1})
	}
	good := bot.Form{"custom.1": {"kept"}, "custom.99": {"never"}}
	for field, value := range map[string]string{
		"custom.1": strings.Repeat("x", 501), "custom.2": "x", "custom.3": "2026-02-31", "custom.4": "o9", "custom.5": "o1,o9", "custom.6": "perhaps", "custom.7": "<!channel>",
	} {
		req := bot.Request{View: bot.View{ID: "V1", Metadata: metadata()}, Form: bot.Form{"custom.1": {"kept"}, field: {value}}}
		_, err := attempt(req)
		errs := models.AsErrors(err)
		at := slices.ContainsFunc(errs, func(e *models.Error) bool { return string(e.Input) == field })
		if answer := o.Refuse(&bot.Request{Kind: bot.KindSubmission, User: asker, View: bot.View{Callback: fieldsModal}}, errs); !at || answer.Errors[field] == "" {
			t.Errorf("%s=%q gets %v, shown as %v", field, value, err, answer.Errors)
		}
	}
	_, err := o.CRM.RetireField(context.Background(), commandstest.Admin(), 2)
	o.Check(err)
	good["custom.2"] = []string{"5"}
	reply, err := attempt(bot.Request{View: bot.View{ID: "V1", Metadata: metadata()}, Form: good})
	if err != nil || !strings.Contains(commandstest.Told(t, reply), "kept") {
		t.Errorf("a good form gets %v, %v", commandstest.Told(t, reply), err)
	}
	var kept int
	o.Check(o.DB.QueryRow("SELECT COUNT(*) FROM custom_values").Scan(&kept))
	if kept != 1 {
		t.Errorf("%d values were saved", kept)
	}
}
