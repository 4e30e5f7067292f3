package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack/socketmode"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// handlerLimit ends handlers that hang; nothing a person waits for takes so long.
const handlerLimit = 5 * time.Minute

// claimLimit is how long a ready answer waits for the database to say that no other process gives it.
const claimLimit = time.Second

// task is one request under way, with what the transport needs to answer it.
type task struct {
	route    route
	entry    *entry // of the route; nil where it has none
	step     Step   // what the request came to; zero until it was read
	req      *Request
	asked    Request // the request as it came: the handler's may be changing meanwhile
	delivery string  // names what Slack delivered; another attempt of the same request is another delivery
	pressed  *origin // of the message with the button that makes a request once more; nil elsewhere
	inView   string  // ID of the waiting view with that button
	stands   string  // external_id of the view that stands in for its answer; "" when none does
	trigger  string
	origin   origin
	view     *viewPayload // the modal or home it came from; nil elsewhere
	event    bool         // Slack redelivers it until it is acknowledged, and any process may get it
	received time.Time
	then     func(context.Context) error // Reply.Then
	later    func(context.Context, Far) (Reply, error)
}

// outcome is the result of a handler.
type outcome struct {
	reply  Reply
	failed bool // the reply tells of an error
	silent bool // handled before: nobody is answered
}

// receive takes an envelope off a connection, and lets the work on it go on under ctx. It never waits: what is not answered
// by its acknowledgement is acknowledged here.
func (b *Bot) receive(ctx context.Context, c *connection, envelope socketmode.Request) {
	received := time.Now()
	t, err := b.understand(ctx, envelope)
	if err != nil {
		b.log.Error("envelope not understood", "error", err, "type", envelope.Type)
	}
	acknowledge := func(payload any) error { return b.acknowledge(c, envelope.EnvelopeID, received, payload) }
	if t == nil {
		_ = acknowledge(nil)
		return
	}
	t.received = received
	kind := t.req.Kind
	b.metrics.envelopes.WithLabelValues(string(kind)).Inc()
	if kind != KindOptions && !b.deliveries.first(t.delivery, received) {
		b.metrics.duplicates.Inc()
		b.log.Info("delivered again", "kind", kind, "key", t.delivery, "attempt", envelope.RetryAttempt)
		_ = acknowledge(nil)
		return
	}
	person := t.req.User.ID
	if !b.crowd.enter(person) {
		b.refuseFast(ctx, t, acknowledge)
		return
	}
	if kind == KindSubmission || kind == KindOptions {
		budget := b.ackIn
		if c.leaving() {
			budget = 0
		}
		c.due.Add(1)
		b.start(ctx, t, func() {
			defer b.crowd.leave(person)
			b.answer(ctx, t, budget, func(payload any) error {
				err := acknowledge(payload)
				if !errors.Is(err, errAckTooLarge) { // a smaller one follows
					c.due.Add(-1)
				}
				return err
			})
			b.finishTask(ctx, t)
		})
		return
	}
	_ = acknowledge(nil)
	b.start(ctx, t, func() {
		defer b.crowd.leave(person)
		b.serve(ctx, t)
		b.finishTask(ctx, t)
	})
}

// finishTask runs what the reply left for after the answer.
func (b *Bot) finishTask(ctx context.Context, t *task) {
	if t.later != nil {
		b.deliverLater(ctx, t)
	}
	if t.then == nil {
		return
	}
	if err := t.then(ctx); err != nil {
		b.log.Warn("left undone after the answer", "error", err, "kind", t.req.Kind, "name", t.req.Name)
	}
}

// acknowledge writes the acknowledgement. When the socket has just been lost the request is worked on in any case: a
// request that Slack doesn't deliver again would be lost, and one that it delivers again is recognised by its key.
func (b *Bot) acknowledge(c *connection, id string, received time.Time, payload any) error {
	err := c.ack(id, payload)
	if errors.Is(err, errAckTooLarge) {
		return err
	}
	b.metrics.ack.Observe(seconds(received))
	if err != nil {
		b.log.Warn("not acknowledged", "error", err, "envelope", id)
	}
	return nil
}

// serve runs a request that is acknowledged already.
func (b *Bot) serve(ctx context.Context, t *task) {
	defer b.tidy(ctx, t)
	if t.inView != "" {
		b.present(ctx, t, t.inView, b.handle(ctx, t))
		return
	}
	if t.entry == nil && (t.req.Kind == KindClosed || t.req.Kind == KindHome) {
		return
	}
	b.label(ctx, t.req)
	if t.entry != nil && t.trigger != "" && t.read().Opens {
		b.serveOpening(ctx, t)
		return
	}
	result := b.handle(ctx, t)
	if t.event && !result.silent && b.answered(ctx, t) {
		t.later = nil
		return
	}
	b.deliver(ctx, t, result)
}

// answered reports whether another process has answered an event, which Slack may deliver to several. The change itself
// happens once by the request's key, in the change's transaction. The answer has a key of its own, which is claimed only
// when there is an answer: a process that dies before has not swallowed the event. When the database can't say, the
// answer is given, and tells what is wrong.
func (b *Bot) answered(ctx context.Context, t *task) bool {
	if b.options.Inbox == nil {
		return false
	}
	return b.claimAnswer(ctx, t, t.req.Time) == claimTaken
}

// The results of a claim of an answer.
type claim int

