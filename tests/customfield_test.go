package tests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// admin is the demo workspace's admin, in a channel.
func (w *world) admin(channel string) *sandboxtest.Room { return w.User("alice").In(channel) }

// define adds fields by command: "name kind …" each.
func define(admin *sandboxtest.Room, fields ...string) {
	for _, field := range fields {
		admin.Command("/crm field add " + field).Ephemeral("Added the field")
	}
}

// everyKind are fields of every kind, with their IDs in this order.
var everyKind = []string{
	"合同号 text en=Contract", "预算 number en=Budget", "签约日期 date en=\"Signed on\"", "城市 choice en=City options=北京=Beijing, 上海=Shanghai",
	"产品 choices en=Products options=甲=Alpha, 乙=Beta, 丙=Gamma", "已付款 yesno en=Paid", "顾问 user en=Adviser",
}

// Fields of every kind stand in the form, on the card and in the history of both languages; a search finds them.
func TestCustomFieldsOfEveryKind(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm field").Ephemeral("no fields of its own yet")
		define(alice, everyKind...)
		alice.Command("/crm field").Ephemeral("7 fields of your own", "预算 / Budget* · Number", "Beijing, Shanghai")

		form := alice.Command("/crm new Northwind").Modal()
		form.Fill("custom.1", "HT-<!here> 001").Fill("custom.2", "１，２３４．５").Pick("custom.3", "2026-12-01").Select("custom.4", "Shanghai")
		form.Check("custom.5", "Gamma", "Alpha").Select("custom.6", "Yes").Pick("custom.7", "bob").Submit().ExpectClosed()
		alice.ExpectMessage("Created *C001*", "*Budget*\n1,234.5", "2026-12-01 (Tue)", "*City*\nShanghai", "Alpha, Gamma", "*Paid*\nYes", "HT-&lt;!here&gt; 001")
		wang.Command("/crm 查看 C001").Ephemeral("*预算*\n1,234.5", "2026-12-01（周二）", "*城市*\n上海", "甲、丙", "*已付款*\n是", "<@U0BOB>")

		edit := wang.Command("/crm 编辑 C001").Modal()
		if got := edit.Value("custom.5"); got != "甲, 丙" {
			t.Errorf("the form shows the products %q", got)
		}
		edit.Check("custom.5", "乙").Fill("custom.2", "10万").Clear("custom.3").Submit().ExpectClosed()
		wang.ExpectMessage("*预算*\n100,000", "*产品*\n乙")
		wang.Command("/crm 历史 C001").Ephemeral("预算：1,234.5 → 100,000", "产品：甲、丙 → 乙", "签约日期：2026-12-01（周二） → –")
		alice.Command("/crm history C001").Ephemeral("Budget: 1,234.5 → 100,000", "Products: Alpha, Gamma → Beta", "Signed on: 2026-12-01 (Tue) → –")

		alice.Command(`/crm new Acme 预算=20000.5 "signed on"=2026-12-24 city=上海 products=Beta,丙 paid=no adviser=<@U0ALICE|alice> contract=ht-002 !`).Ephemeral("C002", "20,000.5", "Beta, Gamma", "No")
		for _, c := range []struct{ query, found, not string }{
			{"预算:>10000", "C001", ""},
			{"预算:>100000", "Nothing", "C001"},
			{"budget:20000.5", "C002", "C001"},
			{"budget:<=20000.5", "C002", "C001"},
			{"budget:1万..3万", "C002", "C001"},
			{"signed-on:2026-12-24", "C002", "C001"},
			{"签约日期:<2026-12-01", "Nothing", "C002"},
			{"签约日期:2026-12-01..2026-12-31", "C002", "C001"},
			{"签约日期:本月", "Nothing", "C002"},
			{"city:Shanghai", "2 customers", ""},
			{"城市:北京", "Nothing", "C001"},
			{"产品:beta", "2 customers", ""},
			{"产品:丙", "C002", "C001"},
			{"产品:甲、丙", "C002", "C001"}, // either
			{"产品:乙、丙", "2 customers", ""},
			{"products:Alpha,Beta", "2 customers", ""},
			{"城市:北京，上海", "2 customers", ""},
			{"已付款:是", "C001", "C002"},
			{"paid:no", "C002", "C001"},
			{"adviser:me", "C002", "C001"},
			{"adviser:<@U0BOB|bob>", "C001", "C002"},
			{"contract:ht", "2 customers", ""},
			{"contract:=HT-002", "C002", "C001"},
			{"contract:=ht", "Nothing", "C001"},
			{"acme budget:>1 industry:technology", "Nothing", ""},
			{"acme budget:>1", "C002", "C001"},
		} {
			if answer := alice.Command("/crm find " + c.query).Ephemeral(c.found); c.not != "" && strings.Contains(answer.Rendered(), "*"+c.not+"*") {
				t.Errorf("%s finds %s", c.query, c.not)
			}
		}
		share := alice.Command("/crm show C001").Ephemeral("C001")
		shared := share.PressLabel("Share here").InChannel("C001", "Status", "Owner")
		for _, private := range []string{"100,000", "HT-"} {
			if shared.Contains(private) {
				t.Errorf("the channel is shown %s", private)
			}
		}
	})
}

