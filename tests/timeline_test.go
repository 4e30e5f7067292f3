package tests

import (
	"strings"
	"testing"
)

// A timeline tells in each reader's language what happened with a customer, each thing once, and goes on where its page ended.
func TestTimelineOfACustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind phone=138-1234-5678 !").Ephemeral("C001")
		alice.Command("/crm log C001 call: asked for a discount").Ephemeral("Logged for")
		form := wang.Command("/crm 状态 C001 流失").Modal()
		form.Select("basis", "new").Fill("text", "搬走了").Fill("reason", "关门").Submit().ExpectClosed()
		wang.ExpectMessage("已变更")
		alice.Command("/crm follow C001 next wed 10:00 send quote").Ephemeral("Follow-up with")
		alice.Command("/crm edit C001 phone=139-8765-4321 industry=retail").Ephemeral("Saved")

		shown := alice.Command("/crm show C001").Ephemeral("C001").PressLabel("Timeline").Ephemeral("Timeline of C001 Northwind", "Changed: Industry, Phone",
			"Follow-up planned for 2026-12-02 (Wed) · send quote", "Potential → Churned · 关门", "搬走了", "asked for a discount", "Created as C001")
		for _, once := range []string{"搬走了", "send quote", "asked for a discount", "关门"} {
			if n := strings.Count(shown.Rendered(), once); n != 1 {
				t.Errorf("%q stands there %d times", once, n)
			}
		}
		if shown.Contains("8765-4321") {
			t.Error("the timeline shows a phone")
		}
		shown.Choose("timeline.filter", "C001 contact")
		shown.Expect("Nothing of this kind")
		shown.Choose("timeline.filter", "C001 interaction")
		shown = shown.Expect("asked for a discount", "搬走了")
		if shown.Contains("Created as") || shown.Contains("Churned") {
			t.Error("the filter leaves what isn't of its kind")
		}
		wang.Command("/crm 动态 C001").Ephemeral("C001 Northwind 的动态", "安排跟进：2026-12-02（周三） · send quote", "潜在客户 → 流失客户 · 关门", "创建客户 C001")
		wang.Command("/crm 动态Northwind").Ephemeral("的动态")

		for range 12 {
			alice.Command("/crm log C001 call: once more").Ephemeral("Logged for")
		}
		page := alice.Command("/crm timeline Northwind").Ephemeral("Timeline of C001", "once more")
		page.PressLabel("More")
		page.Expect("Created as C001")
		w.User("guest").In("sales").Command("/crm timeline C001").Ephemeral("members of this workspace only")
	})
}

// What came with an import says so, and a follow-up that was done stands on the card with what came of it.
func TestTimelineOfAnImport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		w.preview(alice, "leads.csv", "Company,Telephone,Next follow-up\nContoso Ltd,+1 415 555 0132,2026-12-04\n").Press("import.go")
		w.Eventually("the import is over", func() bool { return last(alice.DM(), "leads.csv", "import.undo") != nil })
		sales := alice.In("sales")
		sales.Command("/crm timeline C001").Ephemeral("Created as C001 · import of leads.csv", "Follow-up planned for 2026-12-04 (Fri)")
		done := sales.Command("/crm due all mine").Ephemeral("Contoso").PressLabel("Done").Modal()
		done.Fill("outcome", "they want a demo").Submit().ExpectClosed()
		sales.Command("/crm show C001").Ephemeral("Follow-up done · they want a demo")
		sales.Command("/crm timeline C001").Ephemeral("Follow-up done · they want a demo")
	})
}
