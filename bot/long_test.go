package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// An answer that is too long for one message comes whole, wherever it was asked for and however it is given.
func TestALongAnswerGoesOnInFurtherMessages(t *testing.T) {
	long := surface.Message{Text: "list", Blocks: button("more", "1")}
	for i := range 12 {
		text := fmt.Sprintf("row-%d. %s", i, strings.Repeat("字", 1_500))
		long.Blocks = append(long.Blocks, slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, false), nil, nil))
	}
	s := perform(t, func(r *bot.Router) {
		answer := func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			place, _ := map[string]bot.Place{"public": bot.Public}[req.Text]
			return bot.Reply{Message: &long, Place: place}, nil
		}
		r.Handle(bot.KindCommand, "/crm", answer)
		r.Handle(bot.KindMention, "", answer)
		r.Handle(bot.KindAction, "more", answering(bot.Reply{Message: &long, Place: bot.Replace}))
	})
	whole := func(room *sandboxtest.Room) {
		t.Helper()
		for _, row := range []string{"row-0.", "row-6.", "row-11."} {
			room.ExpectMessage(row)
		}
	}
	for _, how := range []string{"private", "public"} {
		room := s.User("alice").In("#sales").Fresh()
		room.Command("/crm " + how)
		whole(room)
		if last := room.ExpectMessage("row-11."); last.Ephemeral() != (how == "private") || last.Contains("row-0.") {
			t.Errorf("the last message of a %s answer is ephemeral: %v", how, last.Ephemeral())
		}
	}
	dm := s.User("alice").DM().Fresh()
	dm.Say("due")
	whole(dm)
	first := dm.ExpectMessage("row-0.")
	dm = dm.Fresh()
	s.quick(first.Press("more"))
	first.Expect("row-0.")
	dm.ExpectMessage("row-11.")
}
