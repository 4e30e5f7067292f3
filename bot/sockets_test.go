package bot_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/sandbox"
)

func slackSelect(action string) []slack.Block {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, nil, action)
	least := 0
	element.MinQueryLength = &least
	return []slack.Block{slack.NewInputBlock("customer", plain("customer"), nil, element)}
}

func TestSocketCutInTheMiddle(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", after(300*time.Millisecond, say("survived"), nil))
	})
	room := s.User("alice").In("#sales")
	for range 4 {
		a := s.quick(room.Fresh().Command("/crm x"))
		s.Faults().Disconnect("cut") // all of them
		a.Ephemeral("survived")
		s.Eventually("the bot is back", s.bot.Ready)
		s.AwaitConnections(2)
	}
}

func TestRotationLosesNothing(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", func(_ context.Context, req *bot.Request) (bot.Reply, error) { return say("answer " + req.Text), nil })
	})
	var people sync.WaitGroup
	done := make(chan struct{})
	for _, name := range []string{"alice", "bob", "lina"} {
		room := s.User(name).In("#sales")
		people.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				a := room.Command(fmt.Sprint("/crm ", name, i))
				if a.Error != "" || a.LatencyMS > ackLimit {
					t.Errorf("command %d of %s: %q after %.0f ms", i, name, a.Error, a.LatencyMS)
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		})
	}
	for range 3 { // each warns all sockets, and each is replaced while it is still used
		s.Faults().Disconnect("warning")
		time.Sleep(500 * time.Millisecond)
	}
	close(done)
	people.Wait()
}

func TestRefreshIsQuick(t *testing.T) {
	s := perform(t, func(r *bot.Router) { r.Handle(bot.KindCommand, "/crm", answering(say("here"))) })
	// The local Slack refreshes all sockets at once, which Slack does not, and uses none of them from then on.
	s.Faults().Disconnect("refresh_requested")
	begun := time.Now()
	s.AwaitConnections(2)
	s.Eventually("a command gets through", func() bool { return s.User("alice").In("#sales").Command("/crm x").Error == "" })
	if took := time.Since(begun); took > s.Patience {
		t.Errorf("back after %s", took)
	}
}

func TestStoppedBotFinishesWhatItAcknowledged(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", after(1200*time.Millisecond, say("finished"), nil))
		r.Handle(bot.KindCommand, "/form", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindSubmission, "customer.new", after(1200*time.Millisecond, say("saved"), nil))
	})
	alice := s.User("alice").In("#sales")
	a := s.quick(alice.Command("/crm x"))
	begun := time.Now()
	s.stop()
	if took := time.Since(begun); took > s.Patience {
		t.Errorf("stopping took %s", took)
	}
	a.Ephemeral("finished")
	if s.bot.Ready() {
		t.Error("still ready")
	}
}

func TestSubmissionDuringTheStopIsAcknowledged(t *testing.T) {
	started := make(chan struct{})
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindSubmission, "customer.new", func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
			close(started)
			return after(1500*time.Millisecond, say("saved"), nil)(ctx, req)
		})
	})
	alice := s.User("alice")
	m := alice.In("#sales").Command("/crm new").Modal()
	go func() {
		<-started
		s.stop()
	}()
	if submitted := m.Submit(); submitted.Error != "" || submitted.LatencyMS > ackLimit {
		t.Errorf("%q after %.0f ms", submitted.Error, submitted.LatencyMS)
	}
	alice.In("#sales").ExpectMessage("saved")
}

func TestRefusedTokensEndTheRun(t *testing.T) {
	s := perform(t, func(r *bot.Router) { r.Handle(bot.KindMention, "", answering(bot.Reply{})) })
	router := bot.NewRouter()
	router.OnError(func(context.Context, *bot.Request, error) bot.Reply { return bot.Reply{} })
	b, err := bot.New(bot.Options{AppToken: "xapp-wrong", BotToken: s.BotToken(), APIURL: s.APIURL(), Router: router})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.Patience)
	defer cancel()
	if err := b.Run(ctx); err == nil || !strings.Contains(err.Error(), "invalid_auth") {
		t.Errorf("run: %v", err)
	}
}

// To be asked to wait before opening a socket is no failure: each pause is what Slack asked for, however often it does.
func TestOpeningWaitsAsLongAsSlackAsks(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for many seconds")
	}
	s := perform(t, func(r *bot.Router) { r.Handle(bot.KindCommand, "/crm", answering(say("here"))) })
	s.Faults().Add(sandbox.Fault{Method: "apps.connections.open", Status: http.StatusTooManyRequests, RetryAfter: 1, Times: 20})
	s.Faults().Disconnect("cut")
	s.Eventually("the bot is back", s.bot.Ready)
	s.AwaitConnections(2)
	pauses := regexp.MustCompile(`socket did not open.* pause=(\S+)`).FindAllStringSubmatch(s.logs.String(), -1)
	for _, found := range pauses {
		if pause, err := time.ParseDuration(found[1]); err != nil || pause > 1200*time.Millisecond {
			t.Errorf("it pauses for %s, %v", found[1], err)
		}
	}
	if len(pauses) < 20 {
		t.Errorf("it paused %d times", len(pauses))
	}
}

// Who the bot is, is looked up once for all who ask at a time: that the first of them gives up, for instance since the bot stops, is no matter of
// the others, whose requests were acknowledged.
func TestALookUpOutlivesWhoAskedFirst(t *testing.T) {
	s := perform(t, func(r *bot.Router) { r.Handle(bot.KindMention, "", answering(bot.Reply{})) })
	other, err := bot.New(bot.Options{AppToken: s.AppToken(), BotToken: s.BotToken(), APIURL: s.APIURL(), Router: emptyRouter()})
	if err != nil {
		t.Fatal(err)
	}
	s.Faults().Delay("auth.test", 400*time.Millisecond, 1)
	first, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	asked := len(s.Calls("auth.test"))
	go func() {
		_, err := other.Admins(first)
		gone <- err
	}()
	stay := make(chan error, 1)
	time.AfterFunc(50*time.Millisecond, func() {
		_, err := other.Admins(t.Context())
		stay <- err
	})
	time.AfterFunc(150*time.Millisecond, leave)
	if err := <-gone; err == nil {
		t.Error("who gave up got an answer")
	}
	if err := <-stay; err != nil {
		t.Errorf("who waited: %v", err)
	}
	if calls := len(s.Calls("auth.test")) - asked; calls != 1 {
		t.Errorf("%d look-ups", calls)
	}
}

func emptyRouter() *bot.Router {
	r := bot.NewRouter()
	r.OnError(func(context.Context, *bot.Request, error) bot.Reply { return bot.Reply{} })
	return r
}
