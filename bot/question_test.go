package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// asking is a message for all to see, with a question of two answers, two rows that are the answers to one, a question of its
// own in a third block, and a button that only shows something.
func asking() surface.Message {
	button := func(action string) slack.BlockElement {
		return slack.NewButtonBlockElement(action, "v", slack.NewTextBlockObject(slack.PlainTextType, action, false, false))
	}
	return surface.Message{Text: "asking", Blocks: []slack.Block{
		slack.NewActionBlock("", button("answer/1"), button("answer/2"), button("look")),
		slack.NewActionBlock("ask/which/0", button("answer/3")),
		slack.NewActionBlock("ask/which/1", button("answer/4")),
		slack.NewActionBlock("", button("answer/5")),
	}}
}

// The key of an answer is the question's: the same whoever answers, and how; another in another message, block and version of
// the message. What only shows something has a key of its own each time.
func TestTheKeyIsTheQuestions(t *testing.T) {
	keys := make(chan bot.Request, 1)
	keep := func(reply bot.Reply) bot.Handler {
		return func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			keys <- *req
			return reply, nil
		}
	}
	content := asking()
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Message: &content, Place: bot.Public}))
		r.Handle(bot.KindAction, "answer", keep(bot.Reply{}))
		r.Handle(bot.KindAction, "look", keep(bot.Reply{}))
		r.Repeats(bot.KindAction, "look")
	})
	alice, bob := s.User("alice").In("#sales"), s.User("bob").In("#sales")
	alice.Command("/crm ask")
	mine, theirs := alice.ExpectMessage("asking"), bob.ExpectMessage("asking")
	press := func(label string, both ...string) string {
		t.Helper()
		message := mine
		if len(both) > 0 {
			message = theirs
		}
		message.PressLabel(label)
		req := <-keys
		if req.Delivery == "" || strings.Contains(req.Delivery, "ask:") {
			t.Errorf("the delivery of %s is %q", label, req.Delivery)
		}
		return req.Key
	}
	first := press("answer/1")
	if again, other, bobs := press("answer/1"), press("answer/2"), press("answer/2", "bob"); again != first || other != first || bobs != first {
		t.Errorf("one question has the keys %q, %q, %q, %q", first, again, other, bobs)
	}
	if one, two := press("answer/3"), press("answer/4", "bob"); one != two || one == first {
		t.Errorf("rows of one question have the keys %q and %q", one, two)
	}
	if third := press("answer/5"); third == first || third == press("answer/3") {
		t.Errorf("another question has the key %q", third)
	}
	if one, two, bobs := press("look"), press("look"), press("look", "bob"); one == two || two == bobs || one == bobs {
		t.Errorf("what is shown has the keys %q, %q, %q", one, two, bobs)
	}
	if err := s.bot.Replace(context.Background(), mine.Channel, mine.TS, asking()); err != nil {
		t.Fatal(err)
	}
	if now := press("answer/1"); now == first {
		t.Errorf("the message as it is now asks under the old key %q", now)
	}
	alice.Fresh().Command("/crm ask")
	s.Eventually("another message", func() bool {
		latest := alice.Messages()
		mine = latest[len(latest)-1]
		return mine.TS != theirs.TS && mine.Contains("asking")
	})
	if now := press("answer/3"); now == press("answer/3", "bob") {
		t.Errorf("two messages ask under one key %q", now)
	}
}

// What is posted for all to see in answer to a question is posted once by all processes.
func TestAnAnswerForAllIsPostedOnce(t *testing.T) {
	memory := &inbox{}
	content, shared := asking(), surface.Message{Text: "shared"}
	play := func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Message: &content, Place: bot.Public}))
		r.Handle(bot.KindAction, "answer", answering(bot.Reply{Message: &shared, Place: bot.Public}))
	}
	remembers := func(o *bot.Options) { o.Inbox = memory }
	s := perform(t, play, remembers)
	s.start(play, remembers)
	s.AwaitConnections(4)
	alice, bob := s.User("alice").In("#sales"), s.User("bob").In("#sales")
	alice.Command("/crm ask")
	mine, theirs := alice.ExpectMessage("asking"), bob.ExpectMessage("asking")
	for range 3 {
		mine.PressLabel("answer/1")
		theirs.PressLabel("answer/2")
	}
	posted := func() (n int) {
		for _, m := range bob.Messages() {
			if m.Contains("shared") {
				n++
			}
		}
		return n
	}
	said := func() (n int) {
		for _, m := range append(alice.Messages(), bob.Messages()...) {
			if m.Ephemeral() && m.Contains("internal") { // what this stage's words for errors are
				n++
			}
		}
		return n
	}
	s.Eventually("everybody to be told", func() bool { return posted() == 1 && said() == 5 })
	mine.PressLabel("answer/5")
	s.Eventually("the other question to be answered", func() bool { return posted() == 2 })
}
