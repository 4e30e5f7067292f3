package tests

import (
	"strings"
	"testing"
)

// The form shows who may be the same before it saves, keeps what was typed, and saves when it is told again.
func TestNearDuplicatesInTheForm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new 北京星河科技有限公司 phone=138-1234-5678 email=wang@example.com !").Ephemeral("C001")
		alice.Command("/crm new Elsewhere phone=+8613812345678 !").Ephemeral("may be a customer").PressLabel("Save anyway").Expect("Created", "C002")

		form := wang.Command("/crm 新建").Modal()
		form.Fill("name", "北京星河科技股份有限公司").Fill("email", "WANG@example.com").Fill("notes", "还在").Fill("contact_name", "李经理")
		if got := form.Submit(); got.Outcome != "updated" {
			t.Fatalf("the submission was %s", got.Outcome)
		}
		form.Expect("可能已有这个客户", "*C001* 北京星河科技有限公司", "潜在客户", "<@U0ALICE>", "相同：客户名称、邮箱", "再次保存")
		for _, personal := range []string{"138-1234-5678", "wang@example.com"} {
			if strings.Contains(form.Rendered(), personal) {
				t.Errorf("the form shows %q", personal)
			}
		}
		for field, want := range map[string]string{"name": "北京星河科技股份有限公司", "notes": "还在", "contact_name": "李经理"} {
			if got := form.Value(field); got != want {
				t.Errorf("%s is %q after the question", field, got)
			}
		}
		form.Press("查看")
		wang.ExpectMessage("C001", "138****5678")

		form.Fill("phone", "138 1234 5678") // matches one that was not shown yet
		if got := form.Submit(); got.Outcome != "updated" {
			t.Fatalf("with a phone that matches another the submission was %s", got.Outcome)
		}
		form.Expect("*C002* Elsewhere", "相同：电话", "C001")
		form.Fill("email", "nobody").Submit().ExpectError("email", "邮箱格式不对")
		w.Faults().RedeliverNext("view_submission", 1)
		form.Fill("email", "wang@example.com").Submit().ExpectClosed()
		wang.ExpectMessage("已创建", "C003", "还在")
		w.start()
		w.Faults().Redeliver("view_submission")
		alice.Command("/crm find").Ephemeral("3 customers")
		alice.Command("/crm history C003").Ephemeral("Created as C003", "form “New customer”")
	})
}

// A command that would save one that may be there already asks, and its buttons go on from there.
func TestNearDuplicatesOfACommand(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind Trading Ltd email=sales@northwind.example !").Ephemeral("C001")
		ask := alice.Command(`/crm new "northwind trading, Inc." industry=retail !`).Ephemeral("may be a customer you already have", "*C001* Northwind Trading Ltd", "Potential", "the same: Customer name")
		ask.PressLabel("Open").Ephemeral("C001", "s***@northwind.example")
		alice.Command("/crm find").Ephemeral("1 customer")
		second := alice.Command(`/crm new Northwind Trading !`).Ephemeral("may be a customer")
		w.Faults().RedeliverNext("block_actions", 1)
		ask.PressLabel("Save anyway")
		ask.Expect("Created", "C002", "northwind trading, Inc.", "Retail")

		second.PressLabel("Save anyway") // an old button: there is one more by now
		second.Expect("may be a customer", "C002").PressLabel("Save anyway")
		second.Expect("Created", "C003")

		alice.Command("/crm new Southwind !").Ephemeral("C004")
		edit := wang.Command("/crm 编辑 C004 邮箱=SALES@Northwind.example 备注=改").Ephemeral("可能已有这个客户", "C001", "相同：邮箱")
		edit.PressLabel("仍然保存")
		edit.Expect("已保存", "C004", "改")
		long := alice.Command("/crm new Northwind Trading notes="+strings.Repeat("长", 700)+" !").Ephemeral("may be a customer", "C001")
		if form := long.PressLabel("Open the form").Modal(); form.Value("name") != "Northwind Trading" {
			t.Errorf("the form begins with %q", form.Value("name"))
		}
		alice.Command("/crm find").Ephemeral("4 customers")
		direct := w.User("alice").DM().Say("new Northwind Trading Limited !").Expect("may be a customer", "C001")
		direct.PressLabel("Save anyway")
		direct.Expect("Created", "C005")
	})
}

// An edit is held against others when it changes what they have in common, and keeps to what it saw.
func TestNearDuplicatesOfAnEdit(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.User("alice").In("sales"), w.User("bob").In("sales")
		alice.Command("/crm new Acme Ltd phone=555-0100-2000 !").Ephemeral("C001")
		alice.Command("/crm new Beta notes=old !").Ephemeral("C002")
		form := alice.Command("/crm edit C002").Modal()
		form.Fill("phone", "(555) 0100 2000").Fill("address", "Leeds").Submit()
		form.Expect("may be a customer you already have", "*C001* Acme Ltd", "the same: Phone", "save again")
		if form.Value("phone") != "(555) 0100 2000" || form.Value("address") != "Leeds" {
			t.Error("what was typed is lost")
		}
		bob.Command("/crm edit C002 notes=theirs").Ephemeral("Saved")
		form.Submit().ExpectClosed()
		alice.Command("/crm show C002").Ephemeral("555****2000", "***", "theirs")
		again := alice.Command("/crm edit C002").Modal()
		again.Fill("notes", "no question for what was the same already").Submit().ExpectClosed()
		alice.Command("/crm undo").Ephemeral("Notes: theirs → no question")
	})
}
