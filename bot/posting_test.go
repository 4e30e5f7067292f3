package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// still is asked before a message leaves: nothing has come between.
func stillClaimed() error { return nil }

func page(text string) surface.Page { return surface.Page{Message: surface.Message{Text: text}} }

func TestPostAndFind(t *testing.T) {
	s := perform(t, func(r *bot.Router) { r.Handle(bot.KindMention, "", answering(bot.Reply{})) })
	ctx, begun := context.Background(), s.Clock.Now()
	for _, to := range []string{"#sales", "#销售", "U0ALICE"} {
		key := "digest:" + to
		if _, found, err := s.bot.FindPosted(ctx, to, key, begun); err != nil || len(found) > 0 {
			t.Fatalf("%s: found before it was posted, %v", to, err)
		}
		channel, ts, err := s.bot.Post(ctx, to, page("hello "+to), key, stillClaimed)
		if err != nil {
			t.Fatal(err)
		}
		gotChannel, found, err := s.bot.FindPosted(ctx, to, key, begun)
		if err != nil || gotChannel != channel || len(found) != 1 || found[0].TS != ts {
			t.Errorf("%s: %s %v %v, want %s %s", to, gotChannel, found, err, channel, ts)
		}
		if err := s.bot.Replace(ctx, channel, ts, surface.Message{Text: "changed"}); err != nil {
			t.Error(err)
		}
	}
	s.User("alice").DM().ExpectMessage("changed")
}

func TestPostTellsWhatHappened(t *testing.T) {
	s := perform(t, func(r *bot.Router) { r.Handle(bot.KindMention, "", answering(bot.Reply{})) })
	ctx, begun := context.Background(), s.Clock.Now()
	cases := []struct {
		name                 string
		to                   string
		fault                func()
		permanent, ambiguous bool
		posted               bool
	}{
		{"no such channel", "#nowhere", func() {}, true, false, false},
		{"not a member", "#random", func() {}, true, false, false},
		{"answer lost", "#sales", func() { s.Faults().DropAfter("chat.postMessage", 1) }, false, true, true},
		{"never arrived", "#sales", func() { s.Faults().DropBefore("chat.postMessage", 1) }, false, true, false},
		{"500", "#sales", func() { s.Faults().Fail("chat.postMessage", 500, 1) }, false, true, false},
		{"archived", "#sales", func() { s.Faults().Refuse("chat.postMessage", "is_archived", 1) }, true, false, false},
		{"wrong token", "#sales", func() { s.Faults().Refuse("chat.postMessage", "invalid_auth", 1) }, false, false, false},
	}
	for _, c := range cases {
		c.fault()
		_, _, err := s.bot.Post(ctx, c.to, page(c.name), c.name, stillClaimed)
		var failed *bot.PostError
		if !errors.As(err, &failed) || failed.Permanent() != c.permanent || failed.Ambiguous() != c.ambiguous || failed.RetryAfter() != 0 {
			t.Errorf("%s: %v %+v", c.name, err, failed)
		}
		if c.to != "#sales" {
			continue
		}
		if _, found, err := s.bot.FindPosted(ctx, c.to, c.name, begun); err != nil || len(found) > 0 != c.posted {
			t.Errorf("%s: posted %v, %v", c.name, found, err)
		}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindMention, "", answering(bot.Reply{Message: &surface.Message{Text: "heard"}, Place: bot.Public}))
	})
	ctx := context.Background()
	s.Faults().Fail("chat.postMessage", 429, 1)
	_, _, err := s.bot.Post(ctx, "#sales", page("x"), "x", stillClaimed)
	var failed *bot.PostError
	if !errors.As(err, &failed) || failed.RetryAfter() <= 0 || failed.Permanent() || failed.Ambiguous() {
		t.Fatalf("%v %+v", err, failed)
	}
	calls := len(s.Calls("chat.postMessage"))
	_, _, err = s.bot.Post(ctx, "#sales", page("x"), "x", stillClaimed)
	if !errors.As(err, &failed) || failed.RetryAfter() <= 0 || len(s.Calls("chat.postMessage")) != calls {
		t.Errorf("called again too early: %v", err)
	}
	if _, _, err := s.bot.Post(ctx, "#销售", page("x"), "x", stillClaimed); err != nil {
		t.Errorf("another channel waits: %v", err)
	}
	// An answer to a person waits for its turn.
	begun := time.Now()
	room := s.User("alice").In("#sales")
	room.Say("<@" + s.BotUser() + "> hello")
	room.ExpectMessage("heard")
	t.Logf("answered after %s", time.Since(begun))
	time.Sleep(failed.RetryAfter())
	if _, _, err := s.bot.Post(ctx, "#sales", page("x"), "x", stillClaimed); err != nil {
		t.Error(err)
	}
}

func TestReadsAreRetried(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
	})
	s.Faults().Fail("users.info", 500, 2)
	s.Faults().DropBefore("views.open", 1)
	s.User("alice").In("#sales").Command("/crm new").Modal().Expect("New customer")
}

func TestPostsArePaced(t *testing.T) {
	s := perform(t, func(r *bot.Router) { r.Handle(bot.KindMention, "", answering(bot.Reply{})) })
	begun := time.Now()
	for i := range 5 {
		if _, _, err := s.bot.Post(context.Background(), "#sales", page("x"), string(rune('a'+i)), stillClaimed); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(begun); took < 1500*time.Millisecond {
		t.Errorf("five messages in %s", took)
	}
	for _, call := range s.Calls("chat.postMessage") {
		if call.Status == 429 {
			t.Error("ran into the limit")
		}
	}
}
