package bot_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

func TestSlowCommandIsAcknowledgedAtOnce(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", after(4*time.Second, say("done"), nil))
	})
	a := s.User("alice").In("#sales").Command("/crm show C001")
	s.quick(a)
	a.Ephemeral("done")
}

func TestRequestSaysWhoWhereAndWhat(t *testing.T) {
	got := make(chan bot.Request, 1)
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			got <- *req
			return say("hello"), nil
		})
	})
	s.User("wangwei").In("#sales").Command("/crm 查找 北京").Ephemeral("hello")
	req := <-got
	if req.Kind != bot.KindCommand || req.Command != "/crm" || req.Text != "查找 北京" || req.Channel == "" || !strings.HasPrefix(req.Key, "trg:") {
		t.Errorf("%+v", req)
	}
	if u := req.User; u.ID != "U0WANGWEI" || u.Locale != "zh-CN" || u.Zone.String() != "Asia/Shanghai" || u.Guest || u.Stranger || u.Bot || u.Admin {
		t.Errorf("%+v", u)
	}
	person, err := s.bot.Person(context.Background(), "U0GUEST")
	if err != nil || !person.Guest {
		t.Errorf("%+v, %v", person, err)
	}
	s.ChangeUser("U0WANGWEI", map[string]any{"locale": "en-US", "tz": "Europe/Berlin"})
	s.Eventually("the change is known", func() bool {
		person, err := s.bot.Person(context.Background(), "U0WANGWEI")
		return err == nil && person.Locale == "en-US" && person.Zone.String() == "Europe/Berlin"
	})
	if _, err := s.bot.Person(context.Background(), "U0NOBODY"); err == nil {
		t.Error("nobody was found")
	}
}

func TestModalAnswersWhereItWasOpened(t *testing.T) {
	got := make(chan bot.Request, 1)
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindSubmission, "customer.new", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			got <- *req
			return say("saved " + req.Form.Get("name")), nil
		})
	})
	a := s.quick(s.User("alice").In("#sales").Command("/crm new"))
	fill(a.Modal()).Submit().ExpectClosed()
	s.User("alice").In("#sales").ExpectMessage("saved ABC公司")
	req := <-got
	if req.View.Metadata != `{"id":7}` || req.Form.Get("owner") != "U0LINA" || req.Form.Get("status") != "active" {
		t.Errorf("%+v", req)
	}
	for field, want := range filled {
		if req.Form.Get(field) != want {
			t.Errorf("%s: %q", field, req.Form.Get(field))
		}
	}
}

func TestSlowOpeningShowsAWaitingViewFirst(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := form()
		answer := func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
			reply := bot.Reply{Modal: &modal}
			if req.Text == "refused" {
				return after(2*time.Second, bot.Reply{}, models.NotFound("error.no_such"))(ctx, req)
			}
			return after(4*time.Second, reply, nil)(ctx, req) // longer than a trigger lives
		}
		r.HandleRead(bot.KindCommand, "/crm", func(req *bot.Request) bot.Step {
			return bot.Step{Run: answer, Opens: req.Text != "help"}
		})
	})
	a := s.quick(s.User("alice").In("#sales").Command("/crm new"))
	m := a.Modal().Expect("One moment")
	m.Expect("New customer")
	b := s.quick(s.User("bob").In("#sales").Command("/crm refused"))
	b.Modal().Expect("refused: error.no_such")
	s.User("bob").In("#sales").Fresh().ExpectNoMessage("refused") // it is said once
}

func TestErrorsStandAtTheirFields(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindSubmission, "customer.new", after(0, bot.Reply{}, models.Errors{
			models.Invalid("phone", "error.bad_phone"), models.Invalid("email", "error.bad_email"),
		}))
	})
	m := fill(s.User("alice").In("#sales").Command("/crm new").Modal())
	submitted := m.Submit()
	submitted.ExpectError("phone", "bad_phone")
	submitted.ExpectError("email", "bad_email")
	expectFilled(t, m)
}

