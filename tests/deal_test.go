package tests

import (
	"testing"
)

// A team's deals from outside: opened in one line and by a form, moved by the menu of its card, lost with a reason, won with the customer
// active, taken back, in both languages.
func TestDealsInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wangwei := w.admin("sales"), w.User("wangwei").In("sales")
		alice.Command("/crm new Northwind ! ").Ephemeral("C001")
		wangwei.Command("/crm 商机 C001 软件采购项目 金额:12万 阶段:报价 预计:12月20日 !").Ephemeral("已新建 *D001*", "¥120,000", "报价", "50 %", "2026-12-20")
		alice.Command("/crm deal C001 amount:a lot training").Modal().Expect("is not an amount").Fill("amount", "20k usd").Fill("deal_title", "Training").Submit().ExpectClosed()
		card := alice.ExpectMessage("was opened", "US$20,000")
		card.Choose("deal.move", "Negotiation")
		card.Expect("is in Negotiation now", "75 %")
		alice.Command("/crm show C001").Ephemeral("*Opportunity*", "*D001* 软件采购项目", "*D002* Training")
		alice.Command("/crm deal d2 qualified").Ephemeral("is in Qualified now")
		alice.Command("/crm deal D002 nonsense").Ephemeral("isn’t understood", "Proposal")
		alice.Command("/crm deal D002 amount:-3").Ephemeral("below zero")
		alice.Command("/crm deal D099").Ephemeral("There is no deal D099")

		lost := alice.Command("/crm deal D002 lost").Modal()
		lost.Select("lost_reason", "Price").Fill("lost_note", "too dear").Submit().ExpectClosed()
		alice.ExpectMessage("is lost", "Price", "too dear")
		alice.Command("/crm deal D002 won").Ephemeral("closed already")
		alice.Command("/crm deal D002 reopen").Ephemeral("is in New now")

		alice.Command("/crm follow C001 tomorrow call").Ephemeral("C001")
		won := wangwei.Command("/crm 商机 D001赢单").Modal()
		won.Expect("将客户改为活跃客户", "未完成的跟进")
		won.Select("open_followups", "取消未完成的 1 个").Submit().ExpectClosed()
		wangwei.ExpectMessage("赢单，恭喜")
		alice.Command("/crm show C001").Ephemeral("Active")
		alice.Command("/crm due all").Ephemeral("Nothing")
		alice.Command("/crm history C001").Ephemeral("Stage: Proposal → Won")
		undo := wangwei.Command("/crm 撤销").Ephemeral("阶段")
		undo.PressLabel("撤销")
		undo.Expect("已撤销")
		alice.Command("/crm show C001").Ephemeral("Potential", "*D001* 软件采购项目")
		alice.Command("/crm due all").Ephemeral("call")
	})
}
