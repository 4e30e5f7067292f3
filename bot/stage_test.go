package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"go.uber.org/goleak"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ackLimit is the promise: every acknowledgement within a second, whatever the handlers do.
// ackLimit is Slack's own, in milliseconds. Handlers that are to be acknowledged at once take longer; how quick it is on a
// machine that does nothing else, the benchmarks tell.
const ackLimit = 3000

// stage is a bot in a local Slack.
type stage struct {
	*sandboxtest.Workspace
	t    *testing.T
	bot  *bot.Bot
	logs *logs
	stop func() // ends the bot and waits for it
}

// perform starts a sandbox and a bot with the handlers that play adds.
func perform(t *testing.T, play func(r *bot.Router), alter ...func(*bot.Options)) *stage {
	t.Helper()
	return performIn(t, sandbox.Options{}, play, alter...)
}

// performIn is perform in a Slack of its own kind.
func performIn(t *testing.T, of sandbox.Options, play func(r *bot.Router), alter ...func(*bot.Options)) *stage {
	t.Helper()
	t.Parallel()
	return performHere(t, of, play, alter...)
}

// performHere is performIn for a test that runs by itself.
func performHere(t *testing.T, of sandbox.Options, play func(r *bot.Router), alter ...func(*bot.Options)) *stage {
	t.Helper()
	w := sandboxtest.Start(t, of)
	s := &stage{Workspace: w, t: t}
	s.bot, s.logs, s.stop = s.start(play, alter...)
	w.AwaitConnections(2)
	return s
}

// start runs one more bot in the same Slack.
func (s *stage) start(play func(r *bot.Router), alter ...func(*bot.Options)) (*bot.Bot, *logs, func()) {
	s.t.Helper()
	router := bot.NewRouter()
	router.OnError(func(_ context.Context, _ *bot.Request, err error) bot.Reply {
		if refused := models.AsErrors(err); refused != nil {
			reply := bot.Reply{Errors: map[string]string{}}
			for _, e := range refused {
				if e.Input == "" {
					return say("refused: " + e.Key)
				}
				reply.Errors[string(e.Input)] = "refused: " + e.Key
			}
			return reply
		}
		if errors.Is(err, bot.ErrTooFast) {
			return say(err.Error())
		}
		return say("internal " + bot.Reference(err))
	})
	router.OnWaiting(func(req *bot.Request) surface.Modal {
		return surface.Modal{Title: "One moment", Blocks: text("waiting " + req.User.Locale)}
	})
	play(router)
	logged := &logs{}
	options := bot.Options{
		AppToken: s.AppToken(), BotToken: s.BotToken(), APIURL: s.APIURL(), Router: router,
		Log: slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, change := range alter {
		change(&options)
	}
	b, err := bot.New(options)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	var once sync.Once
	stop := func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				s.t.Errorf("run: %v", err)
			}
		})
	}
	s.t.Cleanup(stop)
	return b, logged, stop
}

// quick checks an act's acknowledgement.
func (s *stage) quick(a *sandboxtest.Answer) *sandboxtest.Answer {
	s.t.Helper()
	if a.Error != "" || a.LatencyMS > ackLimit {
		s.t.Errorf("acknowledged after %.0f ms, %q", a.LatencyMS, a.Error)
	}
	return a
}

type logs struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// inbox is a memory that several bots share.
type inbox struct{ sync.Map }

func (i *inbox) ClaimEnvelope(_ context.Context, key string, _ time.Time) (bool, error) {
	_, known := i.LoadOrStore(key, true)
	return !known, nil
}

func (i *inbox) ForgetEnvelope(_ context.Context, key string) error {
	i.Delete(key)
	return nil
}

// calls counts what handlers did.
type calls struct{ atomic.Int32 }

func say(words string) bot.Reply { return bot.Reply{Message: &surface.Message{Text: words}} }

func answering(reply bot.Reply) bot.Handler {
	return func(context.Context, *bot.Request) (bot.Reply, error) { return reply, nil }
}

func after(d time.Duration, reply bot.Reply, err error) bot.Handler {
	return func(ctx context.Context, _ *bot.Request) (bot.Reply, error) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return bot.Reply{}, ctx.Err()
		}
		return reply, err
	}
}

func text(words string) []slack.Block {
	return []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, words, false, false), nil, nil)}
}

func plain(words string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, words, false, false)
}

func button(action, value string) []slack.Block {
	return []slack.Block{slack.NewActionBlock("row", slack.NewButtonBlockElement(action, value, plain("Press")))}
}

// form has ten inputs of several kinds.
func form() surface.Modal {
	var options []*slack.OptionBlockObject
	for _, key := range []string{"potential", "active"} {
		options = append(options, slack.NewOptionBlockObject(key, plain(key), nil))
	}
	multiline := slack.NewPlainTextInputBlockElement(nil, "v")
	multiline.Multiline = true
	modal := surface.Modal{Callback: "customer.new", Title: "New customer", Submit: "Save", Close: "Cancel", Metadata: `{"id":7}`}
	for _, input := range []struct {
		id      string
		element slack.BlockElement
	}{
		{"name", slack.NewPlainTextInputBlockElement(nil, "v")},
		{"contact", slack.NewPlainTextInputBlockElement(nil, "v")},
		{"company", slack.NewPlainTextInputBlockElement(nil, "v")},
		{"phone", slack.NewPlainTextInputBlockElement(nil, "v")},
		{"email", slack.NewPlainTextInputBlockElement(nil, "v")},
		{"notes", multiline},
		{"status", slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "v", options...)},
		{"next", slack.NewDatePickerBlockElement("v")},
		{"time", slack.NewTimePickerBlockElement("v")},
		{"owner", slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, "v")},
	} {
		modal.Blocks = append(modal.Blocks, slack.NewInputBlock(input.id, plain(input.id), nil, input.element).WithOptional(true))
	}
	return modal
}

func fill(m *sandboxtest.Modal) *sandboxtest.Modal {
	return m.Fill("name", "ABC公司 <!channel> & Söhne").Fill("contact", "王经理").Fill("company", "ABC").Fill("phone", "138").
		Fill("email", "z@example.com").Fill("notes", "one\ntwo").Select("status", "active").Pick("next", "2026-12-01").
		Pick("time", "10:30").Pick("owner", "lina")
}

var filled = map[string]string{
	"name": "ABC公司 <!channel> & Söhne", "contact": "王经理", "company": "ABC", "phone": "138", "email": "z@example.com",
	"notes": "one\ntwo", "next": "2026-12-01", "time": "10:30",
}

func expectFilled(t *testing.T, m *sandboxtest.Modal) {
	t.Helper()
	for field, want := range filled {
		if got := m.Value(field); got != want {
			t.Errorf("%s holds %q, want %q", field, got, want)
		}
	}
	for _, field := range []string{"status", "owner"} {
		if m.Value(field) == "" {
			t.Errorf("%s is empty", field)
		}
	}
}

var errBroken = errors.New("database is away")