func TestSlowSubmissionLosesNothing(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		var tries calls
		r.Handle(bot.KindSubmission, "customer.new", func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
			switch tries.Add(1) {
			case 1:
				return after(1500*time.Millisecond, bot.Reply{}, models.Errors{models.Invalid("phone", "error.bad_phone")})(ctx, req)
			case 2:
				return after(1500*time.Millisecond, bot.Reply{}, errBroken)(ctx, req)
			}
			return after(1500*time.Millisecond, say("saved "+req.Form.Get("name")), nil)(ctx, req)
		})
	})
	alice := s.User("alice")
	m := fill(alice.In("#sales").Command("/crm new").Modal())
	for _, want := range []string{"⚠ refused: error.bad_phone", "internal "} {
		submitted := m.Submit()
		if submitted.LatencyMS > ackLimit || submitted.Error != "" {
			t.Errorf("acknowledged after %.0f ms, %s", submitted.LatencyMS, submitted.Error)
		}
		m.Expect(want)
		expectFilled(t, m)
		if m.Trouble() != "" {
			t.Error(m.Trouble())
		}
	}
	if strings.Contains(m.Rendered(), "bad_phone") {
		t.Error("the old error is still there")
	}
	m.Submit()
	m.Expect("saved ABC公司")
	alice.In("#sales").ExpectMessage("saved ABC公司")
}

func TestQuickInternalErrorKeepsTheForm(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindSubmission, "customer.new", func(context.Context, *bot.Request) (bot.Reply, error) { panic("a bug") })
	})
	m := fill(s.User("alice").In("#sales").Command("/crm new").Modal())
	m.Submit()
	m.Expect("internal ")
	expectFilled(t, m)
	rendered := m.Rendered()
	_, ref, _ := strings.Cut(rendered, "internal ")
	ref = strings.Fields(ref)[0]
	if logged := s.logs.String(); !strings.Contains(logged, ref[:8]) || !strings.Contains(logged, "a bug") || strings.Contains(logged, "王经理") {
		t.Errorf("%q is not in the log, or too much is: %s", ref, logged)
	}
}

func TestDeliveredAgainHandledOnce(t *testing.T) {
	var handled calls
	count := func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
		return say(fmt.Sprint("answer ", handled.Add(1))), nil
	}
	shared := &inbox{}
	play := func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", count)
		r.Handle(bot.KindMention, "", count)
	}
	s := perform(t, play, func(o *bot.Options) { o.Inbox = shared })
	room := s.User("alice").In("#sales")
	room.Command("/crm x").Ephemeral("answer 1")
	s.Faults().Redeliver("slash_commands")
	room.Say("<@" + s.BotUser() + "> hello")
	room.ExpectMessage("answer 2")
	for range 5 { // to whichever bot it goes
		s.Faults().Redeliver("events_api")
	}
	_, _, stop := s.start(play, func(o *bot.Options) { o.Inbox = shared })
	s.AwaitConnections(4)
	for range 10 {
		s.Faults().Redeliver("events_api")
	}
	room.ExpectNoMessage("answer 3")
	stop()
	if n := handled.Load(); n > 3 { // the second bot had not seen it; its answer was claimed already
		t.Errorf("handled %d times", n)
	}
}

func TestMentionsAndDirectMessages(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindMention, "", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			reply := say("heard [" + req.Text + "]")
			if strings.HasPrefix(req.Text, "share") {
				reply.Place = bot.Public
			}
			return reply, nil
		})
	})
	sales := s.User("alice").In("#sales")
	if m := sales.Say("<@" + s.BotUser() + "> show C001").Expect("heard [show C001]"); !m.Ephemeral() {
		t.Error("everyone sees the answer")
	}
	sales.Say("<@" + s.BotUser() + "> share C001")
	if m := sales.ExpectMessage("heard [share C001]"); m.Ephemeral() {
		t.Error("nobody sees the answer")
	}
	dm := s.User("alice").DM()
	if m := dm.Say("due").Expect("heard [due]"); m.Ephemeral() {
		t.Error("the answer does not stay in the DM")
	}
	sales.Fresh().Say("not for the bot")
	sales.ExpectNoMessage("heard [not for the bot]")
}

func TestButtonsReplaceAndRemove(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			place, _ := map[string]bot.Place{"public": bot.Public}[req.Text]
			return bot.Reply{Message: &surface.Message{Text: "list", Blocks: button("row.done/17", "17")}, Place: place}, nil
		})
		r.Handle(bot.KindAction, "row.done", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			return bot.Reply{Message: &surface.Message{Text: "again " + req.Value, Blocks: button("row.gone", "")}, Place: bot.Replace}, nil
		})
		r.Handle(bot.KindAction, "row.gone", answering(bot.Reply{Place: bot.Remove}))
	})
	for _, how := range []string{"private", "public"} {
		m := s.User("alice").In("#sales").Command("/crm " + how).Expect("list")
		s.quick(m.Press("row.done/17"))
		m.Expect("again 17")
		s.quick(m.Press("row.gone"))
		m.ExpectGone()
	}
}

