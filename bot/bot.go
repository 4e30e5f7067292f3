package bot

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/models"
)

// Options is what New takes.
type Options struct {
	AppToken    string         // xapp-…, opens the sockets
	BotToken    string         // xoxb-…, calls the Web API
	APIURL      string         // base of the Web API, ending in a slash; "" is Slack itself
	Connections int            // sockets kept open at once, 1-10; 0 is 2
	Zone        *time.Location // of people for whom Slack names none; nil is UTC
	Inbox       Inbox          // remembers handled events across processes; nil remembers in this process only
	Followed    Followed       // nil follows no channel that is renamed
	Router      *Router
	Log         *slog.Logger          // nil discards
	Clock       models.Clock          // nil is the real one; time-outs of the transport always use the real one
	Metrics     prometheus.Registerer // nil registers none
	FarEvery    time.Duration         // how often it is shown how far the rest of an answer is (Far); 0 is 3 s
}

// Followed remembers as which channel a name, without #, was found, so that a channel which is renamed still gets its messages, as does one
// that gets another ID.
type Followed interface {
	// ChannelFollowed returns the channel's ID; "" where the name was never found.
	ChannelFollowed(ctx context.Context, name string) (id string, err error)
	FollowChannel(ctx context.Context, name, id string) error
	// ChannelMoved is told, some times, of a channel that has another ID from now on; the key is the event's.
	ChannelMoved(ctx context.Context, key, from, to string) error
}

// Inbox is the memory of handled deliveries that all processes share.
type Inbox interface {
	// ClaimEnvelope remembers a key; fresh is false when it was known already.
	ClaimEnvelope(ctx context.Context, key string, at time.Time) (fresh bool, err error)
	// ForgetEnvelope forgets a key whose claim was not used.
	ForgetEnvelope(ctx context.Context, key string) error
}

// How long the parts of an answer may take. Slack gives up on an envelope after 3 s.
const (
	ackBudget     = 700 * time.Millisecond  // how long an acknowledgement waits for the handler's answer
	openBudget    = 1200 * time.Millisecond // how long an opening handler may think before the waiting view is opened
	turnBudget    = 7 * time.Second         // how long a request waits for its turn, before its person is told that it wasn't done
	drainBudget   = time.Second             // how long a leaving socket waits for acknowledgements that are due
	finishBudget  = 20 * time.Second        // how long acknowledged work may go on after the bot was told to stop
	workersAtOnce = 64                      // handlers running at the same time; the rest wait, acknowledged
)

// Bot is one process's connection to a Slack workspace.
type Bot struct {
	options    Options
	log        *slog.Logger
	web        *caller
	people     *people
	places     *places
	identity   *identity
	deliveries *memory
	metrics    *metrics
	sockets    *sockets
	crowd      *crowd
	ears       ears
	there      *undisturbed
	workers    chan struct{}
	working    sync.WaitGroup
	running    sync.Map      // keys of the submissions that are worked on
	ackIn      time.Duration // ackBudget, unless Unhurried was called
	openIn     time.Duration // openBudget, unless Unhurried was called
	turnIn     time.Duration // turnBudget, unless Unhurried was called
	farEvery   time.Duration
}

// New returns a bot that is not connected yet. It refuses missing tokens or handlers.
func New(options Options) (*Bot, error) {
	if options.AppToken == "" || options.BotToken == "" {
		return nil, errors.New("bot: both the app-level token and the bot token are needed")
	}
	if options.Router == nil || options.Router.onError == nil {
		return nil, errors.New("bot: a router that can render errors is needed")
	}
	options = options.withDefaults()
	b := &Bot{
		options:    options,
		log:        options.Log,
		deliveries: newMemory(memoryAge, memorySize),
		metrics:    newMetrics(options.Metrics),
		crowd:      newCrowd(),
		ears:       ears{slots: make(chan struct{}, earsAtOnce)},
		there:      newUndisturbed(),
		workers:    make(chan struct{}, workersAtOnce),
		ackIn:      ackBudget,
		openIn:     openBudget,
		turnIn:     turnBudget,
		farEvery:   cmp.Or(options.FarEvery, farEvery),
	}
	b.web = newCaller(options, b.metrics)
	b.identity = &identity{web: b.web}
	b.people = newPeople(b.web, b.identity, options.Zone)
	b.places = newPlaces(b.web, options.Followed, options.Log)
	b.sockets = newSockets(b)
	return b, nil
}

// Unhurried sets how long an acknowledgement, the waiting view and a request that waits for its turn wait for the
// handler. It is for a local Slack that waits as long, so that what people see doesn't depend on how busy the machine
// is. It is called before Run.
func (b *Bot) Unhurried(d time.Duration) { b.ackIn, b.openIn, b.turnIn = d, d, d }

// Unpaced lets messages be posted as fast as they come, to a local Slack that rations nothing. It is called before Run.
func (b *Bot) Unpaced() { b.web.unpaced = true }

func (o Options) withDefaults() Options {
	if o.APIURL == "" {
		o.APIURL = slack.APIURL
	}
	if o.Connections <= 0 {
		o.Connections = 2
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = models.ClockFunc(time.Now)
	}
	return o
}

// Run keeps the sockets open until ctx is cancelled. Then it takes no more envelopes, finishes what it has
// acknowledged, for at most 20 s, and returns nil. It returns an error only when Slack refuses the tokens.
// A bot is run once.
func (b *Bot) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx)) // outlives the order to stop by finishBudget
	defer stop()
	defer b.web.close()
	defer b.people.close()

	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error { return b.identify(ctx) })
	for slot := range b.options.Connections {
		running.Go(func() error { return b.sockets.keep(ctx, work, slot) })
	}
	err := running.Wait()
	b.finish(stop)
	return err
}

// identify learns who the bot is before the first request needs it. Only refused tokens are an error: everything else
// is tried again when it is needed.
func (b *Bot) identify(ctx context.Context) error {
	_, err := b.identity.get(ctx)
	if refused(err) {
		return err
	}
	if err != nil && ctx.Err() == nil {
		b.log.Warn("slack did not say who the bot is", "error", err)
	}
	return nil
}

// finish waits for acknowledged work, and cancels it after finishBudget.
func (b *Bot) finish(stop context.CancelFunc) {
	done := make(chan struct{})
	go func() {
		b.working.Wait()
		close(done)
	}()
	select {
	case <-done:
		return
	case <-time.After(finishBudget):
		b.log.Error("acknowledged work was cut off", "after", finishBudget)
	}
	stop()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
}

// Ready reports whether at least one socket has said hello and is still open.
func (b *Bot) Ready() bool { return b.sockets.open.Load() > 0 }

// Person returns the person with a user ID. The answer comes from memory for about an hour, unless Slack has reported a
// change. After that, and for a day, it still comes from memory while Slack is asked again in the background. The error
// says so when there is no such user.
func (b *Bot) Person(ctx context.Context, userID string) (User, error) {
	return b.people.get(ctx, userID)
}

// PersonByEmail returns the ID of the person of the workspace who has an email; "" where nobody has, or the app may not ask (scope
// users:read.email).
func (b *Bot) PersonByEmail(ctx context.Context, email string) (string, error) {
	return b.people.byEmail(ctx, email)
}
