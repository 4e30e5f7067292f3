package tests

import "testing"

// Two customers that are the same become one: what differs is chosen side by side, all that belongs to either is kept, the old ID
// leads to the new one, and one press makes two of them again.
func TestMerging(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		bob.Command("/crm new Northwind phone=138-1234-5678 !").Ephemeral("C001")
		wang.Command("/crm 新建 北风贸易 邮箱=a@northwind.example 备注=老客户 !").Ephemeral("C002")
		bob.Command("/crm log C001 called them").Ephemeral("Logged for")
		wang.Command("/crm 跟进 C002 2026-12-01 回访").Ephemeral("C002")

		bob.Command("/crm merge C001 C002").Ephemeral("Your role (Sales)")
		alice.Command("/crm merge C001").Ephemeral("two different customers")
		alice.Command("/crm merge C001 C001").Ephemeral("two different customers")
		alice.Command("/crm merge C001 nobody").Ephemeral("No customer")
		form := alice.Command("/crm merge C001 C002").Modal()
		form.Expect("C001 · Northwind", "C002 · 北风贸易", "138****5678", "***@northwind.example", "老客户")
		form.Select("take.name", "second").Submit().ExpectClosed()
		card := alice.ExpectMessage("Merged *C002*", "C001", "北风贸易", "138****5678", "***@northwind.example", "老客户", "called them", "2026-12-01")
		wang.Command("/crm 查看 C002").Ephemeral("C001", "北风贸易")
		wang.Command("/crm 记录 C002 又打了电话").Ephemeral("C001")
		wang.Command("/crm 查找").Ephemeral("1 个客户")
		alice.Command("/crm undo").Ephemeral("as a whole")
		bob.Command("/crm history C002").Ephemeral("History of C001", "Merged C002 into C001", "Created as C002", "Logged")

		other := alice.Command("/crm merge").Ephemeral("C002 · 北风贸易 → C001 · 北风贸易")
		card.PressLabel("Take the merge back")
		alice.ExpectMessage("two customers again", "C001", "C002")
		wang.Command("/crm 查看 C002").Ephemeral("C002", "北风贸易", "2026-12-01", "老客户")
		bob.Command("/crm show C001").Ephemeral("Northwind", "called them")
		wang.Command("/crm 历史 C002").Ephemeral("C002 合并到 C001", "↩️ 🔗", "创建，编号 C002")
		other.PressLabel("Take the merge back")
		alice.ExpectMessage("taken back already")

		stale := alice.Command("/crm merge C002 C001").Modal()
		bob.Command("/crm edit C001 notes=changed").Ephemeral("Saved")
		stale.Submit()
		stale.Expect("Somebody changed C002 or C001 meanwhile")
		alice.Command("/crm merge").Ephemeral("Nothing was merged")
	})
}

// The walk through likely duplicates shows two at a time with what they agree in; what is decided shows the next.
func TestDuplicatesAreWalked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.User("alice").In("sales"), w.User("bob").In("sales")
		bob.Command("/crm new Northwind Ltd phone=138-1234-5678 !").Ephemeral("Created")
		for _, name := range []string{"Northwind GmbH", "Contoso"} {
			bob.Command("/crm new " + name + " phone=138-1234-5678 !").Ephemeral("may be a customer").PressLabel("Save anyway").Expect("Created")
		}
		bob.Command("/crm dedupe").Ephemeral("Your role (Sales)")
		pair := alice.Command("/crm dedupe").Ephemeral("Are these two the same?", "Customer name, Phone", "C001", "C002")
		pair.PressLabel("Not the same")
		pair.Expect("Are these two the same?", "C001", "C003").PressLabel("Later")
		pair.Expect("C002", "C003")
		pair.PressLabel("Merge …").Modal().Submit().ExpectClosed()
		alice.ExpectMessage("Merged *C003*", "C002")
		alice.Command("/crm dedupe").Ephemeral("No two customers look like the same")
		bob.Command("/crm history C001").Ephemeral("Not the same as C002")
	})
}