func TestModalOfAMessageReplacesIt(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Message: &surface.Message{Text: "list", Blocks: button("open", "1")}}))
		modal := surface.Modal{Callback: "outcome", Title: "Outcome", Submit: "Save", Blocks: form().Blocks[:1]}
		r.Handle(bot.KindAction, "open", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindSubmission, "outcome", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			return bot.Reply{Message: &surface.Message{Text: "done: " + req.Form.Get("name")}, Place: bot.Replace}, nil
		})
	})
	m := s.User("alice").In("#sales").Command("/crm due").Expect("list")
	m.Press("open").Modal().Fill("name", "ordered").Submit().ExpectClosed()
	m.Expect("done: ordered")
}

func TestModalsOnTopOfModals(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		first := surface.Modal{Callback: "first", Title: "First", Submit: "Go", Blocks: append(form().Blocks[:1], button("more", "x")...)}
		second := surface.Modal{Callback: "second", Title: "Second", Submit: "Go", Blocks: form().Blocks[:1]}
		changed := surface.Modal{Callback: "first", Title: "Changed", Submit: "Go", Blocks: form().Blocks[:1]}
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &first}))
		r.Handle(bot.KindAction, "more", answering(bot.Reply{Modal: &second}))
		r.Handle(bot.KindSubmission, "first", answering(bot.Reply{Update: &changed}))
		r.Handle(bot.KindSubmission, "second", answering(bot.Reply{Clear: true, Message: &surface.Message{Text: "all over"}}))
	})
	alice := s.User("alice")
	m := alice.In("#sales").Command("/crm").Modal()
	m.Submit()
	m.Expect("Changed")
	m.Close()
	m = alice.In("#sales").Command("/crm").Modal()
	s.quick(m.Press("more")).Modal().Submit()
	alice.ExpectNoModal()
	alice.In("#sales").ExpectMessage("all over")
}

func TestTypeahead(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		external := slackSelect("customer.pick")
		modal := surface.Modal{Callback: "pick", Title: "Pick", Submit: "Go", Blocks: external}
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindOptions, "customer.pick", func(ctx context.Context, req *bot.Request) (bot.Reply, error) {
			if req.Query == "slow" {
				return after(2*time.Second, bot.Reply{}, nil)(ctx, req)
			}
			if req.Query == "broken" {
				return bot.Reply{}, errBroken
			}
			return bot.Reply{Options: []surface.Option{{Text: "C001 " + req.Query, Value: "1"}}}, nil
		})
	})
	m := s.User("alice").In("#sales").Command("/crm pick").Modal()
	for query, want := range map[string]int{"北京": 1, "slow": 0, "broken": 0} {
		if got := m.Options("customer", query); len(got) != want {
			t.Errorf("%s: %v", query, got)
		}
	}
	for _, entry := range s.Log() {
		if entry.Kind == "ack" && entry.LatencyMS > ackLimit {
			t.Errorf("acknowledged after %.0f ms", entry.LatencyMS)
		}
	}
}

func TestHomeAndShortcuts(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindHome, "", answering(bot.Reply{Home: &surface.Home{Blocks: append(text("my day"), button("home.refresh", "")...)}}))
		r.Handle(bot.KindAction, "home.refresh", answering(bot.Reply{Home: &surface.Home{Blocks: text("refreshed")}, Message: &surface.Message{Text: "pressed at home"}}))
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Message: &surface.Message{Text: "shared"}, Place: bot.Public}))
	})
	alice := s.User("alice")
	home := alice.OpenHome().Expect("my day")
	s.quick(home.Press("home.refresh"))
	alice.Home().Expect("refreshed")
	alice.DM().ExpectMessage("pressed at home")
	alice.In("#sales").Command("/crm share").InChannel("shared")
}

func TestUnknownAndUnhandled(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindMention, "", answering(bot.Reply{}))
	})
	s.quick(s.User("alice").In("#sales").Command("/crm x")).Ephemeral("internal ")
}

func TestBrokenMetadataIsNothing(t *testing.T) {
	// A person's client could send anything: the transport's tests of decodeMetadata cover the forms.
	s := perform(t, func(r *bot.Router) {
		modal := surface.Modal{Callback: "x", Title: "X", Submit: "Go", Metadata: strings.Repeat("m", 2900), Blocks: form().Blocks[:1]}
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
	})
	if m := s.User("alice").In("#sales").Command("/crm x"); m.Error != "" {
		t.Error(m.Error)
	}
	s.Eventually("the modal is refused or opened", func() bool {
		return len(s.Calls("views.open")) > 0 || strings.Contains(s.logs.String(), "modal metadata of")
	})
}

