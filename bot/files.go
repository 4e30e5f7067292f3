package bot

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// carrying is the patience for sending the bytes of a file.
var carrying = patience{sitOut: 30 * time.Second, tries: 3, timeout: time.Minute}

// share uploads files into the DM of the person who asked. Nobody sees them before the last step
// (docs.slack.dev/messaging/working-with-files#uploading_files), so the steps before may be repeated.
func (b *Bot) share(ctx context.Context, t *task, files Files) error {
	channel, err := b.places.dm(ctx, t.req.User.ID)
	if err != nil {
		return err
	}
	summaries, err := b.uploadAll(ctx, files)
	if err != nil {
		return err
	}
	return b.web.completeUpload(ctx, channel, "", files.Text, summaries, speaking)
}

// uploadAll uploads files, which nobody sees yet.
func (b *Bot) uploadAll(ctx context.Context, files Files) ([]slack.FileSummary, error) {
	summaries := make([]slack.FileSummary, len(files.List))
	for i, file := range files.List {
		id, err := b.web.upload(ctx, file)
		if err != nil {
			return nil, err
		}
		summaries[i] = slack.FileSummary{ID: id, Title: file.Name}
	}
	return summaries, nil
}

// upload is files.getUploadURLExternal, and sending the bytes to the address that it gives.
func (c *caller) upload(ctx context.Context, file File) (id string, err error) {
	var to *slack.GetUploadURLExternalResponse
	err = c.do(ctx, "files.getUploadURLExternal", "", setting, func(ctx context.Context) (err error) {
		to, err = c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: file.Name, FileSize: int(file.size())})
		return err
	})
	if err != nil {
		return "", err
	}
	return to.FileID, c.do(ctx, "upload", "", carryingOf(file.size()), func(ctx context.Context) error {
		return c.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: to.UploadURL, Filename: file.Name, Reader: file.reader()})
	})
}

// completeUpload is files.completeUploadExternal. It posts a message, and is never repeated after a failure that may
// have posted, like chat.postMessage.
func (c *caller) completeUpload(ctx context.Context, channel, thread, text string, files []slack.FileSummary, p patience) error {
	return c.do(ctx, completing, channel, p, func(ctx context.Context) error {
		_, err := c.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{Files: files, Channel: channel, ThreadTimestamp: thread, InitialComment: text})
		return err
	})
}

// shared uploads the files of an outcome. An error takes the place of its reply.
func (b *Bot) shared(ctx context.Context, t *task, result outcome) outcome {
	if result.reply.Files == nil {
		return result
	}
	defer result.reply.Files.Close()
	err := b.share(ctx, t, *result.reply.Files)
	if err == nil {
		return result
	}
	b.log.Error("files not shared", "error", err, "kind", t.req.Kind, "name", t.req.Name, "user", t.req.User.ID)
	refusal := &models.Error{Kind: models.KindAway, Key: "error.files_not_shared"}
	if failed := failureOf(err); failed.Method == completing && failed.Ambiguous() {
		refusal.Key = "error.files_unsure"
	}
	told := *t.req
	told.Kind = KindCommand // the form is gone, so the refusal can't be shown at its field
	return outcome{reply: b.options.Router.onError(ctx, &told, refusal)}
}

// laterLimit is how long the rest of an answer may take (Reply.Later).
const laterLimit = 15 * time.Minute

// toldWithin is how long somebody is told that the rest of an answer doesn't come, while the bot stops.
const toldWithin = 10 * time.Second

// deliverLater makes and delivers the rest of an answer.
func (b *Bot) deliverLater(ctx context.Context, t *task) {
	told := *t
	req := *t.req
	req.Kind = KindCommand // a form that it came from is gone
	told.req = &req
	shown := &progress{bot: b, task: &told, last: time.Now()}
	defer func() { shown.end(ctx) }()
	result := b.later(ctx, &told, func(m surface.Message) { shown.show(ctx, m) })
	if ctx.Err() != nil && result.failed {
		rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), toldWithin)
		defer cancel()
		ctx = rest
		refusal := &models.Error{Kind: models.KindAway, Key: "error.files_interrupted"}
		result = outcome{reply: b.options.Router.onError(ctx, &req, refusal), failed: true}
	}
	result = b.shared(ctx, &told, result)
	if result.reply.Message != nil {
		b.say(ctx, &told, result.reply.Message, Private)
	}
}

// later makes the rest of an answer, and turns its error into words.
func (b *Bot) later(ctx context.Context, t *task, far Far) (result outcome) {
	ctx, cancel := context.WithTimeout(ctx, laterLimit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			result = b.explain(ctx, t, b.panicked(p))
		}
	}()
	reply, err := t.later(ctx, far)
	if errors.Is(err, models.ErrAlreadyHandled) { // who was first has told of it
		return outcome{silent: true}
	}
	if err != nil {
		return b.explain(ctx, t, err)
	}
	return outcome{reply: reply}
}