// Whatever is typed wrongly gets a sentence that says what would be taken, and nothing is saved.
func TestBadCustomValues(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		define(alice, everyKind...)
		alice.Command("/crm new Northwind budget=5 !").Ephemeral("C001")
		for _, c := range []struct {
			text string
			want []string
		}{
			{"edit C001 budget=12x", []string{"“12x” is not a number"}},
			{"edit C001 budget=12345678901234567890", []string{"At most 14", "4 after"}},
			{"edit C001 budget=1.23456", []string{"too many digits"}},
			{"edit C001 signed-on=2026-02-31", []string{"2026-02-31", "is not a date"}},
			{"edit C001 city=Paris", []string{"City has no option “Paris”", "Beijing, Shanghai"}},
			{"edit C001 products=Alpha,Omega", []string{"no option “Omega”"}},
			{"edit C001 city=o1", []string{"no option “o1”"}},
			{"edit C001 paid=maybe", []string{"either yes or no"}},
			{"new Sleepy paid=maybe", []string{"either yes or no"}},
			{"edit C001 adviser=nobody", []string{"not a person here"}},
			{"edit C001 contract=" + strings.Repeat("长", 501), []string{"Contract takes at most 500 characters; this has 501"}},
			{"edit C001 contract=开 发 票", []string{"发票"}},
			{"edit C001 budgt=5", []string{"I don't know the field", "budget"}},
			{"new Sleepy budget=x !", []string{"is not a number"}},
			{"find budget:>x", []string{"is not a number"}},
			{"find budget:<>5", []string{"compares nothing"}},
			{"find budget:", []string{"Say after the colon what Budget should be"}},
			{"find city:Paris", []string{"no option"}},
			{"find signed-on:2026-02-31", []string{"is not a date"}},
			{"find contract:>x", []string{"compares nothing"}},
			{"find paid:perhaps", []string{"either yes or no"}},
			{"find adviser:nobody", []string{"not a person here"}},
			{"find contract:", []string{"Say after the colon"}},
			{"field add 预算 number", []string{"“预算” is taken already"}},
			{"field add Phone text", []string{"one of the record's own fields"}},
			{"field add sort text", []string{"one of the record's own fields"}},
			{"field add Colour wheel en=x", []string{"“wheel” is not a kind of field"}},
			{"field add Town choice", []string{"at least one option"}},
			{"field add a choice options=x,x", []string{"“x” stands there twice"}},
			{"field add Nope number options=x", []string{"Only choices have options"}},
			{"field add " + strings.Repeat("n", 76) + " text", []string{"at most 75 characters; this has 76"}},
			{`field add "a=b" text`, []string{"can’t have quotes, equals signs"}},
			{"field paint Budget", []string{"I don't know “paint”"}},
			{"field up Nothing", []string{"I don't know the field “Nothing”"}},
			{"field options Budget x", []string{"Only choices have options"}},
			{"field rename Budget City", []string{"“City” is taken already"}},
			{"field options City 北京", []string{"stands there twice"}},
		} {
			expectRefused(alice, c.text, c.want...)
		}
		wang.Command("/crm 编辑 C001 预算=很多").Modal().Expect("“很多”不是数字").Close()
		wang.Command("/crm 编辑 C001 城市=巴黎").Modal().Expect("城市没有“巴黎”这个选项", "北京、上海").Close()
		wang.Command("/crm 字段").Ephemeral("管理自定义字段")

		form := alice.Command("/crm edit C001").Modal()
		form.Fill("custom.1", strings.Repeat("x", 501)).Fill("custom.2", "lots")
		submitted := form.Submit()
		submitted.ExpectError("custom.1", "at most 500 characters; this has 501")
		submitted.ExpectError("custom.2", "“lots” is not a number")
		form.Clear("custom.1").Fill("custom.2", "7").Submit().ExpectClosed()
		alice.ExpectMessage("*Budget*\n7")
		alice.Command("/crm find sleepy").Ephemeral("Nothing found")
	})
}

