package tests

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// abroad lets people live elsewhere than the local workspace has it: bob in London, lina in Kolkata. Alice is in New York,
// wangwei in Shanghai.
func (w *world) abroad() {
	w.ChangeUser("U0BOB", map[string]any{"tz": "Europe/London"})
	w.ChangeUser("U0LINA", map[string]any{"tz": "Asia/Kolkata"})
}

// A time of day is shown on the clock of who reads it, and the clock by which it was planned is named where it shows
// another: on the card, in lists, searches, forms, histories, and when it is taken back.
func TestATimeOfDayIsTheReaders(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.abroad()
		alice, bob := w.User("alice").In("sales"), w.User("bob").In("sales")
		wang, lina := w.User("wangwei").In("销售"), w.User("lina").In("销售")
		wang.Command("/crm 新建 北京星河科技 !").Ephemeral("C001")
		planned := wang.Command("/crm 跟进 C001 2026-12-01 09:00 送报价").Ephemeral("2026-12-01（周二） 09:00", "送报价")
		if planned.Contains("上海") || planned.Contains("提醒 <@") {
			t.Error("somebody's own zone is named to them:", planned.Rendered())
		}
		const (
			newYork = "2026-11-30 (Mon) 20:00 (Tue 09:00 Shanghai)"
			london  = "2026-12-01 (Tue) 01:00 (09:00 Shanghai)"
			kolkata = "2026-12-01（周二） 06:30（上海时间 09:00）"
			here    = "2026-12-01（周二） 09:00"
		)
		for _, reader := range []struct {
			room                               *sandboxtest.Room
			shows, show, due, find, undo, zone string
		}{
			{alice, newYork, "show C001", "due all @wangwei", "find 星河", "history C001", "(Shanghai)"},
			{bob, london, "show C001", "due all team", "find due:2026-12-01", "history C001", "(Shanghai)"},
			{lina, kolkata, "查看 C001", "待办 全部 团队", "查找 跟进:2026-12-01", "历史 C001", "（上海时间）"},
			{wang, here, "查看 C001", "待办 全部", "查找 跟进:2026-12-01", "历史 C001", "09:00"},
		} {
			card := reader.room.Command("/crm " + reader.show).Ephemeral(reader.shows)
			if n := strings.Count(card.Rendered(), reader.shows); n != 2 { // the field, and what is planned
				t.Errorf("%s: it stands there %d times:\n%s", reader.shows, n, card.Rendered())
			}
			reader.room.Command("/crm "+reader.due).Ephemeral("送报价", reader.shows)
			reader.room.Command("/crm "+reader.find).Ephemeral("C001", reader.shows)
			reader.room.Command("/crm "+reader.undo).Ephemeral("09:00", reader.zone)
		}
		alice.Command("/crm find due:2026-11-30").Ephemeral("C001") // it is due on her Monday,
		alice.Command("/crm find due:2026-12-01").Ephemeral("Nothing found")

		alice.Command("/crm show C001").Ephemeral(newYork).PressLabel("Share here").InChannel(newYork, "Times are in New York time.")
		w.User("wangwei").In("sales").Command("/crm 查看 C001").Ephemeral(here).PressLabel("分享到频道").
			InChannel("2026-11-30（周一） 20:00（上海时间周二 09:00）", "时间均为纽约时间。") // the channel's clock, whoever shares

		edit := alice.Command("/crm due all team").Ephemeral(newYork).PressLabel("Edit or reassign").Modal()
		edit.Expect(newYork, "Your own time (New York). It was planned for 2026-12-01 (Tue) 09:00, Shanghai time.")
		if day, clock := edit.Value("due_on"), edit.Value("due_time"); day != "2026-11-30" || clock != "20:00" {
			t.Errorf("the form begins with %s %s", day, clock)
		}
		edit.Fill("title", "new quote").Submit().ExpectClosed()
		wang.Command("/crm 待办 全部").Ephemeral("new quote", here)
		form := lina.Command("/crm 编辑 C001").Modal()
		form.Expect("请填你所在地（加尔各答）的时间。原计划为上海时间 2026-12-01（周二） 09:00。")
		if day, clock := form.Value("next_follow_up"), form.Value("next_follow_up_time"); day != "2026-12-01" || clock != "06:30" {
			t.Errorf("the form begins with %s %s", day, clock)
		}
		form.Pick("next_follow_up_time", "07:00").Submit().ExpectClosed()
		lina.ExpectMessage("已保存", "2026-12-01（周二） 07:00", "将于 2026-12-01（周二） 09:30（上海时间） 提醒 <@U0WANGWEI>")
		wang.Command("/crm 查看 C001").Ephemeral("2026-12-01（周二） 09:30（加尔各答时间 07:00）")
		undo := lina.Command("/crm 撤销").Ephemeral("09:00（上海时间） → 07:00")
		undo.PressLabel("撤销")
		undo.Expect("已撤销", "09:00（上海时间） → 07:00")
		wang.Command("/crm 查看 C001").Ephemeral(here)

		// A day alone is the reader's, and the time of day stays the one by which it was planned.
		alice.Command("/crm edit C001 next=2026-12-02").Ephemeral("2026-12-02 (Wed) 20:00 (Thu 09:00 Shanghai)", "Rings for <@U0WANGWEI> on 2026-12-03 (Thu) 09:00 (Shanghai)")
		wang.Command("/crm 查看 C001").Ephemeral("2026-12-03（周四） 09:00")
		// A time is meant by the clock of who says it.
		alice.Command("/crm edit C001 next=2026-12-02 09:00").Ephemeral("2026-12-02 (Wed) 09:00")
		wang.Command("/crm 查看 C001").Ephemeral("2026-12-02（周三） 22:00（纽约时间 09:00）")
	})
}

