package bot_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// One person's flood is bounded: it is refused with a sentence, others are answered meanwhile, and the process does not
// grow with it.
func TestOnePersonsFloodIsNobodyElses(t *testing.T) {
	release, registry := make(chan struct{}), prometheus.NewRegistry()
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
			switch {
			case strings.HasPrefix(req.Text, "form"):
				return bot.Reply{Modal: &modal}, nil
			case strings.HasPrefix(req.Text, "flood"):
				select {
				case <-release:
				case <-ctx.Done():
				}
			}
			return say("did " + req.Text), nil
		})
		r.Handle(bot.KindSubmission, "customer.new", after(0, say("saved"), nil))
	}, func(o *bot.Options) { o.Metrics = registry })
	alice, bob := s.User("alice").In("#sales"), s.User("bob").In("#sales")
	open := fill(alice.Command("/crm form").Modal())
	before := runtime.NumGoroutine()
	const flood = 300
	for i := range flood {
		s.quick(alice.Command(fmt.Sprintf("/crm flood %d", i)))
	}
	if grown := runtime.NumGoroutine() - before; grown > 150 {
		t.Errorf("%d goroutines more for %d commands", grown, flood)
	}
	alice.ExpectMessage("too many requests under way")
	if refused := counter(t, registry, "guanxi_bot_refused_total"); refused < flood/2 {
		t.Errorf("%v of %d were counted as refused: also those of which nobody is told", refused, flood)
	}
	submitted := open.Submit()
	if submitted.Error != "" {
		t.Errorf("a form sent meanwhile: %s", submitted.Error)
	}
	open.Expect("too many requests under way")
	expectFilled(t, open)
	s.quick(bob.Command("/crm hello")).Ephemeral("did hello")
	close(release)
	alice.ExpectMessage("did flood 0")
	s.Eventually("alice to be let in again", func() bool {
		s.quick(alice.Command("/crm again"))
		return strings.Contains(s.Conversation(), "did again")
	})
}

// counter is what a counter of the bot's has come to.
func counter(t *testing.T, registry *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == name {
			return family.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("%s is missing", name)
	return 0
}

// Whatever panics, the process lives, and who asked is told a reference that stands in the log.
func TestNoPanicEndsTheProcess(t *testing.T) {
	panicking := panickingBlock{}
	s := perform(t, func(r *bot.Router) {
		answer := func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			switch req.Text {
			case "handler":
				panic("in the handler")
			case "message":
				return bot.Reply{Message: &surface.Message{Text: "x", Blocks: []slack.Block{panicking}}}, nil
			case "modal":
				return bot.Reply{Modal: &surface.Modal{Title: "x", Blocks: []slack.Block{panicking}}}, nil
			case "then":
				return bot.Reply{Message: &surface.Message{Text: "first"}, Then: func(context.Context) error { panic("afterwards") }}, nil
			}
			return say("fine"), nil
		}
		r.HandleRead(bot.KindCommand, "/crm", func(req *bot.Request) bot.Step {
			if req.Text == "opens" {
				panic("before the handler")
			}
			return bot.Step{Run: answer, Opens: req.Text == "modal"}
		})
	})
	for _, where := range []string{"handler", "message", "modal", "then", "opens"} {
		alice := s.User("alice").In("#sales").Fresh()
		alice.Command("/crm " + where)
		s.Eventually(where+" to stand in the log", func() bool { return strings.Count(s.logs.String(), "msg=panic") > 0 })
		alice.ExpectMessage("internal ")
		alice.Command("/crm hello").Ephemeral("fine")
	}
}

// panickingBlock can't be written.
type panickingBlock struct{ slack.DividerBlock }

// MarshalJSON panics.
func (panickingBlock) MarshalJSON() ([]byte, error) { panic("no JSON") }
