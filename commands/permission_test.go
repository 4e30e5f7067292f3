package commands

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	owner    = "U0OWNER"  // whose customers they are
	stranger = "U0OTHER"  // somebody of the team
	secret   = "Northern" // begins every customer's name: it may reach nobody who doesn't see them
)

// office is a team with its database, in which every way in is tried.
type office struct {
	t     *testing.T
	c     *Frame
	crm   *crm.Service
	db    *sql.DB
	count int
}

func newOffice(t *testing.T, access crm.Access) *office {
	t.Helper()
	database := storetest.SQLite(t)
	st := storetest.Open(t, database)
	now := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	service := crm.New(st, models.ClockFunc(func() time.Time { return now }), crm.Team{Industries: []string{"technology"}, Access: access})
	raw, err := sql.Open("sqlite", database.DSN)
	if err != nil {
		t.Fatal(err)
	}
	raw.SetMaxOpenConns(1) // its version is a connection's
	t.Cleanup(func() { _ = raw.Close() })
	return &office{t: t, c: frame(t, Parts{CRM: service, Reports: reports.New(st), Industries: []string{"technology"}}), crm: service, db: raw}
}

func (o *office) check(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// scene is a customer of the owner's with everything that can be acted on; the last change is the actor's.
type scene struct {
	customer models.Customer
	followUp string
	change   string // the operation that the actor may take back
	other    string // the code of a second customer
	dead     string // a message that was given up
	field    int64  // one of the team's own, a choice
}

func (o *office) scene(actor string) scene {
	o.t.Helper()
	ctx := context.Background()
	op := models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleAdmin}}
	o.count++
	other, err := o.crm.CreateCustomer(ctx, op, models.Customer{Name: fmt.Sprintf("%s other %d", secret, o.count)})
	o.check(err)
	customer, err := o.crm.CreateCustomer(ctx, op, models.Customer{Name: fmt.Sprintf("%s %d", secret, o.count)})
	o.check(err)
	due, err := models.ParseDate("2026-11-24")
	o.check(err)
	followUp, err := o.crm.PlanFollowUp(ctx, op, customer.ID, models.FollowUpInput{DueOn: due, Title: secret})
	o.check(err)
	mine := models.Operation{Actor: models.Actor{ID: actor, Role: models.RoleAdmin}}
	_, err = o.crm.LogInteraction(ctx, mine, customer.ID, models.InteractionInput{Kind: models.InteractionCall, Text: secret})
	o.check(err)
	last, err := o.crm.LastChange(ctx, mine.Actor)
	o.check(err)
	customer, err = o.crm.Customer(ctx, op.Actor, customer.ID)
	o.check(err)
	result, err := o.db.Exec("INSERT INTO outbox (dedupe_key, kind, recipient, payload, not_before, attempts, claimed_by, state, channel, ts, last_error, created_at) "+
		"VALUES (?, 'digest', 'U0X', '{}', '2026-11-24 00:00:00.000000', 3, '', 'dead', '', '', 'x', '2026-11-24 00:00:00.000000')", fmt.Sprint(secret, o.count))
	o.check(err)
	dead, err := result.LastInsertId()
	o.check(err)
	return scene{customer, strconv.FormatInt(followUp.ID, 10), last.Operation, other.Code, strconv.FormatInt(dead, 10), o.field(op)}
}

// field returns the ID of the first of the team's own fields, and adds it when there is none.
func (o *office) field(op models.Operation) int64 {
	o.t.Helper()
	for _, f := range o.crm.Fields().All() {
		return f.ID
	}
	f, err := o.crm.AddField(context.Background(), op, models.CustomField{Kind: models.CustomChoice, LabelEN: "City", LabelZH: "城市", Options: models.ParseOptions("北京=Beijing")})
	o.check(err)
	return f.ID
}