// What is given to somebody elsewhere says when it rings for them, and rings then.
func TestGivenToSomebodyElsewhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.abroad()
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		wang.Command("/crm 新建 北京星河科技 !").Ephemeral("C001")
		form := wang.Command("/crm 跟进 C001").Modal()
		form.Pick("due_on", "2026-12-02").Pick("due_time", "09:00").Pick("assignee", "alice").Fill("title", "开会").Submit().ExpectClosed()
		wang.ExpectMessage("已安排跟进", "2026-12-02（周三） 09:00", "将于 2026-12-01（周二） 20:00（纽约时间） 提醒 <@U0ALICE>")
		list := alice.Command("/crm due all").Ephemeral("2026-12-01 (Tue) 20:00 (Wed 09:00 Shanghai)")
		give := list.PressLabel("Edit or reassign").Modal()
		give.Pick("assignee", "lina").Submit().ExpectClosed()
		list.Expect("Changed", "2026-12-01 (Tue) 20:00 (Wed 09:00 Shanghai)", "Rings for <@U0LINA> on 2026-12-02 (Wed) 06:30 (Kolkata)")
		lina := w.User("lina").In("销售")
		lina.Command("/crm 待办 全部").Ephemeral("2026-12-02（周三） 06:30（上海时间 09:00）").PressLabel("编辑或转交").Modal().
			Pick("assignee", "alice").Submit().ExpectClosed()

		// On her evening of the first it is due today, in her digest, in her home, and rings at eight.
		w.at("America/New_York", "2026-12-01 09:00")
		dm := w.User("alice").DM()
		digest := dm.ExpectMessage("Your follow-ups · 2026-12-01", "Today (1)", "20:00 (Wed 09:00 Shanghai)")
		if digest.Contains("Overdue") {
			t.Error("it is overdue before it is due:", digest.Rendered())
		}
		alice.Command("/crm due").Ephemeral("1 follow-up", "20:00 (Wed 09:00 Shanghai)")
		alice.Command("/crm due overdue").Ephemeral("0 follow-ups")
		w.User("alice").OpenHome().Expect("Today (1)", "20:00 (Wed 09:00 Shanghai)")
		w.at("America/New_York", "2026-12-01 19:59")
		dm.Fresh().ExpectNoMessage("⏰")
		w.at("America/New_York", "2026-12-01 20:00")
		reminder := dm.ExpectMessage("⏰", "Follow-up at 20:00 (Wed 09:00 Shanghai)", "C001")
		if reminder.Contains("overdue") {
			t.Error("it rings as overdue:", reminder.Rendered())
		}
		// Put off to the next day it stays at nine in Shanghai.
		reminder.Choose("followup.snooze/1", "1:1d")
		reminder.Expect("Moved to 2026-12-02 (Wed) 20:00 (Thu 09:00 Shanghai)")
		w.at("America/New_York", "2026-12-03 00:30")
		alice.Command("/crm due overdue").Ephemeral("1 follow-up", "1 day overdue")
	})
}

