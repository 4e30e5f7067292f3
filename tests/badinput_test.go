package tests

import (
	"regexp"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// mendable are the commands that come back as a form, filled: others have none, or don't say which customer is meant.
var mendable = regexp.MustCompile(`^(new |edit C001 [^n]|log C001 |follow C001 )`)

// expectRefused waits for the refusal of a command: in its form, or as a message.
func expectRefused(room *sandboxtest.Room, text string, want ...string) {
	answer := room.Command("/crm " + text)
	if mendable.MatchString(text) {
		answer.Modal().Expect(want...).Close()
		return
	}
	answer.Ephemeral(want...)
}

// Every way of typing a command wrongly gets a clear sentence and changes nothing.
func TestBadCommands(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command(`/crm new "Northwind Trading" phone=123-456-7890 industry=retail !`).Ephemeral("Created", "C001")
		long := strings.Repeat("长", 201)
		cases := []struct {
			text string
			want []string
		}{
			{"fnd x", []string{"I don't know", "fnd", "find x"}},
			{"\x00", []string{"I don't know"}},
			{strings.Repeat("a", 100_000), []string{"I don't know"}},
			{"log C001 " + strings.Repeat("😀", 25_000), []string{"at most 2,000", "25,000"}},
			{"new " + strings.Repeat("م", 50_000) + " !", []string{"at most 100", "50,000"}},
			{"show C999", []string{"No customer fits", "C999"}},
			{"show <!channel>", []string{"No customer fits"}},
			{"show '; DROP TABLE customers; --", []string{"No customer fits"}},
			{"show " + strings.Repeat("x", 5000), []string{"No customer fits"}},
			{"new status=sleeping name=Sleepy !", []string{"sleeping", "is not a status"}},
			{"new Sleepy industry=witchcraft !", []string{"witchcraft", "is not one of the industries"}},
			{"new Sleepy phne=1 !", []string{"field", "phne", "phone"}},
			{"new Sleepy next=2020-01-01 !", []string{"2020-01-01", "in the past"}},
			{"new Sleepy next=2026-02-31 !", []string{"2026-02-31", "is not a date"}},
			{"new Sleepy next=2099-01-01 !", []string{"years away"}},
			{"new Sleepy email=nobody !", []string{"not an email address"}},
			{"new Sleepy phone=call-me !", []string{"not a phone number"}},
			{"new " + strings.Repeat("n", 101) + " !", []string{"at most 100 characters", "101"}},
			{"new Sleepy opportunity=" + long + " !", []string{"Opportunity", "at most 200", "201"}},
			{"new Sleepy notes=开发 票 !", []string{"发票", "must not be recorded"}},
			{"new Sleepy owner=nobody !", []string{"not a person here"}},
			{"new !", []string{"Customer name is required"}},
			{"new evil\u202ename !", []string{"can't be shown"}},
			{"new Sleepy industry=witchcraft", []string{"is not one of the industries"}},
			{"new Sleepy status=asleep", []string{"is not a status"}},
			{"new Sleepy type=b2x", []string{"is not a customer type"}},
			{"edit C001 job title=" + strings.Repeat("t", 51), []string{"Job title takes at most 50"}},
			{"edit C001 job-title = " + strings.Repeat("t", 51), []string{"Job title takes at most 50"}},
			{"new Sleepy phne:1 !", []string{"field", "phne", "phone"}},
			{"new Sleepy email=a@example.com。 !", []string{"not an email address"}},
			{"new Sleepy industry=retial !", []string{"retial", "There are: Technology, Manufacturing"}},
			{"edit C001 nots:x", []string{"field", "nots", "“note”"}},
			{"edit C001 code=C007", []string{"Customer ID is given by the system"}},
			{"new Sleepy code=C007 !", []string{"Customer ID is given by the system"}},
			{"edit C001 status=active", []string{"changed with", "/crm status"}},
			{"edit C404 phone=1234567", []string{"No customer fits"}},
			{"edit C001 phone=x", []string{"not a phone number"}},
			{"find industry:witchcraft", []string{"is not one of the industries", "Technology, Manufacturing"}},
			{"find statsu:active", []string{"I don't know the field “statsu”", "“status”"}},
			{"find trading industy：retail", []string{"I don't know the field “industy”", "“industry”"}},
			{"find phone:abc", []string{"not a phone number"}},
			{"find phone:", []string{"Say after the colon what Phone should be"}},
			{`find email:""`, []string{"Say after the colon what Email should be"}},
			{"find source:", []string{"Say after the colon what Source"}},
			{"find type:", []string{"Say after the colon what Customer type"}},
			{"find contact:", []string{"Say after the colon what Contact"}},
			{"find owner:", []string{"Say after the colon what Owner"}},
			{"find due:", []string{"Say after the colon what Next follow-up"}},
			{"find status:", []string{"Say after the colon what Status"}},
			{"find industry:", []string{"Say after the colon what Industry"}},
			{"find name:", []string{"Say after the colon what Customer name"}},
			{"find contact:\u200b", []string{"Say after the colon what Contact"}},
			{"find status:asleep", []string{"is not a status"}},
			{"find due:someday", []string{"is not a date"}},
			{"find sort:random", []string{"is not an order"}},
			{"find foo=bar", []string{"I don't know the field"}},
			{"find notes:x", []string{"can't be searched by"}},
			{"find " + strings.Repeat("x", 200), []string{"at most 100 characters"}},
			{"find %_%", []string{"Nothing found"}},
			{"find ' OR 1=1 --", []string{"Nothing found"}},
			{"status C001 asleep", []string{"is not a status"}},
			{"status C001 potential", []string{"already is Potential"}},
			{"log C001 " + strings.Repeat("x", 2001), []string{"at most 2,000", "2,001"}},
			{"log C404 met", []string{"No customer fits"}},
			{"log C001 talked about 福利", []string{"福利"}},
			{"follow C001 someday soon", []string{"no date"}},
			{"follow C001 2020-01-01 call", []string{"in the past"}},
			{"follow C001 yesterday", []string{"in the past"}},
			{"follow C001 feb 31 call", []string{"feb 31", "is not a date that exists"}},
			{"follow C001 tomorrow 25:00 call", []string{"25:00", "not a time"}},
			{"follow C001 friday dec 1 call", []string{"friday dec 1", "another day of the week"}},
			{"follow C001 in 900 years", []string{"too far away"}},
			{"follow C001 call about the May report", []string{"no date"}},
			{"follow C001 tomorrow " + strings.Repeat("x", 201), []string{"at most 200"}},
			{"due sometime", []string{"I don't know"}},
			{"report decade", []string{"know the period “decade”"}},
			{"report 2026-11-10..2026-11-01", []string{"begin before it ends"}},
			{"report 2026-13-01..2026-13-02", []string{"know the period"}},
			{"help nonsense", []string{"I don't know"}},
		}
		for _, c := range cases {
			expectRefused(alice, c.text, c.want...)
		}
		wang.Command("/crm 查找 行业:巫术").Ephemeral("没有“巫术”这个行业", "可以是：科技、制造")
		wang.Command("/crm 查找 行页：科技").Ephemeral("没有“行页”这个字段，是不是“行业”")
		wang.Command("/crm 编辑 C001 备住：改").Ephemeral("没有“备住”这个字段，是不是“备注”")
		wang.Command("/crm 查找 手机：").Ephemeral("请在冒号后写上电话")
		wang.Command("/crm 跟进 C001 改天").Modal().Expect("里没有日期", "/crm 跟进 C001 改天").Close()
		wang.Command("/crm 新建 " + strings.Repeat("名", 101) + " ！").Modal().Expect("最多 100 个字，现在有 101 个").Close()

		alice.Command("/crm find").Ephemeral("1 customer")
		wang.Command("/crm 查找 客户ID：Ｃ００１").Ephemeral("1 个客户", "C001")
		alice.Command("/crm find code:C001").Ephemeral("1 customer", "C001")
		alice.Command("/crm due all team").Ephemeral("0 follow-ups")
		alice.Command("/crm show C001").Ephemeral("123****7890", "Retail", "Potential")
		w.User("guest").In("sales").Command("/crm find").Ephemeral("members of this workspace only")
	})
}

