package tests

import (
	"fmt"
	"strings"
	"testing"
)

// A customer goes cold by the rules that an admin sets in Slack: its owner reads of it once in the daily digest, the manager once some days
// later, both can list it, and once somebody was in touch it is cold no more.
func TestACustomerGoesCold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss, bob, wang := w.User("alice").In("sales"), w.User("bob"), w.User("wangwei").In("销售")
		room := bob.In("sales")
		room.Command("/crm new Northwind !").Ephemeral("C001")
		wang.Command("/crm 新建 星河科技 !").Ephemeral("C002")
		room.Command("/crm cold").Ephemeral("Nobody has said yet")
		room.Command("/crm cold rules").Ephemeral("Your role (Sales) doesn’t include this", "Say when a customer or a deal goes cold")

		boss.Command("/crm role @lina manager").Ephemeral("now has the role Manager")
		form := boss.Command("/crm cold rules").Modal()
		if got := form.Value("cold_contact"); got != "30" {
			t.Errorf("the form proposes %q days", got)
		}
		form.Fill("cold_contact", "soon").Submit().ExpectError("cold_contact", "whole number")
		form.Fill("cold_contact", "14").Fill("cold_step", "7").Fill("cold_lead", "3").Submit().ExpectClosed()
		boss.ExpectMessage("14 days without contact or 7 days without a planned follow-up", "3 days after the owner")
		room.Command("/crm cold").Ephemeral("0 customers go cold", "None:")

		dm, theirs, lead := bob.DM(), w.User("wangwei").DM(), w.User("lina").DM()
		w.at("Europe/Berlin", "2026-12-01 09:00") // a Tuesday; a week after they were created
		first := dm.ExpectMessage("1 customer goes cold", "Northwind", "no next step for 7 days")
		theirs.ExpectMessage("1 个客户久未跟进", "星河科技", "没有安排下一步") // late there, where it is afternoon
		w.morning("2026-12-02")
		w.morning("2026-12-07") // a Monday
		lead.ExpectMessage("2 个客户久未跟进", "星河科技", "Northwind")

		wang.Command("/crm 久未跟进").Ephemeral("1 个客户久未跟进", "星河科技")
		team := room.Command("/crm cold team").Ephemeral("2 customers go cold", "Northwind", "星河科技", "<@U0WANGWEI>")
		if strings.Count(team.Rendered(), "Northwind") != 1 {
			t.Error("a customer is listed twice")
		}
		first.PressLabel("Log").Modal().Fill("text", "they are well").Submit().ExpectClosed()
		room.Command("/crm follow C001 2026-12-20 call").Ephemeral("Follow-up with")
		room.Command("/crm cold").Ephemeral("0 customers go cold")
		room.Command("/crm cold @wangwei").Ephemeral("1 customer goes cold", "星河科技")
		room.Command("/crm cold nonsense").Ephemeral("I don’t know “nonsense”")

		w.morning("2026-12-09")
		theirs.ExpectMessage("久未跟进", "星河科技", "15 天没有沟通")
		w.start() // another process tells nothing again
		for day := 10; day < 15; day++ {
			w.morning(fmt.Sprintf("2026-12-%02d", day))
		}
		lead.ExpectMessage("1 个客户久未跟进", "星河科技", "没有沟通")
		for name, told := range map[string]struct {
			count, want int
		}{
			"bob":     {countOf(w, "bob", "goes cold"), 1},
			"wangwei": {countOf(w, "wangwei", "个客户久未跟进"), 2},
			"lina":    {countOf(w, "lina", "个客户久未跟进"), 2},
		} {
			if told.count != told.want {
				t.Errorf("%s was told %d times, want %d", name, told.count, told.want)
			}
		}
	})
}

// countOf is how many messages the bot sent somebody that say something.
func countOf(w *world, user, part string) (n int) {
	for _, message := range w.User(user).DM().Messages() {
		if message.Contains(part) {
			n++
		}
	}
	return n
}
