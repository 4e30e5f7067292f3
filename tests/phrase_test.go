package tests

import (
	"strings"
	"testing"
)

// A date is read wherever it stands in what is to be done, and the words around it are what is to be done.
func TestDatesBehindOtherWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for _, c := range []struct{ typed, day, title string }{
			{"send quote by friday", "2026-11-27 (Fri)", "send quote"},
			{"met them 2 days ago, call tomorrow", "2026-11-25 (Wed)", "met them 2 days ago, call"},
			{"tomorrow 10:00-11:00 meeting", "2026-11-25 (Wed) 10:00", "10:00-11:00 meeting"},
			{"visit after christmas", "2026-12-28 (Mon)", "visit"},
			{"renew next month", "2026-12-01 (Tue)", "renew"},
			{"tomorrow 9am EST call", "2026-11-25 (Wed) 09:00", "call"},
		} {
			alice.Command("/crm follow C001 "+c.typed).Ephemeral(c.day, c.title)
		}
		bob.Command("/crm follow C001 tomorrow 9am EST call New York").Ephemeral("2026-11-25 (Wed) 15:00 (09:00 New York)", "call New York")
		for _, c := range []struct{ typed, day, title string }{
			{"回访 明天", "2026-11-25（周三）", "回访"},
			{"给王总明天打电话", "2026-11-25（周三）", "给王总打电话"},
			{"年后 谈续约", "2027-02-15（周一）", "谈续约"},
			{"下个月 对账", "2026-12-01（周二）", "对账"},
			{"三个工作日后送样", "2026-11-27（周五）", "送样"},
			{"开会 明天9点 纽约时间", "2026-11-25（周三） 22:00（纽约时间 09:00）", "开会"},
		} {
			wang.Command("/crm 跟进 C001 "+c.typed).Ephemeral(c.day, c.title)
		}
		for _, typed := range []string{"May I call you", "look at 3 houses", "discuss monday's numbers", "March GmbH wants a quote"} {
			alice.Command("/crm follow C001 "+typed).Modal().Expect("no date", typed).Close()
		}
		for _, typed := range []string{"提三点意见", "质保一百天", "拜访李国庆"} {
			wang.Command("/crm 跟进 C001 "+typed).Modal().Expect("里没有日期", typed).Close()
		}
	})
}

// What can mean several days is asked about, and the button that is pressed plans that day, with the same words.
func TestDoubtfulDatesAreAskedAbout(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for _, c := range []struct {
			typed, says string
			buttons     []string
		}{
			{"next wed or thursday send samples", "can mean several", []string{"2026-12-02 (Wed)", "2026-12-03 (Thu)"}},
			{"feb 29: friday report", "can mean several", []string{"2027-02-28 (Sun)", "2027-03-01 (Mon)", "2028-02-29 (Tue)"}},
			{"in a few days call", "can mean several", []string{"2026-11-27 (Fri)", "2026-11-30 (Mon)"}},
			{"every monday standup", "Follow-ups don't repeat", []string{"2026-11-30 (Mon)"}},
			{"Q1 call them", "Do you mean this day", []string{"2027-01-04 (Mon)"}},
			{"tomorrow 9am IST call", "can mean several", []string{"2026-11-24 (Tue) 22:30", "2026-11-25 (Wed) 02:00"}},
		} {
			asked := alice.Fresh().Command("/crm follow C001 " + c.typed).Ephemeral(c.says)
			for _, button := range c.buttons {
				if !asked.Contains(button) {
					t.Errorf("%s: %s isn't offered:\n%s", c.typed, button, asked.Rendered())
				}
			}
			asked.PressLabel(c.buttons[0]).Ephemeral("Follow-up with", c.buttons[0])
		}
		for _, title := range []string{"send samples", "friday report", "call", "standup", "call them"} {
			alice.Command("/crm due all").Ephemeral(title)
		}
		for _, c := range []struct {
			typed, says string
			buttons     []string
		}{
			{"下周三或周四 送样品", "可能指不同的日期", []string{"2026-12-02（周三）", "2026-12-03（周四）"}},
			{"元旦 拜访", "可能指不同的日期", []string{"2027-01-01（周五）", "2026-12-31（周四）", "2027-01-04（周一）"}},
			{"这两天 联系", "可能指不同的日期", []string{"2026-11-24（周二）", "2026-11-25（周三）"}},
			{"每周一 例会", "不支持重复", []string{"2026-11-30（周一）"}},
		} {
			asked := wang.Fresh().Command("/crm 跟进 C001 " + c.typed).Ephemeral(c.says)
			for _, button := range c.buttons {
				if !asked.Contains(button) {
					t.Errorf("%s: %s isn't offered:\n%s", c.typed, button, asked.Rendered())
				}
			}
			_, title, _ := strings.Cut(c.typed, " ")
			asked.PressLabel(c.buttons[0]).Ephemeral("已安排跟进", c.buttons[0], title)
		}
		wang.Command("/crm 跟进 C001 1/12 拜访").Ephemeral("2027-01-12（周二）", "拜访") // in China the month stands first

		w.ChangeUser("U0BOB", map[string]any{"locale": "en-GB"})
		w.Eventually("bob to write days first", func() bool {
			return bob.Fresh().Command("/crm follow C001 1/12 visit").Ephemeral("2026-12-01").Contains("2026-12-01 (Tue)")
		})
		w.ChangeUser("U0BOB", map[string]any{"locale": "en"})
		w.Eventually("nobody to know which stands first", func() bool {
			return bob.Fresh().Command("/crm follow C001 1/12 visit").Ephemeral("2026-12-01").Contains("can mean several")
		})
		bob.Command("/crm follow C001 1/12 visit").Ephemeral("can mean several", "2027-01-12 (Tue)", "2026-12-01 (Tue)").PressLabel("2026-12-01 (Tue)").
			Ephemeral("Follow-up with", "2026-12-01 (Tue)")
		bob.Command("/crm edit C001 next=1/12").Modal().Expect("can mean", "2027-01-12 (Tue)", "2026-12-01 (Tue)").Close()
		bob.Command("/crm find due:1/12").Ephemeral("can mean", "2027-01-12 (Tue)", "2026-12-01 (Tue)")
	})
}

