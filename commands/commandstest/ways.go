package commandstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Tries are a feature's ways in, by kind and name ("action role.list", "typed role"), each with a request that works for
// whoever may make it.
type Tries map[string]Try

// Try is a request that works for whoever may make it.
type Try struct {
	Request func(s Scene) bot.Request
	// Harmless says that it names nobody's customer; Names, that what it answers may name one that isn't theirs, as typed.
	Harmless, Names bool
	// Keeps says of a form that what it remembers is needed: forged, it is refused.
	Keeps bool
	// Forgeable says that a forged value may change something that is anybody's to change.
	Forgeable bool
	// Refused says that even who may is refused, since no real value can be given.
	Refused bool
	// May decides instead of the permission that the way in needs.
	May func(models.Role) bool
}

// way is a way in and what it needs.
type way struct {
	kind  bot.Kind
	name  string
	needs models.Permission
}

// Way is a way in of the frame's own, which no feature declares.
type Way struct {
	Kind  bot.Kind
	Name  string
	Needs models.Permission
}

func waysOf(feature commands.Feature) map[string]way {
	all := map[string]way{}
	for _, w := range feature.Ways {
		all[keyOf(w.Kind, w.Name)] = way{w.Kind, w.Name, w.Needs}
	}
	for _, s := range feature.Shortcuts {
		all[keyOf(bot.KindShortcut, s.CallbackID)] = way{bot.KindShortcut, s.CallbackID, s.Needs}
	}
	for _, s := range feature.Subcommands {
		all["typed "+s.Name] = way{bot.KindCommand, commands.Slash, s.Needs}
	}
	return all
}

// asker is somebody who tries, and the role that they ought to have.
type asker struct {
	what string
	user bot.User
	role models.Role
}

func (o *Office) people() []asker {
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
	o.Check(o.CRM.SetRole(context.Background(), Admin(), "U0INVITED", models.RoleViewer))
	for _, role := range append(models.Roles(), models.RoleNone) {
		id := "U0" + strings.ToUpper(string(role))
		o.Check(o.CRM.SetRole(context.Background(), Admin(), id, role))
		list = append(list, asker{"with the role " + string(role), bot.User{ID: id, Admin: role == models.RoleNone}, role})
	}
	return list
}

// Attempt makes a request by a way in. One that opens a form it hasn't declared, without other words for when the trigger is over,
// fails the test.
func (o *Office) Attempt(kind bot.Kind, name string, user bot.User, req bot.Request) (bot.Reply, error) {
	o.T.Helper()
	read, known := o.router.reads[keyOf(kind, name)]
	if !known {
		o.T.Fatalf("there is no way in %s %q", kind, name)
	}
	user.Zone, user.Locale = time.UTC, "en-US"
	req.Kind, req.Name, req.User = kind, name, user
	if kind == bot.KindSubmission {
		req.View.Callback = name
	}
	step := read(&req)
	reply, err := step.Run(context.Background(), &req)
	if reply.Modal != nil && !step.Opens && reply.Instead == nil {
		o.T.Errorf("%s %s %q opens a form that it has not declared", kind, name, req.Text+req.Value)
	}
	if reply.Then != nil {
		o.Check(reply.Then(context.Background()))
	}
	return reply, err
}

// version changes with everything that is written to the database, by whomever
// (https://sqlite.org/pragma.html#pragma_data_version).
func (o *Office) version() (n int) {
	o.T.Helper()
	o.Check(o.DB.QueryRowContext(context.Background(), "PRAGMA data_version").Scan(&n))
	return n
}

