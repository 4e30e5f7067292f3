package page_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// browser is a real Chromium at the page.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
}

// open starts Chromium. Without one the test is skipped, or fails when CI=true.
func open(t *testing.T, base string) *browser {
	t.Helper()
	return &browser{t, sandboxtest.Browser(t, 10*time.Minute), base}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.fail("%v", err)
	}
}

// fail ends the test with what is on the screen.
func (b *browser) fail(format string, args ...any) {
	b.t.Helper()
	shown, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	if picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot()); err == nil && os.Getenv("GUANXI_TEST_SCREENSHOTS") != "" {
		_ = os.WriteFile(filepath.Join(os.Getenv("GUANXI_TEST_SCREENSHOTS"), "page-failed.png"), picture, 0o600)
	}
	b.t.Fatalf("browser: "+format+"\n%s", append(args, shown)...)
}

// until waits for a condition in JavaScript.
func (b *browser) until(condition string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool]("!!("+condition+")", chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		b.fail("waited in vain for %s: %v", condition, err)
	}
}

func (b *browser) sees(selector, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("[...document.querySelectorAll(%q)].some(e => e.checkVisibility() && e.innerText.includes(%q))", selector, text))
}

// js does something in the page, as a statement.
func (b *browser) js(statement string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("(() => { "+statement+"; return true })()")); err != nil {
		b.fail("%s: %v", statement, err)
	}
}

func (b *browser) click(selector string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(selector), chromedp.Click(selector))
}

func (b *browser) visit(user, channel string) {
	b.t.Helper()
	b.do(chromedp.Navigate(fmt.Sprintf("%s/?user=%s&channel=%s", b.base, user, channel)), chromedp.WaitVisible("#channels [aria-current]"))
}

func (b *browser) say(text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys("#typed", text), chromedp.SendKeys("#typed", "\r"))
}

// nameless are the controls that a screen reader could not name.
const nameless = `[...document.querySelectorAll("button, input:not([hidden]), select, textarea, a[href], [role=option], [role=menuitem]")]
	.filter(e => e.checkVisibility() && !(e.ariaLabel || e.getAttribute("aria-labelledby") && document.getElementById(e.getAttribute("aria-labelledby"))?.textContent || e.labels?.[0]?.textContent || e.textContent?.trim() || e.querySelector?.("img[alt]")))
	.map(e => e.outerHTML.slice(0, 120)).join("\n")`

func (b *browser) allNamed(where string) {
	b.t.Helper()
	if found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](nameless)); err != nil || found != "" {
		b.t.Errorf("%s: controls without a name (%v): %s", where, err, found)
	}
}

