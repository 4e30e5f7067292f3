package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// serveOpening runs a handler that will answer with a modal. A trigger lives 3 s: when the answer is not ready in time a
// waiting view is opened, and replaced by the answer.
func (b *Bot) serveOpening(ctx context.Context, t *task) {
	ready := make(chan outcome, 1)
	b.working.Go(func() { ready <- b.handle(ctx, t) })
	timer := time.NewTimer(time.Until(t.received.Add(b.openIn)))
	defer timer.Stop()
	select {
	case result := <-ready:
		b.deliver(ctx, t, result)
		return
	case <-timer.C:
	}
	id, err := b.web.openView(ctx, t.trigger, t.view.isModal(), b.waitingView(t))
	result := <-ready
	if err != nil {
		b.log.Warn("waiting view did not open", "error", err, "kind", t.req.Kind)
		b.deliver(ctx, t, result)
		return
	}
	b.present(ctx, t, id, result)
}

// present shows an outcome in the waiting view. When that view was closed in between, what the person must know is sent
// as a message.
func (b *Bot) present(ctx context.Context, t *task, id string, result outcome) {
	result = b.shared(ctx, t, result)
	view, err := b.presented(t, result)
	if err != nil {
		result = b.explain(ctx, t, err)
		view = b.doneView(t, lostWords(result.reply))
	}
	reply := result.reply
	message := reply.Message
	if err := b.exchange(ctx, t, id, view); err != nil {
		b.log.Info("answer did not reach its view", "error", err, "kind", t.req.Kind)
		message = lostWords(reply)
	} else if result.failed || (t.req.Kind != KindSubmission && reply.Place == Private) {
		message = nil // the view shows it
	}
	b.publish(ctx, t, reply)
	if message != nil || reply.Place == Remove {
		b.say(ctx, t, message, reply.Place)
	}
}

// presented returns the view that shows an outcome.
func (b *Bot) presented(t *task, result outcome) (slack.ModalViewRequest, error) {
	reply := result.reply
	submitted := t.req.Kind == KindSubmission
	switch {
	case reply.Modal != nil:
		return b.opened(t, *reply.Modal, reply.Errors)
	case reply.Update != nil:
		return b.modalView(*reply.Update, t.origin)
	case submitted && (len(reply.Errors) > 0 || (result.failed && reply.Message != nil)):
		return b.refilled(t, reply.Message, reply.Errors)
	}
	return b.doneView(t, lostWords(reply)), nil
}

// lostWords is what a reply says when its form can't be shown: its message, or its errors.
func lostWords(reply Reply) *surface.Message {
	if reply.Message != nil || len(reply.Errors) == 0 {
		return reply.Message
	}
	text := ""
	for _, block := range sortedKeys(reply.Errors) {
		text += warningSign + slackutilsx.EscapeMessage(reply.Errors[block]) + "\n"
	}
	return &surface.Message{Text: text}
}

// deliver carries out the reply of a request whose acknowledgement had no answer in it.
func (b *Bot) deliver(ctx context.Context, t *task, result outcome) {
	if result.silent {
		return
	}
	if err := b.show(ctx, t, result.reply); err != nil {
		if result.failed {
			b.log.Error("error not shown", "error", err, "kind", t.req.Kind)
			return
		}
		result = b.explain(ctx, t, err)
	}
	b.deliverRest(ctx, t, result)
}

// overtaken are the refusals of an update that is not needed any more: the modal is closed, or shows something newer.
var overtaken = set("not_found", "view_not_found", "hash_conflict")

// show opens or replaces the modal of a reply.
func (b *Bot) show(ctx context.Context, t *task, reply Reply) error {
	if reply.Update != nil && t.view.isModal() {
		view, err := b.modalView(*reply.Update, t.origin)
		if err != nil {
			return err
		}
		err = b.web.updateView(ctx, t.view.ID, t.view.Hash, view)
		if overtaken[code(err)] {
			b.log.Info("modal was closed or changed meanwhile", "code", code(err))
			return nil
		}
		return err
	}
	modal := reply.Modal
	if modal == nil {
		modal = reply.Update // there is nothing to replace, so it opens
	}
	if modal == nil {
		return nil
	}
	view, err := b.opened(t, *modal, reply.Errors)
	if err != nil {
		return err
	}
	_, err = b.web.openView(ctx, t.trigger, t.view.isModal(), view)
	if err != nil && reply.Instead != nil {
		b.log.Info("form not opened, said instead", "code", code(err), "kind", t.req.Kind)
		b.say(ctx, t, reply.Instead, Private)
		return nil
	}
	return err
}

// opened is a modal for opening, with its errors shown from the beginning.
func (b *Bot) opened(t *task, m surface.Modal, errs map[string]string) (slack.ModalViewRequest, error) {
	if len(errs) > 0 {
		blocks, err := withErrors(m.Blocks, errs)
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		m.Blocks = blocks
	}
	return b.modalView(m, t.origin)
}

// deliverRest carries out what a reply has beside a modal: the App Home, files and the message.
func (b *Bot) deliverRest(ctx context.Context, t *task, result outcome) {
	if result.silent {
		return
	}
	b.publish(ctx, t, result.reply)
	if t.req.Kind == KindSubmission && result.failed {
		return // the modal shows it
	}
	result = b.shared(ctx, t, result)
	if result.reply.Message != nil || result.reply.Place == Remove {
		b.say(ctx, t, result.reply.Message, result.reply.Place)
	}
}

func (b *Bot) publish(ctx context.Context, t *task, reply Reply) {
	if reply.Changed != "" {
		b.people.forget(reply.Changed)
		b.working.Go(func() { b.rightsChanged(ctx, reply.Changed) })
	}
	if reply.Home == nil {
		return
	}
	if err := b.web.publish(ctx, t.req.User.ID, *reply.Home); err != nil {
		b.log.Error("home not published", "error", err)
	}
}
