package bot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// channels is a Slack whose app gets what is said in channels; somebody of another company is in #acme.
func channels(t *testing.T) sandbox.Options {
	t.Helper()
	app := sandbox.DefaultApp()
	app.Events = []string{"message.channels", "message.groups", "message.im", "app_mention", "reaction_added", "user_change", "dnd_updated_user", "file_shared"}
	app.Optional = []string{"reactions:read"}
	return sandbox.Options{App: app, Workspace: sandbox.SharedWorkspace()}
}

// listener keeps what was heard, and whispers to whoever asks for it.
type listener struct {
	mu    sync.Mutex
	heard []models.Said
	fails atomic.Int64 // how often it fails
}

func (l *listener) listen(_ context.Context, said models.Said) (bot.Whisper, error) {
	if l.fails.Add(-1) >= 0 {
		return nil, errors.New("the database is away")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, said)
	if !strings.Contains(said.Text, "whisper") {
		return nil, nil
	}
	return func(_ context.Context, to bot.User) (surface.Message, error) {
		return surface.Message{Text: "for " + to.Name + " alone"}, nil
	}, nil
}

// await waits until so much was heard.
func (l *listener) await(w *sandboxtest.Workspace, count int) []models.Said {
	var heard []models.Said
	w.Eventually("so much is heard", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		heard = slices.Clone(l.heard)
		return len(heard) >= count
	})
	return heard
}

func TestChannelsAreHeard(t *testing.T) {
	ears := &listener{}
	var commands calls // a mention is a command, too
	s := performIn(t, channels(t), func(r *bot.Router) {
		r.OnHeard(ears.listen)
		r.Handle(bot.KindMention, "", func(context.Context, *bot.Request) (bot.Reply, error) {
			commands.Add(1)
			return bot.Reply{}, nil
		})
	}, func(o *bot.Options) { o.Inbox = &inbox{} })
	if s.bot.Hears() {
		t.Error("it has heard something already")
	}
	alice, bob := s.User("alice").Channel("acme"), s.User("bob")
	first := alice.Write("the printer is broken")
	said := ears.await(s.Workspace, 1)[0]
	if said.Change != models.SaidNew || said.Text != "the printer is broken" || said.User != "U0ALICE" || said.Channel != "C0ACME" || said.TS != first.TS ||
		said.IsReply() || said.Bot || said.External || said.Mentions || !said.At.Equal(models.TimeOfTS(first.TS)) {
		t.Errorf("%+v", said)
	}
	if !s.bot.Hears() {
		t.Error("it says that it hears nothing")
	}
	file := first.As(bob).ReplyWithFile("photo.png", []byte("\x89PNG\r\n\x1a\n"), "look")
	said = ears.await(s.Workspace, 2)[1]
	if said.Thread != first.TS || said.TS != file.TS || len(said.Files) != 1 || said.Files[0].ID == "" {
		t.Errorf("%+v", said)
	}
	if found, err := s.bot.Describe(t.Context(), said.Files[0].ID); err != nil || found.Name != "photo.png" { // in a shared channel, only who asks is told
		t.Errorf("%+v %v", found, err)
	}
	petra := first.As(s.User("petra")).Reply("and at ours <@" + s.BotUser() + ">").Posted()
	said = ears.await(s.Workspace, 3)[2]
	if !said.External || said.Team != "T0ACME" || !said.Mentions {
		t.Errorf("%+v", said)
	}
	petra.Edit("and at ours: whisper")
	said = ears.await(s.Workspace, 4)[3]
	if said.Change != models.SaidEdited || !said.External || said.TS != petra.TS || said.Text != "and at ours: whisper" || !said.At.After(models.TimeOfTS(petra.TS)) {
		t.Errorf("%+v", said)
	}
	petra.Delete()
	said = ears.await(s.Workspace, 5)[4]
	if said.Change != models.SaidDeleted || said.TS != petra.TS || said.Text != "and at ours: whisper" {
		t.Errorf("%+v", said)
	}
	first.Delete() // with a reply left
	if said = ears.await(s.Workspace, 6)[5]; said.Change != models.SaidDeleted || said.TS != first.TS || said.User != "U0ALICE" {
		t.Errorf("%+v", said)
	}
	first.React("tada") // nothing is wanted of reactions
	alice.Fresh().ExpectNoMessage("alone")
	if heard := ears.await(s.Workspace, 6); len(heard) != 6 {
		t.Errorf("more was heard: %+v", heard[6:])
	}
	if len(s.Calls("chat.postEphemeral"))+len(s.Calls("chat.postMessage")) > 0 {
		t.Error("it has answered")
	}
	if commands.Load() != 1 {
		t.Errorf("%d commands", commands.Load())
	}
}

