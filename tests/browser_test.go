package tests

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/guanxi-crm/guanxi/sandbox/page"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// browser is a real Chromium at the sandbox's page.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// screenshots is where screenshots go when they are asked for: docs/, or nowhere.
var screenshots = os.Getenv("GUANXI_TEST_SCREENSHOTS")

// openBrowser starts Chromium. Without one the test is skipped, or fails when CI=true.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	ctx := sandboxtest.Browser(t, 20*time.Minute)
	if err := chromedp.Do(ctx); err != nil { // it lives as long as the context of its first step
		t.Fatalf("start the browser: %v", err)
	}
	return &browser{t, ctx}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserPatience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.fail("%v", err)
	}
}

// browserPatience is how long anything that the page is to show may take, on a machine that has much else to do.
const browserPatience = time.Minute

// fail ends the test with what the page shows.
func (b *browser) fail(format string, args ...any) {
	b.t.Helper()
	b.shot("failed")
	shown, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	b.t.Fatalf("browser: "+format+"\n%s", append(args, shown)...)
}

// visit opens the page as a person in a channel.
func (b *browser) visit(base, user, channel string) {
	b.t.Helper()
	b.do(chromedp.Navigate(fmt.Sprintf("%s/?user=%s&channel=%s", base, user, channel)), chromedp.WaitVisible("#channels [aria-current]"))
}

// say types into the composer and presses Enter.
func (b *browser) say(text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys("#typed", text), chromedp.SendKeys("#typed", "\r"))
}

// sees waits until an element's text holds every part.
func (b *browser) sees(selector string, parts ...string) {
	b.t.Helper()
	for _, part := range parts {
		script := fmt.Sprintf("[...document.querySelectorAll(%q)].some(e => e.innerText.replaceAll('\u2060', '').includes(%q))", selector, part)
		if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(browserPatience))); err != nil {
			b.fail("waited in vain for %q in %s: %v", part, selector, err)
		}
	}
}

// press clicks the button with a text in the newest message, or in the form.
func (b *browser) press(within, text string) {
	b.t.Helper()
	script := fmt.Sprintf("(() => { const all = [...document.querySelectorAll(%q)].filter(e => e.innerText.trim() === %q); all.at(-1)?.click(); return all.length })()", within+" button", text)
	pressed, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](script))
	if err != nil || pressed == 0 {
		b.shot("failed")
		b.t.Fatalf("browser: no button %q in %s (%v)", text, within, err)
	}
}

// click clicks the first element there is, as soon as there is one. The page draws itself anew whenever something happens, so that
// what was found a moment before may be gone.
func (b *browser) click(selector string) {
	b.t.Helper()
	script := fmt.Sprintf("(() => { const e = document.querySelector(%q); e?.click(); return !!e })()", selector)
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(browserPatience))); err != nil {
		b.fail("waited in vain for %s: %v", selector, err)
	}
}

// save presses the form's button and waits until the form is gone.
func (b *browser) save(text string) {
	b.t.Helper()
	b.press("dialog", text)
	b.do(chromedp.WaitNotPresent("dialog form"))
}

// fill puts a value into a form's field.
func (b *browser) fill(field, value string) {
	b.t.Helper()
	selector := fmt.Sprintf(`dialog [data-field][data-block="%s"]`, field)
	b.do(chromedp.WaitVisible(selector), chromedp.SetValue(selector, value))
}

// choose chooses by what a person reads.
func (b *browser) choose(field, text string) {
	b.t.Helper()
	script := fmt.Sprintf(`(() => { const s = document.querySelector('dialog select[data-block="%s"]'); const o = [...s.options].find(o => o.text.includes(%q)); s.value = o.value; return o.text })()`, field, text)
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script)); err != nil {
		b.t.Fatalf("browser: no choice %q at %s: %v", text, field, err)
	}
}

// shot takes a screenshot for the documentation, when it is asked for.
func (b *browser) shot(name string) {
	b.t.Helper()
	if screenshots == "" {
		return
	}
	time.Sleep(300 * time.Millisecond) // fonts and scrolling; nothing waits for this but the picture
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(screenshots, name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Logf("screenshot %s: %v", name, err)
	}
}

// serve serves the sandbox's page beside its API while the test lasts.
func (b *browser) serve(t *testing.T, w *world) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/", w.Server().Handler())
	mux.Handle("GET /{$}", page.New(w.Server()))
	mux.Handle("/page/", page.New(w.Server()))
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		_ = chromedp.Do(b.ctx, chromedp.Navigate("about:blank")) // the page's event stream would keep the server waiting
		server.Close()
	})
	return server.URL
}

