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
		wangwei.Command("/crm 跟进 C001 2月31日 签约").Ephemeral("2月31日", "不存在")
	})
}
