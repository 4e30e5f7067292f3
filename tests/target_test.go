package tests

import "testing"

// A manager sets targets in Slack, with bad input at each field; who has one sees how far they are in the list, the App Home and the report.
func TestTargetsInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("sales")
		bob.Command("/crm target").Ephemeral("No target is set")
		bob.Command("/crm target set mine 2026-11 1m").Ephemeral("Your role (Sales) doesn’t include this", "Set targets")
		boss.Command("/crm target nonsense").Ephemeral("isn’t understood here")

		form := boss.Command("/crm target set @bob 2026-11 lots customers:two").Modal()
		if period, amount := form.Value("period"), form.Value("amount"); period != "2026-11" || amount != "lots" {
			t.Errorf("the form has %q and %q", period, amount)
		}
		refused := form.Submit()
		refused.ExpectError("amount", "is not an amount")
		refused.ExpectError("new_customers", "whole number")
		form.Fill("amount", "$100").Fill("new_customers", "2").Submit().ExpectError("amount", "CNY")
		form.Fill("amount", "0").Submit().ExpectError("amount", "leave it empty")
		form.Fill("amount", "2万").Submit().ExpectClosed()
		boss.ExpectMessage("Target of", "for 2026-11", "¥20,000, 2 new customers")
		again := boss.Command("/crm target set @bob 2026-11").Modal()
		again.Fill("amount", "10000").Submit().ExpectClosed()
		boss.ExpectMessage("¥10,000, 2 new customers", "Before: ¥20,000, 2 new customers")
		team := boss.Command("/crm target set team this-quarter 5m").Modal()
		team.Submit().ExpectClosed()
		boss.ExpectMessage("Target of the team for 2026-Q4: ¥5,000,000.")

		bob.Command("/crm new Northwind !").Ephemeral("C001")
		bob.Command("/crm deal C001 licences amount:2500 !").Ephemeral("D001")
		won := bob.Command("/crm deal D001 won").Modal()
		won.Submit().ExpectClosed()
		bob.Command("/crm target mine").Ephemeral("¥2,500 of ¥10,000 ▰▰▱▱▱▱▱▱▱▱ 25%", "new customers 1 of 2", "*2026-Q4* (of 1 month)")
		wang.Command("/crm 目标").Ephemeral("*2026-Q4* · 团队 · ¥2,500 / ¥5,000,000", "新客户 1 / 2")
		w.User("bob").OpenHome().Expect("*Targets*", "¥2,500 of ¥10,000")
		boss.Command("/crm report month").Ephemeral("*Targets*", "the team", "¥2,500 of ¥10,000")
		w.at("America/New_York", "2026-11-30 09:00") // Monday: the report of the week until the 29th, in the channel
		bob.ExpectMessage("Weekly customer report 2026-11-23", "*Targets*", "*2026-11* · Bob", "¥2,500 of ¥10,000", "*Deals won*\n1 (+1)")
		taken := boss.Command("/crm target set @bob 2026-11").Modal()
		taken.Fill("amount", "").Fill("new_customers", "").Submit().ExpectClosed()
		boss.ExpectMessage("for 2026-11: none.")
		bob.Command("/crm target mine").Ephemeral("No target is set")
	})
}
