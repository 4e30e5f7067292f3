package commands

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// withFields is an office whose team has a field of every kind, named after it, with the IDs 1 to 7.
func withFields(t *testing.T) (*office, Call) {
	t.Helper()
	o := newOffice(t, crm.Access{})
	op := models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleAdmin}}
	for _, kind := range models.CustomKinds() {
		f := models.CustomField{Kind: kind, LabelEN: "My " + string(kind), LabelZH: "我的" + string(kind)}
		if f.Chooses() {
			f.Options = models.ParseOptions("北京=Beijing,上海=Shang Hai")
		}
		_, err := o.crm.AddField(context.Background(), op, f)
		o.check(err)
	}
	user := bot.User{ID: owner, Zone: time.UTC, Locale: "en-US"}
	return o, Call{Request: &bot.Request{User: user}, Printer: o.c.Printer(user), Actor: op.Actor}
}

// What is typed for a field of each kind, and what is kept of it.
func TestOwnValues(t *testing.T) {
	o, cl := withFields(t)
	for typed, want := range map[string]map[models.Field]string{
		"my-text=a &lt;b&gt; c": {"custom.1": "a <b> c"}, "我的text=": {"custom.1": ""}, "MY_NUMBER=10万": {"custom.2": "10万"}, "\"my date\"=tomorrow": {"custom.3": "2026-11-25"},
		"mydate=2026-12-24": {"custom.3": "2026-12-24"}, "mydate=1949-10-01": {"custom.3": "1949-10-01"}, "我的choice=上海": {"custom.4": "o2"}, "my-choice=shang-hai": {"custom.4": "o2"}, "my-choices=Beijing，上海": {"custom.5": "o1,o2"},
		"my-yesno=是": {"custom.6": "yes"}, "my-yesno=No": {"custom.6": "no"}, "my-user=<@U0BOB|bob>": {"custom.7": "U0BOB"}, "my-user=me": {"custom.7": owner},
	} {
		args := ParseArguments(typed, o.c.IsField, true)
		set, errs := o.c.fieldsOf(cl, args.Assignments)
		if diff := cmp.Diff(want, set); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %v\n%s", typed, errs, diff)
		}
	}
}

// A form with forged values is answered at its fields, and saves nothing; a field that is retired meanwhile is left alone.
func TestForgedForm(t *testing.T) {
	o, _ := withFields(t)
	s := o.scene(owner)
	way := o.ways()["submission fields.page"]
	asker := bot.User{ID: owner}
	ids := []int64{1, 2, 3, 4, 5, 6, 7, 99}
	metadata := func() string {
		c, err := o.crm.Customer(context.Background(), models.Actor{ID: owner, Role: models.RoleAdmin}, s.customer.ID)
		o.check(err)
		return Pack(editing{ID: c.ID, Version: c.Version, Fields: ids, Page: 1})
	}
	good := bot.Form{"custom.1": {"kept"}, "custom.99": {"never"}}
	for field, value := range map[string]string{
		"custom.1": strings.Repeat("x", 501), "custom.2": "x", "custom.3": "2026-02-31", "custom.4": "o9", "custom.5": "o1,o9", "custom.6": "perhaps", "custom.7": "<!channel>",
	} {
		req := bot.Request{View: bot.View{ID: "V1", Metadata: metadata()}, Form: bot.Form{"custom.1": {"kept"}, field: {value}}}
		_, err := o.attempt(way, asker, req)
		errs := models.AsErrors(err)
		at := slices.ContainsFunc(errs, func(e *models.Error) bool { return string(e.Input) == field })
		if answer := o.c.refuse(context.Background(), &bot.Request{Kind: bot.KindSubmission, User: asker, View: bot.View{Callback: way.Name}}, errs); !at || answer.Errors[field] == "" {
			t.Errorf("%s=%q gets %v, shown as %v", field, value, err, answer.Errors)
		}
	}
	_, err := o.crm.RetireField(context.Background(), models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleAdmin}}, 2)
	o.check(err)
	good["custom.2"] = []string{"5"}
	reply, err := o.attempt(way, asker, bot.Request{View: bot.View{ID: "V1", Metadata: metadata()}, Form: good})
	if err != nil || !strings.Contains(told(t, reply), "kept") {
		t.Errorf("a good form gets %v, %v", told(t, reply), err)
	}
	var kept int
	o.check(o.db.QueryRow("SELECT COUNT(*) FROM custom_values").Scan(&kept))
	if kept != 1 {
		t.Errorf("%d values were saved", kept)
	}
}

// The names that commands know already can't be given to a field, in whichever way they are written.
func TestReservedNames(t *testing.T) {
	o, _ := withFields(t)
	for _, name := range []string{"Phone", "手机", "sort", "排序", "客户ID", "code", "Next follow-up", "next-follow-up", "跟进时间", "OWNER", "contact_name"} {
		if errs := o.c.Reserved(name, "x"); len(errs) != 1 || errs[0].Input != models.InputLabelZH {
			t.Errorf("%s gets %v", name, errs)
		}
	}
	if errs := o.c.Reserved("预算", "Budget"); len(errs) > 0 {
		t.Errorf("a free name gets %v", errs)
	}
}