// tries are the requests that work for whoever may make them, by the kind and name of the way in; one for each.
var tries = map[string]func(s scene) bot.Request{
	"command /crm":             func(scene) bot.Request { return bot.Request{Text: ""} },
	"action command.run":       func(s scene) bot.Request { return bot.Request{Value: "show " + s.customer.Code} },
	"action request.again":     func(scene) bot.Request { return bot.Request{Value: "forged"} },
	"mention ":                 func(s scene) bot.Request { return bot.Request{Text: "show " + s.customer.Code} },
	"options customer.options": func(scene) bot.Request { return bot.Request{Query: secret} },
	"shortcut customer.new":    func(scene) bot.Request { return bot.Request{} },
	"shortcut followup.plan":   func(scene) bot.Request { return bot.Request{Message: bot.Message{Text: "x"}} },
	"action customer.share":    func(s scene) bot.Request { return bot.Request{Value: s.customer.Code} },
	"action customer.reveal":   func(s scene) bot.Request { return bot.Request{Value: strconv.FormatInt(s.customer.ID, 10)} },
	"action history.page":      func(s scene) bot.Request { return bot.Request{Value: s.customer.Code + " x"} },
	"action due.page":          func(scene) bot.Request { return bot.Request{Value: "due,all, "} },
	"action undo.take_back":    func(s scene) bot.Request { return bot.Request{Value: s.change} },
	"action followup.done": func(s scene) bot.Request {
		return bot.Request{Value: s.followUp, Block: "followup/" + s.followUp + "/home"}
	},
	"action followup.edit": func(s scene) bot.Request {
		return bot.Request{Value: s.followUp, Block: "followup/" + s.followUp + "/home"}
	},
	"submission followup.edit": func(s scene) bot.Request {
		return form(Pack(listed{ID: atoi(s.followUp), Version: 1}), "due_on", "2026-12-01", "assignee", owner)
	},
	"action followup.snooze": func(s scene) bot.Request {
		return bot.Request{Value: s.followUp + ":1d", Block: "followup/" + s.followUp + "/due,all,"}
	},
	"action duplicate.save":    func(s scene) bot.Request { return bot.Request{Value: "1 edit " + s.customer.Code + " notes=x"} },
	"submission customer.pick": func(s scene) bot.Request { return form("show", "customer", s.customer.Code) },
	"submission customer.new":  func(s scene) bot.Request { return form("", "name", "Fresh "+s.followUp, "status", "potential") },
	"submission customer.edit": func(s scene) bot.Request {
		return form(Pack(editing{ID: s.customer.ID, Version: s.customer.Version}), "name", s.customer.Name, "owner", owner, "notes", "changed")
	},
	"submission followup.plan": func(s scene) bot.Request { return form("", "customer", s.customer.Code, "due_on", "2026-12-01") },
	"submission followup.done": func(s scene) bot.Request {
		return form(Pack(listed{ID: atoi(s.followUp), List: "due,all,"}), "outcome", "x")
	},
	"submission followup.snooze": func(s scene) bot.Request {
		return form(Pack(listed{ID: atoi(s.followUp), Version: 1}), "due_on", "2026-12-01")
	},
	"submission fields.page": func(s scene) bot.Request {
		return form(Pack(editing{ID: s.customer.ID, Version: s.customer.Version, Fields: []int64{s.field}, Page: 1}), string(models.CustomFieldKey(s.field)), "o1")
	},
	"action fields.open": func(s scene) bot.Request { return bot.Request{Value: s.customer.Code} },
	"typed new":          func(s scene) bot.Request { return bot.Request{Text: "new Typed " + s.followUp + " !"} },
	"typed show":         func(s scene) bot.Request { return bot.Request{Text: "show " + s.customer.Code} },
	"typed edit":         func(s scene) bot.Request { return bot.Request{Text: "edit " + s.customer.Code + " notes=typed"} },
	"typed follow":       func(s scene) bot.Request { return bot.Request{Text: "follow " + s.customer.Code + " tomorrow call"} },
	"typed due":          func(scene) bot.Request { return bot.Request{Text: "due all team"} },
	"typed history":      func(s scene) bot.Request { return bot.Request{Text: "history " + s.customer.Code} },
	"typed undo":         func(scene) bot.Request { return bot.Request{Text: "undo"} },
}

func form(metadata string, pairs ...string) bot.Request {
	req := bot.Request{View: bot.View{ID: "V1", Metadata: metadata}, Form: bot.Form{}}
	for i := 0; i < len(pairs); i += 2 {
		req.Form[pairs[i]] = []string{pairs[i+1]}
	}
	return req
}

