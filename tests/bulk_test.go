package tests

import (
	"fmt"
	"testing"
)

// Many customers are changed at once: chosen in a form, looked at first, done by one press, and taken back by one, in both languages.
func TestBulkChanges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		toBob := "owner=<@" + w.User("bob").ID + ">"
		for i, who := range []string{"Northwind", "Northgate", "Northfield"} {
			bob.Command("/crm new " + who + " !").Ephemeral(fmt.Sprint("C00", i+1))
		}
		wang.Command("/crm 新建 Northern Lights !").Ephemeral("C004")
		wang.Command("/crm 新建 Contoso !").Ephemeral("C005")
		bob.Command("/crm tag C003 +VIP").Ephemeral("VIP")

		// Nothing to choose is refused at the form; a preview changes nothing, and says who is left out.
		form := alice.Command("/crm bulk North").Modal()
		form.Expect("4 customers").Submit().ExpectError("owner", "Choose at least one thing")
		form.Select("status", "active").Submit().ExpectError("text", "What happened")
		form.Fill("text", "met at the <!here> fair").Pick("owner", w.User("wangwei").ID).Check("tags_add", "VIP").Submit().ExpectClosed()
		preview := alice.ExpectMessage("Preview: 4 customers", "Potential → Active", "4 would change", "Nothing is changed yet", "met at the &lt;!here&gt; fair")
		bob.Command("/crm show C001").Ephemeral("Potential")

		// Between the preview and the doing, one joins the search, one is archived, and of one the same field changes.
		bob.Command("/crm new Northpole !").Ephemeral("C006")
		alice.Command("/crm archive C002").Ephemeral("Archived")
		alice.Command("/crm edit C003 notes=called").Ephemeral("C003")
		preview.PressLabel("Change 4 customers")
		done := preview.Expect("Changed 3 customers", "1 was left out", "C002: archived")
		bob.Command("/crm show C001").Ephemeral("Active", "VIP", "met at the &lt;!here&gt; fair")
		bob.Command("/crm show C006").Ephemeral("Potential")
		wang.Command("/crm 历史 C001").Ephemeral("批量修改", "VIP")
		bob.Command("/crm bulk undo 2").Ephemeral("isn't yours")

		// Undo points there, and takes all of it back but what was changed since.
		wang.Command("/crm edit C001 " + toBob).Ephemeral("C001")
		alice.Command("/crm undo").Ephemeral("bulk change of 3 customers", "taken back as a whole")
		done.PressLabel("Take it back")
		done.Expect("Taken back at 2 customers", "1 stays as it is", "C001", "has changed Owner since")
		bob.Command("/crm show C003").Ephemeral("Potential")
		alice.Command("/crm undo").Ephemeral("undo")
	})
}

// Sales people change their own, from a list of theirs, in their language; whoever may not isn't offered it.
func TestBulkChangesOfOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bob, wang := w.User("bob").In("sales"), w.User("wangwei").In("销售")
		wang.Command("/crm 新建 北京星河 !").Ephemeral("C001")
		wang.Command("/crm 新建 北京月光 !").Ephemeral("C002")
		bob.Command("/crm new 北京东方 !").Ephemeral("C003")
		list := wang.Command("/crm 查找 北京").Ephemeral("3 个客户")
		form := list.PressLabel("全部修改…").Modal()
		form.Expect("3 个客户", "不是你负责的客户会跳过")
		form.Pick("next_follow_up", "2026-12-05").Fill("per_day", "1").Submit().ExpectClosed()
		preview := wang.ExpectMessage("预览：3 个客户", "2026-12-07（周一）", "会修改 2 个", "会跳过 1 个", "不是你负责的")
		preview.PressLabel("修改 2 个客户")
		preview.Expect("已修改 2 个客户")
		wang.Command("/crm 查看 C002").Ephemeral("2026-12-08（周二）")
		bob.Command("/crm show C003").Ephemeral("C003")
		due := wang.Command("/crm 待办 全部").Ephemeral("北京星河")
		due.PressLabel("全部修改…").Modal().Expect("2 个客户").Fill("source", "展会").Submit().ExpectClosed()
		wang.ExpectMessage("预览：2 个客户", "展会")
		wang.Command("/crm 批量 状态:胡说").Modal().Expect("没有“胡说”这个状态")
		wang.Command("/crm 批量 南京").Modal().Expect("没有符合条件的客户")
	})
}

// A change of many is done in the background: its progress and its end stand in the direct messages.
func TestALargeBulkChangeTellsItsEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		user := w.User("bob")
		bob, dm := user.In("sales"), user.DM()
		for i := range 55 {
			bob.Command(fmt.Sprint("/crm new Northwind ", i, " !")).Ephemeral("Created")
		}
		form := bob.Command("/crm bulk Northwind").Modal()
		form.Check("tags_add", "VIP").Submit().ExpectClosed()
		preview := bob.ExpectMessage("Preview: 55 customers", "… and 50 more")
		preview.PressLabel("Change 55 customers")
		preview.Expect("Changing 55 customers")
		end := dm.ExpectMessage("Changed 55 customers")
		bob.Command("/crm find tag:VIP").Ephemeral("55 customers")
		end.PressLabel("Take it back")
		dm.ExpectMessage("Taken back at 55 customers")
	})
}
