package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// partner makes the guest a person of another company, who is an admin there, in #sales, which is shared with it.
func (w *world) partner(attributes map[string]any) *sandboxtest.User {
	w.t.Helper()
	w.ChangeChannel("sales", map[string]any{"is_ext_shared": true, "team": "T0PARTNER"})
	all := map[string]any{"is_restricted": false, "is_admin": true, "team_id": "T0PARTNER"}
	for name, value := range attributes {
		all[name] = value
	}
	w.ChangeUser("U0GUEST", all)
	return w.User("guest")
}

// companies are the ways in which Slack tells that somebody is of another company.
var companies = map[string]map[string]any{
	"a workspace by itself": {},
	"an Enterprise Grid":    {"enterprise_id": "E0PARTNER"},
}

// People of another company, who are admins there, find every way in shut: each answers with a sentence, tells nothing
// of any customer and changes nothing.
func TestPeopleOfAnotherCompanyAreKeptOut(t *testing.T) {
	for name, attributes := range companies {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				bob := w.User("bob").In("sales")
				bob.Command("/crm new Northwind phone=13800138000 !").Ephemeral("C001")
				bob.Command("/crm follow C001 tomorrow call").Ephemeral("C001")
				guest := w.partner(attributes)
				room := guest.In("sales")
				const shut = "Customers are shown to members of this workspace only"

				// Slack itself knows no command of ours for them.
				room.Command("/crm show C001").Ephemeral("not a valid command")
				room.Say("<@" + w.BotUser() + "> show C001").Ephemeral(shut)
				guest.DM().Say("show C001").Expect(shut)
				guest.Shortcut("customer.new").Expect(shut)
				bob.Say("We met them")
				room.ExpectMessage("We met them").Shortcut("interaction.log").Ephemeral(shut)

				// A button that everybody in the channel sees, and a select beside it.
				w.botSays("C0SALES", `[{"type":"actions","elements":[`+
					`{"type":"button","action_id":"command.run","value":"show C001","text":{"type":"plain_text","text":"Open"}},`+
					`{"type":"external_select","action_id":"customer.options","min_query_length":1}]}]`)
				message := room.ExpectMessage("Open")
				message.PressLabel("Open").Ephemeral(shut)
				if options := message.Options("customer.options", "North"); len(options) > 0 {
					t.Errorf("the select offers %q", options)
				}

				// A form that was opened for somebody else.
				bob.Command("/crm new")
				if _, err := w.Server().Workspace().OpenView(guest.ID, w.User("bob").Modal().View()); err != nil {
					t.Fatal(err)
				}
				if got := fmt.Sprint(guest.Modal().Fill("name", "Forged").Submit().Errors) + guest.Modal().Rendered(); !strings.Contains(got, shut) {
					t.Errorf("the forged form answers %s", got)
				}
				home := guest.OpenHome().Rendered()
				if !strings.Contains(home, shut) {
					t.Errorf("the App Home shows %s", home)
				}

				for _, m := range append(room.Messages(), guest.DM().Messages()...) {
					if m.User == w.BotUser() && (m.Contains("138") || m.Contains("Northwind")) {
						t.Errorf("they are told:\n%s", m.Rendered())
					}
				}
				bob.Command("/crm find Forged").Ephemeral("Nothing found")
				// Nobody gives them work either.
				bob.Command("/crm edit C001 owner=<@U0GUEST>").Modal().Expect("is of another company and has no role here").Close()
				form := bob.Command("/crm follow C001").Modal()
				form.Enter("due_on", "2026-11-26").Pick("assignee", "U0GUEST")
				if got := fmt.Sprint(form.Submit().Errors); !strings.Contains(got, "@Gina Guest is of another company and has no role here") {
					t.Errorf("a follow-up for them answers %s", got)
				}
			})
		})
	}
}

