package tests

import (
	"database/sql"
	"fmt"
	"testing"
	"time"
)

// A channel hears what becomes of the deals that it wants to hear of, a minute after, once, what comes together in one message, by names; not
// what was taken back, and not of the deals of somebody who doesn't want that.
func TestChannelsHearOfDeals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.start() // a second process: each message is sent once
		db, err := sql.Open(w.db.Driver, w.db.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		pass := func(d time.Duration) {
			t.Helper()
			w.Clock.Set(w.Server().Clock().Now().Add(d))
			w.Eventually("what is due to be told", func() bool {
				var n int
				err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM outbox WHERE kind = 'deals' AND state = 'pending' AND not_before <= ?", w.Server().Clock().Now().UTC().Format("2006-01-02 15:04:05.000000")).Scan(&n)
				return err == nil && n == 0
			})
		}
		boss, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		boss.Command("/crm rates USD 7").Ephemeral("7")
		bob.Command("/crm channel #general wins").Ephemeral("Your role (Sales) doesn’t include this")
		boss.Command("/crm channel #general wins losses moves from:lots").Ephemeral("“lots” is not an amount")
		boss.Command("/crm channel #general wins from:5USD").Ephemeral("Please give an amount in CNY.")
		boss.Command("/crm channel #general wins losses moves from:1000 pipeline:销售 en").Ephemeral("<#C0GENERAL> gets: deals won, deals lost, deals that move on (of deals only Sales · from ¥1,000 on)")
		bob.Command("/crm new Northwind !").Ephemeral("C001")
		for i, amount := range []string{"2000", "500", "200 USD", "3000", "4000", "5000", "6000"} {
			bob.Command(fmt.Sprintf("/crm deal C001 Deal %d amount:%s !", i+1, amount)).Ephemeral("was opened")
		}
		general := w.User("alice").In("general")
		bob.Command("/crm deal D001 proposal").Ephemeral("is in Proposal now")
		bob.Command("/crm deal D002 proposal").Ephemeral("is in Proposal now") // worth too little
		pass(30 * time.Second)
		general.ExpectNoMessageToAll("A deal moved")
		pass(40 * time.Second)
		moved := general.ExpectMessage("A deal moved", "*D001* Deal 1 · ¥2,000 · New → Proposal · *C001* Northwind · Bob")
		if moved.Contains("<@") || moved.Contains("D002") {
			t.Errorf("the channel reads %s", moved.Rendered())
		}

		// a win that is taken back before it is told isn't told; the next message comes five minutes after the last
		won := bob.Command("/crm deal D003 won").Modal()
		won.Submit().ExpectClosed()
		bob.ExpectMessage("Deal 3 is won")
		undo := bob.Command("/crm undo").Ephemeral("Deal 3")
		undo.PressLabel("Take it back")
		undo.Expect("Took back")
		bob.Command("/crm deal D003").Ephemeral("New")
		pass(10 * time.Minute)
		general.ExpectNoMessageToAll("D003")

		// five together are one message, in which each deal stands once, the win first
		for _, code := range []string{"D004", "D005", "D006", "D007"} {
			bob.Command("/crm deal " + code + " qualified").Ephemeral("is in Qualified now")
		}
		bob.Command("/crm deal D004 proposal").Ephemeral("is in Proposal now")
		bob.Command("/crm deal D003 won").Modal().Submit().ExpectClosed()
		bob.ExpectMessage("Deal 3 is won")
		pass(90 * time.Second)
		many := general.ExpectMessage("5 deals: 1 won, 4 moved", "🏆 *D003* Deal 3 · US$200", "*D004* Deal 4 · ¥3,000 · New → Proposal")
		if many.Contains("Qualified → Proposal") {
			t.Error("a deal that moved twice is told twice")
		}
		// what happens soon after waits
		bob.Command("/crm deal D005 lost").Modal().Select("lost_reason", "Price").Submit().ExpectClosed()
		bob.ExpectMessage("is lost")
		pass(2 * time.Minute)
		general.ExpectNoMessageToAll("A deal is lost")
		pass(4 * time.Minute)
		general.ExpectMessage("A deal is lost", "*D005* Deal 5 · ¥4,000 · Price")

		// nobody hears of the deals of who doesn't want it, and nobody of anything once it is off
		settings := w.User("wangwei").In("销售").Command("/crm 设置").Modal()
		settings.Select("deals_told", "不播报").Submit().ExpectClosed()
		wang.Command("/crm 新建 星河科技 !").Ephemeral("C002")
		wang.Command("/crm 商机 C002 软件采购 金额:9万 !").Ephemeral("已新建")
		wang.Command("/crm 商机 D008 报价").Ephemeral("报价")
		pass(10 * time.Minute)
		general.ExpectNoMessageToAll("D008")
		boss.Command("/crm channel #general off").Ephemeral("nothing")
		bob.Command("/crm deal D006 proposal").Ephemeral("is in Proposal now")
		pass(10 * time.Minute)
		general.ExpectNoMessageToAll("D006* Deal 6 · ¥5,000 · Qualified")
	})
}
