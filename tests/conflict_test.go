package tests

import "testing"

// Two people edit the same customer: what only one touched is merged, what both did is asked, field by field, and
// nothing that somebody saved is overwritten by a form that didn't mean to.
func TestConflictIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind notes=old company=old address=Leeds !").Ephemeral("C001")
		form := wang.Command("/crm 编辑 C001").Modal()
		form.Fill("notes", "我的备注").Fill("contact_title", "经理").Fill("opportunity", "我的机会")
		alice.Command("/crm edit C001 notes=theirs company=theirs opportunity=theirs").Ephemeral("Saved")
		if got := form.Submit(); got.Outcome != "updated" {
			t.Fatalf("the submission was %s", got.Outcome)
		}
		form.Expect("这期间有人修改了相同的字段", "备注", "我的备注", "theirs", "<@U0ALICE>", "销售机会")
		form.Submit().ExpectError("keep.notes") // Slack itself asks for the choice
		form.Select("keep.notes", "我的").Select("keep.opportunity", "现在的")
		// While they choose, another field that they typed is changed, and one of the two again.
		alice.Command("/crm edit C001 title=Boss opportunity=again").Ephemeral("Saved")
		if got := form.Submit(); got.Outcome != "updated" {
			t.Fatalf("the second submission was %s", got.Outcome)
		}
		form.Expect("职位", "经理", "Boss")
		form.Select("keep.contact_title", "现在的").Submit().ExpectClosed()
		card := alice.Command("/crm show C001").Ephemeral("我的备注", "theirs", "Boss", "again")
		for _, lost := range []string{"我的机会", "经理"} {
			if card.Contains(lost) {
				t.Errorf("%s was kept although theirs was chosen", lost)
			}
		}
		wang.Command("/crm 历史 C001").Ephemeral("备注：theirs → 我的备注")
	})
}