// TryWays tries every way in of a feature by everybody: who may gets an answer, who may not gets a refusal, and nothing has
// changed; with visibility: owner, sales people get nowhere with a customer that isn't theirs; what comes back from a client may
// be anything, and changes nothing. further are features that the feature's own answers lead to.
func TryWays(t *testing.T, feature Feature, tries Tries, further ...Feature) {
	t.Helper()
	features := append([]Feature{feature}, further...)
	t.Run("who may", func(t *testing.T) {
		storetest.WithoutRace(t)
		t.Parallel()
		o := New(t, crm.Access{Named: map[string]models.Role{"U0CONFIGURED": models.RoleManager}}, features...)
		o.whoMay(waysOf(feature(o.Frame)), tries)
	})
	t.Run("whose", func(t *testing.T) {
		t.Parallel()
		o := New(t, crm.Access{OwnOnly: true}, features...)
		o.whose(waysOf(feature(o.Frame)), tries)
	})
	t.Run("forged", func(t *testing.T) {
		storetest.WithoutRace(t)
		t.Parallel()
		o := New(t, crm.Access{}, features...)
		o.forged(waysOf(feature(o.Frame)), tries)
	})
	t.Run("examples", func(t *testing.T) {
		t.Parallel()
		o := New(t, crm.Access{}, features...)
		o.examples(feature(o.Frame))
	})
}

// TryFrame is TryWays for the frame's own ways in.
func TryFrame(t *testing.T, own []Way, tries Tries, features ...Feature) {
	t.Helper()
	all := map[string]way{}
	for _, w := range own {
		all[keyOf(w.Kind, w.Name)] = way{w.Kind, w.Name, w.Needs}
	}
	t.Run("who may", func(t *testing.T) {
		storetest.WithoutRace(t)
		t.Parallel()
		New(t, crm.Access{Named: map[string]models.Role{"U0CONFIGURED": models.RoleManager}}, features...).whoMay(all, tries)
	})
	t.Run("whose", func(t *testing.T) {
		t.Parallel()
		New(t, crm.Access{OwnOnly: true}, features...).whose(all, tries)
	})
	t.Run("forged", func(t *testing.T) {
		storetest.WithoutRace(t)
		t.Parallel()
		New(t, crm.Access{}, features...).forged(all, tries)
	})
}

func (o *Office) whoMay(ways map[string]way, tries Tries) {
	people := o.people()
	scenes := make([]Scene, len(people))
	for key, way := range ways {
		try, known := tries[key]
		if !known {
			o.T.Errorf("%s is a way in that no test tries: add it to the tries", key)
			continue
		}
		for i, who := range people {
			if scenes[i].Change == "" {
				scenes[i] = o.Scene(who.user.ID)
			}
			before := o.version()
			reply, err := o.Attempt(way.kind, way.name, who.user, try.Request(scenes[i]))
			var refused *models.Error
			forbidden := errors.As(err, &refused) && refused.Kind == models.KindForbidden
			may := who.role.May(way.needs) && who.role.May(models.MayView)
			if try.May != nil {
				may = try.May(who.role)
			}
			if may { // it may have been used up
				scenes[i] = Scene{}
			}
			switch {
			case may && err != nil && !try.Refused:
				o.T.Errorf("%s: %s may, and got %v", key, who.what, err)
			case !may && !forbidden:
				o.T.Errorf("%s: %s may not, and got %v", key, who.what, err)
			case !may && o.version() != before:
				o.T.Errorf("%s: %s may not, and changed something", key, who.what)
			case !may && strings.Contains(Told(o.T, reply), Secret):
				o.T.Errorf("%s: %s may not, and was told", key, who.what)
			}
		}
	}
	for key := range tries {
		if _, known := ways[key]; !known {
			o.T.Errorf("%s is tried and is no way in", key)
		}
	}
}

