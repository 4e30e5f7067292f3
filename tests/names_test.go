package tests

import (
	"strings"
	"testing"
)

// found is a customer, what people type, and by what way the customer is to be found.
type found struct{ name, typed string }

// What people type finds the name, however either is written, in a search, in a picker's typeahead, as a near-duplicate and where a
// command names a customer; the table of all cases is crm/testdata/names.txt.
func TestNamesAreFoundHoweverTheyAreWritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		all := []found{
			{"Coca-Cola", "cocacola"},
			{"I.B.M.", "ibm"},
			{"AT&T", "AT and T"},
			{"O'Brien", "obrien"},
			{"Weiß", "weiss"},
			{"“北京”科技(集团)有限公司", "北京科技集团"},
			{"华为", "華為"},
			{"阿依古丽·买买提", "阿依古丽买买提"},
			{"㈱山田", "山田株式会社"},
			{"星河数码", "星河数码有限公司"},
			{"Acme\u200b L.L.C.", "Acme LLC"},
		}
		for _, c := range all {
			alice.Command("/crm new name=" + c.name + " !").Ephemeral("Created")
		}
		pick := alice.Command("/crm log").Modal()
		for _, c := range all {
			name := strings.ReplaceAll(strings.ReplaceAll(c.name, "\u200b", ""), "&", "&amp;")
			wang.Command("/crm 查找 "+c.typed).Ephemeral("1 个客户", name)
			if options := pick.Options("customer", c.typed); len(options) != 1 || !strings.Contains(options[0], strings.ReplaceAll(name, "&amp;", "&")) {
				t.Errorf("%q is offered %v, want %s", c.typed, options, name)
			}
			alice.Command("/crm show "+c.typed).Ephemeral("*", name)
			wang.Command("/crm 新建 name="+c.typed+" !").Ephemeral("可能已有这个客户", name, "相同：客户名称")
		}
		alice.Command("/crm find").Ephemeral("11 customers")
	})
}

// A phone, an address or a contact's name by itself finds its customer; a number takes its blanks along behind the name of its field.
func TestBareContactsFindTheirCustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command(`/crm new Acme contact=José García phone=+1 415 555 0132 email="José" &lt;jose@例子.公司&gt; !`).Ephemeral("Created", "C001")
		alice.Command("/crm new Zenith phone=\u202a010-88887777\u202c 分机 801 !").Ephemeral("Created", "C002")
		for typed, want := range map[string]string{
			"phone:+1 415 555 0132": "Acme", "phone:+1 415 555 0132 status:potential": "Acme", "(415) 555-0132": "Acme", "415 555 0132": "Acme", "jose garcia": "Acme",
			"jose@xn--fsqu00a.xn--55qx5d": "Acme", "mailto:jose@例子.公司": "Acme", "phone:010 8888 7777": "Zenith", "010-88887777 转 802": "Zenith",
		} {
			alice.Command("/crm find "+typed).Ephemeral("1 customer", want)
		}
		for _, typed := range []string{"1.3812E+10", "13812345678.0"} {
			alice.Command("/crm new Other phone=" + typed + " !").Modal().Expect("spreadsheet")
			wang.Command("/crm 新建 Other 电话=" + typed + " !").Modal().Expect("表格软件")
		}
		alice.Command("/crm new Other phone=13t8e12x345678 !").Modal().Expect("not a phone number")
		alice.Command("/crm new Other email=a@-example.com !").Modal().Expect("not an email address")
	})
}
