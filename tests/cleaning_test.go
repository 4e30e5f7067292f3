package tests

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// spoil writes a phone that no rule would let in, as an older program may have.
func (w *world) spoil(code, phone string) {
	w.t.Helper()
	st, ctx := storetest.Open(w.t, w.db, store.WithVault(w.vault(), true)), w.t.Context()
	before, err := st.CustomerByCode(ctx, code)
	if err != nil {
		w.t.Fatal(err)
	}
	after := before
	if err = after.Set(models.FieldPhone, phone); err == nil {
		after.Version++
		err = st.Tx(ctx, func(tx *store.Tx) error { return tx.UpdateCustomer(ctx, before, &after) })
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// A month passes: channels are told once what needs a look in the data, in their language; each kind opens, is repaired where it stands and is
// gone; what is ignored stays so; and the next month says how it moved.
func TestTheDataIsCleanedMonthByMonth(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		cfg := w.config()
		cfg.Reminders.StaleAfter = 5
		w.startWith(cfg)
		alice, bob, wang := w.admin("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm channel #sales cleaning").Ephemeral("gets: monthly data cleaning")
		alice.Command("/crm channel <#C0XIAOSHOU> 数据清理 zh Asia/Shanghai").Ephemeral("monthly data cleaning")
		alice.Command("/crm clean").Ephemeral("0 things in the data need a look", "the whole team", "None: Overdue and nobody’s")

		bob.Command("/crm new Northwind Trading Ltd !").Ephemeral("C001")
		bob.Command("/crm new Northwind Trading phone=138-0000-0002 !").Ephemeral("may be a customer").PressLabel("Save anyway").Expect("C002")
		bob.Command("/crm new CATL phone=138-0000-0003 !").Ephemeral("C003")
		wang.Command("/crm 新建 银线医疗器械有限公司 电话=138-0000-0004 !").Ephemeral("C004")
		bob.Command("/crm new Quiet Corner Cafe phone=138-0000-0005 !").Ephemeral("C005")
		bob.Command("/crm new Crooked Lines Ltd email=ann@example.com !").Ephemeral("C006")
		wang.Command("/crm 跟进 C004 2026-11-26 回访").Ephemeral("回访")
		bob.Command("/crm deal C001 Second store close:2026-11-28 !").Ephemeral("was opened")
		w.spoil("C006", "ask the desk")
		w.at("Asia/Shanghai", "2026-11-30 10:00")
		for _, code := range []string{"C001", "C002", "C003", "C004", "C006"} {
			bob.Command("/crm log " + code + " call: they are well").Ephemeral(code)
		}
		w.become("U0WANGWEI", map[string]any{"deleted": true})

		w.startWith(cfg) // a second process: each message comes once
		w.at("America/New_York", "2026-12-01 09:00")
		told := alice.ExpectMessage("Data cleaning 2026-12-01", "9 things in the data need a look", "*Overdue and nobody’s*: 1", "*Left, and still has work*: 1", "*Slipped deals*: 1", "*Likely duplicates*: 1",
			"*Nobody can be reached*: 1", "*Malformed phone or email*: 1", "*Stale customers*: 1", "*Abbreviated names*: 2")
		if told.Contains("Northwind") || told.Contains("<@") {
			t.Errorf("the channel reads of whom: %s", told.Rendered())
		}
		lina := w.User("lina").In("销售")
		lina.ExpectMessage("数据清理 2026-12-01", "*缺少联系方式* 1")

		// Whoever presses sees what is theirs to repair.
		sees := bob.ExpectMessage("Data cleaning")
		sees.Press("clean.open/missing").Ephemeral("Nobody can be reached: 1", "C001")
		sees.Press("clean.open/duplicate").Ephemeral("Your role (Sales) doesn’t include this")
		bob.Command("/crm clean").Ephemeral("your own customers", "Nobody can be reached")

		open := func(kind string, parts ...string) *sandboxtest.Message {
			t.Helper()
			return told.Press("clean.open/" + kind).Ephemeral(parts...)
		}
		none := func(kind, word string) {
			t.Helper()
			alice.Command("/crm clean "+word).Ephemeral(kind, "None: everything here is in order.")
		}
		open("overdue", "C004", "回访", "nobody will do it").PressLabel("Edit or reassign").Modal().Pick("assignee", "U0BOB").Submit().ExpectClosed()
		alice.Command("/crm clean overdue").Ephemeral("C004", "<@U0BOB>", "the customer has no owner who could see to it") // who left has it still
		form := open("left", "<@U0WANGWEI> · has left", "1 customer").PressLabel("Give customers away …").Modal()
		form.Pick("owner", "U0BOB").Submit().ExpectClosed()
		alice.ExpectMessage("Preview: 1 customer").PressLabel("Change 1 customer").Expect("1")
		none("Left, and still has work", "left")
		none("Overdue and nobody’s", "overdue")
		open("slipped", "D001", "Second store").PressLabel("Close date …").Modal().Enter("expected_close", "2026-12-30").Submit().ExpectClosed()
		none("Slipped deals", "slipped")
		open("missing", "C001", "Northwind Trading Ltd").PressLabel("Edit …").Modal().Fill("phone", "138-0000-0001").Submit().ExpectClosed()
		none("Nobody can be reached", "missing")
		open("malformed", "C006", "would be refused today: Phone").PressLabel("Edit …").Modal().Fill("phone", "138-0000-0006").Submit().ExpectClosed()
		none("Malformed phone or email", "malformed")
		open("stale", "C005", "no contact for 7 days").PressLabel("Log").Modal().Fill("text", "they are well").Submit().ExpectClosed()
		none("Stale customers", "stale")
		open("duplicate", "C001", "C002", "they agree in: Customer name").PressLabel("Compare and merge …").Modal().Submit().ExpectClosed()
		none("Likely duplicates", "duplicates")

		// What is ignored stays so until it changes.
		list := open("abbreviated", "C003", "CATL", "capitals stand for")
		list.PressLabel("Ignore")
		list.Expect("Ignored until it changes: Abbreviated names", "None: everything")
		bob.Command("/crm edit C003 notes=busy").Ephemeral("C003")
		none("Abbreviated names", "abbreviated")
		alice.Command("/crm clean").Ephemeral("0 things in the data need a look", "Overdue and nobody’s (−1)").PressLabel("Ignored (1)").Ephemeral("Ignored: 1", "CATL", "ignored by")
		alice.Command("/crm history C003").Ephemeral("Finding ignored: Abbreviated names")
		bob.Command("/crm edit C003 name=CATL2").Ephemeral("C003")
		alice.Command("/crm clean abbreviated").Ephemeral("None: everything") // five characters
		bob.Command("/crm edit C003 name=BYD").Ephemeral("C003")
		alice.Command("/crm clean 简称").Ephemeral("Abbreviated names: 1", "BYD")
		alice.Command("/crm clean nonsense").Ephemeral("I don’t know “nonsense”")

		w.at("Asia/Shanghai", "2026-12-31 10:00")
		for _, code := range []string{"C001", "C003", "C004", "C005", "C006"} {
			bob.Command("/crm log " + code + " call: they are well").Ephemeral(code)
		}
		bob.Command("/crm deal D001 lost").Modal().Submit()
		w.at("Asia/Shanghai", "2027-01-04 09:00") // the first workday
		second := lina.ExpectMessage("数据清理 2027-01-01", "*名称是简称*", "缺少联系方式（−1）")
		if !strings.Contains(second.Rendered(), "−") {
			t.Errorf("the trend is missing: %s", second.Rendered())
		}
		w.at("Asia/Shanghai", "2027-01-20 09:00")
		count := 0
		for _, message := range lina.Messages() {
			if message.Contains("数据清理 20") {
				count++
			}
		}
		if count != 2 {
			t.Errorf("the channel was told %d times in two months", count)
		}
	})
}
