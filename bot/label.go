package bot

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/slack-go/slack/slackutilsx"
)

// labelLimit is how long the names of whom and what a text refers to are looked up: a form that it opens has to open soon.
const labelLimit = time.Second

// reference is a person or a channel in a text, as Slack writes them. A label is left out nowadays, or empty where the channel
// is private (docs.slack.dev/messaging/formatting-message-text).
var reference = regexp.MustCompile(`<([@#])([A-Z0-9]+)(\|[^<>]*)?>`)

// label writes into a request's texts whom and what they refer to: <@U123> becomes <@U123|Alice>, so that whatever is recorded
// of a text can say what a reader saw. What can't be looked up stays as it is.
func (b *Bot) label(ctx context.Context, req *Request) {
	if !strings.Contains(req.Text, "<") && !strings.Contains(req.Message.Text, "<") { // nearly always
		return
	}
	ctx, cancel := context.WithTimeout(ctx, labelLimit)
	defer cancel()
	for _, text := range []*string{&req.Text, &req.Message.Text} {
		*text = reference.ReplaceAllStringFunc(*text, func(found string) string {
			part := reference.FindStringSubmatch(found)
			if len(part[3]) > 1 {
				return found
			}
			if name := b.nameOf(ctx, part[1], part[2]); name != "" {
				return "<" + part[1] + part[2] + "|" + slackutilsx.EscapeMessage(name) + ">"
			}
			return found
		})
	}
}

// nameOf returns what a person (@) or a channel (#) is called; "" where nobody can tell.
func (b *Bot) nameOf(ctx context.Context, mark, id string) string {
	if mark == "@" {
		user, err := b.people.get(ctx, id)
		if err != nil {
			return ""
		}
		return user.Name
	}
	place, err := b.places.get(ctx, id)
	if err != nil {
		return ""
	}
	return place.Name
}