func atoi(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// frame is the conversation with all its features.
func frame(t testing.TB, parts Parts) *Frame {
	t.Helper()
	f, err := New(parts, CustomerFeature, FollowUpFeature, HistoryFeature)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// ways are all ways in, by the key in tries, each with what it needs.
func (o *office) ways() map[string]Way {
	all := map[string]Way{}
	for _, way := range o.c.table.ways {
		all[string(way.Kind)+" "+way.Name] = way
	}
	for _, sub := range o.c.table.subcommands {
		all["typed "+sub.Name] = Way{Kind: bot.KindCommand, Name: Slash, Needs: sub.Needs, Read: func(req *bot.Request) Step { return o.c.ReadCommand(req.Text) }}
	}
	return all
}

// asker is somebody who tries, and the role that they ought to have.
type asker struct {
	what string
	user bot.User
	role models.Role
}

func (o *office) people() []asker {
	list := []asker{
		{"a member", bot.User{ID: "U0MEMBER"}, models.RoleSales},
		{"an admin of the workspace", bot.User{ID: "U0BOSS", Admin: true}, models.RoleAdmin},
		{"a guest", bot.User{ID: "U0GUEST", Guest: true}, models.RoleNone},
		{"a bot", bot.User{ID: "U0ROBOT", Bot: true}, models.RoleNone},
		{"somebody of another workspace", bot.User{ID: "U0STRANGER", Stranger: true, Admin: true}, models.RoleNone},
		{"somebody who left", bot.User{ID: "U0GONE", Deleted: true, Admin: true}, models.RoleNone},
		{"a configured manager", bot.User{ID: "U0CONFIGURED"}, models.RoleManager},
		{"a guest with a role", bot.User{ID: "U0INVITED", Guest: true}, models.RoleViewer},
	}
	given := models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleAdmin}}
	o.check(o.crm.SetRole(context.Background(), given, "U0INVITED", models.RoleViewer))
	for _, role := range append(models.Roles(), models.RoleNone) {
		id := "U0" + strings.ToUpper(string(role))
		o.check(o.crm.SetRole(context.Background(), given, id, role))
		list = append(list, asker{"with the role " + string(role), bot.User{ID: id, Admin: role == models.RoleNone}, role})
	}
	return list
}

// attempt makes a request by a way in.
func (o *office) attempt(way Way, user bot.User, req bot.Request) (bot.Reply, error) {
	user.Zone, user.Locale = time.UTC, "en-US"
	req.Kind, req.Name, req.User = way.Kind, way.Name, user
	if way.Kind == bot.KindSubmission {
		req.View.Callback = way.Name
	}
	step := way.read(&req)
	reply, err := o.c.admit(step)(context.Background(), &req)
	if reply.Modal != nil && !step.opens && reply.Instead == nil {
		o.t.Errorf("%s %s %q opens a form that it has not declared", way.Kind, way.Name, req.Text+req.Value)
	}
	if reply.Then != nil {
		o.check(reply.Then(context.Background()))
	}
	return reply, err
}

// version changes with everything that is written to the database, by whomever
// (https://sqlite.org/pragma.html#pragma_data_version).
func (o *office) version() (n int) {
	o.t.Helper()
	o.check(o.db.QueryRow("PRAGMA data_version").Scan(&n))
	return n
}

// Every way in, by everybody: who may gets an answer, who may not gets a refusal, and nothing has changed.
func TestNobodyDoesWhatTheyMayNot(t *testing.T) {
	storetest.WithoutRace(t)
	t.Parallel()
	o := newOffice(t, crm.Access{Named: map[string]models.Role{"U0CONFIGURED": models.RoleManager}})
	people := o.people()
	scenes := make([]scene, len(people))
	for key, way := range o.ways() {
		try, known := tries[key]
		if !known {
			t.Errorf("%s is a way in that no test tries: add it to tries", key)
			continue
		}
		for i, who := range people {
			if scenes[i].change == "" {
				scenes[i] = o.scene(who.user.ID)
			}
			s := scenes[i]
			before := o.version()
			reply, err := o.attempt(way, who.user, try(s))
			var refused *models.Error
			forbidden := errors.As(err, &refused) && refused.Kind == models.KindForbidden
			may := who.role.May(way.Needs) && who.role.May(models.MayView)
			if key == "action customer.reveal" { // the customer is somebody else's
				may = who.role.May(models.MayReveal)
			}
			if may { // it may have been used up
				scenes[i] = scene{}
			}
			switch {
			case may && err != nil && key != "action history.page": // its cursor is no real one
				t.Errorf("%s: %s may, and got %v", key, who.what, err)
			case !may && !forbidden:
				t.Errorf("%s: %s may not, and got %v", key, who.what, err)
			case !may && o.version() != before:
				t.Errorf("%s: %s may not, and changed something", key, who.what)
			case !may && strings.Contains(fmt.Sprint(told(t, reply)), secret):
				t.Errorf("%s: %s may not, and was told", key, who.what)
			}
		}
	}
	for key := range tries {
		if _, known := o.ways()[key]; !known {
			t.Errorf("%s is tried and is no way in", key)
		}
	}
}

// told is all that an answer shows.
func told(t *testing.T, reply bot.Reply) string {
	t.Helper()
	var b strings.Builder
	show := func(blocks []slack.Block) {
		for _, block := range blocks {
			fmt.Fprintf(&b, "%s\n", encode(t, block))
		}
	}
	if reply.Message != nil {
		b.WriteString(reply.Message.Text + "\n")
		show(reply.Message.Blocks)
	}
	for _, modal := range []*surface.Modal{reply.Modal, reply.Update} {
		if modal != nil {
			b.WriteString(modal.Title + modal.Metadata + "\n")
			show(modal.Blocks)
		}
	}
	if reply.Home != nil {
		show(reply.Home.Blocks)
	}
	for _, option := range reply.Options {
		b.WriteString(option.Text + option.Value + "\n")
	}
	return b.String()
}

