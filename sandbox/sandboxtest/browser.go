package sandboxtest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser starts a real Chromium, 1280 by 900, for the length of the test and at most so long. It is the one
// GUANXI_TEST_BROWSER names, else an installed one; without any the test is skipped, or fails when CI=true.
func Browser(t *testing.T, most time.Duration) context.Context {
	t.Helper()
	path := os.Getenv("GUANXI_TEST_BROWSER")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); path == "" && err == nil {
			path = found
		}
	}
	switch {
	case testing.Short():
		t.Skip("no browser in the fast tests")
	case path == "" && os.Getenv("CI") == "true":
		t.Fatal("no Chromium: CI tests in a real browser (scripts/browser.sh installs one)")
	case path == "":
		t.Skip("no Chromium (scripts/browser.sh installs one)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900))
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	ctx, cancelTimeout := context.WithTimeout(ctx, most)
	t.Cleanup(func() { cancelTimeout(); cancel(); cancelAllocator() })
	return ctx
}
