package tests

import (
	"strings"
	"testing"
)

// A team's figures and forecast from outside: what was won and lost, what is expected of this month, mine and everybody's, in both languages.
func TestFiguresOfDealsInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("sales")
		boss.Command("/crm new Northwind !").Ephemeral("C001")
		boss.Command("/crm figures").Ephemeral("Deals of Sales", "*Won*\n0 (±0)", "*Win rate*\n–")
		boss.Command("/crm forecast").Ephemeral("Forecast of Sales", "*2026-11* · –")
		for _, text := range []string{"licences amount:1000 close:2026-12-10 stage:negotiation", "training amount:$200", "support amount:30€ close:2026-11-30", "repairs amount:500"} {
			boss.Command("/crm deal C001 " + text + " !").Ephemeral("D00")
		}
		boss.Command("/crm rates USD 7.12").Ephemeral("Saved")
		won := boss.Command("/crm deal D002 won").Modal()
		won.Submit().ExpectClosed()
		lost := boss.Command("/crm deal D004 lost").Modal()
		lost.Select("lost_reason", "Price").Submit().ExpectClosed()

		figures := boss.Command("/crm figures").Ephemeral("*Won*\n1 (+1)", "*Lost*\n1 (+1)", "*Amount won*\n¥1,424", "*Win rate*\n50.0%", "*Win rate by amount*\n74.0%", "1 USD = ¥7.12", "Time in stage", "By owner", "Days of")
		figures.PressLabel("Forecast")
		boss.Command("/crm forecast").Ephemeral("*2026-11* · won ¥1,424 · committed ¥1,424 · weighted ¥1,424", "*2026-12* · committed ¥1,000 · weighted ¥750 · open ¥1,000 (1 deal)", "not in the sum: €30")
		bob.Command("/crm figures mine").Ephemeral("*Won*\n0 (±0)")
		bob.Command("/crm figures tomorrowish").Ephemeral("isn’t understood here")
		bob.Command("/crm figures next-quarter").Ephemeral("haven’t begun yet")
		wang.Command("/crm 指标 团队 本月").Ephemeral("*赢单*\n1 (+1)", "*赢单率*\n50.0%", "按负责人")
		wang.Command("/crm 预测").Ephemeral("已赢单 ¥1,424", "承诺 ¥1,000")
		boss.Command("/crm figures share")
		shared := bob.ExpectMessage("Deals of Sales", "By owner")
		if text := shared.Rendered(); strings.Contains(text, "<@") || !strings.Contains(text, "Alice") {
			t.Errorf("what all see mentions somebody: %s", text)
		}
		wang.Command("/crm 预测 分享")
		bob.ExpectMessage("销售预测：销售", "¥1,424")
	})
}