// Every field of the form names what is wrong at its place, keeps what was typed, and saves nothing.
func TestBadForm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		form := alice.Command("/crm new").Modal()
		wrong := []struct{ field, value, want string }{
			{"name", strings.Repeat("n", 101), "at most 100 characters; this has 101"},
			{"contact_name", strings.Repeat("王", 51), "at most 50 characters; this has 51"},
			{"contact_title", strings.Repeat("t", 51), "at most 50"},
			{"company", strings.Repeat("c", 101), "at most 100"},
			{"phone", "call me <!channel>", "not a phone number"},
			{"email", "nobody@nowhere", "not an email address"},
			{"address", strings.Repeat("😀", 201), "at most 200"},
			{"opportunity", strings.Repeat("机", 201), "at most 200 characters; this has 201"},
			{"next_follow_up", "2026-11-23", "in the past"},
			{"notes", strings.Repeat("x", 2001), "at most 2,000"},
		}
		for _, c := range wrong {
			form.Fill(c.field, c.value)
		}
		submitted := form.Submit()
		for _, c := range wrong {
			submitted.ExpectError(c.field, c.want)
		}
		for _, c := range wrong {
			if got := form.Value(c.field); got != c.value {
				t.Errorf("%s lost what was typed", c.field)
			}
		}
		alice.Command("/crm find").Ephemeral("There are no customers that you could see yet.")

		hostile := "<!channel> *x* مرحبا 😀 ' OR 1=1 --"
		for _, c := range wrong {
			form.Fill(c.field, map[string]string{"name": hostile, "phone": "123-456-7890", "email": "a@example.com", "next_follow_up": "2026-11-25"}[c.field])
		}
		form.Submit().ExpectClosed()
		shown := alice.ExpectMessage("Created", "C001")
		for _, block := range shown.Blocks {
			if text := block.Object("text"); text.Text("type") == "mrkdwn" && strings.Contains(text.Text("text"), "<!channel>") {
				t.Error("typed text became a mention")
			}
		}
		edit := alice.Command("/crm edit C001").Modal()
		if got := edit.Value("name"); got != hostile {
			t.Errorf("the name came back as %q", got)
		}
	})
}