func TestThreadsReactionsAndFiles(t *testing.T) {
	w, url := site(t)
	start(t, w)
	b := open(t, url)
	b.visit("U0ALICE", "C0SALES")
	b.say("who calls them?")
	b.sees("#messages", "who calls them?")
	b.js(`document.querySelector("#messages .message [data-thread]").click()`)
	b.do(chromedp.WaitVisible("#reply"), chromedp.SendKeys("#reply", "I do"), chromedp.SendKeys("#reply", "\r"))
	b.sees("#replies", "I do")
	b.sees("#messages .replies", "1 reply")
	b.allNamed("thread")
	if found := w.User("alice").In("sales").ExpectMessage("I do"); found.ThreadTS == "" {
		t.Error("the answer is in no thread")
	}
	b.click("[data-close-thread]")
	b.until(`document.getElementById("thread").hidden && !document.querySelector("#messages").innerText.includes("I do")`)

	b.js(`document.querySelector("#messages .message [data-react=tada]").click()`)
	b.sees("#messages .reactions", "🎉 1")
	b.click("#messages .reactions button")
	b.until(`!document.querySelector("#messages .reactions")`)

	dir := t.TempDir()
	pixel := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x56\xc7\x2f\x0d\x00\x00\x00\x00IEND\xaeB`\x82"
	paths := []string{write(t, dir, "dot.png", pixel), write(t, dir, "客户.csv", "a,b\n")}
	b.do(chromedp.SetUploadFiles("#attached", paths))
	b.sees("#messages .file", "客户.csv")
	b.until(`[...document.querySelectorAll("#messages .picture img")].some(i => i.complete && i.naturalWidth === 1)`)
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMenusAndConfirmations(t *testing.T) {
	w, url := site(t)
	a := start(t, w)
	b := open(t, url)
	b.visit("U0ALICE", "C0SALES")
	b.say("/show all")
	b.sees("#messages", "Things 🎉")
	b.allNamed("message")
	b.js(`document.querySelector(".section .menu [data-menu]").click()`)
	b.sees("[role=menu]:popover-open", "Drop it")
	b.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent("\r")) // arrow down, Enter: the second entry
	w.Eventually("the overflow's choice", func() bool {
		told := a.lastTold()
		return len(told.ActionCallback.BlockActions) == 1 && told.ActionCallback.BlockActions[0].SelectedOption.Value == "drop"
	})
	b.js(`document.querySelector("[data-action=erase]").click()`) // pictures that are not there move what is below them
	b.sees("#confirm", "Really?")
	b.allNamed("confirmation")
	b.click("#confirm [value=deny]")
	b.until(`!document.getElementById("confirm").open`)
	if told := a.lastTold().ActionCallback.BlockActions[0].ActionID; told != "more" {
		t.Errorf("the app was told of %s, which was denied", told)
	}
	b.js(`document.querySelector("[data-action=erase]").click()`) // pictures that are not there move what is below them
	b.click("#confirm [value=confirm]")
	w.Eventually("the button", func() bool { return a.lastTold().ActionCallback.BlockActions[0].ActionID == "erase" })
	b.js(`document.querySelector("[data-action=rate][data-value=negative]").click()`)
	w.Eventually("the feedback", func() bool { return a.lastTold().ActionCallback.BlockActions[0].Value == "0" })
}

func TestFormsInTheBrowser(t *testing.T) {
	w, url := site(t)
	a := start(t, w)
	b := open(t, url)
	b.visit("U0ALICE", "C0SALES")
	b.say("/sheet")
	b.do(chromedp.WaitVisible("dialog form"), chromedp.SendKeys("dialog [data-block=name]", "typed"))
	b.do(chromedp.SetValue("dialog [data-block=when]", "2026-12-01T09:30"))
	b.js(`document.querySelector("dialog [data-block=when]").dispatchEvent(new Event("change", {bubbles: true})); document.querySelector("dialog [data-block=who] input").click()`)
	b.click("dialog [data-block=cities]")
	b.click(`dialog [role=option][data-value="sh"]`)
	b.sees("dialog .chips", "上海")
	b.do(chromedp.SetUploadFiles("dialog [data-block=sheets] input", []string{write(t, t.TempDir(), "list.csv", "a\n")}))
	b.sees("dialog .files .chips", "list.csv")
	b.allNamed("form")

	b.click("dialog [data-action=again]") // the app draws the form anew: what was typed stays
	b.sees("dialog", "note: changed.")
	if state := a.lastTold().View.State.Values; state["name"]["name"].Value != "typed" {
		t.Errorf("the app was told %+v", state["name"])
	}
	b.until(`document.querySelector("dialog [data-block=name]").value === "typed"`)
	b.click("dialog [type=submit]")
	b.sees("dialog header", "Second")
	values := a.lastTold().View.State.Values
	if when := values["when"]["when"].SelectedDateTime; when != 1796135400 { // half past nine in New York
		t.Errorf("when %d", when)
	}
	for _, block := range []string{"one", "two"} { // of the same action_id
		if got := values[block]["choice"].SelectedOption.Value; got != "a" {
			t.Errorf("of %s %q is chosen", block, got)
		}
	}
	if got := values["cities"]["cities"].SelectedOptions; len(got) != 1 || got[0].Value != "sh" {
		t.Errorf("cities %+v", got)
	}
	if got := values["sheets"]["sheets"].Files; len(got) != 1 || got[0].Name != "list.csv" || len(values["who"]["who"].SelectedUsers) != 1 {
		t.Errorf("files %+v, users %+v", got, values["who"]["who"].SelectedUsers)
	}
	b.sees("dialog .titles", "First ›")
	b.click("dialog [type=submit]")
	b.sees("dialog h2", "Third")
	b.click("dialog [data-close]") // back
	b.sees("dialog h2", "Second")
	b.click(`dialog [data-close="all"]`)
	b.until(`!document.getElementById("modal").open && document.activeElement.id === "typed"`)
}

func TestInspectorAndTroubles(t *testing.T) {
	w, url := site(t)
	start(t, w)
	b := open(t, url)
	b.visit("U0ALICE", "C0SALES")
	b.say("/show all")
	b.sees("#messages", "Things")
	b.click("#inspect")
	b.sees("#entries", "chat.postMessage")
	b.do(chromedp.SendKeys("#filter", "no such thing"))
	b.sees("#entries", "nothing fits the filter")
	b.js(`document.getElementById("filter").value = "postmessage"; document.getElementById("filter").dispatchEvent(new Event("input", {bubbles: true}))`)
	b.until(`document.querySelectorAll("#entries details").length === 1`)
	b.js(`document.querySelector("#entries details").open = true`)
	b.sees("#entries pre", "\n  \"channel\": \"C0SALES\"")
	b.allNamed("inspector")
	b.click("[data-tab=faults]")
	b.js(`document.querySelectorAll("[data-call]")[1].click()`)
	b.sees("#waits", "posting a message: Slack fails: 500")
	b.allNamed("troubles")
	b.js(`document.querySelectorAll("[data-fault]")[7].click()`) // no event was delivered that could be again
	b.sees("#panel-faults .complaint", "no events_api")
	b.click("#fault-clear")
	b.sees("#waits", "Slack behaves")
	b.js(`[...document.querySelectorAll("[data-fault]")].at(-1).click()`)
	w.AwaitConnections(1)
}

// The page at work by keys alone, on a phone's width, without an app.
func TestKeysWidthAndNobodyThere(t *testing.T) {
	w, url := site(t)
	b := open(t, url)
	b.do(chromedp.EmulateViewport(360, 740))
	b.visit("U0LINA", "C0SALES")
	b.sees("#messages", w.BotToken())
	b.do(chromedp.SendKeys("#typed", "/sh"))
	b.sees("#completions", "/sheet")
	b.do(chromedp.KeyEvent("\t"))
	b.until(`document.getElementById("typed").value === "/show "`)
	b.do(chromedp.SendKeys("#typed", "\r"))
	b.sees("#complaint", "没有应用连接")
	b.sees("#messages", "dispatch_failed")
	b.until(`document.documentElement.scrollWidth <= innerWidth`)
	b.do(chromedp.KeyEvent(kb.ArrowUp)) // arrow up: what was typed before
	b.until(`document.getElementById("typed").value === "/show"`)
	b.click("#menu")
	b.until(`document.getElementById("sidebar").getBoundingClientRect().left === 0`)
	b.allNamed("sidebar")
	start(t, w)
	b.sees("#status", "已连接")
	b.click(`.channel[data-channel="home"]`)
	b.sees("#messages", "At home")
	b.until(`document.getElementById("composer").hidden`)
	b.until(`document.documentElement.scrollWidth <= innerWidth`)
	b.js(`const s = document.getElementById("people"); s.value = "U0GUEST"; s.dispatchEvent(new Event("change", {bubbles: true}))`)
	b.do(chromedp.WaitVisible(`html[lang="en"] .channel`)) // another language is another page
	b.sees("#title", "App Home")
	b.until(`document.getElementById("me").textContent.includes("Guest")`)
	if text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.getElementById("channels").textContent`)); err != nil || strings.Contains(text, "board") {
		t.Errorf("the guest sees %s %v", text, err)
	}
}