// With visibility: owner, sales people get nowhere with a customer that is neither theirs nor nobody's: not with its
// code, not with forged IDs, stale buttons, or the form of another.
func TestNobodySeesWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	o := newOffice(t, crm.Access{OwnOnly: true})
	sales := bot.User{ID: "U0SALES"}
	harmless := map[string]bool{ // they name nobody's customer
		"submission customer.new": true, "typed new": true, "submission settings.save": true,
	}
	for key, way := range o.ways() {
		if !models.RoleSales.May(way.Needs) {
			continue
		}
		s := o.scene(stranger) // the actor has changed nothing of it
		before := o.version()
		reply, err := o.attempt(way, sales, tries[key](s))
		if shown := told(t, reply); strings.Contains(shown, secret) && !harmless[key] && key != "action find.page" && key != "typed find" {
			t.Errorf("%s shows a customer that is not theirs:\n%s", key, shown)
		}
		if after := o.version(); after != before && !harmless[key] {
			t.Errorf("%s changes a customer that is not theirs", key)
		}
		if err != nil && models.AsErrors(err) == nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	s := o.scene(stranger)
	page, err := o.crm.SearchCustomers(t.Context(), models.Actor{ID: sales.ID, Role: models.RoleSales, OwnOnly: true}, models.CustomerQuery{Words: "other"})
	if err != nil || page.Total != 0 {
		t.Errorf("a search finds %d of others, %v", page.Total, err)
	}
	op := models.Operation{Actor: models.Actor{ID: owner, Role: models.RoleManager}}
	due, _ := models.ParseDate("2026-12-01")
	_, err = o.crm.PlanFollowUp(t.Context(), op, s.customer.ID, models.FollowUpInput{DueOn: due, Assignee: sales.ID})
	o.check(err)
	reply, err := o.attempt(o.ways()["typed show"], sales, tries["typed show"](s))
	if err != nil || !strings.Contains(told(t, reply), s.customer.Name) {
		t.Errorf("who is to follow up does not see the customer: %v", err)
	}
}

// What comes back from a client may be anything: it is refused in words, and changes nothing.
func TestForgedValuesAreRefused(t *testing.T) {
	storetest.WithoutRace(t)
	t.Parallel()
	o := newOffice(t, crm.Access{})
	boss := bot.User{ID: "U0BOSS", Admin: true}
	forged := []string{
		"", "0", "-1", "9223372036854775807", "99999999999999999999", "x", "{", "{}", "[]", "null", `{"id":-5}`, `{"id":999999,"v":3}`,
		`{"id":"1"}`, "C999999", "1:never", "due,x", "due,all,U0X y", "home", strings.Repeat("9", 2000), "\x00", "' OR 1=1 --", "🙂",
	}
	for key, way := range o.ways() {
		if way.Kind != bot.KindAction && way.Kind != bot.KindSubmission {
			continue
		}
		var s scene
		for _, text := range forged {
			if s.change == "" {
				s = o.scene(boss.ID)
			}
			req := tries[key](s)
			req.Block = text
			if way.Kind == bot.KindAction {
				req.Value = text
			} else if req.View.Metadata = text; text == "" && (key == "submission customer.new" || key == "submission word.add") {
				continue // nothing is kept in it
			}
			keeps := map[string]bool{"submission customer.edit": true, "submission status.change": true, "submission followup.done": true, "submission followup.snooze": true, "submission followup.edit": true, "submission subject.erase": true}
			before := o.version()
			reply, err := o.attempt(way, boss, req)
			if err != nil && models.AsErrors(err) == nil {
				var ambiguous *models.AmbiguousError
				if !errors.As(err, &ambiguous) {
					t.Errorf("%s with %.40q: %v", key, text, err)
				}
			}
			if err == nil && keeps[key] && reply.Update == nil {
				t.Errorf("%s with %.40q was taken for real", key, text)
			}
			if (err != nil || way.Kind == bot.KindAction || keeps[key]) && o.version() != before && key != "action duplicate.save" {
				t.Errorf("%s with %.40q changed something", key, text)
			}
			if o.version() != before { // it may have been used up
				s = scene{}
			}
		}
	}
}

func encode(t *testing.T, block slack.Block) string {
	t.Helper()
	text, err := json.Marshal(block)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
