package tests

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// opened chooses a figure of a report in its menu, and returns the records behind it.
func opened(report *sandboxtest.Message, figure string, parts ...string) *sandboxtest.Message {
	return report.Choose("report.records", figure).Ephemeral(parts...)
}

// What happened this week, asked for in Slack: what is told, each part and figure opened to its records, other periods, a person and filters by
// the controls of the message and by the form, and shared, in both languages.
func TestAReportInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, wang := w.admin("sales"), w.User("wangwei").In("sales")
		boss.Command("/crm report").Ephemeral("Customer report 2026-11-23 – 2026-11-24", "A quiet time").Choose("report.period", "Last month").Ephemeral("Monthly customer report 2026-10", "A quiet time")
		boss.Command("/crm new Northwind industry:technology source:Fair tags:VIP !").Ephemeral("C001")
		boss.Command("/crm new 星河科技 industry:finance owner:@bob !").Ephemeral("C002")
		for _, text := range []string{"C001 licences amount:2500", "C001 training amount:$100", "C002 support amount:30€", "C002 repairs amount:500 close:2026-11-20"} {
			boss.Command("/crm deal " + text + " !").Ephemeral("D00")
		}
		boss.Command("/crm rates USD 7").Ephemeral("Saved")
		boss.Command("/crm deal D001 won").Modal().Submit().ExpectClosed()
		boss.Command("/crm deal D003 won").Modal().Submit().ExpectClosed()
		boss.Command("/crm deal D002 lost").Modal().Select("lost_reason", "Price").Submit().ExpectClosed()
		boss.Command("/crm log C002 called about the quote").Ephemeral("C002")

		report := boss.Command("/crm report").Ephemeral("*2 deals won* · ¥2,500 + €30", "*D001* licences · ¥2,500 · *C001* Northwind", "*1 deal lost* · ¥700", "Why: Price 1", "*D002* training · US$100", "*2 new customers*", "*C002* 星河科技 · *C001* Northwind",
			"*1 deal should have closed* · ¥500", "by 2026-11-20", "Converted at 1 USD = ¥7", "*New customers*\n2 (+2)", "against 2026-11-16 – 2026-11-17", "midnight in New York")
		report.Press("report.records/deals_won").Ephemeral("*Deals won · 2*", "D003", "D001", "Northwind").PressLabel("Open").Ephemeral("D003")
		report.Press("report.records/deals_lost").Ephemeral("*Deals lost · 1*", "D002", "Price")
		report.Press("report.records/slipped").Ephemeral("*Deals that should have closed · 1*", "D004", "星河科技")
		opened(report, "New customers · 2", "*New customers · 2* · 2026-11-23 – 2026-11-24", "C002", "C001").PressLabel("Open").Ephemeral("星河科技")
		opened(report, "Interactions · 1", "called about the quote", "C002")

		other := report.Choose("report.period", "Yesterday").Ephemeral("Customer report 2026-11-23 (Mon)", "*1 deal should have closed*", "against 2026-11-22 (Sun)")
		other.Choose("report.period", "This quarter").Ephemeral("Customer report 2026-10-01 – 2026-11-24", "*2 deals won*", "against 2026-07-01 – 2026-08-24").Choose("report.person", "bob").Ephemeral("Only <@", "*1 new customer*\n*C002*").PressLabel("Everybody").Ephemeral("*2 new customers*")
		of := boss.Command("/crm report 2026-11 industry:technology tag:vip source:fair").Ephemeral("Only Industry: Technology · Source campaign: Fair · Tags: VIP", "*1 deal won* · ¥2,500", "*1 new customer*\n*C001*", "*New customers*\n1 (+1)", "*Amount won*\n¥2,500 (+¥2,500)", "against 2026-10-01 – 2026-10-24")
		if of.Contains("星河") {
			t.Errorf("a customer of another industry is told of: %s", of.Rendered())
		}
		of.Press("report.records/new").Ephemeral("*New customers · 1*", "C001")

		form := of.PressLabel("Filters").Modal()
		if got := form.Value("report_period") + " " + form.Value("industry") + " " + form.Value("source"); got != "Days that I choose Technology Fair" {
			t.Errorf("the form begins with %s", got)
		}
		form.Pick("report_from", "2026-12-01").Pick("report_to", "2026-12-02").Fill("tags", "nothing").Submit().ExpectError("report_from", "begins on 2026-12-01")
		form.Pick("report_from", "2026-11-24").Pick("report_to", "2026-11-23").Submit().ExpectError("report_from", "Did you mean 2026-11-23..2026-11-24?")
		form.Pick("report_from", "2022-11-24").Pick("report_to", "2026-11-24").Submit().ExpectError("report_from", "3 years at most")
		form.Pick("report_from", "2026-11-20").Submit().ExpectError("tags", "There is no tag “nothing”")
		form.Fill("tags", "").Fill("source", "").Select("industry", "Finance").Pick("user", "bob").Submit().ExpectClosed()
		boss.ExpectMessage("Customer report 2026-11-20 – 2026-11-24", "Only <@", "Finance", "*C002*")

		for command, refusal := range map[string]string{
			"/crm report 2027": "begins on 2027-01-01", "/crm report 2026-11-09..2026-11-01": "Did you mean 2026-11-01..2026-11-09?", "/crm report 2019..2026": "3 years at most",
			"/crm report sometimes": "I don’t know the period “sometimes”", "/crm report -tag:VIP": "each with one value", "/crm report status:active": "each with one value",
			"/crm report tag:nothing": "There is no tag", "/crm report 2026-11-01..soon": "“soon” is not a date", "/crm report @nobody": "is not a person here",
		} {
			boss.Command(command).Ephemeral(refusal)
		}

		wang.Command("/crm 报告 第四季度 行业:金融").Ephemeral("仅限 行业: 金融", "*赢单 1 笔*", "*新增客户 1 个*", "日期按上海时间计").Choose("report.records", "新增客户 · 1").Ephemeral("*新增客户 · 1*", "星河科技")
		wang.Command("/crm 月报 10月").Ephemeral("客户月报 2026-10", "很平静")
		wang.Command("/crm 报告 最近7天").Ephemeral("客户报告 2026-11-18 至 2026-11-24", "*赢单 2 笔*")
		wang.Command("/crm 报告 2027年").Ephemeral("这段时间从 2027-01-01（周五）开始")
		boss.Command("/crm report week @bob").Ephemeral("Only <@").PressLabel("Share here")
		shared := wang.ExpectMessage("Only Bob Keller", "Shared by Alice", "*C002*")
		if text := shared.Rendered(); strings.Contains(text, "<@") {
			t.Errorf("what all see mentions somebody: %s", text)
		}
		shared.Press("report.records/new").Ephemeral("新增客户 · 1", "C002")
	})
}

