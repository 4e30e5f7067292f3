package bot

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"
)

// Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode) over slack-go's apps.connections.open and its envelope
// types. slack-go's own socketmode.Client is not used, since it leaves a connection before it opens the next when Slack
// asks for a refresh, drops queued acknowledgements when it is stopped, and does not acknowledge events it can't parse.

// Times of a socket.
const (
	helloWithin   = 10 * time.Second
	lingerFor     = 12 * time.Second // how long a replaced socket is still read; Slack closes it about 10 s after its warning
	settledAfter  = 10 * time.Second // sockets that live shorter are replaced with pauses, but for the first
	firstPause    = 100 * time.Millisecond
	longestPause  = 30 * time.Second
	handshakeTime = 10 * time.Second
)

// sockets keeps the bot's connections open, each in a slot of its own.
type sockets struct {
	bot    *Bot
	open   atomic.Int32 // that have said hello
	dialer *websocket.Dialer
}

func newSockets(b *Bot) *sockets {
	return &sockets{bot: b, dialer: &websocket.Dialer{
		Proxy:            websocket.DefaultDialer.Proxy,
		HandshakeTimeout: handshakeTime,
		WriteBufferSize:  32 << 10, // an acknowledgement stays in one frame: Slack drops split ones
	}}
}

// keep holds one connection open until ctx is cancelled. The next one is open before the old one is left. The work on
// what arrives goes on under work, which ends later than ctx. It returns an error when Slack refuses the token.
func (s *sockets) keep(ctx, work context.Context, slot int) error {
	var leaving sync.WaitGroup
	defer leaving.Wait()
	log := s.bot.log.With("socket", slot)
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval = firstPause, longestPause

	var current *connection
	for hasty := false; ; {
		next, err := s.connect(ctx, work)
		switch {
		case ctx.Err() != nil:
			drain(&leaving, current, next)
			return nil
		case refused(err):
			drain(&leaving, current)
			return err
		case err != nil:
			pause := failureOf(err).RetryAfter() // to be asked to wait is no failure: the pauses don't grow by it
			if pause == 0 {
				pause = pauses.NextBackOff()
			}
			log.Warn("socket did not open", "error", err, "pause", pause)
			_ = sleep(ctx, pause)
			continue
		}
		if old := current; old != nil {
			leaving.Go(func() { old.retire(ctx) })
		}
		current = next
		opened := time.Now()
		log.Info("socket open")
		select {
		case <-ctx.Done():
			continue
		case <-current.asked:
			log.Info("socket is to be replaced", "reason", current.reason())
		case <-current.done:
			log.Warn("socket lost", "error", current.err)
			current = nil
		}
		if time.Since(opened) > settledAfter {
			hasty = false
			pauses.Reset()
			continue
		}
		if hasty {
			_ = sleep(ctx, pauses.NextBackOff())
		}
		hasty = true
	}
}

func drain(leaving *sync.WaitGroup, connections ...*connection) {
	for _, c := range connections {
		if c != nil {
			leaving.Go(c.drain)
		}
	}
}

// connect opens a connection and waits for its hello.
func (s *sockets) connect(ctx, work context.Context) (*connection, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var url string
	err := s.bot.web.do(ctx, "apps.connections.open", "", atOnce, func(ctx context.Context) (err error) {
		_, url, err = s.bot.web.api.StartSocketModeContext(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	ws, response, err := s.dialer.DialContext(ctx, url, nil)
	if response != nil && response.Body != nil {
		_ = response.Body.Close()
	}
	if err != nil {
		return nil, safe(err)
	}
	c := newConnection(ws)
	go s.run(work, c)
	timer := time.NewTimer(helloWithin)
	defer timer.Stop()
	select {
	case <-c.hello:
		return c, nil
	case <-c.done:
		return nil, c.err
	case <-timer.C:
		err = errors.New("no hello")
	case <-ctx.Done():
		err = ctx.Err()
	}
	c.close()
	return nil, err
}

// run reads a connection to its end and hands over what arrives. The work on that goes on under work.
func (s *sockets) run(work context.Context, c *connection) {
	defer close(c.done)
	pinging := make(chan struct{})
	go func() {
		defer close(pinging)
		c.ping()
	}()
	c.err = c.read(func(envelope socketmode.Request) {
		switch envelope.Type {
		case socketmode.RequestTypeHello:
			if c.greet() {
				s.count(1)
			}
		case socketmode.RequestTypeDisconnect:
			c.ask(envelope.Reason)
		default:
			s.bot.receive(work, c, envelope)
		}
	})
	_ = c.ws.Close()
	close(c.ended)
	<-pinging
	if c.greeted() {
		s.count(-1)
	}
}

func (s *sockets) count(n int32) {
	s.bot.metrics.sockets.Set(float64(s.open.Add(n)))
}
