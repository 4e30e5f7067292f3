package tests

import "testing"

// An admin changes stages, pipelines and reasons by commands, forms and menus, in both languages; everybody else sees them. Deals follow: they
// are moved to another pipeline by the menu of their card and by their form, and lost for the new reason.
func TestStagesInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang, bob := w.admin("sales"), w.User("wangwei").In("销售"), w.User("bob").In("sales")
		alice.Command("/crm role <@U0BOB> sales").Ephemeral("Sales")
		if seen := bob.Command("/crm stages").Ephemeral("销售 / Sales", "*报价 / Proposal* · 50 %"); seen.Contains("Add a stage") {
			t.Error("a salesperson is offered to add stages")
		}
		bob.Command("/crm stages add x").Ephemeral("doesn’t include this: Manage pipelines")
		bob.Command("/crm stages retire Proposal").Ephemeral("doesn’t include this: Manage pipelines")

		list := alice.Command("/crm stages add 方案 en=Plan probability=６０％").Ephemeral("Added *Plan*", "*方案 / Plan* · 60 %")
		list.Choose("stages.menu/stage.7", "Move up")
		list.Expect("Moved *Plan*")
		wangwei := w.User("wangwei").In("sales")
		alice.Command("/crm role <@U0WANGWEI> admin").Ephemeral("Admin")
		form := wang.Command("/crm 阶段 新增").Modal()
		form.Fill("label_zh", "报价").Fill("stage_chance", "多").Submit().ExpectError("stage_chance", "不是概率")
		form.Fill("stage_chance", "30").Submit().ExpectError("label_zh", "“报价”已被使用")
		form.Fill("label_zh", "演示").Fill("label_en", "Demo").Submit().ExpectClosed()
		wang.ExpectMessage("已新增 *演示*", "*演示 / Demo* · 30 %")
		wang.Command("/crm 阶段 改名 演示 产品演示 概率=35").Ephemeral("已保存 *产品演示*", "*产品演示 / Demo* · 35 %")
		wang.Command("/crm 阶段 停用 赢单").Ephemeral("最后一个赢单阶段")
		edit := alice.Command("/crm stages rename Demo").Modal()
		wang.Command("/crm 阶段 改名 产品演示 en=Show").Ephemeral("已保存")
		edit.Fill("label_en", "Presentation").Submit().ExpectError("label_zh", "changed it in the meantime: it is called 产品演示 / Show")
		edit.Close()
		alice.Command("/crm stages frobnicate").Ephemeral("I don’t know “frobnicate”")
		alice.Command("/crm stages up Nowhere").Ephemeral("There is no stage “Nowhere”")

		// A second pipeline, and deals that go there.
		alice.Command("/crm stages pipeline add 渠道 en=Channel stages=线索=Lead, 方案=Plan").Ephemeral("Added *Channel*", "*线索 / Lead* · 35 %", "*赢单 / Won* · 100 %")
		alice.Command("/crm stages up Plan").Ephemeral("Several pipelines have a stage “Plan”", "Sales Plan", "Channel Plan")
		alice.Command("/crm stages retire Channel Plan").Ephemeral("Retired *Plan*")
		alice.Command("/crm stages restore Channel Plan").Ephemeral("*Plan* is in use again")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		card := alice.Command("/crm deal C001 Licences amount:20k !").Ephemeral("was opened", "Sales · ")
		card.Choose("deal.move", "Channel")
		card.Expect("is in Lead now", "Channel · ")
		alice.Command("/crm stages retire Lead").Ephemeral("Its deals stay in it")
		wangwei.Command("/crm 商机 D001").Ephemeral("渠道 · 🔵 线索 (已停用)")
		alice.Command("/crm pipeline Channel").Ephemeral("Pipeline Channel", "Lead", "*D001* Licences") // a retired stage with a deal in it
		moved := alice.Command("/crm deal D001 edit").Modal()
		moved.Select("stage", "Proposal").Submit().ExpectClosed()
		alice.ExpectMessage("D001* was saved", "Sales · 🔵 Proposal")
		alice.Command("/crm deal D001 channel plan").Ephemeral("is in Plan now", "Channel · ")
		retired := alice.Command("/crm stages Channel").Ephemeral("Channel")
		retired.Choose("stages.menu/pipeline.2", "Retire")
		retired.Expect("It takes no new deals")
		alice.Command("/crm pipeline Channel").Ephemeral("Pipeline Channel", "*D001* Licences")
		alice.Command("/crm deal C001 Training stage:Lead !").Modal().Expect("There is no stage “Lead”").Close()

		// The reasons.
		alice.Command("/crm stages reasons").Ephemeral("*价格 / Price*")
		alice.Command("/crm stages reason add 合规 en=Compliance").Ephemeral("Added *Compliance*")
		alice.Command("/crm stages reason retire Price").Ephemeral("Deals that were lost for it keep it")
		alice.Command("/crm stages reason rename Compliance en=\"Legal reasons\"").Ephemeral("*合规 / Legal reasons*")
		lost := wangwei.Command("/crm 商机 D001 输单").Modal()
		lost.Select("lost_reason", "合规").Submit().ExpectClosed()
		wangwei.ExpectMessage("输单", "*输单原因*\n合规")
		alice.Command("/crm history C001").Ephemeral("Legal reasons")
		if seen := bob.Command("/crm stages reasons").Ephemeral("Legal reasons", "*价格 / Price* · retired"); seen.Contains("Add a reason") {
			t.Error("a salesperson is offered to add reasons")
		}
	})
}

