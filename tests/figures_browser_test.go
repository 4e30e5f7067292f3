package tests

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A sales team's figures in a real browser and both languages: rates, the board that is added up by them, how deals go, what is expected, and
// targets with bad input at a field.
func TestFiguresInTheBrowser(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		b := openBrowser(t)
		w := newWorld(t, db)
		w.start()
		base := b.serve(t, w)
		boss, wang := w.admin("sales"), w.User("wangwei").In("销售")
		boss.Command("/crm new Northwind !").Ephemeral("C001")
		wang.Command("/crm 新建 星河科技 !").Ephemeral("C002")
		for _, text := range []string{
			"C001 licences amount:12000 stage:negotiation close:2026-11-30", "C001 training amount:$4000 stage:proposal close:2026-12-15", "C001 support amount:900€ close:2026-12-20",
			"C001 repairs amount:5000 stage:qualified close:2027-01-10", "C001 audit amount:7000",
		} {
			boss.Command("/crm deal " + text + " !").Ephemeral("D00")
		}
		for _, text := range []string{"C002 软件采购 金额:20万", "C002 硬件 金额:3万", "C002 培训 金额:1万 预计:2026-12-01"} {
			wang.Command("/crm 商机 " + text + " !").Ephemeral("D00")
		}
		w.at("Asia/Shanghai", "2026-11-26 15:00")
		wang.Command("/crm 商机 D006赢单").Modal().Submit().ExpectClosed()
		wang.Command("/crm 商机 D007输单").Modal().Select("lost_reason", "价格").Submit().ExpectClosed()

		b.visit(base, w.User("alice").ID, boss.ID)
		b.say("/crm rates edit")
		b.sees("dialog", "Exchange rates")
		b.fill("rates", "USD 7.12\nEUR 7,8")
		b.press("dialog", "Save")
		b.sees("dialog .error", "EUR 7,8")
		b.shot("rates-error")
		b.fill("rates", "USD 7.12")
		b.save("Save")
		b.sees("#messages", "1 USD = ¥7.12", "no rate yet")
		b.say("/crm pipeline")
		b.sees("#messages", "≈", "Without a rate")
		b.shot("board-together")
		b.say("/crm figures")
		b.sees("#messages", "Win rate", "50.0%", "Time in stage")
		b.shot("figures")
		b.say("/crm target set team 2026-11 lots")
		b.sees("dialog", "Month or quarter")
		b.press("dialog", "Save")
		b.sees("dialog .error", "is not an amount")
		b.shot("target-error")
		b.fill("amount", "50万")
		b.save("Save")
		b.sees("#messages", "Target of the team for 2026-11")

		b.visit(base, w.User("wangwei").ID, wang.ID)
		b.say("/crm 预测")
		b.sees("#messages", "销售预测", "承诺", "2026-12")
		b.shot("forecast")
		b.say("/crm 目标")
		b.sees("#messages", "¥200,000 / ¥500,000")
		b.say("/crm 指标")
		b.sees("#messages", "赢单率")
		b.shot("figures-zh")
		b.do(chromedp.EmulateViewport(390, 844))
		b.shot("figures-narrow")
	})
}
