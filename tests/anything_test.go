package tests

import (
	"strings"
	"testing"
)

// What is typed behind /crm and begins with no subcommand: who it shows, or what it asks.
func TestAnyTextFindsItsCustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind Traders phone=138-1234-5678 email=info@northwind.example contact=Zhang !").Ephemeral("C001")
		alice.Command("/crm new Northern Lights !").Ephemeral("C002")
		wang.Command("/crm 新建 北京星河科技有限公司 !").Ephemeral("C003")
		wang.Command("/crm 新建 Reporting Services !").Ephemeral("C004")
		for text, want := range map[string]string{
			"C001":                   "C001 · Northwind Traders",
			"c1":                     "C001 · Northwind Traders",
			"Northwind Traders":      "C001 · Northwind Traders",
			"“northwind traders”":    "C001 · Northwind Traders",
			"northwind":              "C001 · Northwind Traders",
			"TRADERS northwind":      "C001 · Northwind Traders",
			"13812345678":            "C001 · Northwind Traders",
			"+86 138 1234 5678":      "C001 · Northwind Traders",
			"info@northwind.example": "C001 · Northwind Traders",
			"<mailto:info@northwind.example|info@northwind.example>": "C001 · Northwind Traders",
			"星河":            "C003 · 北京星河科技有限公司",
			"bjxh":          "C003 · 北京星河科技有限公司",
			"northwnd":      "Northwind Traders", // like it: asked
			"north":         "Northern Lights",   // two: asked
			"fnd northwind": "find northwind",    // a slip in the subcommand
			"repot":         "report",            // also where a customer is like it
			"C999":          "C999",
			"hi":            "/crm help",
			"Hello!":        "/crm help",
		} {
			said := alice.Command("/crm " + text).Ephemeral(want)
			if strings.HasPrefix(want, "C00") && said.Contains("I don't know") {
				t.Errorf("%q isn't known", text)
			}
		}
		alice.Command("/crm Globex Industries").Ephemeral("no customer is found by it").Expect("new Globex Industries")
		for _, greeting := range []string{"你好", "您好！", "早上好", "hi"} {
			wang.Command("/crm " + greeting).Ephemeral("帮助")
		}
		wang.Command("/crm 不存在").Ephemeral("没有“不存在”这个命令，也没有找到这样的客户").Expect("新建 不存在")
	})
}

// A code opens its record, of whatever kind, wherever a text may say anything; what follows it is done with the record.
func TestACodeOpensItsRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind Traders !").Ephemeral("C001")
		alice.Command("/crm new D365 Partners !").Ephemeral("C002")
		alice.Command("/crm deal C001 Licences").Modal().Submit().ExpectClosed()
		alice.Command("/crm ticket C001 The printer smokes").Ephemeral("T001")
		alice.Command("/crm campaign new Spring fair").Modal().Submit().ExpectClosed()
		for text, want := range map[string]string{
			"T001":             "T001 · The printer smokes",
			"t1":               "T001 · The printer smokes",
			"Ｔ００１":             "T001 · The printer smokes",
			"“T001”":           "T001 · The printer smokes",
			"D001":             "D001 · Licences",
			"m001":             "M001 · Spring fair",
			"find T001":        "T001 · The printer smokes",
			"show D001":        "D001 · Licences",
			"T001 waiting":     "Waiting for the customer",
			"T001 edit":        "ticket T001 edit", // a form is offered
			"T099":             "There is no ticket T099",
			"M099":             "There is no campaign “M099”",
			"D365":             "C002 · D365 Partners", // customers come first
			"history T001":     "T001 is no customer",
			"follow M001 soon": "M001 is no customer",
			"ticket D001 slow": "D001 is no customer",
			"reply T099":       "There is no ticket T099",
		} {
			alice.Command("/crm " + text).Ephemeral(want)
		}
		offered := wang.Command("/crm 历史 T001").Ephemeral("T001 不是客户")
		offered.PressLabel("工单 T001")
		wang.ExpectMessage("The printer smokes", "等待客户")
		alice.Command("/crm show T001 solved").Ephemeral("No customer fits")
		alice.Command("/crm T001").Ephemeral("Waiting for the customer")
		w.User("wangwei").DM().Say("T001").Expect("The printer smokes")
	})
}

// In any command, the words that ask a search for what has none leave a field empty, unless it holds a text of people's own.
func TestNoneLeavesAFieldEmpty(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.admin("sales")
		alice.Command("/crm new Northwind Traders industry:retail next:2026-12-01 !").Ephemeral("C001")
		alice.Command("/crm ticket C001 The printer smokes assignee:me").Ephemeral("<@U0ALICE>")
		alice.Command("/crm deal C001 Licences amount:20k close:2026-12-01").Modal().Submit().ExpectClosed()
		alice.Command("/crm campaign new Spring fair budget:50k").Modal().Submit().ExpectClosed()
		for _, typed := range [][]string{
			{"edit C001 owner:none industry:无 next:空", "Saved"},
			{"find owner:none industry:none next:none", "C001"},
			{"ticket T001 assignee:未分配", "nobody has it yet"},
			{"deal D001 owner:无 amount:none close:未设置", "was saved"},
			{"campaign M001 owner:none budget:没有", "was saved"},
			{"edit C001 notes:none", "none"},
			{"edit C001 name:none", "none"},
		} {
			alice.Command("/crm " + typed[0]).Ephemeral(typed[1])
		}
		if shown := alice.Command("/crm campaign M001").Ephemeral("M001 · Spring fair"); shown.Contains("*Budget*") || shown.Contains("*Owner*") {
			t.Error("a campaign keeps what none was said of")
		}
	})
}