// Who travels reads times on the clock they go by now; what was planned rings at the moment for which it was planned.
func TestATravellersTimes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm follow C001 2026-11-26 21:00 call").Ephemeral("2026-11-26 (Thu) 21:00")
		home := time.Date(2026, 11, 26, 21, 0, 0, 0, zone("America/New_York"))
		edit := alice.Command("/crm due all").Ephemeral("call").PressLabel("Edit or reassign").Modal()
		w.live(alice, "U0ALICE", "Europe/London", home)
		edit.Fill("title", "call them").Submit().ExpectClosed() // what was opened before still means the clock it was opened by
		form := alice.Command("/crm edit C001").Modal()
		if day, clock := form.Value("next_follow_up"), form.Value("next_follow_up_time"); day != "2026-11-27" || clock != "02:00" {
			t.Errorf("the form begins with %s %s in London", day, clock)
		}
		w.live(alice, "U0ALICE", "Asia/Shanghai", home)
		const there = "2026-11-27 (Fri) 10:00 (Thu 21:00 New York)"
		form.Fill("notes", "on the way").Submit().ExpectClosed()
		alice.ExpectMessage("Saved", there)
		alice.Command("/crm due all").Ephemeral("call them", there)
		again := alice.Command("/crm due all").Ephemeral("call them").PressLabel("Edit or reassign").Modal()
		if day, clock := again.Value("due_on"), again.Value("due_time"); day != "2026-11-27" || clock != "10:00" {
			t.Errorf("the form begins with %s %s", day, clock)
		}
		again.Close()
		dm := w.User("alice").DM()
		w.at("Asia/Shanghai", "2026-11-27 09:00")
		dm.ExpectMessage("call them", "10:00") // her day's digest
		w.at("America/New_York", "2026-11-26 20:59")
		dm.Fresh().ExpectNoMessage("⏰")
		w.at("America/New_York", "2026-11-26 21:00")
		dm.ExpectMessage("⏰", "Follow-up at 10:00 (Thu 21:00 New York)")
	})
}

// A channel's summary goes by the channel's clock, which it names, and names every other.
func TestASummaryNamesItsClock(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.abroad()
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm follow C001 2026-11-25 11:00 ours").Ephemeral("Follow-up with")
		bob.Command("/crm follow C001 2026-11-25 18:00 from London").Ephemeral("Follow-up with")
		wang.Command("/crm 跟进 C001 2026-11-26 08:00 上海的").Ephemeral("已安排跟进") // 19:00 on the 25th in New York
		wang.Command("/crm 跟进 C001 2026-11-25 任何时候").Ephemeral("已安排跟进")
		w.at("America/New_York", "2026-11-25 09:00")
		summary := alice.ExpectMessage("Today (4)", "ours · 2026-11-25 (Wed) 11:00  ", "from London · 2026-11-25 (Wed) 13:00 (18:00 London)",
			"上海的 · 2026-11-25 (Wed) 19:00 (Thu 08:00 Shanghai)", "任何时候 · 2026-11-25 (Wed)  ", "Times are in New York time.")
		if summary.Contains("Overdue") {
			t.Error("the summary has something overdue:", summary.Rendered())
		}
	})
}

// What comes next is the earliest moment, not the earliest date.
func TestWhatComesNextIsTheEarliestMoment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm follow C001 2026-11-30 21:00 second").Ephemeral("2026-11-30 (Mon) 21:00")
		wang.Command("/crm 跟进 C001 2026-12-01 09:00 first").Ephemeral("2026-12-01（周二） 09:00") // an hour earlier
		if next := whenNext(alice); next != "2026-11-30 (Mon) 20:00 (Tue 09:00 Shanghai)" {
			t.Errorf("next is %s", next)
		}
		list := alice.Command("/crm due all team").Ephemeral("first", "second").Rendered()
		if strings.Index(list, "first") > strings.Index(list, "second") {
			t.Error("the later one stands first:", list)
		}
		alice.Command("/crm edit C001 next=2027-03-14 03:30").Ephemeral("Saved", "2026-11-30 (Mon) 21:00") // first is moved, by the clock of who moves it
		if next := whenNext(alice); next != "2026-11-30 (Mon) 21:00" {
			t.Errorf("then it is %s", next)
		}
		undo := alice.Command("/crm undo").Ephemeral("09:00 (Shanghai) → 03:30")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		if next := whenNext(alice); next != "2026-11-30 (Mon) 20:00 (Tue 09:00 Shanghai)" {
			t.Errorf("taken back it is %s", next)
		}
	})
}

// Two people who move the same follow-up at once read both of its times on the clock of who is asked; who said the same moment
// isn't asked.
func TestAConflictOfTimesIsOnOneClock(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		wang.Command("/crm 新建 北京星河科技 下次跟进=2026-12-01 09:00 !").Ephemeral("C001", "2026-12-01（周二） 09:00")
		mine, same := alice.Command("/crm edit C001").Modal(), "21:00"
		theirs := wang.Command("/crm 编辑 C001").Modal()
		theirs.Pick("next_follow_up_time", "10:00").Submit().ExpectClosed()
		wang.ExpectMessage("已保存", "2026-12-01（周二） 10:00")
		mine.Pick("next_follow_up_time", same).Fill("notes", "mine").Submit().ExpectClosed()
		alice.ExpectMessage("Saved", "2026-11-30 (Mon) 21:00 (Tue 10:00 Shanghai)", "mine")

		again := alice.Command("/crm edit C001").Modal()
		theirs = wang.Command("/crm 编辑 C001").Modal()
		theirs.Pick("next_follow_up_time", "11:00").Submit().ExpectClosed()
		wang.ExpectMessage("已保存", "2026-12-01（周二） 11:00")
		again.Pick("next_follow_up_time", "23:30").Submit()
		again.Expect("Somebody else", "Time of the follow-up", "23:30", "22:00")
		if strings.Contains(again.Rendered(), "11:00") {
			t.Error("it shows another's clock:", again.Rendered())
		}
		again.Select("keep.next_follow_up_time", "theirs").Submit().ExpectClosed()
		wang.Command("/crm 查看 C001").Ephemeral("2026-12-01（周二） 11:00")
	})
}