// What the bot says itself isn't heard, and what is heard twice, by whichever process, is whispered about once and only to colleagues.
func TestWhispersOnceAndToColleagues(t *testing.T) {
	ears, shared := &listener{}, &inbox{}
	play := func(r *bot.Router) { r.OnHeard(ears.listen) }
	s := performIn(t, channels(t), play, func(o *bot.Options) { o.Inbox = shared })
	alice := s.User("alice").Channel("acme")
	first := alice.Write("whisper to me")
	if m := alice.ExpectMessage("for Alice Johnson alone"); !m.Ephemeral() || m.ThreadTS != "" {
		t.Errorf("%+v", m.Message)
	}
	s.User("bob").Channel("acme").ExpectNoMessage("for Alice Johnson alone")
	lina := s.User("lina")
	first.As(lina).Reply("whisper to me too")
	if m := lina.Channel("acme").ExpectMessage("for 李娜 alone"); m.ThreadTS != first.TS {
		t.Errorf("it was said in the thread %q", m.ThreadTS)
	}
	before := len(s.Calls("chat.postEphemeral"))
	_, _, stop := s.start(play, func(o *bot.Options) { o.Inbox = shared })
	defer stop()
	s.AwaitConnections(4)
	for range 8 { // to whichever process
		s.Faults().Redeliver("message.channels")
	}
	heard := ears.await(s.Workspace, 3) // by the other one as well
	if heard[len(heard)-1].Key != heard[1].Key {
		t.Errorf("%q is told again as %q", heard[1].Key, heard[len(heard)-1].Key)
	}
	first.As(s.User("petra")).Reply("whisper to another company?")
	ears.await(s.Workspace, 4)
	if _, _, err := s.bot.Post(t.Context(), "C0SALES", surface.Page{Message: surface.Message{Text: "whisper to the bot?"}}, "k", func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	s.User("alice").Channel("sales").ExpectMessage("whisper to the bot?")
	s.User("petra").Channel("acme").ExpectNoMessage("alone")
	if after := len(s.Calls("chat.postEphemeral")); after != before {
		t.Errorf("%d whispers instead of %d", after, before)
	}
	if slices.ContainsFunc(ears.await(s.Workspace, 4), func(s models.Said) bool { return s.Bot }) {
		t.Error("it has heard itself")
	}
}

// A listener that fails hears the same again; one that refuses doesn't, and a panic ends nothing.
func TestWhatFailsIsHeardAgain(t *testing.T) {
	ears := &listener{}
	var refused calls
	s := performIn(t, channels(t), func(r *bot.Router) {
		r.OnHeard(func(ctx context.Context, said models.Said) (bot.Whisper, error) {
			switch said.Text {
			case "refuse":
				refused.Add(1)
				return nil, models.Forbidden("error.no")
			case "panic":
				refused.Add(1)
				panic("a bug")
			}
			return ears.listen(ctx, said)
		})
	})
	alice := s.User("alice").Channel("acme")
	ears.fails.Store(2)
	alice.Say("refuse")
	alice.Say("panic")
	alice.Say("hear me")
	if said := ears.await(s.Workspace, 1)[0]; said.Text != "hear me" || refused.Load() != 2 {
		t.Errorf("%+v, refused %d times", said, refused.Load())
	}
	if logged := s.logs.String(); !strings.Contains(logged, "a bug") || strings.Contains(logged, "hear me") {
		t.Errorf("the log says %s", logged)
	}
}

// Events may come in any order: what each tells says which is the later.
func TestHeardOutOfOrder(t *testing.T) {
	ears := &listener{}
	s := performIn(t, channels(t), func(r *bot.Router) { r.OnHeard(ears.listen) })
	s.Faults().Hold("message.channels", 4)
	alice := s.User("alice").Channel("acme")
	first := alice.Write("a")
	reply := first.Reply("b").Posted()
	reply.Edit("b, again")
	reply.Delete()
	s.Faults().Release()
	heard := ears.await(s.Workspace, 4)
	slices.SortFunc(heard, func(a, b models.Said) int { return a.At.Compare(b.At) })
	for i, want := range []models.SaidChange{models.SaidNew, models.SaidNew, models.SaidEdited, models.SaidDeleted} {
		if heard[i].Change != want || i > 0 && (heard[i].TS != reply.TS || heard[i].Root() != first.TS) {
			t.Errorf("%d: %+v", i, heard[i])
		}
	}
	if heard[0].TS != first.TS {
		t.Errorf("%+v", heard[0])
	}
}

// A message and a thread as they are now, with the keys that events give them.
func TestWhatStandsInAChannel(t *testing.T) {
	ears := &listener{}
	s := performIn(t, channels(t), func(r *bot.Router) { r.OnHeard(ears.listen) })
	alice := s.User("alice").Channel("acme")
	first := alice.Write("a")
	reply := first.As(s.User("petra")).Reply("b").Posted()
	gone := first.Reply("c").Posted()
	gone.Delete()
	if _, _, err := slack.New(s.BotToken(), slack.OptionAPIURL(s.APIURL())).PostMessage("C0ACME", slack.MsgOptionText("mine", false), slack.MsgOptionTS(first.TS)); err != nil {
		t.Fatal(err)
	}
	heard := ears.await(s.Workspace, 4)
	thread, err := s.bot.Thread(t.Context(), "C0ACME", first.TS)
	if err != nil || len(thread) != 2 || thread[0].Text != "a" || thread[1].Text != "b" || !thread[1].External || thread[0].External || thread[1].Thread != first.TS {
		t.Errorf("%+v %v", thread, err)
	}
	for _, said := range thread {
		if !slices.ContainsFunc(heard, func(h models.Said) bool { return h.Key == said.Key && h.TS == said.TS }) {
			t.Errorf("an event gave %s another key", said.Key)
		}
	}
	for ts, want := range map[string]string{first.TS: "a", reply.TS: "b", gone.TS: "", "1.2": ""} {
		said, found, err := s.bot.Said(t.Context(), "C0ACME", ts)
		if err != nil || found != (want != "") || said.Text != want {
			t.Errorf("%s: %+v %v %v", ts, said, found, err)
		}
	}
	if thread, err := s.bot.Thread(t.Context(), "C0ACME", "1.2"); err != nil || len(thread) > 0 {
		t.Errorf("%+v %v", thread, err)
	}
}

// Somebody of another workspace of one's own Enterprise Grid is a colleague; of another company is who isn't, also where the event names no
// team.
func TestColleaguesOfTheGridAreNoStrangers(t *testing.T) {
	ears := &listener{}
	of := channels(t)
	of.Workspace.Team.EnterpriseID = "E0OURS"
	of.Workspace.Users = append(of.Workspace.Users, sandbox.User{ID: "W0SISTER", TeamID: "T0SISTER", EnterpriseID: "E0OURS", Name: "sister", RealName: "Sister", Locale: "en-US", TZ: "UTC"})
	acme := &of.Workspace.Channels[slices.IndexFunc(of.Workspace.Channels, func(c sandbox.Channel) bool { return c.Name == "acme" })]
	acme.Members = append(acme.Members, "W0SISTER")
	s := performIn(t, of, func(r *bot.Router) { r.OnHeard(ears.listen) })
	for i, c := range []struct {
		user     string
		external bool
	}{{"alice", false}, {"sister", false}, {"petra", true}} {
		s.User(c.user).Channel("acme").Say("hello")
		if said := ears.await(s.Workspace, i+1)[i]; said.External != c.external {
			t.Errorf("%s: %+v", c.user, said)
		}
	}
	if said, found, err := s.bot.Said(t.Context(), "C0ACME", ears.heard[2].TS); err != nil || !found || !said.External {
		t.Errorf("%+v %v", said, err)
	}
}
