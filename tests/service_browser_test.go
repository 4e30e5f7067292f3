package tests

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// thread opens the thread of the oldest message on the page that has one.
func (b *browser) thread() {
	b.t.Helper()
	b.click(`#messages .message [data-thread]`)
	b.do(chromedp.WaitVisible("#reply"))
}

// A team that serves and one that promotes, in a real browser and both languages: a request becomes a ticket in its thread, is answered with a
// canned reply and solved, who asked says how it was; a campaign is made and shows what it brought. Bad input at fields stays.
func TestServiceAndMarketingInTheBrowser(t *testing.T) {
	eachShared(t, func(t *testing.T, w *world) {
		b := openBrowser(t)
		base := b.serve(t, w)
		w.at("Asia/Shanghai", "2026-11-24 10:00")
		alice, lina, wang := w.admin("support"), w.User("lina").In("support"), w.User("wangwei").In("support")
		alice.Command("/crm role @wangwei marketing").Ephemeral("Marketing")
		alice.Command("/crm new Northwind source=Spring-fair !").Ephemeral("C001")
		alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket")

		b.do(chromedp.EmulateViewport(1440, 900))
		b.visit(base, w.User("alice").ID, alice.ID)
		b.say("/crm reply new Paper")
		b.fill("reply_text", "这是福利")
		b.press("dialog", "Save")
		b.sees("dialog .error", "福利")
		b.fill("reply_text", "Please check the paper ({ticket}).")
		b.save("Save")
		b.sees("#messages", "Saved:")
		first := lina.Write("Northwind: the printer smokes")
		b.thread()
		b.sees("#replies", "T001", "Open")
		b.shot("ticket-thread")
		b.say("/crm reply T001")
		b.do(chromedp.WaitVisible(`dialog [data-block="reply_text"]`))
		b.press("dialog", "Send")
		b.sees("dialog .error", "Please complete this required field")
		b.fill("reply_text", "We look at it.")
		b.choose("reply_state", "Solved")
		b.shot("reply-form")
		b.save("Send")
		b.sees("#replies", "We look at it.", "Solved")
		w.Clock.Advance(2 * time.Minute)
		b.sees("#replies", "how was it?")

		b.do(chromedp.EmulateViewport(390, 844))
		b.visit(base, w.User("lina").ID, lina.ID)
		b.thread()
		b.sees("#replies", "how was it?")
		b.press("#replies", "🙁 Poor")
		b.sees("#replies", "What mattered most")
		b.press("#replies", "How fast it went")
		b.sees("#replies", "Thank you for your answer")
		b.shot("satisfaction-narrow")
		first.Expect("the printer smokes")
		alice.Command("/crm ticket T001").Ephemeral("Poor · How fast it went")

		b.visit(base, w.User("wangwei").ID, wang.ID)
		b.say("/crm 工单列表 乱写")
		b.sees("#messages", "乱写")
		b.say("/crm 活动 新建 春季展会")
		b.fill("campaign_budget", "很多")
		b.press("dialog", "保存")
		b.sees("dialog .error", "很多")
		b.shot("campaign-error-zh")
		b.fill("campaign_budget", "5万")
		b.fill("campaign_cost", "2万")
		b.save("保存")
		b.sees("#messages", "已新建活动", "¥50,000")
		b.say("/crm 活动 M001")
		b.sees("#messages", "Spring-fair", "带来客户 1")
		b.shot("campaign-zh-narrow")
	})
}