// A form or button that is out of date or forged is answered, and changes nothing.
func TestStaleAndForged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm follow C001 today call").Ephemeral("Follow-up with")
		list := func() *sandboxtest.Message { return alice.Command("/crm due").Ephemeral("Due today") }
		first, second, third := list(), list(), list()
		first.PressLabel("Done").Modal().Submit().ExpectClosed()
		first.Expect("Done", "0 follow-ups")
		second.PressLabel("Done")
		second.Expect("closed already", "0 follow-ups")
		third.Choose("followup.snooze/1", "1:1d")
		third.Expect("closed already", "0 follow-ups")

		one, other := w.User("alice").In("sales").Command("/crm edit C001").Modal(), w.User("bob").In("sales").Command("/crm edit C001").Modal()
		one.Fill("phone", "123-456-7890").Submit().ExpectClosed()
		other.Fill("address", "Leeds").Submit().ExpectClosed()
		alice.Command("/crm show C001").Ephemeral("123****7890", "***")

		one, other = alice.Command("/crm edit C001").Modal(), w.User("bob").In("sales").Command("/crm edit C001").Modal()
		one.Fill("phone", "123-456-1111").Submit().ExpectClosed()
		if got := other.Fill("phone", "123-456-2222").Submit(); got.Outcome != "updated" {
			t.Errorf("a conflicting edit was %s", got.Outcome)
		}
		other.Expect("Somebody else changed the same fields", "Yours", "by <@U0ALICE>")
		if got := other.Value("phone"); got != "123-456-2222" {
			t.Errorf("what was typed is lost: %q", got)
		}
		other.Select("keep.phone", "Mine").Submit().ExpectClosed()
		alice.Command("/crm show C001").Ephemeral("123****2222")
	})
}

// What a command says besides an ambiguous name stays as it was typed when the customer is chosen from the list.
func TestChosenFromSeveral(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new A&amp;B Trading East !").Ephemeral("C001")
		alice.Command("/crm new A&amp;B Trading West !").Ephemeral("C002")
		for _, c := range []struct{ text, want string }{
			{`edit A&amp;B notes="prefers email"`, "prefers email"},
			{`edit “A&amp;B Trading” notes=he said "yes" to A&amp;B`, `he said "yes" to A&amp;B`},
			{`edit A&amp;B notes=again`, "again"},
			{`log "A&amp;B" met, "soon"`, `met, "soon"`},
		} {
			choice := alice.Command("/crm " + c.text).Ephemeral("Which customer is “A&amp;B")
			shown := choice.PressLabel("Choose").Ephemeral(c.want).Rendered()
			if strings.Contains(shown, `"prefers`) || strings.Contains(shown, "“A&amp;B") {
				t.Errorf("%s: %s", c.text, shown)
			}
		}
		wang.Command("/crm 编辑 A&amp;B 备注＝“要报价”").Ephemeral("Trading East").PressLabel("选择").Ephemeral("*备注*\n要报价")
	})
}
