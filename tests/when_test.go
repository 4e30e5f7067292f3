package tests

import "testing"

// TestDatesAreReadAsTheyAreSaid: half of the words are the date's, the others say what is to be done.
func TestDatesAreReadAsTheyAreSaid(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wangwei := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for _, c := range []struct{ typed, day, title string }{
			{"3pm friday, call back", "2026-11-27 (Fri) 15:00", "call back"},
			{"the day after tomorrow: send it", "2026-11-26 (Thu)", "send it"},
			{"by end of month the May report", "2026-11-30 (Mon)", "the May report"},
		} {
			alice.Command("/crm follow C001 "+c.typed).Ephemeral(c.day, c.title)
		}
		for _, c := range []struct{ typed, day, title string }{
			{"下周三下午三点半送报价", "2026-12-02（周三） 15:30", "送报价"},
			{"12/1（周二）签约", "2026-12-01（周二）", "签约"},
			{"半個月後回訪", "2026-12-09（周三）", "回訪"},
		} {
			wangwei.Command("/crm 跟进 C001 "+c.typed).Ephemeral(c.day, c.title)
		}
		wangwei.Command("/crm 跟进 C001 2月31日 签约").Modal().Expect("2月31日", "不存在").Close()
	})
}

// TestDaysOffArePointedOut where a follow-up is planned, moved, or set in the record; otherwise nothing is said.
func TestDaysOffArePointedOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wangwei := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		const weekend = "is on a weekend"
		alice.Command("/crm new Northwind next=2026-11-28 !").Ephemeral("Created", weekend, "the next workday is 2026-11-30 (Mon)")
		saved := alice.Command("/crm edit C001 phone=123-456-7890").Ephemeral("Saved")
		if saved.Contains(weekend) {
			t.Error("a day that stayed as it was is pointed out again")
		}
		plan := alice.Command("/crm follow C001 jan 1 greet").Ephemeral("2027-01-01 (Fri)")
		if plan.Contains(weekend) {
			t.Error("a Friday is no weekend")
		}
		alice.Command("/crm edit C001 next=2026-11-29").Ephemeral("Saved", "2026-11-29 (Sun)", weekend)
		wangwei.Command("/crm 跟进 C001 周六 拜访").Ephemeral("2026-11-28（周六）是周末", "下一个工作日是 2026-11-30（周一）")
		moved := alice.Command("/crm follow C001 friday visit").Ephemeral("2026-11-27")
		moved.PressLabel("Move").Modal().Pick("due_on", "2026-11-28").Submit().ExpectClosed()
		moved.Expect("Moved to 2026-11-28", weekend)
	})
}
