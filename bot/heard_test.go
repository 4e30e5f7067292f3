package bot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// channels is a Slack whose app gets what is said in channels; somebody of another company is in #service, which is shared.
func channels(t *testing.T) sandbox.Options {
	t.Helper()
	app := sandbox.DefaultApp()
	app.Events = []string{"message.channels", "message.groups", "message.im", "app_mention", "reaction_added", "user_change", "dnd_updated_user", "file_shared"}
	app.Optional = []string{"reactions:read"}
	world := sandbox.DefaultWorkspace()
	world.Users = append(world.Users, sandbox.User{ID: "U0PARTNER", TeamID: "T0PARTNER", Name: "petra", RealName: "Petra Partner", Locale: "en-US", TZ: "Europe/Berlin"})
	service := slices.IndexFunc(world.Channels, func(c sandbox.Channel) bool { return c.Name == "service" })
	world.Channels[service].ExtShared, world.Channels[service].ConnectedTeams = true, []string{"T0PARTNER"}
	world.Channels[service].Members = append(slices.Clone(world.Channels[service].Members), "U0PARTNER")
	return sandbox.Options{App: app, Workspace: world}
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
	alice, bob := s.User("alice").Channel("service"), s.User("bob")
	first := alice.Write("the printer is broken")
	said := ears.await(s.Workspace, 1)[0]
	if said.Change != models.SaidNew || said.Text != "the printer is broken" || said.User != "U0ALICE" || said.Channel != "C0SERVICE" || said.TS != first.TS ||
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
	if !said.External || said.Team != "T0PARTNER" || !said.Mentions {
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
	alice := s.User("alice").Channel("service")
	first := alice.Write("whisper to me")
	if m := alice.ExpectMessage("for Alice Johnson alone"); !m.Ephemeral() || m.ThreadTS != "" {
		t.Errorf("%+v", m.Message)
	}
	s.User("bob").Channel("service").ExpectNoMessage("for Alice Johnson alone")
	lina := s.User("lina")
	first.As(lina).Reply("whisper to me too")
	if m := lina.Channel("service").ExpectMessage("for 李娜 alone"); m.ThreadTS != first.TS {
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
	s.User("petra").Channel("service").ExpectNoMessage("alone")
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
	alice := s.User("alice").Channel("service")
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
	alice := s.User("alice").Channel("service")
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

// A wanted emoji is a request about the message; all others cost nothing, and strangers' aren't taken.
func TestReactions(t *testing.T) {
	got := make(chan bot.Request, 4)
	s := performIn(t, channels(t), func(r *bot.Router) {
		r.OnReaction(func(_ context.Context, reaction models.Reaction) bool { return reaction.Emoji == "ticket" })
		r.Handle(bot.KindReaction, "", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			got <- *req
			return say("taken: " + req.Message.Text), nil
		})
	})
	alice, bob := s.User("alice").Channel("service"), s.User("bob")
	first := alice.Write("the printer is broken")
	reply := first.Reply("since Monday").Posted()
	first.As(bob).React("eyes")
	first.As(s.User("petra")).React("ticket")
	reply.As(bob).React("ticket")
	req := <-got
	if r := req.Reaction; r == nil || r.Emoji != "ticket" || r.TS != reply.TS || r.Channel != "C0SERVICE" || r.User != "U0BOB" || r.ItemUser != "U0ALICE" || r.At.IsZero() || r.Key != req.Key {
		t.Errorf("%+v", req.Reaction)
	}
	if m := req.Message; m.Text != "since Monday" || m.User != "U0ALICE" || m.TS != reply.TS || m.Permalink == "" || req.Thread != first.TS || req.User.ID != "U0BOB" || req.User.Stranger {
		t.Errorf("%+v", req)
	}
	if m := bob.Channel("service").ExpectMessage("taken: since Monday"); !m.Ephemeral() || m.ThreadTS != first.TS {
		t.Errorf("%+v", m.Message)
	}
	file := alice.Upload("photo.png", []byte("\x89PNG\r\n\x1a\n"), "")
	file.As(bob).React("ticket")
	if req = <-got; len(req.Files) != 1 || req.Thread != "" {
		t.Errorf("%+v", req)
	}
	s.Faults().Redeliver("reaction_added")
	select {
	case req := <-got:
		t.Errorf("%s has reacted with %s", req.User.ID, req.Name)
	case <-time.After(s.Calm):
	}
	if n := len(s.Calls("chat.getPermalink")); n != 2 {
		t.Errorf("%d messages were looked up", n)
	}
}

// A message and a thread as they are now, with the keys that events give them.
func TestWhatStandsInAChannel(t *testing.T) {
	ears := &listener{}
	s := performIn(t, channels(t), func(r *bot.Router) { r.OnHeard(ears.listen) })
	alice := s.User("alice").Channel("service")
	first := alice.Write("a")
	reply := first.As(s.User("petra")).Reply("b").Posted()
	gone := first.Reply("c").Posted()
	gone.Delete()
	if _, _, err := slack.New(s.BotToken(), slack.OptionAPIURL(s.APIURL())).PostMessage("C0SERVICE", slack.MsgOptionText("mine", false), slack.MsgOptionTS(first.TS)); err != nil {
		t.Fatal(err)
	}
	heard := ears.await(s.Workspace, 4)
	thread, err := s.bot.Thread(t.Context(), "C0SERVICE", first.TS)
	if err != nil || len(thread) != 2 || thread[0].Text != "a" || thread[1].Text != "b" || !thread[1].External || thread[0].External || thread[1].Thread != first.TS {
		t.Errorf("%+v %v", thread, err)
	}
	for _, said := range thread {
		if !slices.ContainsFunc(heard, func(h models.Said) bool { return h.Key == said.Key && h.TS == said.TS }) {
			t.Errorf("an event gave %s another key", said.Key)
		}
	}
	for ts, want := range map[string]string{first.TS: "a", reply.TS: "b", gone.TS: "", "1.2": ""} {
		said, found, err := s.bot.Said(t.Context(), "C0SERVICE", ts)
		if err != nil || found != (want != "") || said.Text != want {
			t.Errorf("%s: %+v %v %v", ts, said, found, err)
		}
	}
	if thread, err := s.bot.Thread(t.Context(), "C0SERVICE", "1.2"); err != nil || len(thread) > 0 {
		t.Errorf("%+v %v", thread, err)
	}
}

// Who is there to be given something to do.
func TestWhoIsThere(t *testing.T) {
	s := performIn(t, channels(t), func(*bot.Router) {})
	there := func(user string, why models.Absence) models.Presence {
		t.Helper()
		var presence models.Presence
		s.Eventually(user+" is "+string(why), func() bool {
			var err error
			presence, err = s.bot.There(t.Context(), user)
			return err == nil && presence.Why == why && presence.There == (why == "")
		})
		return presence
	}
	if p := there("U0LINA", ""); p.Zone.String() != "Asia/Shanghai" {
		t.Errorf("%+v", p)
	}
	until := s.Clock.Now().Add(48 * time.Hour).Truncate(time.Second)
	s.User("lina").SetStatus("休假", ":palm_tree:", until.Unix())
	if p := there("U0LINA", models.AbsentOnHoliday); !p.Until.Equal(until) {
		t.Errorf("%+v", p)
	}
	s.User("lina").SetStatus("", "", 0)
	there("U0LINA", "")
	asked := len(s.Calls("dnd.info"))
	there("U0LINA", "")
	if n := len(s.Calls("dnd.info")); n != asked {
		t.Errorf("slack was asked %d times more", n-asked)
	}
	s.ChangeUser("lina", map[string]any{"dnd": true})
	if p := there("U0LINA", models.AbsentDisturb); p.Until.IsZero() {
		t.Errorf("%+v", p)
	}
	there("U0PARTNER", models.AbsentGone)
	s.ChangeUser("bob", map[string]any{"deleted": true})
	there("U0BOB", models.AbsentGone)
	s.Faults().Refuse("dnd.info", "internal_error", -1)
	there("U0WANGWEI", "")
	if _, err := s.bot.There(t.Context(), "U0NOBODY"); err == nil {
		t.Error("nobody is there")
	}
}

// What the app was given stands in the headers of Slack's answers.
func TestGranted(t *testing.T) {
	s := performIn(t, channels(t), func(*bot.Router) {})
	if !s.bot.Granted(t.Context(), "reactions:read") || s.bot.Granted(t.Context(), "admin") {
		t.Error("the scopes aren't as they were given")
	}
	s.RefuseScopes("reactions:read")
	s.Eventually("the refusal is known", func() bool {
		_, _, _ = s.bot.Said(t.Context(), "C0SERVICE", "1.2") // any call
		return !s.bot.Granted(t.Context(), "reactions:read") && s.bot.Granted(t.Context(), "chat:write")
	})
}

// Somebody of another workspace of one's own Enterprise Grid is a colleague; of another company is who isn't, also where the event names no
// team.
func TestColleaguesOfTheGridAreNoStrangers(t *testing.T) {
	ears := &listener{}
	of := channels(t)
	of.Workspace.Team.EnterpriseID = "E0OURS"
	of.Workspace.Users = append(of.Workspace.Users, sandbox.User{ID: "W0SISTER", TeamID: "T0SISTER", EnterpriseID: "E0OURS", Name: "sister", RealName: "Sister", Locale: "en-US", TZ: "UTC"})
	service := slices.IndexFunc(of.Workspace.Channels, func(c sandbox.Channel) bool { return c.Name == "service" })
	of.Workspace.Channels[service].Members = append(of.Workspace.Channels[service].Members, "W0SISTER")
	s := performIn(t, of, func(r *bot.Router) { r.OnHeard(ears.listen) })
	for i, c := range []struct {
		user     string
		external bool
	}{{"alice", false}, {"sister", false}, {"petra", true}} {
		s.User(c.user).Channel("service").Say("hello")
		if said := ears.await(s.Workspace, i+1)[i]; said.External != c.external {
			t.Errorf("%s: %+v", c.user, said)
		}
	}
	if said, found, err := s.bot.Said(t.Context(), "C0SERVICE", ears.heard[2].TS); err != nil || !found || !said.External {
		t.Errorf("%+v %v", said, err)
	}
}