// What a newcomer does first, in a real browser: a customer from form to report.
func TestMainJobInTheBrowser(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		b := openBrowser(t)
		w := newWorld(t, db)
		w.start()
		base := b.serve(t, w)
		wang, sales := w.User("wangwei"), w.User("wangwei").In("销售")
		b.visit(base, wang.ID, sales.ID)

		b.say("/crm new")
		b.do(chromedp.WaitVisible("dialog form"))
		for _, field := range [][2]string{
			{"name", "北京星河科技有限公司"},
			{"contact_name", "王经理"},
			{"contact_title", "采购经理"},
			{"company", "星河集团"},
			{"phone", "138-1234-5678"},
			{"email", "不是邮箱"},
			{"address", "北京市海淀区"},
			{"opportunity", "年度采购，50 席位"},
			{"next_follow_up", "2026-11-26"},
			{"next_follow_up_time", "10:00"},
			{"notes", "预算已批"},
		} {
			b.fill(field[0], field[1])
		}
		b.choose("industry", "科技")
		b.choose("status", "潜在客户")
		b.press("dialog", "保存")
		b.sees("dialog .error", "邮箱格式不对")
		b.shot("form-error")
		b.fill("email", "wang@example.com")
		b.save("保存")
		b.sees("#messages", "已创建", "C001", "北京星河科技有限公司", "采购经理", "w***@example.com", "年度采购")
		b.shot("card")

		b.press("#messages", "编辑")
		b.fill("contact_title", "采购总监")
		b.shot("edit")
		b.save("保存")
		b.sees("#messages", "已保存", "采购总监")
		b.say("/crm find 河科")
		b.sees("#messages", "1 个客户")
		b.shot("find")

		w.at("Asia/Shanghai", "2026-11-26 08:30")
		b.click(`[data-clock="morning"]`)
		b.sees("#messages", "团队跟进 · 2026-11-26")
		dm := fmt.Sprintf(`.channel.unread[data-channel="%s"]`, w.User("wangwei").DM().ID) // #sales has a summary too: in New York it is due that evening
		b.click(dm)
		b.sees("#messages", "你的跟进 · 2026-11-26", "北京星河科技有限公司")
		b.shot("digest")
		b.press("#messages", "完成")
		b.fill("outcome", "报价已确认")
		b.save("完成")
		b.sees("#messages", "今天的跟进全部完成")
		b.shot("digest-done")

		b.click(`[data-clock="monday"]`)
		b.click(fmt.Sprintf(`.channel[data-channel="%s"]`, sales.ID))
		b.sees("#messages", "客户周报 2026-11-23 至 2026-11-29", "按时完成跟进")
		b.do(chromedp.WaitVisible("#messages svg"))
		b.shot("report")

		b.visit(base, w.User("alice").ID, w.User("alice").In("sales").ID)
		b.say("/crm log")
		b.do(chromedp.SendKeys("dialog [role=combobox]", "xh"))
		b.click("dialog [role=option]")
		b.fill("text", "called <b>them</b>")
		b.save("Save")
		b.sees("#messages", "Logged for", "called <b>them</b>")
		b.narrow(base, w)
	})
}

// narrow looks at the page as a phone in the dark does.
func (b *browser) narrow(base string, w *world) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(360, 740))
	b.visit(base, w.User("alice").ID, w.User("alice").In("sales").ID)
	b.say("/crm show C001")
	b.sees("#messages", "北京星河科技有限公司")
	b.click("#menu")
	b.do(chromedp.WaitVisible("#channels"))
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth"))
	if err != nil || wide {
		b.t.Errorf("the page is wider than a phone (%v)", err)
	}
	b.click(`.channel[aria-current]`)
	b.shot("narrow")
	b.do(chromedp.EmulateViewport(1280, 900))
}

// The page itself shows strangers' text only as text.
func TestPageEscapes(t *testing.T) {
	b := openBrowser(t)
	w := newWorld(t, storetest.SQLite(t))
	w.start()
	alice := w.User("alice")
	b.visit(b.serve(t, w), alice.ID, alice.In("sales").ID)
	b.say(`<img src=x onerror="document.title='owned'"> *bold* <script>document.title='owned'</script>`)
	b.sees("#messages", "<img src=x")
	title, err := chromedp.Run(b.ctx, chromedp.Title())
	if err != nil || strings.Contains(title, "owned") {
		t.Errorf("the page ran what was typed: %q %v", title, err)
	}
}
