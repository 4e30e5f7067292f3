package sandboxtest_test

import (
	"fmt"
	"log"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// script stands for the *testing.T that a test has and an example has not.
type script struct {
	testing.TB
	cleanups []func()
}

func (s *script) Helper()                           {}
func (s *script) Cleanup(f func())                  { s.cleanups = append(s.cleanups, f) }
func (s *script) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }

func (s *script) end() {
	for i := len(s.cleanups) - 1; i >= 0; i-- {
		s.cleanups[i]()
	}
}

// A scenario acts for people and waits for what the app does. The app is anything that speaks Slack's Web API and Socket Mode;
// here it is two calls of slack-go.
func Example() {
	t := &script{}
	defer t.end()
	w := sandboxtest.Start(t, sandbox.Options{})
	app := slack.New(w.BotToken(), slack.OptionAPIURL(w.APIURL()))
	post := func(text string) {
		if _, _, err := app.PostMessage("C0SALES", slack.MsgOptionText(text, false)); err != nil {
			log.Fatal(err)
		}
	}

	post("2 follow-ups are due")
	alice := w.User("alice").In("sales")
	fmt.Println(alice.ExpectMessage("due").Text)

	room := alice.Fresh() // sees only what comes from now on
	post("Nothing is due any more")
	room.ExpectMessage("Nothing")
	fmt.Println(len(room.Messages()), "new,", len(alice.Messages()), "in all")
	// Output:
	// 2 follow-ups are due
	// 1 new, 2 in all
}
