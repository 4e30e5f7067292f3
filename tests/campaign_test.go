package tests

import (
	"fmt"
	"strings"
	"testing"
)

// A campaign from new to its results, from outside and in both languages: made by a form and in one line, its members from codes, a list and the
// audience, what came of it by either touch, renamed, merged, exported, taken back.
func TestCampaignsInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wangwei, bob := w.admin("sales"), w.User("wangwei").In("sales"), w.User("bob").In("sales")
		alice.Command("/crm role <@U0WANGWEI> marketing").Ephemeral("Marketing")
		for i := range 4 {
			alice.Command(fmt.Sprintf("/crm new Northwind %d source=Spring-fair !", i)).Ephemeral(fmt.Sprintf("C00%d", i+1))
		}
		alice.Command("/crm new Other !").Ephemeral("C005")
		wangwei.Command("/crm 活动").Ephemeral("1 个市场活动", "*M001* Spring-fair", "带来客户 4")

		form := wangwei.Command("/crm 活动 新建 春季展会 渠道:展会 预算:很多 开始:2026-11-01").Modal()
		form.Expect("很多").Fill("campaign_budget", "5万").Fill("campaign_cost", "2万").Pick("campaign_ends", "2026-10-01").Submit().ExpectError("campaign_ends", "结束日期不能早于开始日期")
		form.Pick("campaign_ends", "2027-01-31").Submit().ExpectClosed()
		wangwei.ExpectMessage("已新建活动 *M002*", "会议展会", "¥50,000", "¥20,000", "进行中", "单个客户成本：还没有带来客户", "-100.0%")
		bob.Command("/crm campaign new Mine !").Ephemeral("Sales", "Manage campaigns")
		wangwei.Command("/crm 活动 新建 spring-FAIR !").Modal().Expect("M001", "曾用过这个名称").Close()

		alice.Command("/crm campaign M002 add C001 C002 C005").Ephemeral("3 customers of M002 were changed", "invited 3")
		alice.Command("/crm campaign M002 add C005 attended").Ephemeral("is a member of M002", "attended 1", "invited 2", "brought 1")
		alice.Command("/crm show C005").Ephemeral("*Campaigns*", "*M002* 春季展会", "attended")
		alice.Command("/crm timeline C005").Ephemeral("attended", "M002 春季展会")
		undo := alice.Command("/crm undo").Ephemeral("Your last change", "invited → attended")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		alice.Command("/crm campaign M002").Ephemeral("invited 3", "nothing yet")
		alice.Command("/crm campaign M002 add C099").Ephemeral("C099")
		alice.Command("/crm campaign M002 add C001 maybe").Ephemeral("invited, answered, attended or declined")
		alice.Command("/crm campaign M002 add C001 contact:Zoe").Ephemeral("no contact yet")

		members := alice.Command("/crm campaign M002 members").Ephemeral("3 members", "Northwind 0")
		many := members.PressLabel("Change several").Modal()
		many.Select("member_state", "✅ attended").Submit().ExpectError("members", "Tick who is meant")
		many.Select("members_of", "All 3 members").Submit().ExpectClosed()
		alice.ExpectMessage("3 customers of M002 were changed", "attended 3")
		alice.Command("/crm list save").Modal().Fill("search_name", "Fair").Fill("search_query", "source:spring-fair").Select("search_team", "The team sees it").Submit().ExpectClosed()
		wangwei.Command("/crm 活动 M002 目标客户:Fair").Ephemeral("Fair · 4 个客户")
		card := wangwei.Command("/crm 活动 M002").Ephemeral("加入目标客户")
		card.PressLabel("加入目标客户")
		card.Expect("M002 的 2 个客户已修改", "已邀请 2", "已参加 3")

		alice.Command("/crm deal C005 licences amount:5万 !").Ephemeral("D001")
		alice.Command("/crm deal D001 won").Modal().Submit().ExpectClosed()
		alice.Command("/crm campaign M002").Ephemeral("by the first touch", "brought 1", "converted 1", "won 1 (¥50,000)", "cost per customer ¥20,000", "return on cost +150.0%")
		last := alice.Command("/crm campaign M002").Ephemeral("By last touch")
		last.PressLabel("By last touch")
		last.Expect("by the last touch", "brought 3")
		wangwei.Command("/crm 报告 本月").Ephemeral("市场活动", "*M002* 春季展会")

		wangwei.Command("/crm 活动 M001 名称:Frühjahrsmesse").Ephemeral("4 个客户的来源已改用新名称")
		alice.Command("/crm show C001").Ephemeral("Frühjahrsmesse")
		alice.Command("/crm find source:spring-fair").Ephemeral("4 customers")
		alice.Command("/crm find source:M001").Ephemeral("4 customers")
		wangwei.Command("/crm 活动 M002 合并").Ephemeral("请写明把哪个活动并入 M002")
		wangwei.Command("/crm 活动 M001 费用:1千").Ephemeral("已保存")
		wangwei.Command("/crm 活动 M002 合并 M001").Ephemeral("M001 已并入 *M002*", "它的费用 ¥1,000 没有计入 M002", "带来客户 5")
		undo = wangwei.Command("/crm 撤销").Ephemeral("你最近一次修改", "• 🔗 M001 合并到 M002")
		undo.PressLabel("撤销")
		undo.Expect("已撤销对 *M002*")
		wangwei.Command("/crm 活动 M001 历史").Ephemeral("↩️ 🔗 M001 合并到 M002")
		wangwei.Command("/crm 活动 M001").Ephemeral("M001 · Frühjahrsmesse", "带来客户 4")
		alice.Command("/crm show C001").Ephemeral("Frühjahrsmesse")
		alice.Command("/crm campaign M002 merge M001").Ephemeral("M001 is a part of *M002* now", "brought 5")
		alice.Command("/crm campaign M001").Ephemeral("M002")
		alice.Command("/crm show C001").Ephemeral("春季展会")
		alice.Command("/crm campaign M002 export").Ephemeral("file of the members")
		book := w.files(w.User("alice"), "5 members")["xlsx"]
		if rows := sheet(t, book, "Members"); !strings.Contains(fmt.Sprint(rows), "attended") || len(rows) < 6 {
			t.Errorf("the file of the members has %v", rows)
		}
		alice.Command("/crm campaign M002 archive").Ephemeral("is archived")
		undo = alice.Command("/crm undo").Ephemeral("Your last change", "M002", "🗄️ Archived")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		alice.Command("/crm campaign M002 history").Ephemeral("Budget: – → ¥50,000")
		alice.Command("/crm list delete Fair").Ephemeral("Fair")
		alice.Command("/crm campaign M002").Ephemeral("*Audience*", "its saved search was deleted")
		wangwei.Command("/crm 活动 M002 目标客户").Ephemeral("所用的搜索已删除")
		alice.Command("/crm campaign nobody’s").Ephemeral("There is no campaign")
		alice.Command("/crm campaign 展会").Ephemeral("M002 · 春季展会") // a piece of its name
		alice.Command("/crm campaign M002 start:2026-11-20 owner:me").Ephemeral("was saved")
		w.homeOf(w.User("alice"), "My campaigns under way (1)", "*M002* 春季展会", "brought 5")
		alice.Command("/crm role <@U0WANGWEI> marketing").Ephemeral("Marketing")
		w.homeOf(w.User("wangwei"), "进行中的市场活动（1）", "*M002* 春季展会")
		alice.Command("/crm campaign new 秋季展会 !").Ephemeral("M003")
		alice.Command("/crm campaign 展会").Ephemeral("2 campaigns", "*M002*", "*M003*")
	})
}

// Two people who change the same field of a campaign are asked, and all that each typed stays.
func TestConflictOfCampaigns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		alice.Command("/crm role <@U0BOB> manager").Ephemeral("Manager")
		alice.Command("/crm campaign new Fair cost:100 !").Ephemeral("M001")
		form := alice.Command("/crm campaign M001 edit").Modal()
		form.Fill("campaign_cost", "300").Fill("campaign_notes", "hall 3")
		bob.Command("/crm campaign M001 cost:200 budget:1k").Ephemeral("was saved")
		form.Submit()
		form.Expect("Somebody else").Select("keep.campaign_cost", "Mine").Submit().ExpectClosed()
		alice.ExpectMessage("¥300", "¥1,000", "hall 3")
	})
}
