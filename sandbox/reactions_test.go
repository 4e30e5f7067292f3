package sandbox_test

import (
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

func TestReactions(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	app := (&echo{t: t}).start(w)
	_, ts, err := app.api.PostMessage("C0SALES", slack.MsgOptionText("done?", false))
	if err != nil {
		t.Fatal(err)
	}
	item := slack.NewRefToMessage("C0SALES", ts)
	for _, step := range []struct {
		name, want string
		do         func() error
	}{
		{"added", "", func() error { return app.api.AddReaction("white_check_mark", item) }},
		{"twice", "already_reacted", func() error { return app.api.AddReaction("white_check_mark", item) }},
		{"no emoji", "invalid_name", func() error { return app.api.AddReaction("a b", item) }},
		{"nowhere", "message_not_found", func() error { return app.api.AddReaction("tada", slack.NewRefToMessage("C0SALES", "1.2")) }},
		{"not in time", "bad_timestamp", func() error { return app.api.AddReaction("tada", slack.NewRefToMessage("C0SALES", "soon")) }},
		{"not there", "no_reaction", func() error { return app.api.RemoveReaction("tada", item) }},
	} {
		if err := step.do(); (err == nil) != (step.want == "") || err != nil && err.Error() != step.want {
			t.Errorf("%s: %v, want %q", step.name, err, step.want)
		}
	}
	react := func(remove bool) {
		if _, err := w.Server().React(sandbox.Reacting{User: "alice", Channel: "sales", MessageTS: ts, Name: "white_check_mark", Remove: remove}); err != nil {
			t.Error(err)
		}
	}
	react(false)
	got, err := app.api.GetReactions(item, slack.NewGetReactionsParameters())
	if err != nil || len(got.Reactions) != 1 || got.Reactions[0].Count != 2 || got.Reactions[0].Users[1] != "U0ALICE" {
		t.Errorf("reactions %+v %v", got, err)
	}
	react(true)
	w.Eventually("three events", func() bool { return app.seen() == 3 })
	app.mu.Lock()
	var removed *slackevents.ReactionRemovedEvent
	for _, event := range app.events { // they come by several connections, in any order
		if found, ok := event.InnerEvent.Data.(*slackevents.ReactionRemovedEvent); ok {
			removed = found
		}
	}
	app.mu.Unlock()
	if removed == nil || removed.User != "U0ALICE" || removed.Reaction != "white_check_mark" || removed.Item.Timestamp != ts {
		t.Errorf("event %+v", removed)
	}
	listed, _, err := app.api.ListReactions(slack.NewListReactionsParameters())
	if err != nil || len(listed) != 1 {
		t.Errorf("listed %+v %v", listed, err)
	}
}