// An admin's menu renames, moves, retires and restores; whoever has a form open meanwhile is not disturbed.
func TestFieldsAreManaged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		bob.Command("/crm field").Ephemeral("Your role", "Manage custom fields")
		bob.Command("/crm field add X text").Ephemeral("Your role", "Manage custom fields")
		define(alice, "Budget number zh=预算", "City choice zh=城市 options=北京=Beijing,上海=Shanghai")
		alice.Command("/crm new Northwind budget=5 city=beijing !").Ephemeral("C001")
		open := bob.Command("/crm edit C001").Modal()

		add := alice.Command("/crm field add").Modal()
		add.Submit().ExpectError("label_zh", "is required")
		add.Fill("label_en", "Floor").Select("field_type", "Number").Submit().ExpectClosed()
		alice.ExpectMessage("Added the field *Floor*", "3 fields")

		list := alice.Command("/crm field").Ephemeral("3 fields")
		list.Choose("fields.menu", "Move up")
		list.Expect("Moved")
		rename := list.Choose("fields.menu", "Rename, personal data").Modal()
		rename.Fill("label_en", "Phone").Submit().ExpectError("label_en", "one of the record's own fields")
		alice.Command("/crm field rename Budget Amount").Ephemeral("Saved the field *Amount*")
		options := alice.Command("/crm field options City").Modal()
		options.Fill("options", "深圳=Shenzhen").Check("offered", "上海 / Shanghai").Select("option", "上海 / Shanghai").Fill("label_en", "Shanghai (SH)").Submit().ExpectClosed()
		alice.ExpectMessage("Changed the options of *City*", "Shanghai (SH), Shenzhen")
		alice.Command("/crm edit C001 city=beijing").Ephemeral("C001", "Beijing") // the one it has already
		alice.Command("/crm new Other city=beijing !").Modal().Expect("“Beijing” is not on offer any more").Close()
		alice.Command("/crm field retire City").Ephemeral("Retired *City*", "retired")

		open.Fill("custom.1", "6").Submit().ExpectClosed()
		card := bob.ExpectMessage("Saved", "*Amount*\n6")
		if card.Contains("Beijing") {
			t.Error("a retired field stands on the card")
		}
		alice.Command("/crm edit C001 city=shanghai").Modal().Expect("I don't know the field").Close()
		alice.Command("/crm find city:beijing").Ephemeral("The field City was retired on")
		alice.Command("/crm history C001").Ephemeral("Amount: 5 → 6")
		alice.Command("/crm field restore city").Ephemeral("Restored *City* with its values")
		alice.Command("/crm show C001").Ephemeral("*City*\nBeijing", "*Amount*\n6")
		alice.Command("/crm undo").Ephemeral("C001")
	})
}

