package tests

import (
	"strings"
	"testing"
)

// A customer's people are added by a line and by the form, shown masked, found, made the primary one, removed and brought back, in
// both languages; the primary contact and the record's columns are one thing.
func TestContactsOfACustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind contact_name=王经理 phone=138-1234-5678 !").Ephemeral("C001")
		list := wang.Command("/crm 联系人 C001 新建 李总 职位=总监 角色=决策人 电话=139-8765-4321 微信=li_zong 备注=喜欢喝茶 !").Ephemeral("已添加到 C001", "的联系人（2）", "主要联系人", "决策人", "139****4321", "微信 l***", "喜欢喝茶")
		for _, plain := range []string{"139-8765-4321", "li_zong", "王经理", "李总"} {
			if strings.Contains(list.Rendered(), plain) {
				t.Errorf("the list shows %q", plain)
			}
		}
		alice.Command("/crm show C001").Ephemeral("*Other contacts*", "总监", "Decision maker", "139****4321").PressLabel("Contacts").Ephemeral("Contacts of C001", "primary contact")
		for _, words := range []string{"139 8765 4321", "李总", "find wechat:LI_ZONG"} {
			alice.Command("/crm " + words).Ephemeral("C001")
		}

		form := wang.Command("/crm 联系人 C001 新建").Modal()
		form.Submit().ExpectError("contact_name", "请至少填写姓名、电话、邮箱、微信中的一项")
		form.Fill("email", "nobody").Submit().ExpectError("email", "邮箱格式不对")
		w.Faults().RedeliverNext("view_submission", 1)
		form.Fill("email", "ap@northwind.example").Select("contact_role", "财务").Submit().ExpectClosed()
		wang.ExpectMessage("的联系人（3）", "a***@northwind.example", "财务")
		alice.Command("/crm contact C001 new role=boss name=X !").Modal().Expect("not a role of a contact", "decision maker").Close()
		alice.Command("/crm contact C001 fax").Ephemeral("isn’t understood here", "contact C001 new")

		shown := alice.Command("/crm contact C001").Ephemeral("Contacts of C001 Northwind (3)")
		shown.Choose("contact.menu/1", "primary 1:1:1")
		shown.Expect("The primary contact of C001 is", "139****4321", "(3)")
		alice.Command("/crm show C001").Ephemeral("*Phone*\n139****4321", "*Role of the contact*\nDecision maker", "138****5678")
		alice.Command("/crm history C001").Ephemeral("Made the primary contact", "Primary contact no more")
		undo := alice.Command("/crm undo").Ephemeral("Your last change", "Made the primary contact")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		alice.Command("/crm show C001").Ephemeral("*Phone*\n138****5678")

		wang.Command("/crm 编辑 C001 电话=137-0000-1111").Ephemeral("已保存")
		alice.Command("/crm contact C001").Ephemeral("137****1111")
		alice.Command("/crm new Other phone=139-8765-4321 !").Ephemeral("may be a customer you already have", "*C001*", "the same: Phone")
	})
}
