package tests

import (
	"strings"
	"testing"
)

// Whether a customer is a business or a consumer, and the campaign that brought it, are entered, shown, found, and told
// of in the history, in both languages.
func TestKindAndSourceOfACustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		form := alice.Command("/crm new Northwind").Modal()
		form.Select("customer_kind", "Business (B2B)").Fill("source", "Autumn ＦＡＩＲ <!here>").Submit().ExpectClosed()
		alice.ExpectMessage("*Customer type*\nBusiness (B2B)", "*Source campaign*\nAutumn ＦＡＩＲ &lt;!here&gt;")
		wang.Command("/crm 新建 张三 类型=个人 来源=公众号 !").Ephemeral("C002", "*客户类型*\n个人客户（B2C）", "*来源活动*\n公众号")
		wang.Command("/crm 编辑 C001 类型=B2C").Ephemeral("*客户类型*\n个人客户（B2C）")
		wang.Command("/crm 历史 C001").Ephemeral("客户类型：企业客户（B2B） → 个人客户（B2C）")
		wang.Command("/crm 编辑 C001 类型=政府").Modal().Expect("没有“政府”这个客户类型，可以是：企业（B2B）、个人（B2C）").Close()
		alice.Command("/crm edit C001 source="+strings.Repeat("客", 101)).Modal().Expect("Source campaign", "100").Close()
		alice.Command("/crm undo").Ephemeral("A new customer is not taken back")
		ask := wang.Command("/crm 撤销").Ephemeral("客户类型")
		ask.PressLabel("撤销")
		ask.Expect("已撤销对", "Northwind")
		wang.Command("/crm 查看 C001").Ephemeral("企业客户（B2B）")

		for _, c := range []struct{ query, found, not string }{
			{"type:business", "C001", "C002"},
			{"类型:个人", "C002", "C001"},
			{`source:"autumn fair &lt;!here&gt;"`, "C001", "C002"}, // full width and case aside
			{"来源:公众号", "C002", "C001"},
			{"source:autumn", "Nothing", "C001"}, // exact
			{"type:government", "not a customer type", "C001"},
		} {
			if answer := alice.Command("/crm find " + c.query).Ephemeral(c.found); strings.Contains(answer.Rendered(), "*"+c.not+"*") {
				t.Errorf("%s finds %s", c.query, c.not)
			}
		}
	})
}
