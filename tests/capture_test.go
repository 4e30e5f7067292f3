package tests

import (
	"strings"
	"testing"
)

// A sentence in the DM becomes a card. Nothing is saved before the press, which saves all of it, and one undo takes all of it back.
func TestASentenceBecomesACard(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei")
		alice.Command("/crm new Northwind Traders !").Ephemeral("C001")
		alice.Command("/crm new 北京星河科技有限公司 !").Ephemeral("C002")
		card := wang.DM().Say("昨天和星河科技通了电话，对方要报价20万，下周三10点跟进").Expect("这样记，对吗", "C002", "电话 · 2026-11-23", "要报价", "200,000", "2026-12-02（周三） 10:00", "跟进")
		if shown := alice.Command("/crm show C002").Ephemeral("C002"); shown.Contains("通了电话") || shown.Contains("2026-12-0") {
			t.Errorf("it is saved before the press: %s", shown.Rendered())
		}
		card.PressLabel("保存")
		saved := card.Expect("已为", "C002", "通了电话", "D001", "要报价", "2026-12-02")
		alice.Fresh().Command("/crm show C002").Ephemeral("通了电话", "2026-12-01 (Tue) 21:00", "要报价")
		saved.PressLabel("撤销").Expect("最近一次修改").PressLabel("撤销")
		wang.DM().ExpectMessage("已撤销")
		if shown := alice.Fresh().Command("/crm show C002").Ephemeral("C002"); shown.Contains("通了电话") || shown.Contains("2026-12-0") || shown.Contains("要报价") {
			t.Errorf("a part of it is left: %s", shown.Rendered())
		}
	})
}

// With a mention the card is seen by who wrote it alone; its form has every part, and card and form together save once.
func TestASentenceIsEditedAndSavedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.start() // a second process
		alice := w.admin("sales")
		alice.Command("/crm new Northwind Traders !").Ephemeral("C001")
		card := alice.Say("@guanxi met Northwind this morning, send the catalogue on Friday").Ephemeral("Is this right?", "C001", "Meeting", "2026-11-27", "send the catalogue")
		form := card.PressLabel("Edit").Modal()
		for input, want := range map[string]string{
			"kind": "🤝 Meeting", "text": "met Northwind this morning, send the catalogue on Friday", "happened_on": "2026-11-24", "due_on": "2026-11-27", "title": "send the catalogue",
		} {
			if got := form.Value(input); got != want {
				t.Errorf("%s begins with %q, not %q", input, got, want)
			}
		}
		form.Pick("happened_on", "2026-11-26").Submit().ExpectError("happened_on", "still to come")
		form.Pick("happened_on", "2026-11-20").Fill("text", "shown around by Bob").Pick("due_time", "09:30").Submit().ExpectClosed()
		alice.ExpectMessage("Saved for", "C001", "2026-11-20", "shown around by Bob", "2026-11-27 (Fri) 09:30")
		alice.Command("/crm due all").Ephemeral("1 follow-up")

		card = alice.Say("@guanxi called Northwind just now").Ephemeral("Is this right?", "Call")
		form = card.PressLabel("Edit").Modal()
		form.Fill("text", "told twice")
		card.PressLabel("Save")
		alice.ExpectMessage("Saved for", "called Northwind just now")
		form.Submit().ExpectClosed()
		if shown := alice.Fresh().Command("/crm show C001").Ephemeral("called Northwind just now"); shown.Contains("told twice") {
			t.Errorf("it is saved twice: %s", shown.Rendered())
		}
	})
}

// Pressing twice saves once.
func TestASentenceIsConfirmedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.admin("sales")
		alice.Command("/crm new Northwind Traders !").Ephemeral("C001")
		card := alice.Say("@guanxi called Northwind, call again on Friday").Ephemeral("Is this right?")
		press := map[string]any{"label": "Save"}
		for range 3 {
			card.Try(press)
		}
		alice.ExpectMessage("Saved for", "C001")
		alice.Fresh().Command("/crm due all").Ephemeral("1 follow-up")
	})
}

// Of several customers one is chosen; a name that nobody has is created; what is not meant is put away with what was written.
func TestASentenceAsksWho(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.admin("sales")
		alice.Command("/crm new Contoso Robotics !").Ephemeral("C001")
		alice.Command("/crm new Contoso Foods !").Ephemeral("C002")
		dm := w.User("alice").DM()
		card := dm.Say("visited Contoso yesterday").Expect("Which customer?", "Visit · 2026-11-23")
		card.PressLabel("Save")
		dm.ExpectMessage("Customer", "required")
		card.Choose("capture.choose", "C002")
		card.PressLabel("Save")
		card.Expect("Saved for *C002*", "Visit")

		fresh := dm.Say("met Hooli Systems today, follow up next Tue").Expect("New customer: *Hooli Systems*", "2026-12-01")
		fresh.PressLabel("Save")
		fresh.Expect("Created *C003* Hooli Systems", "2026-12-01")
		alice.Fresh().Command("/crm show Hooli Systems").Ephemeral("C003", "met Hooli Systems today")

		other := dm.Say("emailed Hooli Systems").Expect("Is this right?", "C003")
		other.PressLabel("Not this")
		other.Expect("Nothing was saved", "emailed Hooli Systems")

		dm.Say("follow up with Contoso Foods next Tue").Expect("Is this right?", "C002", "2026-12-01") // it begins as a command does

		dm.Say("visited Contoso Foods last week").Expect("C002").PressLabel("Save")
		dm.ExpectMessage("Day it happened", "required")
		dm.Say("Contoso Foods").Expect("C002 · Contoso Foods") // a name alone is a name
	})
}

// Who may not edit gets no card; who sees only their own is told of nobody else's; a sensitive word is named, and nothing is saved.
func TestASentenceKeepsToRights(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		cfg := w.config()
		cfg.Visibility = "owner"
		w.startWith(cfg)
		alice, bob := w.admin("sales"), w.User("bob")
		alice.Command("/crm new Northwind Traders owner=<@U0ALICE> !").Ephemeral("C001")
		alice.Command("/crm role <@U0WANG> viewer").Ephemeral("")
		if said := w.User("wangwei").DM().Say("昨天拜访了Northwind").Expect(""); said.Contains("C001") && said.Contains("保存") {
			t.Errorf("a viewer gets a card: %s", said.Rendered())
		}
		if said := bob.DM().Say("met Northwind Traders today").Expect(""); said.Contains("C001") {
			t.Errorf("somebody else's customer is named: %s", said.Rendered())
		}
		card := w.User("alice").DM().Say("met Northwind today, they want 福利").Expect("Is this right?")
		card.PressLabel("Save")
		w.User("alice").DM().ExpectMessage("福利")
		if shown := alice.Fresh().Command("/crm show C001").Ephemeral("C001"); strings.Contains(shown.Rendered(), "they want") {
			t.Errorf("it is saved: %s", shown.Rendered())
		}
	})
}