// With visibility: owner a sales person's report, and what its figures open to, are of the customers that they see; what they share says so, and
// opens to what its reader sees.
func TestAReportIsOfWhatOneSees(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		cfg := w.config()
		cfg.Visibility = "owner"
		w.startWith(cfg)
		boss, bob := w.admin("sales"), w.User("bob").In("sales")
		boss.Command("/crm new Northwind !").Ephemeral("C001")
		bob.Command("/crm new Southwind !").Ephemeral("C002")
		boss.Command("/crm deal C001 licences amount:2500 !").Ephemeral("D001")
		boss.Command("/crm deal D001 won").Modal().Submit().ExpectClosed()
		all := boss.Command("/crm report").Ephemeral("*2 new customers*", "*1 deal won*")
		own := bob.Command("/crm report").Ephemeral("These are the figures of the customers that you see", "*1 new customer*\n*C002* Southwind")
		if own.Contains("Northwind") || own.Contains("deal won*") {
			t.Errorf("bob is told of what he may not see: %s", own.Rendered())
		}
		all.Press("report.records/new").Ephemeral("New customers · 2", "Northwind")
		if seen := opened(own, "New customers · 1", "New customers · 1", "Southwind"); seen.Contains("Northwind") {
			t.Errorf("bob is shown %s", seen.Rendered())
		}
		bob.Command("/crm report share")
		shared := boss.ExpectMessage("Shared by Bob Keller: the figures of the customers that Bob Keller sees", "Southwind")
		if shared.Contains("Northwind") {
			t.Errorf("bob shares what he may not see: %s", shared.Rendered())
		}
		shared.Press("report.records/new").Ephemeral("New customers · 2", "Northwind", "Southwind")
		boss.Command("/crm report share")
		bob.ExpectMessage("Shared by Alice", "Northwind").Press("report.records/deals_won").Ephemeral("There is nothing that you may see")
	})
}

// The monthly and the quarterly report come into the channels that get them, in their language and by their clock; what is chosen in Slack counts.
func TestReportsOfAMonthAndAQuarter(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		cfg := w.config()
		cfg.Channels[0].Monthly = true
		w.startWith(cfg)
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm channel #sales").Modal().Check("sends", "monthly report", "quarterly report").Submit().ExpectClosed()
		alice.ExpectMessage("<#C0SALES> gets: monthly report, quarterly report.")
		alice.Command("/crm channel <#C0XIAOSHOU> monthly zh Asia/Shanghai").Ephemeral("monthly report")
		w.at("America/New_York", "2026-12-01 09:00")
		alice.ExpectMessage("Monthly customer report 2026-11", "*1 new customer*\n*C001* Northwind", "against 2026-10-01 – 2026-10-31", "midnight in New York").Press("report.records/new").Ephemeral("New customers · 1", "C001")
		wang.ExpectMessage("客户月报 2026-11", "*新增客户 1 个*", "日期按上海时间计")
		wang.ExpectNoMessage("客户周报")
		alice.ExpectNoMessage("Quarterly")
	})
}
