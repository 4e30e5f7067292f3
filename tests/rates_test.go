package tests

import "testing"

// Sums of several currencies stay apart until an admin says what they are worth; then the board adds them up and names the rates.
func TestRatesInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("sales")
		boss.Command("/crm new Northwind !").Ephemeral("C001")
		boss.Command("/crm deal C001 licences amount:1000 stage:proposal !").Ephemeral("D001")
		boss.Command("/crm deal C001 training amount:$200 stage:proposal !").Ephemeral("D002")
		boss.Command("/crm deal C001 repairs amount:30€ stage:negotiation !").Ephemeral("D003")
		boss.Command("/crm rates").Ephemeral("EUR · no rate yet", "USD · no rate yet")
		boss.Command("/crm pipeline").Ephemeral("¥1,000 (weighted ¥500)", "Without a rate, and not in the sum: €30, US$200")

		bob.Command("/crm rates USD 7.12").Ephemeral("Your role (Sales) doesn’t include this")
		bob.Command("/crm rates edit").Ephemeral("Your role (Sales) doesn’t include this")
		boss.Command("/crm rates USD lots").Ephemeral("isn’t a rate")
		boss.Command("/crm rates USD 7.12 2099-01-01").Ephemeral("later than today")
		boss.Command("/crm rates USD 7.12 2026-11-20").Ephemeral("Saved", "1 USD = ¥7.12 · 2026-11-20", "EUR · no rate yet")
		// 1000 + 200 × 7.12 = 2424, weighted half of it
		boss.Command("/crm pipeline").Ephemeral("≈ ¥2,424 (weighted ¥1,212)", "1 USD = ¥7.12 (2026-11-20)", "not in the sum: €30.")

		form := boss.Command("/crm rates edit").Modal()
		if got, want := form.Value("rates"), "USD 7.12 2026-11-20\nEUR"; got != want {
			t.Errorf("the form has %q, want %q", got, want)
		}
		form.Fill("rates", "USD 7.12\nEUR 7,8").Submit().ExpectError("rates", "EUR 7,8")
		form.Fill("rates", "USD 7.12\nEUR 7.8").Submit().ExpectClosed()
		boss.ExpectMessage("Saved", "1 EUR = ¥7.8")
		// + 30 × 7.8 = 234, weighted 22.50 × 7.8 = 175.50
		wang.Command("/crm 漏斗").Ephemeral("≈ ¥2,658（加权 ¥1,387.50）", "1 EUR = ¥7.8（")
		wang.Command("/crm 汇率").Ephemeral("1 USD = ¥7.12")
		boss.Command("/crm rates EUR").Ephemeral("EUR · no rate yet")
	})
}