// With 30 fields the form pages itself, each page saves its own, and the last one shows the card; 50 of the heaviest
// still open.
func TestManyFieldsPageTheForm(t *testing.T) {
	storetest.WithoutRace(t)
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		for i := range 30 {
			define(alice, fmt.Sprintf("F%02d number zh=字段%02d", i, i))
		}
		form := alice.Command("/crm new Northwind f25=25").Modal()
		if got := form.Value("custom.26"); got != "25" {
			t.Errorf("what was typed with the command shows as %q", got)
		}
		form.Submit()
		form.Expect("C001 is saved", "page 1 of 2")
		form.Fill("custom.1", "x").Submit().ExpectError("custom.1", "is not a number")
		form.Fill("custom.1", "1").Fill("custom.15", "15").Submit()
		form.Expect("page 2 of 2")
		alice.Command("/crm show C001").Ephemeral("*F00*\n1", "*F14*\n15", "*F25*\n25")
		form.Fill("custom.30", "30").Submit().ExpectClosed()
		alice.ExpectMessage("Saved", "*F00*\n1", "*F25*\n25", "*F29*\n30")

		edit := wang.Command("/crm 编辑 C001").Modal()
		edit.Fill("notes", "改了").Submit()
		edit.Expect("第 1 页，共 2 页")
		alice.Command("/crm edit C001 f00=2").Ephemeral("Saved")
		edit.Fill("custom.1", "3").Submit()
		edit.Expect("这期间有人修改了相同的字段", "字段00", "<@U0ALICE>", "第 1 页")
		if got := edit.Value("custom.1"); got != "3" {
			t.Errorf("what was typed shows as %q after the conflict", got)
		}
		edit.Select("keep.custom.1", "我的").Submit()
		edit.Expect("第 2 页")
		edit.Submit().ExpectClosed()
		card := wang.ExpectMessage("已保存", "*字段00*\n3", "改了")
		more := card.PressLabel("更多字段").Modal()
		more.Fill("custom.2", "2").Submit()
		more.Expect("第 2 页").Close()
		alice.Command("/crm show C001").Ephemeral("*F00*\n3", "*F01*\n2")

		long := make([]string, 60)
		for i := range long {
			long[i] = fmt.Sprintf("%03d%s=%03d%s", i, strings.Repeat("长", 70), i, strings.Repeat("&", 70))
		}
		for i := range 20 {
			define(alice, fmt.Sprintf("C%02d choices options=%s", i, strings.Join(long, ",")))
		}
		alice.Command("/crm field add One text").Ephemeral("can have 50 fields")
		again := alice.Command("/crm edit C001").Modal()
		again.Submit()
		again.Expect("Further fields of", "page 1 of")
		list := alice.Command("/crm field").Ephemeral("50 fields")
		list.PressLabel("More")
		list.Expect("F20")
	})
}

// Two who change the same field are asked; different fields merge; a change is taken back; another process knows at once.
func TestCustomFieldsMeetOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.start() // a second process: either may get what is asked
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		for i := range 4 {
			define(alice, fmt.Sprintf("Field%d number", i))
			for range 3 {
				bob.Command(fmt.Sprintf("/crm find field%d:>1", i)).Ephemeral("Nothing found")
			}
		}
		alice.Command("/crm new Northwind field0=1 field1=2 !").Ephemeral("C001")
		first, second := alice.Command("/crm edit C001").Modal(), bob.Command("/crm edit C001").Modal()
		first.Fill("custom.1", "10").Submit().ExpectClosed()
		second.Fill("custom.1", "1,000").Fill("custom.2", "20").Submit()
		second.Expect("Field0", "Yours", "1,000", "<@U0ALICE>", "10")
		if got := second.Value("custom.1"); got != "1,000" {
			t.Errorf("what was typed shows as %q", got)
		}
		second.Select("keep.custom.1", "mine").Submit().ExpectClosed()
		bob.ExpectMessage("Saved", "*Field0*\n1,000", "*Field1*\n20")
		ask := bob.Command("/crm undo").Ephemeral("Field0: 10 → 1,000", "Field1: 2 → 20")
		ask.PressLabel("Take it back")
		ask.Expect("Took back")
		alice.Command("/crm show C001").Ephemeral("*Field0*\n10", "*Field1*\n2")

		third := bob.Command("/crm edit C001").Modal()
		alice.Command("/crm edit C001 field2=7").Ephemeral("Saved")
		third.Fill("custom.4", "8").Submit().ExpectClosed()
		bob.ExpectMessage("*Field2*\n7", "*Field3*\n8")

		other := alice.Command("/crm new Northwind Ltd").Modal()
		other.Fill("custom.1", "77").Submit()
		other.Expect("may be a customer you already have")
		if got := other.Value("custom.1"); got != "77" {
			t.Errorf("among near-duplicates what was typed shows as %q", got)
		}
		other.Submit().ExpectClosed()
		alice.ExpectMessage("C002", "*Field0*\n77")
	})
}