// A customer created for somebody elsewhere says when the follow-up rings for them, by command and by form.
func TestANewCustomersFollowUpElsewhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		wang.Command("/crm 新建 北京星河科技 下次跟进=2026-12-01 09:00 负责人=<@U0ALICE> !").
			Ephemeral("已创建", "2026-12-01（周二） 09:00", "将于 2026-11-30（周一） 20:00（纽约时间） 提醒 <@U0ALICE>")
		form := alice.Command("/crm new Northwind").Modal()
		form.Pick("next_follow_up", "2026-12-01").Pick("next_follow_up_time", "09:00").Pick("owner", "wangwei").Submit().ExpectClosed()
		alice.ExpectMessage("Created", "2026-12-01 (Tue) 09:00", "Rings for <@U0WANGWEI> on 2026-12-01 (Tue) 22:00 (Shanghai)")
		wang.Command("/crm 待办 全部").Ephemeral("Northwind", "2026-12-01（周二） 22:00（纽约时间 09:00）")
	})
}

// formZones are where forms are opened: half hours, quarters, both ends of the day, and clocks that change by half an hour.
var formZones = []string{
	"Asia/Shanghai", "America/New_York", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Honolulu",
}

// A form that is opened and sent as it was opened moves nothing, wherever who planned it and who opened it are; also when
// the clocks of one of them skip or repeat the hour.
func TestAFormLeftAloneMovesNothing(t *testing.T) {
	storetest.WithoutRace(t)
	each(t, func(t *testing.T, w *world) {
		zones := formZones
		if w.db.Driver != "sqlite" { // what a zone makes of a moment is no matter of the database
			zones = zones[:2]
		}
		planner, editor := w.User("alice").In("sales"), w.User("bob").In("sales")
		planner.Command("/crm new Northwind !").Ephemeral("C001")
		moments := []string{"2027-03-14 02:30", "2027-11-07 01:30", "2027-10-31 01:30", "2027-11-07 12:00", "2026-12-31 23:45", "2027-04-04 01:45"}
		at := time.Date(2027, 1, 15, 12, 0, 0, 0, zone("America/New_York"))
		planner.Command("/crm follow C001 2027-01-15 12:00").Ephemeral("Follow-up with")
		for i, planned := range zones {
			w.live(planner, "U0ALICE", planned, at)
			moment := moments[i%len(moments)]
			planner.Command("/crm edit C001 next=" + moment).Ephemeral("Saved")
			at, _ = time.ParseInLocation("2006-01-02 15:04", moment, zone(planned))
			before := whenNext(planner)
			for _, edited := range zones {
				w.live(editor, "U0BOB", edited, at)
				editor.Command("/crm due all team").Ephemeral("Northwind").PressLabel("Edit or reassign").Modal().
					Fill("title", planned+" "+edited).Submit().ExpectClosed()
				editor.Command("/crm edit C001").Modal().Fill("notes", planned+" "+edited).Submit().ExpectClosed()
				if after := whenNext(planner); after != before {
					t.Errorf("planned in %s, sent unchanged in %s: %s became %s", planned, edited, before, after)
				}
			}
		}
	})
}

// live lets somebody move, and waits until what is due at a moment is shown to them on the clock there.
func (w *world) live(room *sandboxtest.Room, id, where string, at time.Time) {
	w.t.Helper()
	w.ChangeUser(id, map[string]any{"tz": where})
	w.Eventually(fmt.Sprintf("%s to be in %s", id, where), func() bool {
		return room.Fresh().Command("/crm due all team").Ephemeral("Northwind").Contains(at.In(zone(where)).Format("2006-01-02 (Mon) 15:04"))
	})
}

// whenNext is how the card of C001 tells somebody of the next follow-up.
func whenNext(room *sandboxtest.Room) string {
	shown := room.Fresh().Command("/crm show C001").Ephemeral("Next follow-up").Rendered()
	_, after, _ := strings.Cut(shown, "Next follow-up*\n")
	line, _, _ := strings.Cut(after, "\n")
	return line
}