const (
	claimUnsure claim = iota // the database can't say: answering twice is better than not at all
	claimOurs
	claimTaken // another process answers, or has answered
)

// saidKey is the key by which the answer to a request is claimed.
func saidKey(t *task) string { return "said:" + t.req.Key }

// claimAnswer claims the answer to a request, as of an instant.
func (b *Bot) claimAnswer(ctx context.Context, t *task, at time.Time) claim {
	ctx, cancel := context.WithTimeout(ctx, claimLimit)
	defer cancel()
	fresh, err := b.options.Inbox.ClaimEnvelope(ctx, saidKey(t), at)
	switch {
	case err != nil:
		b.log.Error("answer not claimed", "error", err, "kind", t.req.Kind)
		return claimUnsure
	case fresh:
		return claimOurs
	}
	b.metrics.duplicates.Inc()
	return claimTaken
}

// handle runs the handler and turns its error into words.
func (b *Bot) handle(ctx context.Context, t *task) (result outcome) {
	defer func() {
		if p := recover(); p != nil {
			result = outcome{reply: Reply{Message: &surface.Message{Text: warningSign + Reference(b.panicked(p))}}, failed: true}
		}
	}()
	done, err := b.turn(ctx, t)
	switch {
	case ctx.Err() != nil:
		return outcome{silent: true}
	case err != nil: // the requests before it hang, and nobody waits for so long
		b.metrics.refused.Inc()
		return b.tooFast(ctx, t)
	}
	defer done()
	t.req.Waited = time.Since(t.received)
	ctx, cancel := context.WithTimeout(ctx, handlerLimit)
	defer cancel()

	begun := time.Now()
	reply, err := b.call(ctx, t)
	b.metrics.handler.WithLabelValues(string(t.req.Kind)).Observe(seconds(begun))
	b.log.Debug("handled", "kind", t.req.Kind, "name", t.req.Name, "user", t.req.User.ID, "took", time.Since(begun), "failed", err != nil)
	switch {
	case err == nil:
		t.then, t.later = reply.Then, reply.Later
		return outcome{reply: reply}
	case errors.Is(err, models.ErrAlreadyHandled):
		b.metrics.duplicates.Inc()
		return outcome{silent: true}
	}
	return b.explain(ctx, t, err)
}

// turn waits until a request's handler may run. done must be called when it has run. The error wraps ErrTooFast when the
// turn doesn't come in time.
func (b *Bot) turn(ctx context.Context, t *task) (done func(), err error) {
	ctx, cancel := context.WithDeadline(ctx, t.received.Add(b.turnIn))
	defer cancel()
	left, err := b.crowd.slot(ctx, t.asked.User.ID)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTooFast, err)
	}
	select {
	case b.workers <- struct{}{}:
		return func() { <-b.workers; left() }, nil
	case <-ctx.Done():
		left()
		return nil, fmt.Errorf("%w: %w", ErrTooFast, ctx.Err())
	}
}

// explain turns an error into a reply. An error that no person can act on gets a reference and is logged under it.
func (b *Bot) explain(ctx context.Context, t *task, err error) (result outcome) {
	defer func() {
		if p := recover(); p != nil {
			_ = b.panicked(p)
			result = outcome{failed: true}
		}
	}()
	var ambiguous *models.AmbiguousError
	if models.AsErrors(err) == nil && !errors.As(err, &ambiguous) {
		internal := internalError(err)
		b.metrics.errors.WithLabelValues(string(t.req.Kind)).Inc()
		b.log.Error("request failed", "ref", internal.Ref, "error", internal.Err, "kind", t.req.Kind, "name", t.req.Name, "user", t.req.User.ID)
		err = internal
	}
	return outcome{reply: b.options.Router.onError(ctx, t.req, err), failed: true}
}

// call looks up what Slack did not send along, and calls the handler. A panic becomes an error.
func (b *Bot) call(ctx context.Context, t *task) (reply Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = b.panicked(p)
		}
	}()
	user, err := b.people.asker(ctx, t.req.User)
	if err != nil {
		t.req.User = b.knownUser(t.req.User)
		return Reply{}, fmt.Errorf("look up who asks: %w", err)
	}
	t.req.User = user
	switch {
	case t.req.Kind == KindMention:
		self, err := b.identity.get(ctx)
		if err != nil {
			return Reply{}, fmt.Errorf("look up the bot: %w", err)
		}
		t.req.Text = withoutMention(t.req.Text, self.UserID)
	case (t.req.Kind == KindShortcut || t.req.Kind == KindReaction) && t.req.Message.TS != "":
		// Without a permalink the handler still has the message.
		t.req.Message.Permalink, _ = b.web.permalink(ctx, t.req.Message.Channel, t.req.Message.TS)
	}
	if t.entry == nil {
		return Reply{}, fmt.Errorf("no handler for %s %q", t.route.kind, t.route.name)
	}
	return t.read().Run(ctx, t.req)
}

// read lets the router read the request, once.
func (t *task) read() Step {
	if t.step.Run == nil {
		t.step = t.entry.read(t.req)
	}
	return t.step
}

// knownUser returns what is remembered of a person, without asking Slack.
func (b *Bot) knownUser(user User) User {
	if known, ok := b.people.cached(user.ID); ok {
		return known
	}
	user.Zone = b.options.Zone
	return user
}
