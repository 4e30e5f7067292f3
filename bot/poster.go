package bot

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/slack-go/slack"
	"golang.org/x/time/rate"
)

// Slack's allowance for chat.postMessage is one message a second a channel, with short bursts, and several hundred a
// minute for the workspace (docs.slack.dev/apis/web-api/rate-limits).
const (
	postEvery      = time.Second
	postBurst      = 3
	pacedAtMost    = 2000 // channels whose pace is remembered
	workspaceEvery = 200 * time.Millisecond
	workspaceBurst = 20
)

// caller makes every call of Slack's Web API: paced, held back while Slack asks for that, and retried where that is
// safe.
type caller struct {
	api     *slack.Client
	http    *http.Client
	apiURL  string
	metrics *metrics

	mu      sync.Mutex
	blocked map[string]time.Time     // until when Slack wants no call, by method and channel
	pace    map[string]*rate.Limiter // of chat.postMessage, by channel

	workspace *rate.Limiter // of chat.postMessage in all channels
	unpaced   bool

	charts charts
	rights *rights
}

// patience says how a call may be repeated.
type patience struct {
	sitOut  time.Duration // the longest Retry-After that is waited for; longer ones are the caller's to handle
	tries   uint          // attempts after transient failures; 1 for what must not happen twice
	timeout time.Duration // of one attempt
}

var (
	atOnce   = patience{tries: 1, timeout: 15 * time.Second}                                // the outbox decides itself
	speaking = patience{sitOut: 30 * time.Second, tries: 1, timeout: 15 * time.Second}      // an answer to a person
	reading  = patience{sitOut: 10 * time.Second, tries: 4, timeout: 5 * time.Second}       // look-ups
	setting  = patience{sitOut: 30 * time.Second, tries: 3, timeout: 10 * time.Second}      // repeating changes nothing
	opening  = patience{sitOut: 500 * time.Millisecond, tries: 2, timeout: 2 * time.Second} // a trigger lives 3 s
)

func newCaller(options Options, m *metrics) *caller {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	known := &rights{next: transport}
	c := &caller{
		http:    &http.Client{Transport: known},
		rights:  known,
		apiURL:  options.APIURL,
		metrics: m,
		blocked: map[string]time.Time{},
		pace:    map[string]*rate.Limiter{},

		workspace: rate.NewLimiter(rate.Every(workspaceEvery), workspaceBurst),
	}
	c.api = slack.New(
		options.BotToken,
		slack.OptionAppLevelToken(options.AppToken),
		slack.OptionAPIURL(options.APIURL),
		slack.OptionHTTPClient(c.http),
		slack.OptionLog(slackLog{options.Log}),
	)
	return c
}

// slackLog passes slack-go's log on. Its debug lines are off, since they contain whole messages.
type slackLog struct{ log *slog.Logger }

// Output implements slack-go's logger.
func (l slackLog) Output(_ int, line string) error {
	l.log.Debug("slack-go", "line", withoutSecrets(line))
	return nil
}

func (c *caller) close() { c.http.CloseIdleConnections() }

// do makes a call. channel keeps rate limits apart when Slack counts by channel; otherwise it is "".
func (c *caller) do(ctx context.Context, method, channel string, p patience, call func(context.Context) error) error {
	attempt := func() (struct{}, error) {
		err := c.once(ctx, method, channel, p, call)
		var failed *PostError
		switch {
		case err == nil:
			return struct{}{}, nil
		case ctx.Err() != nil || !errors.As(err, &failed):
			return struct{}{}, backoff.Permanent(err)
		case failed.RetryAfter() > 0 && failed.RetryAfter() <= p.sitOut:
			return struct{}{}, err // the next attempt waits until Slack's time is over
		case p.tries > 1 && transient(err):
			return struct{}{}, err
		}
		return struct{}{}, backoff.Permanent(err)
	}
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval = 100*time.Millisecond, 3*time.Second
	tries := p.tries
	if p.sitOut > 0 {
		tries += 2 // being asked to wait is no failure
	}
	_, err := backoff.Retry(ctx, attempt, backoff.WithBackOff(pauses), backoff.WithMaxTries(tries), backoff.WithMaxElapsedTime(0))
	var permanent *backoff.PermanentError
	if errors.As(err, &permanent) {
		err = permanent.Err
	}
	return err
}

// once makes one attempt, unless Slack wants no calls for longer than the caller waits.
func (c *caller) once(ctx context.Context, method, channel string, p patience, call func(context.Context) error) error {
	key := method + " " + channel
	if wait := c.heldBack(key); wait > p.sitOut {
		return newPostError(method, &slack.RateLimitedError{RetryAfter: wait})
	} else if err := sleep(ctx, wait); err != nil {
		return newPostError(method, err)
	}
	attempt, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	err := call(attempt)
	if err == nil {
		c.metrics.posts.WithLabelValues(method, "ok").Inc()
		return nil
	}
	failed := newPostError(method, err)
	c.metrics.posts.WithLabelValues(method, labelOf(failed)).Inc()
	if failed.retryAfter > 0 {
		c.metrics.rateLimited.WithLabelValues(method).Inc()
		c.holdBack(key, failed.retryAfter)
	}
	return failed
}

func labelOf(e *PostError) string {
	switch {
	case e.retryAfter > 0:
		return "limited"
	case e.permanent:
		return "refused"
	}
	return "failed"
}

func (c *caller) heldBack(key string) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	until, held := c.blocked[key]
	if !held {
		return 0
	}
	wait := time.Until(until)
	if wait <= 0 {
		delete(c.blocked, key)
		return 0
	}
	return wait
}

func (c *caller) holdBack(key string, wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.blocked[key] = time.Now().Add(wait)
}

// turn waits until a message may be posted to a channel.
func (c *caller) turn(ctx context.Context, channel string) error {
	if c.unpaced {
		return ctx.Err()
	}
	if err := c.limiter(channel).Wait(ctx); err != nil {
		return err
	}
	return c.workspace.Wait(ctx)
}

// limiter returns a channel's pace. When there are too many, all are forgotten: the worst that follows is a short burst.
func (c *caller) limiter(channel string) *rate.Limiter {
	c.mu.Lock()
	defer c.mu.Unlock()
	limiter, ok := c.pace[channel]
	if !ok {
		if len(c.pace) >= pacedAtMost {
			clear(c.pace)
		}
		limiter = rate.NewLimiter(rate.Every(postEvery), postBurst)
		c.pace[channel] = limiter
	}
	return limiter
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
