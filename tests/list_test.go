package tests

import "testing"

// Searches are kept under names, one's own and the team's, and open again for whoever asks.
func TestSavedSearches(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind industry=technology status=active !").Ephemeral("C001")
		alice.Command("/crm new Contoso industry=finance !").Ephemeral("C002")
		wang.Command("/crm 新建 星河科技 行业=科技 !").Ephemeral("C003")

		alice.Command("/crm list").Ephemeral("0 saved searches", "No search is saved yet")
		alice.Command("/crm list save Key accounts industry:technology status:active").Ephemeral("Saved: *Key accounts*", "1 saved search", "1 customer", "only you")
		form := wang.Command("/crm 清单 保存 我的客户").Modal()
		form.Fill("search_query", "负责人:我").Select("search_team", "团队可见").Submit().ExpectClosed()
		wang.ExpectMessage("已保存", "我的客户", "1 个客户", "团队可见")
		wang.Command("/crm 清单 Key accounts").Ephemeral("没有名为")

		saving := alice.Command("/crm find industry:finance").Ephemeral("Contoso").PressLabel("Save this search").Modal()
		if name, query := saving.Value("search_name"), saving.Value("search_query"); name != "" || query != "industry:finance" {
			t.Errorf("the form begins with %q and %q", name, query)
		}
		saving.Close()

		// The team's is everybody's: whose “me” it is, who opens it decides.
		list := alice.Command("/crm list").Ephemeral("2 saved searches", "Key accounts", "我的客户", "2 customers", "saved by")
		list.PressLabel("🔎 我的客户").Ephemeral("2 customers", "Northwind", "Contoso")
		alice.Command("/crm list 我的客户").Ephemeral("2 customers")
		wang.Command("/crm 清单 我的客户").Ephemeral("1 个客户", "星河科技")
		bob.Command("/crm list delete 我的客户").Ephemeral("saved searches")

		// What is wrong stays at its input, filled.
		refused := alice.Command("/crm list save Phones phone:555-0100-2000").Modal()
		refused.Expect("can’t be kept in a saved search")
		refused.Fill("search_query", "industry:nonsense").Submit().ExpectError("search_query", "nonsense")
		refused.Fill("search_query", "industry:finance").Fill("search_name", "key ACCOUNTS").Submit().ExpectError("search_name", "already")
		refused.Fill("search_name", "Finance").Submit().ExpectClosed()
		alice.ExpectMessage("Saved: *Finance*", "3 saved searches")

		// Changed, as it was seen, and deleted.
		edit := wang.Command("/crm 清单 编辑 我的客户").Modal()
		alice.Command("/crm list edit 我的客户").Modal().Fill("search_name", "Mine").Submit().ExpectClosed()
		edit.Fill("search_name", "客户").Submit().ExpectError("search_name", "这期间有人修改了")
		edit.Close()
		alice.Command("/crm list delete Finance").Ephemeral("Deleted: *Finance* (industry:finance)", "2 saved searches")
	})
}