func (o *Office) whose(ways map[string]way, tries Tries) {
	for key, way := range ways {
		try := tries[key]
		if !models.RoleSales.May(way.needs) || try.Request == nil {
			continue
		}
		s := o.Scene(Stranger) // the actor has changed nothing of it
		before := o.version()
		reply, err := o.Attempt(way.kind, way.name, bot.User{ID: "U0SALES"}, try.Request(s))
		if shown := Told(o.T, reply); strings.Contains(shown, Secret) && !try.Harmless && !try.Names {
			o.T.Errorf("%s shows a customer that is not theirs:\n%s", key, shown)
		}
		if o.version() != before && !try.Harmless {
			o.T.Errorf("%s changes a customer that is not theirs", key)
		}
		if err != nil && models.AsErrors(err) == nil {
			o.T.Errorf("%s: %v", key, err)
		}
	}
}

// forgeries are values that no button and no form of ours has.
var forgeries = []string{
	"", "0", "-1", "9223372036854775807", "99999999999999999999", "x", "{", "{}", "[]", "null", `{"id":-5}`, `{"id":999999,"v":3}`,
	`{"id":"1"}`, "C999999", "1:never", "due,x", "due,all,U0X y", "home", strings.Repeat("9", 2000), "\x00", "' OR 1=1 --", "🙂",
}

func (o *Office) forged(ways map[string]way, tries Tries) {
	boss := bot.User{ID: "U0BOSS", Admin: true}
	for key, way := range ways {
		try := tries[key]
		if way.kind != bot.KindAction && way.kind != bot.KindSubmission || try.Request == nil {
			continue
		}
		var s Scene
		for _, text := range forgeries {
			if s.Change == "" {
				s = o.Scene(boss.ID)
			}
			req := try.Request(s)
			empty := req.View.Metadata == ""
			req.Block = text
			if way.kind == bot.KindAction {
				req.Value = text
			} else if req.View.Metadata = text; text == "" && empty {
				continue // nothing is kept in it
			}
			before := o.version()
			reply, err := o.Attempt(way.kind, way.name, boss, req)
			if ambiguous := (*models.AmbiguousError)(nil); err != nil && models.AsErrors(err) == nil && !errors.As(err, &ambiguous) {
				o.T.Errorf("%s with %.40q: %v", key, text, err)
			}
			if err == nil && try.Keeps && reply.Update == nil {
				o.T.Errorf("%s with %.40q was taken for real", key, text)
			}
			if (err != nil || way.kind == bot.KindAction || try.Keeps) && o.version() != before && !try.Forgeable {
				o.T.Errorf("%s with %.40q changed something", key, text)
			}
			if o.version() != before { // it may have been used up
				s = Scene{}
			}
		}
	}
}

// escaped is how Slack escapes the people and channels of the examples.
var escaped = strings.NewReplacer("@bob", "<@"+Stranger+"|bob>", "#sales", "<#C0SALES|sales>")

// examples types the examples that help gives, which no command takes for something unknown.
func (o *Office) examples(feature commands.Feature) {
	o.Scene(Owner)
	for _, lang := range i18n.Languages() {
		p := o.Catalogues.For(lang)
		for _, sub := range feature.Subcommands {
			for _, part := range []string{"summary", "examples"} {
				if key := "command." + sub.Name + "." + part; !p.Has(key) {
					o.T.Errorf("%s is missing in %s", key, lang)
				}
			}
			for example := range strings.SplitSeq(p.T("command."+sub.Name+".examples"), "\n") {
				_, err := o.Attempt(bot.KindCommand, commands.Slash, bot.User{ID: Owner, Admin: true}, bot.Request{Text: escaped.Replace(example), Channel: "C0SALES"})
				for _, refused := range models.AsErrors(err) {
					if strings.HasPrefix(refused.Key, "error.unknown_") || strings.HasPrefix(refused.Key, "error.bad_") || refused.Key == "error.not_a_filter" {
						o.T.Errorf("the example %q gets %v", example, refused)
					}
				}
			}
		}
	}
}

// Told is all that an answer shows.
func Told(t testing.TB, reply bot.Reply) string {
	t.Helper()
	var b strings.Builder
	show := func(blocks []slack.Block) {
		for _, block := range blocks {
			text, err := json.Marshal(block)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s\n", text)
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