// A deal's contact is chosen in its form or typed, stands on its card masked, and its tags are given by their signs, in both languages.
func TestADealsContactAndTagsInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("sales")
		alice.Command("/crm new Northwind contact_name=王经理 !").Ephemeral("C001")
		alice.Command("/crm contact C001 new contact_name=李总 contact_title=CFO !").Ephemeral("C001")
		form := alice.Command("/crm deal C001 Licences contact:nobody-here").Modal()
		form.Expect("There is no contact “nobody-here”").Close()
		wang.Command("/crm 商机 C001 软件采购 联系人:李总 标签:重点，华东 !").Ephemeral("已新建 *D001*", "*联系人*\n", "CFO", "*标签*\n重点, 华东")
		edit := alice.Command("/crm deal D001 edit").Modal()
		edit.Select("deal_contact", "⭐ *经理").Submit().ExpectClosed()
		alice.ExpectMessage("D001* was saved", "*Contact*\n⭐ ")
		alice.Command("/crm history C001").Ephemeral("Contact: ")
		alice.Command("/crm tag D001").Ephemeral("Tags of *D001*", "重点, 华东")
		alice.Command("/crm tag D001 +VIP -华东").Ephemeral("*D001* 软件采购 now has the tags: 重点, VIP")
		undo := alice.Command("/crm undo").Ephemeral("Tags")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		alice.Command("/crm deal D001").Ephemeral("*Tags*\n重点, 华东")
		alice.Command("/crm tags rename 华东=East").Ephemeral("East")
		alice.Command("/crm deal D001 tag:VIP contact:none").Ephemeral("*Tags*\nVIP")
	})
}

// A deal's custom fields are typed and entered as its own, and stand on its card and in the history; a customer may have one of the same name.
func TestCustomFieldsOfDealsInSlack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("sales")
		alice.Command("/crm field add 预算 number en=Budget").Ephemeral("Added the field *Budget*", "1 field")
		alice.Command("/crm field deal").Ephemeral("Fields of deals", "no fields of its own for deals yet")
		alice.Command("/crm field deal add 预算 number en=Budget").Ephemeral("Added the field *Budget*", "Fields of deals: 1 field")
		form := alice.Command("/crm field deal add").Modal()
		form.Fill("label_zh", "续约日期").Fill("label_en", "Renewal").Select("field_entity", "Fields of deals").Select("field_type", "Date").Submit().ExpectClosed()
		alice.ExpectMessage("Added the field *Renewal*", "Fields of deals: 2 fields")
		alice.Command("/crm field deal add 金额 number").Ephemeral("one of the record's own fields")
		alice.Command("/crm new Northwind budget:10 !").Ephemeral("C001", "*Budget*\n10")
		wang.Command("/crm 商机 C001 软件采购 预算:5万 续约日期:2027-01-31 !").Ephemeral("已新建 *D001*", "*预算*\n50,000", "*续约日期*\n2027-01-31")
		edit := alice.Command("/crm deal D001 edit").Modal()
		edit.Fill("custom.2", "many").Submit().ExpectError("custom.2", "not a number")
		edit.Fill("custom.2", "60000").Submit().ExpectClosed()
		alice.ExpectMessage("D001* was saved", "*Budget*\n60,000", "*Renewal*\n2027-01-31")
		alice.Command("/crm history C001").Ephemeral("Budget: 50,000 → 60,000")
		undo := alice.Command("/crm undo").Ephemeral("Budget: 50,000 → 60,000")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		alice.Command("/crm field deal retire Renewal").Ephemeral("Retired *Renewal*")
		if card := alice.Command("/crm deal D001").Ephemeral("*Budget*\n50,000"); card.Contains("Renewal") {
			t.Error("a retired field stands on the card")
		}
		alice.Command("/crm field").Ephemeral("1 field")
	})
}
