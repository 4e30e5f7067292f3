package page_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// picture keeps what is on the screen where somebody wants to look at it.
func (b *browser) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("GUANXI_TEST_SCREENSHOTS")
	if dir == "" {
		return
	}
	taken, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "page-"+name+".png"), taken, 0o600)
	}
	if err != nil {
		b.t.Error(err)
	}
}

// A person edits and deletes what they have said, answers in a thread with a file and for the channel as well, and says that they are away.
func TestTalkInTheBrowser(t *testing.T) {
	w, url := site(t)
	start(t, w)
	b := open(t, url)
	b.do(chromedp.EmulateViewport(1440, 900))
	first := w.User("alice").Channel("sales").Write("the printer at <https://acme.example> is <b>broken</b> & loud")
	w.User("bob").Channel("sales").Write("which one?")
	b.visit("U0ALICE", "C0SALES")
	b.until(`document.querySelectorAll("#messages [data-edit]").length === 1`) // one's own only
	b.js(`document.querySelector("[data-edit]").click()`)
	b.until(`document.querySelector("#confirm textarea").value === "the printer at <https://acme.example> is <b>broken</b> & loud"`)
	b.allNamed("editing")
	b.picture("edit")
	b.js(`document.querySelector("#confirm textarea").value = "the printer is broken @bob"`)
	b.click("#confirm [value=confirm]")
	b.sees("#messages", "(edited)")
	first.Expect("the printer is broken <@U0BOB>")

	b.js(`document.querySelector("#messages .message [data-thread]").click()`)
	b.do(chromedp.WaitVisible("#reply"), chromedp.SendKeys("#reply", "here it is"))
	b.do(chromedp.SetUploadFiles("#attached-reply", []string{write(t, t.TempDir(), "log.csv", "a\n")}))
	b.sees("#replies .file", "log.csv")
	b.sees("#replies", "here it is")
	b.until(`document.getElementById("reply").value === ""`)
	b.click("#broadcast")
	b.do(chromedp.SendKeys("#reply", "all should know"), chromedp.SendKeys("#reply", "\r"))
	b.sees("#messages", "all should know")
	b.sees("#messages", "replied in a thread")
	b.until(`!document.getElementById("broadcast").checked`)
	b.allNamed("thread")
	b.picture("thread")

	b.js(`document.querySelector("#messages [data-delete]").click()`)
	b.sees("#confirm", "for everybody")
	b.click("#confirm [value=deny]")
	first.Expect("the printer is broken")
	b.js(`document.querySelector("#messages [data-delete]").click()`)
	b.click("#confirm [value=confirm]")
	b.sees("#messages", "This message was deleted.")
	b.until(`document.querySelectorAll("#messages .message")[0].querySelectorAll("[data-react]").length === 0`)

	b.js(`document.querySelector("[data-status]").click()`)
	b.sees("#me", "🌴 Vacationing")
	b.visit("U0LINA", "C0SALES")
	b.do(chromedp.EmulateViewport(390, 844))
	b.js(`document.querySelector("#messages .tools.emoji [data-menu]").click()`)
	b.until(`document.querySelector(".emoji [role=menu]:popover-open [data-react=ticket]").checkVisibility()`)
	b.picture("phone")
	b.click(".emoji [role=menu]:popover-open [data-react=ticket]")
	b.sees("#messages .reactions", "🎫 1")
	b.until(`document.documentElement.scrollWidth <= innerWidth`)
	b.js(`[...document.querySelectorAll("[data-status]")].at(1).click()`)
	b.click("#menu")
	b.sees("#me", "🤒 病假")
	b.picture("phone-status")
}
