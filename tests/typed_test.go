package tests

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// A command that is refused comes back as its form: filled with what was typed, with what is wrong at its field. Put right
// there, it is done.
func TestARefusedCommandIsAForm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command(`/crm new Northwind phone=123-456-7890 !`).Ephemeral("C001")
		alice.Command(`/crm words add discount`).Ephemeral("discount")
		for _, c := range []struct {
			in, text string
			says     []string          // stands in the form
			keeps    map[string]string // by field
			mend     map[string]string // what puts it right
			done     string
		}{
			{
				"en", `new Acme next=someday phone=139-0000-0000 notes="wants a quote"`,
				[]string{"someday", "is not a date"},
				map[string]string{"name": "Acme", "phone": "139-0000-0000", "notes": "wants a quote"},
				map[string]string{"next_follow_up": "2026-12-01"},
				"Acme",
			},
			{
				"en", `new Beta email=nobody notes=a &lt;story&gt; !`,
				[]string{"not an email address"},
				map[string]string{"name": "Beta", "email": "nobody", "notes": "a <story>"},
				map[string]string{"email": "b@example.com"},
				"Beta",
			},
			{
				"en", `new Gamma phne=139 industry=magic !`,
				[]string{"phne", "magic", "/crm new Gamma phne=139 industry=magic !"},
				map[string]string{"name": "Gamma"},
				nil, "Gamma",
			},
			{
				"en", `new Delta notes=a 20% discount !`,
				[]string{"discount", "must not be recorded"},
				map[string]string{"name": "Delta", "notes": "a 20% discount"},
				map[string]string{"notes": "a quote"},
				"Delta",
			},
			{
				"en", `edit C001 phone=139-1111-2222 next=whenever notes=new notes`,
				[]string{"whenever", "is not a date"},
				map[string]string{"phone": "139-1111-2222", "notes": "new notes", "name": "Northwind"},
				map[string]string{"next_follow_up": "2026-12-02"},
				"139****2222",
			},
			{
				"en", `edit C001 notes=a discount address=Leeds`,
				[]string{"discount", "must not be recorded"},
				map[string]string{"notes": "a discount", "address": "Leeds"},
				map[string]string{"notes": "moved"},
				"moved",
			},
			{
				"en", `follow C001 sometime call them about the offer`,
				[]string{"no date"},
				map[string]string{"title": "sometime call them about the offer"},
				map[string]string{"due_on": "2026-12-03"},
				"Follow-up with",
			},
			{
				"en", `follow C001 yesterday call them back`,
				[]string{"in the past"},
				map[string]string{"title": "call them back"},
				map[string]string{"due_on": "2026-12-04"},
				"Follow-up with",
			},
			{
				"en", `log C001 call: they want a discount`,
				[]string{"discount", "must not be recorded"},
				map[string]string{"text": "they want a discount", "kind": "📞 Call"},
				map[string]string{"text": "they want a quote"},
				"Logged for",
			},
			{
				"zh", `新建 星河 电话=139-3333-4444 下次跟进=改天 备注=“要 报价”`,
				[]string{"改天", "/crm 新建 星河"},
				map[string]string{"name": "星河", "phone": "139-3333-4444", "notes": "要 报价"},
				map[string]string{"next_follow_up": "2026-12-01"},
				"星河",
			},
			{
				"zh", `记录 C001 电话：对方要 discount`,
				[]string{"discount", "不能记录"},
				map[string]string{"text": "对方要 discount"},
				map[string]string{"text": "对方要报价"},
				"对方要报价",
			},
			{
				"zh", `跟进 C001 改天 打电话`,
				[]string{"里没有日期"},
				map[string]string{"title": "改天 打电话"},
				map[string]string{"due_on": "2026-12-05"},
				"改天 打电话",
			},
		} {
			room := map[string]*sandboxtest.Room{"en": alice, "zh": wang}[c.in].Fresh()
			form := room.Command("/crm " + c.text).Modal().Expect(c.says...)
			for field, want := range c.keeps {
				if got := form.Value(field); got != want {
					t.Errorf("%s: %s is %q, want %q", c.text, field, got, want)
				}
			}
			for field, value := range c.mend {
				if field == "due_on" || field == "next_follow_up" {
					form.Pick(field, value)
				} else {
					form.Fill(field, value)
				}
			}
			form.Submit().ExpectClosed()
			room.ExpectMessage(c.done)
		}
	})
}

// What can't come back as a form is repeated with the refusal: Slack shows a command nowhere.
func TestARefusedCommandIsRepeated(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm log C404 a story of an hour").Ephemeral("No customer fits", "/crm log C404 a story of an hour")
		alice.Command("/crm edit C001 nots:a story of an hour").Ephemeral("nots", "/crm edit C001 nots:a story of an hour")
		wang.Command("/crm 记录 C404 说了一个小时").Ephemeral("/crm 记录 C404 说了一个小时")
		alice.Command("/crm role <@U0BOB> viewer").Ephemeral("role")
		bob.Command("/crm new Typed by a viewer notes=a story of an hour").Ephemeral("/crm new Typed by a viewer notes=a story of an hour")
		alice.Command("/crm role <@U0WANGWEI> viewer").Ephemeral("role")
		wang.Command("/crm 新建 星河 备注=说了一个小时").Ephemeral("/crm 新建 星河 备注=说了一个小时")

		// A message has no trigger for a form: a button opens it, with what was typed.
		dm := w.User("alice").DM()
		form := dm.Say("follow C001 sometime call them about the offer").Expect("no date").PressLabel("Open the form").Modal().Expect("no date")
		if got := form.Value("title"); got != "sometime call them about the offer" {
			t.Errorf("the form behind a message has %q", got)
		}
		form.Pick("due_on", "2026-12-03").Submit().ExpectClosed()
		dm.ExpectMessage("Follow-up with", "sometime call them")
	})
}

// Where the form can't be opened in time, the refusal says what was typed, and a button opens the form.
func TestARefusedCommandWithoutATrigger(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		w.Faults().Add(sandbox.Fault{Method: "views.open", Error: "expired_trigger_id", Times: 1})
		story := "they asked about 福利 " + strings.Repeat("and so on ", 150) + "."
		refused := alice.Command("/crm log C001 "+story).Ephemeral("must not be recorded", "/crm log C001 they asked")
		if got := refused.PressLabel("Open the form").Modal().Expect("must not be recorded").Value("text"); got != story {
			t.Errorf("the form has %d of %d characters", len(got), len(story))
		}
	})
}