// botSays posts blocks as the bot.
func (w *world) botSays(channel, blocks string) {
	w.t.Helper()
	value, err := blockkit.Decode([]byte(blocks))
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.Server().Workspace().Post(sandbox.Message{
		Channel: channel, User: w.BotUser(), BotID: "B0BOT", Text: "blocks",
		Blocks: blockkit.WithIDs(blockkit.Object{"blocks": value}.List("blocks"), func() string { return "b1" }),
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// A colleague from another workspace of the same Enterprise Grid is one of the company's people, but no admin here.
func TestColleaguesOfTheSameGridHaveAccess(t *testing.T) {
	grid := sandbox.Team{ID: "T0SANDBOX", Name: "Sandbox Trading", Domain: "sandbox", EnterpriseID: "E0OURS", EnterpriseName: "Sandbox Group"}
	w := newWorldOf(t, storetest.SQLite(t), sandbox.Options{AckTimeout: 2 * unhurried, Workspace: sandbox.WorkspaceOptions{Team: grid}})
	w.start()
	w.ChangeChannel("sales", map[string]any{"is_org_shared": true, "team": "T0SISTER"})
	w.ChangeUser("U0GUEST", map[string]any{"is_restricted": false, "is_admin": true, "team_id": "T0SISTER", "enterprise_id": "E0OURS"})
	room := w.User("guest").In("sales")
	room.Command("/crm new Northwind !").Ephemeral("C001").PressLabel("Share here").InChannel("Shared by <@U0GUEST>")
	room.Command("/crm role @bob admin").Ephemeral("Your role (Sales) doesn’t include this")
}

// What customers are to the team is shown to nobody of another company: neither a card nor a report is shared in a
// channel that such people are in or invited to, nor in one of which the bot can't see who is there.
func TestNothingIsSharedWithAnotherCompany(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bob := w.User("bob").In("sales")
		card := bob.Command("/crm new Northwind notes=secret !").Ephemeral("C001")
		share := func(refusal string) {
			t.Helper()
			card.PressLabel("Share here").Ephemeral(refusal)
			bob.Command("/crm report share").Ephemeral(refusal)
			bob.ExpectNoMessageToAll("Northwind")
			bob.ExpectNoMessageToAll("Customer report")
		}
		w.ChangeChannel("sales", map[string]any{"is_pending_ext_shared": true})
		share("#sales is shared with another company")
		w.ChangeChannel("sales", map[string]any{"is_pending_ext_shared": false, "is_ext_shared": true})
		share("#sales is shared with another company")
		// A private answer is fine there.
		bob.Command("/crm show C001").Ephemeral("Northwind")
		w.User("bob").In("board").Command("/crm report share").Ephemeral("I can’t see who reads this conversation")

		w.ChangeChannel("sales", map[string]any{"is_ext_shared": false})
		w.Eventually("the card to be shared, once the bot has heard of that", func() bool { // what was refused can be pressed again
			card.PressLabel("Share here")
			return slices.ContainsFunc(bob.Messages(), func(m *sandboxtest.Message) bool {
				return m.EphemeralTo == "" && m.Contains("Shared by <@U0BOB>")
			})
		})
		w.ChangeChannel("sales", map[string]any{"is_org_shared": true})
		bob.Command("/crm report share").InChannel("Customer report")
		w.User("bob").DM().Command("/crm report share").Expect("Customer report")
	})
}

// A channel that is shared with another company is not chosen for summaries and reports; one that is shared later gets
// none any more, and the admins are told, once.
func TestReportChannelsThatAreShared(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		w.ChangeChannel("general", map[string]any{"is_ext_shared": true})
		w.ChangeChannel("service", map[string]any{"is_pending_ext_shared": true})
		alice.Command("/crm channel #general summary").Ephemeral("#general is shared with another company")
		form := alice.Command("/crm channel #service").Modal()
		if got := form.Submit().Errors["channel"]; !strings.Contains(got, "#service is shared with another company") {
			t.Errorf("the form answers %q", got)
		}
		alice.Command("/crm channel #general off").Ephemeral("nothing")

		bob.Command("/crm new Northwind next=tomorrow !").Ephemeral("C001")
		w.ChangeChannel("sales", map[string]any{"is_ext_shared": true})
		alice.Command("/crm channel").Ephemeral("*#sales*\ndaily summary, weekly report · English · America/New_York · from the configuration\n⚠️ People of another company are in this channel")
		w.at("America/New_York", "2026-11-25 10:00")
		told := w.User("alice").DM()
		told.ExpectMessage("#sales is shared with another company now")
		bob.ExpectNoMessageToAll("Northwind")
		w.at("America/New_York", "2026-11-25 16:00")
		if n := len(slices.DeleteFunc(told.Messages(), func(m *sandboxtest.Message) bool { return !m.Contains("shared with another company now") })); n != 1 {
			t.Errorf("alice is told %d times", n)
		}
		alice.Command("/crm settings").Modal().Expect("could not be delivered").Press("Show")
		alice.ExpectMessage("Summary for #sales", "People of another company are in this channel")
	})
}
