package tests

import (
	"strings"
	"testing"
)

// The board from outside: its chart and marks, its filters, a deal moved and lost by the menu of its row, and what a channel sees of it.
func TestTheBoardInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, alice := w.admin("sales"), w.User("bob").In("sales")
		boss.Command("/crm rates USD 7").Ephemeral("7")
		for _, line := range []string{
			"new Northwind !", "new Contoso !", "deal C001 Licences amount:200 USD stage:Proposal expected:2026-11-20 !", "deal C001 Training amount:1000 expected:2026-12-20 !", "deal C002 Support amount:500 stage:Qualified !",
		} {
			alice.Command("/crm " + line).Ephemeral("C00")
		}
		board := alice.Command("/crm pipeline").Ephemeral("Pipeline Sales", "By stage, CNY", "≈ ¥2,900 (weighted ¥925)", "1 overdue", "Licences", "2026-11-20 (Fri) ⚠️ overdue")
		alice.Command("/crm pipeline stuck").Ephemeral("No rule says yet when that is so", "/crm cold rules")
		form := boss.Command("/crm cold rules").Modal()
		form.Fill("cold_contact", "10").Fill("cold_step", "").Fill("cold_stuck", "5").Submit().ExpectClosed()
		alice.Command("/crm pipeline stuck").Ephemeral("Pipeline Sales · 🕸️ stuck", "None: no open deal here is marked so.")

		board.Choose("pipeline.row", "→ Qualified") // of the first row, which is overdue
		board.Expect("*D001* Licences is in Qualified now.", "*Qualified* · 2 deals")
		board.Choose("pipeline.row", "Lost…").Modal().Select("lost_reason", "Price").Submit().ExpectClosed()
		alice.ExpectMessage("is lost", "Price")
		alice.Command("/crm pipeline overdue").Ephemeral("None: no open deal here is marked so.")

		w.at("Europe/Berlin", "2026-11-30 12:00")
		alice.Command("/crm log C002 they call back").Ephemeral("C002")
		w.at("Europe/Berlin", "2026-12-05 12:00")
		marked := alice.Command("/crm pipeline team").Ephemeral("🕸️ 2 stuck in their stage", "🧊 1 whose customer goes cold")
		marked.PressLabel("🧊 cold").Ephemeral("Pipeline Sales · 🧊 cold", "Training", "🕸️ stuck · 🧊 cold")
		shared := alice.Command("/crm 漏斗 停滞 分享").InChannel("Pipeline Sales · 🕸️ stuck", "Training", "Support", "Shared by <@U0BOB>")
		if text := shared.Rendered(); strings.Contains(strings.ReplaceAll(text, "Shared by <@U0BOB>", ""), "<@") {
			t.Errorf("people are mentioned in the channel: %s", text)
		}
		if !shared.Contains("Bob") {
			t.Error("the channel isn't told whose deals they are")
		}
		boss.ExpectMessage("Shared by").PressLabel("Open").Ephemeral("Training")
		alice.Command("/crm pipeline 2026-12-01..2026-12-31").Ephemeral("expected to close 2026-12-01", "Training")
		alice.Command("/crm pipeline nonsense").Ephemeral("“nonsense” isn’t understood here", "`stuck`")
	})
}

// The App Home has a person's own open deals by stage and what is to be looked after; a deal is changed there in a form, and nothing lands in
// the messages.
func TestMyDealsInTheAppHome(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("bob").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		if home := w.User("bob").OpenHome().Rendered(); strings.Contains(home, "My deals") {
			t.Errorf("without a deal the App Home has %s", home)
		}
		alice.Command("/crm deal C001 Licences amount:2000 stage:Proposal expected:2026-11-20 !").Ephemeral("was opened")
		wang := w.User("wangwei").In("销售")
		wang.Command("/crm 新建 星河科技 !").Ephemeral("C002")
		wang.Command("/crm 商机 C002 培训 金额:9万 !").Ephemeral("已新建")
		home := w.User("bob").OpenHome()
		home.Expect("My deals · Sales", "Proposal · 1 deal · ¥2,000 (weighted ¥1,000)", "1 overdue", "*D001* Licences")
		if strings.Contains(home.Rendered(), "培训") {
			t.Error("somebody else's deal is among mine")
		}
		before := len(w.User("bob").DM().Messages())
		home.Press("command.run/deal/D001").Modal().Fill("amount", "3000").Submit().ExpectClosed()
		w.User("bob").Home().Expect("*D001* was saved", "¥3,000 (weighted ¥1,500)")
		if after := len(w.User("bob").DM().Messages()); after != before {
			t.Errorf("%d messages came", after-before)
		}
	})
}
