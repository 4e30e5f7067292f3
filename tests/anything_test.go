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
		wang.Command("/crm 不存在").Ephemeral("没有“不存在”这个命令，也没有找到这样的客户")
	})
}
