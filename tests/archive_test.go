package tests

import (
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// What was entered by mistake is archived: gone from lists, searches, names, reminders and figures, found by its code, and
// restored with one press, with all that belonged to it.
func TestArchiving(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		bob.Command("/crm new Northwind phone=138-1234-5678 next=2026-11-25 !").Ephemeral("C001")
		bob.Command("/crm new Contoso !").Ephemeral("C002")
		gone := bob.Command("/crm archive Northwind").Ephemeral("Archived", "C001", "Northwind", "its code still finds it")

		without := func(shown *sandboxtest.Message) {
			t.Helper()
			if shown.Contains("Northwind") {
				t.Errorf("what is archived is shown:\n%s", shown.Rendered())
			}
		}
		without(bob.Command("/crm find").Ephemeral("1 customer"))
		without(bob.Command("/crm due all").Ephemeral("Nothing"))
		bob.Command("/crm find phone:13812345678").Ephemeral("Nothing found")
		bob.Command("/crm edit C001 notes=more").Ephemeral("C001 was archived on", "/crm restore C001")
		bob.Command("/crm log C001 called them").Ephemeral("C001 was archived on")
		bob.Command("/crm show Northwind").Ephemeral("No customer")
		bob.Command("/crm new Northwind phone=138-1234-5678 !").Ephemeral("Created", "C003") // it is nobody's duplicate
		if buttons := wang.Command("/crm 查看 C001").Ephemeral("已归档").Buttons(); !slices.Equal(buttons, []string{"恢复", "动态", "历史"}) {
			t.Errorf("the card has the buttons %q", buttons)
		}
		wang.Command("/crm 恢复 C001").Ephemeral("只有经理可以归档或恢复 C001")
		w.Clock.Advance(25 * time.Hour) // a morning with a digest passes
		w.User("bob").DM().ExpectNoMessage("Northwind")

		gone.PressLabel("Restore")
		bob.ExpectMessage("Only a manager may archive or restore C001") // it is a day later
		alice.Command("/crm restore").Ephemeral("Archived last", "C001").PressLabel("Restore")
		alice.ExpectMessage("Restored", "C001", "138****5678", "2026-11-25")
		alice.Command("/crm restore C001").Ephemeral("isn’t archived")
		bob.Command("/crm find").Ephemeral("3 customers", "C001")
		bob.Command("/crm log C001 called them").Ephemeral("Logged for")
		alice.Command("/crm archive C001").Ephemeral("Archived")
		alice.Command("/crm undo").Ephemeral("C001", "Archived").PressLabel("Take it back")
		alice.ExpectMessage("Took back", "C001")
		wang.Command("/crm 历史 C001").Ephemeral("归档", "恢复")
	})
}
