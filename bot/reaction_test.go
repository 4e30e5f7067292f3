package bot_test

import (
	"context"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
)

// A wanted emoji is a request about the message; all others cost nothing, and strangers' aren't taken.
func TestReactions(t *testing.T) {
	got := make(chan bot.Request, 4)
	s := performIn(t, channels(t), func(r *bot.Router) {
		r.OnReaction(func(_ context.Context, reaction models.Reaction) bool { return reaction.Emoji == "ticket" })
		r.Handle(bot.KindReaction, "", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			got <- *req
			return say("taken: " + req.Message.Text), nil
		})
	})
	alice, bob := s.User("alice").Channel("acme"), s.User("bob")
	first := alice.Write("the printer is broken")
	reply := first.Reply("since Monday").Posted()
	first.As(bob).React("eyes")
	first.As(s.User("petra")).React("ticket")
	reply.As(bob).React("ticket")
	req := <-got
	if r := req.Reaction; r == nil || r.Emoji != "ticket" || r.TS != reply.TS || r.Channel != "C0ACME" || r.User != "U0BOB" || r.ItemUser != "U0ALICE" || r.At.IsZero() || r.Key != req.Key {
		t.Errorf("%+v", req.Reaction)
	}
	if m := req.Message; m.Text != "since Monday" || m.User != "U0ALICE" || m.TS != reply.TS || m.Permalink == "" || req.Thread != first.TS || req.User.ID != "U0BOB" || req.User.Stranger {
		t.Errorf("%+v", req)
	}
	if m := bob.Channel("acme").ExpectMessage("taken: since Monday"); !m.Ephemeral() || m.ThreadTS != first.TS {
		t.Errorf("%+v", m.Message)
	}
	file := alice.Upload("photo.png", []byte("\x89PNG\r\n\x1a\n"), "")
	file.As(bob).React("ticket")
	if req = <-got; len(req.Files) != 1 || req.Thread != "" {
		t.Errorf("%+v", req)
	}
	s.Faults().Redeliver("reaction_added")
	select {
	case req := <-got:
		t.Errorf("%s has reacted with %s", req.User.ID, req.Name)
	case <-time.After(s.Calm):
	}
	if n := len(s.Calls("chat.getPermalink")); n != 2 {
		t.Errorf("%d messages were looked up", n)
	}
}
