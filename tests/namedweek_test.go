package tests

import "testing"

// A week is the days from Monday to Sunday for whoever types it, in both languages, and wherever: in a search, in the list of
// follow-ups and in a report, which ends today. It is Tuesday, 24 November.
func TestAWeekIsTheSameDaysEverywhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Sunday Ltd next=2026-11-29 !").Ephemeral("C001")
		alice.Command("/crm new Monday Ltd next=2026-11-30 !").Ephemeral("C002")
		for _, week := range []string{"week", "this-week", "本周", "这周"} {
			for command, count := range map[string]string{"/crm find due:": "1 customer", "/crm due ": "1 follow-up"} {
				if list := alice.Fresh().Command(command+week).Ephemeral(count, "Sunday Ltd"); list.Contains("Monday Ltd") {
					t.Errorf("%s%s shows what is due in the next week:\n%s", command, week, list.Rendered())
				}
			}
			alice.Fresh().Command("/crm report " + week).Ephemeral("Customer report 2026-11-23 – 2026-11-24")
		}
		alice.Command("/crm find due:next-week").Ephemeral("1 customer", "Monday Ltd")
		alice.Command("/crm report 上月").Ephemeral("Monthly customer report 2026-10")
		alice.Command("/crm report next-week").Ephemeral("begins on 2026-11-30")
	})
}
