package bot

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The buttons and menus of one block are one question, and a form as it stands is one: it is answered once, whoever answers,
// how often, and by whichever process. So what an answer changes is remembered by the question, not by the press. A block
// has another ID in each version of its message or view, and so has a form that was changed: these are other questions. What
// only shows something may be pressed again; its handler says so (Router.Repeats).

// QuestionPrefix begins the block_id of rows that are the answers to one question: ask/which/3. Whichever is pressed, the
// others are answered with it. All other blocks are a question each.
const QuestionPrefix = "ask/"

// question names the question that a press or a submission answers; "" when it answers none.
func (b *Bot) question(t *task, ts string) string {
	req := t.req
	switch {
	case req.Kind == KindSubmission && t.view != nil && t.view.ID != "":
		return "form:" + t.view.ID + ":" + t.view.Hash
	case req.Kind != KindAction || req.Block == "" || t.entry != nil && t.entry.repeats:
		return ""
	case t.view != nil:
		return "ask:" + t.view.ID + ":" + t.view.Hash + ":" + questionOf(req.Block)
	case ts != "":
		return "ask:" + req.Channel + ":" + ts + ":" + questionOf(req.Block)
	}
	return ""
}

// questionOf returns the question that a block belongs to: several rows may be answers to one.
func questionOf(block string) string {
	if rest, several := strings.CutPrefix(block, QuestionPrefix); several {
		name, _, _ := strings.Cut(rest, "/")
		return QuestionPrefix + name
	}
	return block
}

// sayOnce posts the answer to a question for all to see, once. A person who answers again is told that it was answered.
func (b *Bot) sayOnce(ctx context.Context, t *task, message *surface.Message) error {
	if b.options.Inbox == nil || !t.req.common {
		return b.sayPublicly(ctx, t, message)
	}
	switch b.claimAnswer(ctx, t, t.req.Time.Add(models.QuestionKept)) {
	case claimUnsure:
		return b.sayPublicly(ctx, t, message)
	case claimTaken:
		if again := b.options.Router.onError(ctx, t.req, models.ErrAlreadyHandled); again.Message != nil {
			return b.sayPrivately(ctx, t, again.Message)
		}
		return nil
	}
	public, err := b.sayToAll(ctx, t, message)
	if public {
		return err
	}
	if forgotten := b.options.Inbox.ForgetEnvelope(context.WithoutCancel(ctx), saidKey(t)); forgotten != nil {
		b.log.Warn("question not open again", "error", forgotten)
	}
	return err
}
