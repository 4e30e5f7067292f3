package tests

import "testing"

// Where summaries and reports go is chosen in Slack, over what is configured, and counts at once in every process.
func TestReportChannels(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.start() // a second process: it hears of what is set through the first
		alice, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		wang.Command("/crm 频道").Ephemeral("你的角色（销售）没有这项权限：设置接收每日待办、报告和商机动态的频道")
		list := alice.Command("/crm channel").Ephemeral("*#sales*\ndaily summary, weekly report · English · America/New_York · from the configuration", "#销售")

		list.PressLabel("Change") // of #sales, the first
		form := w.User("alice").Modal()
		if got := form.Value("channel"); got != "C0SALES" {
			t.Errorf("the form begins with the channel %q", got)
		}
		form.Check("sends", "weekly report").Select("language", "中文").Choose("zone", form.Options("zone", "柏林")[0])
		form.Submit().ExpectClosed()
		alice.ExpectMessage("✅ <#C0SALES> gets: weekly report.")

		w.User("lina").In("销售").Command("/crm 频道 #销售 关闭").Ephemeral("没有这项权限")
		alice.Command("/crm role @lina admin").Ephemeral("Admin")
		lina := w.User("lina").In("销售")
		lina.Command("/crm 频道 这里 关闭").Ephemeral("✅ <#C0XIAOSHOU>：不发送。")
		lina.Command("/crm 频道 #random 待办").Ephemeral("<#C0RANDOM>：每日待办汇总", "我还不在这个频道里")
		lina.Command("/crm 频道 #general 待办 中文 Europe/Berlin").Ephemeral("<#C0GENERAL>：每日待办汇总。")
		lina.Command("/crm 频道 <#C0BOARD|board> 待办").Ephemeral("我看不到这个频道")
		lina.Command("/crm 频道 #没有 待办").Ephemeral("我看不到这个频道")
		lina.Command("/crm 频道 北京").Ephemeral("请指定一个频道")
		lina.Command("/crm 频道 #general 火星").Ephemeral("不明白“火星”")
		lina.Command("/crm 频道 #general Mars/Base").Ephemeral("不明白“Mars/Base”")
		alice.Command("/crm channel").Ephemeral("*<#C0SALES>*\nweekly report · 中文 · Europe/Berlin · from the configuration",
			"*<#C0XIAOSHOU>*\nnothing", "*<#C0RANDOM>*\ndaily summary", "*<#C0GENERAL>*\ndaily summary · 中文 · Europe/Berlin")

		// The next morning: general has the summary in Chinese, sales and 销售 none. On Monday sales has the report, in Chinese.
		bob.Command("/crm new Northwind next=tomorrow !").Ephemeral("C001")
		w.at("Europe/Berlin", "2026-11-25 09:00")
		w.User("bob").In("general").ExpectMessage("团队跟进", "C001")
		w.at("America/New_York", "2026-11-25 10:00")
		w.at("Europe/Berlin", "2026-11-30 09:00")
		w.User("bob").In("sales").ExpectMessage("客户周报 2026-11-23")
		w.User("bob").In("sales").ExpectNoMessage("C001", "Northwind", "today")
		w.User("wangwei").In("销售").ExpectNoMessage("团队跟进")
		w.User("wangwei").In("销售").ExpectNoMessage("客户周报")

		lina.Command("/crm 频道 #general 关闭").Ephemeral("不发送")
		if left := alice.Command("/crm channel").Ephemeral("C0SALES"); left.Contains("C0GENERAL") {
			t.Error("a channel that gets nothing and is not configured stays in the list")
		}
	})
}

// A channel that is configured by its name is followed when it is renamed, in every process and after a start. What nobody finds
// any more is shown, said to the admins, and warned of at the start.
func TestAConfiguredChannelIsFollowed(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		first := w.start()
		alice := w.admin("sales")
		alice.Command("/crm new Northwind next=tomorrow !").Ephemeral("C001")
		w.at("America/New_York", "2026-11-25 09:00")
		alice.ExpectMessage("The team's follow-ups · 2026-11-25")
		alice.Command("/crm channel").Ephemeral("*#sales*\ndaily summary")

		w.ChangeChannel("C0SALES", map[string]any{"rename": "revenue"})
		first.stop()
		w.start()
		alice.Command("/crm follow C001 tomorrow").Ephemeral("Follow-up with")
		w.at("America/New_York", "2026-11-26 09:00")
		alice.ExpectMessage("The team's follow-ups · 2026-11-26")
		alice.Command("/crm channel").Ephemeral("*#sales*\ndaily summary", "It is called <#C0SALES> now, and still gets its messages.")
		w.User("wangwei").In("销售").Command("/crm 新建 Southwind !").Ephemeral("C002")
		w.User("wangwei").In("销售").Command("/crm 跟进 C002 2026-12-02 04:00").Ephemeral("已安排跟进") // 15:00 of the day before in New York
		alice.Command("/crm show C002").Ephemeral("Southwind").PressLabel("Share here").InChannel("2026-12-01", "15:00", "New York")
		alice.Command("/crm channel #sales summary en America/New_York").Ephemeral("<#C0SALES> gets: daily summary") // as its button does
		if list := alice.Command("/crm channel").Ephemeral("*<#C0SALES>*\ndaily summary"); list.Contains("*#sales*") {
			t.Error("the configured channel is listed beside what was chosen for it")
		}

		w.ChangeChannel("C0SALES", map[string]any{"archived": true})
		w.at("America/New_York", "2026-11-27 09:00")
		w.User("alice").DM().ExpectMessage("A message for <#C0SALES> could not be posted and was given up.")
		w.User("alice").In("general").Command("/crm channel").Ephemeral("*<#C0SALES>*\ndaily summary", "It is archived")
	})
}