// A snooze puts a follow-up on a workday, here and by the clock by which it was planned, and says that it did; the clocks of
// a night in March skip no follow-up, and that is said as well. Who picks a day off has picked it.
func TestSnoozesLandOnWorkdays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm follow C001 friday call").Ephemeral("2026-11-27 (Fri)")
		form := wang.Command("/crm 跟进 C001").Modal()
		form.Pick("due_on", "2026-11-27").Pick("due_time", "09:00").Fill("title", "上海电话").Pick("assignee", "alice").Submit().ExpectClosed()
		wang.ExpectMessage("已安排跟进", "上海电话")
		alice.Command("/crm follow C001 2027-03-12 02:30 nightly").Ephemeral("2027-03-12 (Fri) 02:30")

		w.at("America/New_York", "2026-11-26 10:00")
		list := alice.Command("/crm due all").Ephemeral("上海电话", "2026-11-26 (Thu) 20:00 (Fri 09:00 Shanghai)")
		list.Choose("followup.snooze/2", "2:1d") // her Friday evening is Saturday in Shanghai
		list.Expect("Moved to 2026-11-30 (Mon) 20:00 (Tue 09:00 Shanghai)", "2026-11-28 (Sat) is a day off")
		w.at("America/New_York", "2026-11-27 10:00")
		list = alice.Fresh().Command("/crm due all").Ephemeral("call")
		list.Choose("followup.snooze/1", "1:1d")
		list.Expect("Moved to 2026-11-30 (Mon)", "2026-11-28 (Sat) is a day off, so it is the next workday")
		pick := alice.Fresh().Command("/crm due all").Ephemeral("call").Choose("followup.snooze/1", "1:pick").Modal()
		if day := pick.Value("due_on"); day != "2026-11-30" {
			t.Errorf("the form proposes %s", day)
		}
		pick.Pick("due_on", "2026-11-29").Submit().ExpectClosed()
		alice.ExpectMessage("Moved to 2026-11-29 (Sun)", "is on a weekend")
		pick = alice.Fresh().Command("/crm due all").Ephemeral("nightly").Choose("followup.snooze/3", "3:pick").Modal()
		pick.Pick("due_on", "2027-03-14").Submit().ExpectClosed()
		alice.ExpectMessage("Moved to 2027-03-14 (Sun) 03:00", "The clocks skip 02:30 that day, so it is 03:00")

		wang.Command("/crm 跟进 C001 周六 拜访").Ephemeral("2026-11-28（周六）")
		theirs := wang.Fresh().Command("/crm 待办 全部").Ephemeral("拜访")
		theirs.Choose("followup.snooze/4", "4:1d")
		theirs.Expect("已改到 2026-11-30（周一）", "2026-11-28（周六）不上班，已顺延到下一个工作日")
	})
}

// A sensitive word isn't seen in ordinary texts: across two sentences, in a part of a Latin word, in a longer word. What such
// longer words are, an admin adds to and takes from, by the command of the words.
func TestOrdinaryTextsPassTheWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm words add KK").Ephemeral("Added “KK”")
		alice.Command("/crm words add kickback").Ephemeral("Added “kickback”")
		for _, text := range []string{"met Jack Kelly", "kick backwards"} {
			alice.Command("/crm log C001 " + text).Ephemeral(text)
		}
		for _, text := range []string{"周五出发。票已订好", "客户要开发票据管理系统", "幸福利民公司来访"} {
			wang.Command("/crm 记录 C001 " + text).Ephemeral("记录沟通")
		}
		for _, text := range []string{"發票", "客戶要開發票", "开发票簿"} {
			wang.Command("/crm 记录 C001 " + text).Modal().Expect("含有敏感词“发票”").Close()
		}
		alice.Command("/crm log C001 deal for KK").Modal().Expect("KK", "must not be recorded").Close()

		wang.Command("/crm 敏感词 例外 发票簿").Ephemeral("没有这项权限")
		alice.Command("/crm words except 发票簿").Ephemeral("Added the exception “发票簿”", "Exceptions", "Built-in exceptions", "票据")
		alice.Command("/crm words except 發票簿").Ephemeral("an exception already")
		alice.Command("/crm words except 发票").Ephemeral("on the list itself")
		wang.Command("/crm 记录 C001 客户买发票簿").Ephemeral("记录沟通")
		removed := alice.Fresh().Command("/crm words remove 发票簿").Ephemeral("Removed “发票簿”")
		if _, shown, _ := strings.Cut(removed.Rendered(), "sensitive words"); strings.Contains(shown, "发票簿") {
			t.Error("it is still listed:", removed.Rendered())
		}
		wang.Fresh().Command("/crm 记录 C001 客户买发票簿").Modal().Expect("含有敏感词“发票”").Close()
		alice.Fresh().Command("/crm words remove 票据").Ephemeral("Removed “票据”")
		wang.Fresh().Command("/crm 记录 C001 客户要开发票据管理系统").Modal().Expect("含有敏感词“发票”").Close()
		alice.Fresh().Command("/crm words except 票据").Ephemeral("Added the exception “票据”")
		wang.Fresh().Command("/crm 记录 C001 客户要开发票据管理软件").Ephemeral("记录沟通")
	})
}
