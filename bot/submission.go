package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// answer runs a request whose acknowledgement carries the answer, and acknowledges it in time: with the handler's answer
// when it is ready; else with a waiting view, which is replaced afterwards, or with no choices.
func (b *Bot) answer(ctx context.Context, t *task, budget time.Duration, acknowledge func(any) error) {
	done := func() {}
	if t.asked.Kind == KindSubmission {
		if _, busy := b.running.LoadOrStore(t.asked.Key, true); busy { // sent again while the first is worked on: its answer comes
			b.wait(ctx, t, acknowledge)
			return
		}
		done = func() { b.running.Delete(t.asked.Key) }
	}
	ready := make(chan outcome, 1)
	b.working.Go(func() {
		result := b.handle(ctx, t)
		done() // before anybody sees the answer: a person who sends the form again then gets an answer of their own
		ready <- result
	})
	timer := time.NewTimer(time.Until(t.received.Add(budget)))
	defer timer.Stop()
	select {
	case result := <-ready:
		b.answerNow(ctx, t, result, acknowledge)
	case <-timer.C:
		b.answerLater(ctx, t, ready, acknowledge)
	}
}

func (b *Bot) answerNow(ctx context.Context, t *task, result outcome, acknowledge func(any) error) {
	if t.req.Kind == KindOptions {
		_ = acknowledge(choices(result.reply))
		return
	}
	payload, err := b.response(t, result)
	if err != nil {
		result = b.explain(ctx, t, err)
		payload, _ = b.response(t, result)
	}
	if err := acknowledge(payload); errors.Is(err, errAckTooLarge) {
		_ = b.standIn(t, acknowledge, b.bareView(t, b.waiting(t)))
		b.present(ctx, t, t.view.ID, result)
		return
	}
	b.deliverRest(ctx, t, result)
}

func (b *Bot) answerLater(ctx context.Context, t *task, ready <-chan outcome, acknowledge func(any) error) {
	if t.req.Kind == KindOptions {
		_ = acknowledge(choices(Reply{}))
		<-ready
		return
	}
	b.wait(ctx, t, acknowledge)
	b.present(ctx, t, t.view.ID, <-ready)
}

// wait acknowledges a submission with its waiting view. A view that is too large for an acknowledgement is shown by a
// call instead.
func (b *Bot) wait(ctx context.Context, t *task, acknowledge func(any) error) {
	view := b.waitingView(t)
	if err := b.standIn(t, acknowledge, view); !errors.Is(err, errAckTooLarge) {
		return
	}
	_ = b.standIn(t, acknowledge, b.bareView(t, b.waiting(t)))
	if err := b.exchange(ctx, t, t.view.ID, view); err != nil {
		b.log.Info("waiting view without what was entered", "error", err)
	}
}

// standIn acknowledges a submission with a view that is replaced later. The acknowledgement and the replacing update
// take different ways, and Slack may get the second first; then the first would undo it. So the view has a name of its
// own, and is replaced once Slack knows that name.
func (b *Bot) standIn(t *task, acknowledge func(any) error, view slack.ModalViewRequest) error {
	view.ExternalID = externalID(t.asked.Key)
	err := acknowledge(updated(view))
	if err == nil {
		t.stands = view.ExternalID
	}
	return err
}

// exchange replaces the content of a modal. When a view stands in for the modal, that view is replaced.
func (b *Bot) exchange(ctx context.Context, t *task, id string, view slack.ModalViewRequest) error {
	if stands := t.stands; stands != "" {
		t.stands = ""
		if err := b.web.replaceView(ctx, stands, view); code(err) != "not_found" {
			return err
		}
	}
	return b.web.updateView(ctx, id, "", view)
}

// externalID names the view that stands in for the answer to a request. The name is the same at every try, and no other
// request's.
func externalID(key string) string {
	sum := sha256.Sum256([]byte("waiting\x00" + key))
	return hex.EncodeToString(sum[:16])
}

// response is the acknowledgement's payload of a submission: nil closes the modal.
func (b *Bot) response(t *task, result outcome) (any, error) {
	reply := result.reply
	switch {
	case result.silent:
		return nil, nil
	case len(reply.Errors) > 0 && reply.Modal == nil:
		if errs, all := t.view.inputErrors(reply.Errors); all {
			return slack.NewErrorsViewSubmissionResponse(errs), nil
		}
		view, err := b.refilled(t, nil, reply.Errors)
		return updated(view), err
	case result.failed && reply.Message != nil && reply.Update == nil && reply.Modal == nil:
		view, err := b.refilled(t, reply.Message, nil)
		return updated(view), err
	case reply.Update != nil:
		view, err := b.modalView(*reply.Update, t.origin)
		return updated(view), err
	case reply.Modal != nil:
		view, err := b.opened(t, *reply.Modal, reply.Errors)
		return slack.NewPushViewSubmissionResponse(&view), err
	case reply.Clear:
		return slack.NewClearViewSubmissionResponse(), nil
	}
	return nil, nil
}

func updated(view slack.ModalViewRequest) any { return slack.NewUpdateViewSubmissionResponse(&view) }

// maxChoices is Slack's limit for a typeahead's answer.
const maxChoices = 100

// choices is the acknowledgement's payload of a typeahead.
func choices(reply Reply) any {
	if len(reply.Groups) == 0 {
		return struct {
			Options []*slack.OptionBlockObject `json:"options"`
		}{optionObjects(reply.Options)}
	}
	var groups slack.OptionGroupsResponse
	for _, group := range reply.Groups[:min(len(reply.Groups), maxChoices)] {
		label := slack.NewTextBlockObject(slack.PlainTextType, group.Label, false, false)
		groups.OptionGroups = append(groups.OptionGroups, slack.NewOptionGroupBlockElement(label, optionObjects(group.Options)...))
	}
	return groups
}

func optionObjects(options []surface.Option) []*slack.OptionBlockObject {
	objects := []*slack.OptionBlockObject{}
	for _, option := range options[:min(len(options), maxChoices)] {
		var description *slack.TextBlockObject
		if option.Description != "" {
			description = slack.NewTextBlockObject(slack.PlainTextType, option.Description, false, false)
		}
		text := slack.NewTextBlockObject(slack.PlainTextType, option.Text, false, false)
		objects = append(objects, slack.NewOptionBlockObject(option.Value, text, description))
	}
	return objects
}