func TestShortcuts(t *testing.T) {
	got := make(chan bot.Request, 1)
	s := perform(t, func(r *bot.Router) {
		modal := surface.Modal{Callback: "note", Title: "Note", Submit: "Save", Blocks: form().Blocks[:1]}
		handler := func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			got <- *req
			return bot.Reply{Modal: &modal}, nil
		}
		r.Handle(bot.KindShortcut, "customer.new", handler)
		r.Handle(bot.KindShortcut, "message.log", handler)
		r.Handle(bot.KindSubmission, "note", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			return say("noted " + req.Form.Get("name")), nil
		})
	})
	alice := s.User("alice")
	s.quick(alice.Shortcut("customer.new")).Modal().Fill("name", "one").Submit().ExpectClosed()
	alice.DM().ExpectMessage("noted one") // a global shortcut has no channel
	<-got

	sales := s.User("bob").In("#sales")
	sales.Say("met them, want a quote")
	m := sales.ExpectMessage("want a quote")
	s.quick(m.Shortcut("message.log")).Modal().Fill("name", "two").Submit().ExpectClosed()
	sales.ExpectMessage("noted two")
	req := <-got
	if req.Message.Text != "met them, want a quote" || req.Message.User != "U0BOB" || !strings.Contains(req.Message.Permalink, "/archives/") {
		t.Errorf("%+v", req.Message)
	}
}

// movedClock is the real clock, moved on by hand.
type movedClock struct{ by atomic.Int64 }

func (c *movedClock) Now() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }

func TestOldModalAnswersByTheNextWay(t *testing.T) {
	clock := &movedClock{}
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindSubmission, "customer.new", answering(say("saved at last")))
	}, func(o *bot.Options) { o.Clock = clock })
	alice := s.User("alice")
	member := alice.In("#sales").Command("/crm new").Modal()
	clock.by.Store(int64(31 * time.Minute)) // the response URL is too old by now
	member.Submit().ExpectClosed()
	if m := alice.In("#sales").ExpectMessage("saved at last"); !m.Ephemeral() {
		t.Error("everyone sees it")
	}
	clock.by.Store(0)
	stranger := alice.In("#random").Command("/crm new").Modal()
	clock.by.Store(int64(31 * time.Minute))
	stranger.Submit().ExpectClosed()
	alice.DM().ExpectMessage("saved at last") // the bot is not in #random
}

func TestModalOpensOnceThoughTheAnswerWasLost(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
	})
	s.Faults().DropAfter("views.open", 1)
	s.User("alice").In("#sales").Command("/crm new").Modal().Expect("New customer")
	s.User("alice").In("#sales").ExpectNoMessage("internal")
}

func TestMetricsCount(t *testing.T) {
	registry := prometheus.NewRegistry()
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", answering(say("hello")))
	}, func(o *bot.Options) { o.Metrics = registry })
	s.User("alice").In("#sales").Command("/crm x").Ephemeral("hello")
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string]bool{}
	for _, family := range families {
		counted[family.GetName()] = true
	}
	for _, name := range []string{"guanxi_bot_envelopes_total", "guanxi_bot_ack_seconds", "guanxi_bot_handler_seconds", "guanxi_slack_calls_total", "guanxi_bot_sockets"} {
		if !counted[name] {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestModalClosedMeanwhile(t *testing.T) {
	s := perform(t, func(r *bot.Router) {
		modal := surface.Modal{Callback: "x", Title: "Pick", Submit: "Go", Blocks: append(form().Blocks[:1], button("more", "x")...)}
		r.Handle(bot.KindCommand, "/crm", answering(bot.Reply{Modal: &modal}))
		r.Handle(bot.KindAction, "more", after(300*time.Millisecond, bot.Reply{Update: &modal}, nil))
		r.Handle(bot.KindSubmission, "x", after(1500*time.Millisecond, bot.Reply{}, models.Errors{models.Invalid("name", "error.too_long")}))
	})
	alice := s.User("alice")
	m := alice.In("#sales").Command("/crm").Modal()
	m.Press("more")
	m.Close()
	for end := time.Now().Add(s.Patience); !strings.Contains(s.logs.String(), "closed or changed meanwhile"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the update was not refused")
		}
	}
	alice.In("#sales").ExpectNoMessage("internal")

	m = alice.In("#sales").Command("/crm").Modal()
	m.Submit()
	m.Expect("waiting")
	m.Close()
	alice.In("#sales").ExpectMessage("⚠ refused: error.too_long") // what was not saved must be known
}
