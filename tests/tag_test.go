package tests

import "testing"

// Tags are given and taken away by a line and in the form, shown on the card and in lists, found, renamed everywhere, and told of
// in the history, in both languages.
func TestTagsOfACustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm new Contoso tags=vip !").Ephemeral("*Tags*\nvip")
		alice.Command("/crm tag C001 +VIP +Key account").Ephemeral("now has the tags: vip, Key account")
		wang.Command("/crm 标签 C001 +重点 -ＶＩＰ").Ephemeral("现在的标签：Key account, 重点")
		wang.Command("/crm 历史 C001").Ephemeral("标签：vip, Key account → Key account, 重点")
		alice.Command("/crm find tag:重點 -tag:vip").Ephemeral("1 customer", "C001", "🏷️ Key account, 重点")
		alice.Command("/crm find tag:none").Ephemeral("Nothing")
		alice.Command("/crm find tag:nobody").Ephemeral("There is no tag “nobody”")
		alice.Command("/crm tag C001 -nobody").Ephemeral("There is no tag “nobody”")

		form := wang.Command("/crm 编辑 C001").Modal()
		form.Check("tags", "Key account", "vip", "华东 <!here>").Submit().ExpectClosed()
		wang.ExpectMessage("*标签*\nKey account, vip, 华东 &lt;!here&gt;")
		alice.Command("/crm list save Good tag:vip").Ephemeral("Saved")
		wang.Command("/crm 标签管理 改名 vip=金牌").Ephemeral("管理员")
		alice.Command("/crm tags rename vip=Gold").Ephemeral("vip is Gold now, at 2 customers", "🏷️ Gold · 2 customers")
		alice.Command("/crm list Good").Ephemeral("2 customers", "Gold")
		alice.Command("/crm tags merge 华东 &lt;!here&gt;=key account").Ephemeral("is Key account now", "3 tags")
		alice.Command("/crm show C001").Ephemeral("*Tags*\nKey account, Gold")
		alice.Command("/crm tags fold").Ephemeral("isn’t understood here")
	})
}
