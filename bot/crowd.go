package bot

import (
	"context"
	"errors"
	"sync"
	"time"
)

// How many requests may be under way at once. A person's requests beyond these are refused with a sentence. So a script
// that runs wild, or a key that is stuck, makes nobody else wait and fills no memory.
const (
	atOnceEach  = 4               // handlers of one person running at the same time: no more than a person can follow
	underWay    = 24              // requests of one person running or waiting, acknowledged
	underWayAll = 2000            // of everybody
	toldEvery   = 1 * time.Second // how often one person is told
)

// ErrTooFast says that a person, or all people together, have too many requests under way. Nothing of the request was
// done.
var ErrTooFast = errors.New("too many requests under way")

// crowd counts the requests under way, by person. It is safe for concurrent use.
type crowd struct {
	mu     sync.Mutex
	people map[string]*busy
	all    int
	told   map[string]time.Time // when somebody was told last that they are too fast
}

// busy is what one person has under way.
type busy struct {
	count int
	slots chan struct{} // one is taken by each handler that runs
}

func newCrowd() *crowd {
	return &crowd{people: map[string]*busy{}, told: map[string]time.Time{}}
}

// enter lets a request in; false when too many are under way. Each request that was let in must leave.
func (c *crowd) enter(person string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.people[person]
	if c.all >= underWayAll || b != nil && b.count >= underWay {
		return false
	}
	if b == nil {
		b = &busy{slots: make(chan struct{}, atOnceEach)}
		c.people[person] = b
	}
	b.count++
	c.all++
	return true
}

func (c *crowd) leave(person string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if b := c.people[person]; b != nil {
		if b.count--; b.count == 0 {
			delete(c.people, person)
		}
	}
}

// slot waits until a handler may run for a person whose request was let in. done must be called when it has run. The
// error is the context's.
func (c *crowd) slot(ctx context.Context, person string) (done func(), err error) {
	c.mu.Lock()
	b := c.people[person]
	c.mu.Unlock()
	if b == nil {
		return func() {}, nil
	}
	select {
	case b.slots <- struct{}{}:
		return func() { <-b.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// tell reports whether to tell a person that they are too fast: once a second, since each answer takes work as well.
func (c *crowd) tell(person string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for other, at := range c.told {
		if now.Sub(at) >= toldEvery {
			delete(c.told, other)
		}
	}
	if _, lately := c.told[person]; lately || len(c.told) >= underWay {
		return false
	}
	c.told[person] = now
	return true
}

// refuseFast answers a request that was not let in, without slow work. A form keeps what was typed, a typeahead stays
// empty, and all other requests are answered privately.
func (b *Bot) refuseFast(ctx context.Context, t *task, acknowledge func(any) error) {
	b.metrics.refused.Inc()
	switch t.req.Kind {
	case KindOptions:
		_ = acknowledge(choices(Reply{}))
		return
	case KindSubmission:
		b.start(ctx, t, func() {
			payload, err := b.response(t, b.tooFast(ctx, t))
			if err != nil {
				b.log.Error("refusal not rendered", "error", err)
			}
			_ = acknowledge(payload)
		})
		return
	}
	_ = acknowledge(nil)
	if t.req.Kind == KindClosed || t.req.Kind == KindHome || !b.crowd.tell(t.req.User.ID, t.received) {
		return
	}
	b.start(ctx, t, func() { b.deliver(ctx, t, b.tooFast(ctx, t)) })
}

// tooFast is the answer to a request that was not let in, or whose turn didn't come in time. A home gets none, since
// nobody asked for it.
func (b *Bot) tooFast(ctx context.Context, t *task) outcome {
	if t.req.Kind == KindHome || t.req.Kind == KindClosed || t.req.Kind == KindOptions {
		return outcome{silent: true}
	}
	t.req.User = b.knownUser(t.req.User)
	return outcome{reply: b.options.Router.onError(ctx, t.req, ErrTooFast), failed: true}
}
