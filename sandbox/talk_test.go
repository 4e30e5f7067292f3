package sandbox_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// listening is an app that has asked for everything said in channels.
func listening(optional ...string) sandbox.Options {
	options := quick()
	options.App = sandbox.DefaultApp()
	options.App.Optional = optional
	options.App.Events = []string{"message.channels", "message.groups", "app_mention", "reaction_added", "user_change", "dnd_updated_user"}
	return options
}

// told waits for the events of a kind that the app was sent, as slack-go reads them.
func told[E any](w *sandboxtest.Workspace, e *echo, count int) []*E {
	e.t.Helper()
	var found []*E
	w.Eventually(fmt.Sprintf("%d events of %T", count, *new(E)), func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		found = nil
		for _, event := range e.events {
			if data, ok := event.InnerEvent.Data.(*E); ok {
				found = append(found, data)
			}
		}
		return len(found) >= count
	})
	return found
}

// What is said, edited and deleted in a channel comes to the app as slack-go reads it, the app's own messages too.
func TestWhatIsSaidInAChannel(t *testing.T) {
	w := sandboxtest.Start(t, listening())
	app := (&echo{t: t}).start(w)
	alice, bob := w.User("alice").Channel("service"), w.User("bob")
	first := alice.Write("the printer is broken")
	said := told[slackevents.MessageEvent](w, app, 1)[0]
	if said.Text != "the printer is broken" || said.User != "U0ALICE" || said.ChannelType != "channel" || said.SubType != "" || said.ThreadTimeStamp != "" || said.TimeStamp != first.TS {
		t.Errorf("said %+v", said)
	}
	reply := first.As(bob).Reply("I come").Posted()
	said = told[slackevents.MessageEvent](w, app, 2)[1]
	if said.ThreadTimeStamp != first.TS || said.TimeStamp != reply.TS {
		t.Errorf("replied %+v", said)
	}
	if again := reply.Reply("and a reply to the reply").Posted(); again.ThreadTS != first.TS {
		t.Errorf("it stands in the thread %s", again.ThreadTS)
	}
	told[slackevents.MessageEvent](w, app, 3)
	first.As(bob).ReplyToAll("done")
	if said = told[slackevents.MessageEvent](w, app, 4)[3]; said.SubType != "thread_broadcast" || said.ThreadTimeStamp != first.TS {
		t.Errorf("for all to see %+v", said)
	}
	file := first.ReplyWithFile("photo.png", []byte("\x89PNG\r\n\x1a\n"), "look")
	if said = told[slackevents.MessageEvent](w, app, 5)[4]; said.SubType != "file_share" || said.ThreadTimeStamp != first.TS || said.Message == nil || len(said.Message.Files) != 1 || file.ThreadTS != first.TS {
		t.Errorf("with a file %+v", said)
	}

	reply.Edit("I come at once")
	changed := told[slackevents.MessageEvent](w, app, 6)[5]
	if changed.SubType != "message_changed" || changed.Message == nil || changed.Message.Text != "I come at once" || changed.Message.Edited == nil || changed.Message.Timestamp != reply.TS ||
		changed.PreviousMessage == nil || changed.PreviousMessage.Text != "I come" || changed.TimeStamp == reply.TS {
		t.Errorf("edited %+v", changed)
	}
	reply.Delete()
	deleted := told[slackevents.MessageEvent](w, app, 7)[6]
	if deleted.SubType != "message_deleted" || deleted.DeletedTimeStamp != reply.TS || deleted.PreviousMessage == nil || deleted.PreviousMessage.Text != "I come at once" {
		t.Errorf("deleted %+v", deleted)
	}
	first.Delete()
	stone := told[slackevents.MessageEvent](w, app, 8)[7]
	if stone.SubType != "message_changed" || stone.Message == nil || stone.Message.SubType != "tombstone" || stone.PreviousMessage == nil || stone.PreviousMessage.User != "U0ALICE" {
		t.Errorf("deleted with replies %+v", stone)
	}
	if m := alice.ExpectMessage("This message was deleted."); m.TS != first.TS {
		t.Errorf("the tombstone is %s", m.TS)
	}

	_, ts, err := app.api.PostMessage("C0SERVICE", slack.MsgOptionText("hello from the app", false))
	if err != nil {
		t.Fatal(err)
	}
	if own := told[slackevents.MessageEvent](w, app, 9)[8]; own.BotID == "" || own.TimeStamp != ts || own.User != w.BotUser() {
		t.Errorf("its own %+v", own)
	}
	if _, _, _, err := app.api.UpdateMessage("C0SERVICE", ts, slack.MsgOptionText("changed by the app", false)); err != nil {
		t.Fatal(err)
	}
	if own := told[slackevents.MessageEvent](w, app, 10)[9]; own.SubType != "message_changed" || own.Message.BotID == "" {
		t.Errorf("its own, changed %+v", own)
	}
}

// The stone of a deleted message goes with the last of its replies, and only who wrote a message may change it.
func TestWhoMayChangeAMessage(t *testing.T) {
	w := sandboxtest.Start(t, listening())
	app := (&echo{t: t}).start(w)
	first := w.User("alice").Channel("service").Write("a")
	reply := first.Reply("b").Posted()
	first.Delete()
	reply.Delete()
	gone := told[slackevents.MessageEvent](w, app, 5) // the last two in any order
	if !slices.ContainsFunc(gone, func(e *slackevents.MessageEvent) bool {
		return e.SubType == "message_deleted" && e.DeletedTimeStamp == first.TS
	}) {
		t.Error("the stone is there")
	}
	first.ExpectGone()
	other := w.User("alice").Channel("service").Write("mine")
	server := w.Server()
	for name, err := range map[string]error{
		"edited by somebody else":  second(server.Edit(sandbox.Editing{User: "bob", Channel: "service", MessageTS: other.TS, Text: "x"})),
		"deleted by somebody else": second(server.Delete(sandbox.Deleting{User: "bob", Channel: "service", MessageTS: other.TS})),
		"emptied":                  second(server.Edit(sandbox.Editing{User: "alice", Channel: "service", MessageTS: other.TS, Text: " "})),
		"not there":                second(server.Delete(sandbox.Deleting{User: "alice", Channel: "service", MessageTS: first.TS})),
		"elsewhere":                second(server.Say(sandbox.Post{User: "alice", Channel: "service", Text: "x", ThreadTS: "1.2"})),
	} {
		if err == nil {
			t.Errorf("a message was %s", name)
		}
	}
}

func second[A any](_ A, err error) error { return err }

// An app that wasn't given an optional scope isn't told what the scope is for, and its calls are refused.
func TestOptionalScopes(t *testing.T) {
	w := sandboxtest.Start(t, listening("reactions:read"))
	app := (&echo{t: t}).start(w)
	message := w.User("alice").Channel("service").Write("a")
	w.RefuseScopes("reactions:read")
	message.React("tada")
	if _, err := app.api.GetReactions(slack.NewRefToMessage("C0SERVICE", message.TS), slack.NewGetReactionsParameters()); err == nil || err.Error() != "missing_scope" {
		t.Errorf("reactions are told: %v", err)
	}
	w.RefuseScopes()
	message.React("eyes")
	if got := told[slackevents.ReactionAddedEvent](w, app, 1); len(got) != 1 || got[0].Reaction != "eyes" {
		t.Errorf("told of %+v", got)
	}
	if _, err := w.Server().RefuseScopes(sandbox.Refusal{Refused: []string{"chat:write"}}); err == nil {
		t.Error("a scope was left out that the app can't do without")
	}
	if _, err := sandbox.AppFromManifest([]byte(`{"display_information":{"name":"x"},"settings":{"socket_mode_enabled":true},"oauth_config":{"scopes":{"bot":["commands"],"bot_optional":["reactions:read"]}}}`)); err == nil {
		t.Error("a manifest was taken with an optional scope that isn't asked for")
	}
}

// What people say of themselves, and that they don't want to be disturbed, is told.
func TestStatusOfPeople(t *testing.T) {
	w := sandboxtest.Start(t, listening())
	app := (&echo{t: t}).start(w)
	w.User("lina").SetStatus("休假", ":palm_tree:", 1800000000)
	user, err := app.api.GetUserInfo("U0LINA")
	if err != nil || user.Profile.StatusText != "休假" || user.Profile.StatusEmoji != ":palm_tree:" || user.Profile.StatusExpiration != 1800000000 {
		t.Errorf("%+v %v", user.Profile, err)
	}
	w.ChangeUser("lina", map[string]any{"dnd": true})
	if got := told[slackevents.DndUpdatedUserEvent](w, app, 1)[0]; got.User != "U0LINA" || !got.DndStatus.DndEnabled {
		t.Errorf("%+v", got)
	}
	if got := told[slackevents.UserChangeEvent](w, app, 1)[0]; got.User.ID != "U0LINA" {
		t.Errorf("%+v", got)
	}
}

// Events that are held come in the other order, and later than what was said after them.
func TestEventsOutOfOrder(t *testing.T) {
	w := sandboxtest.Start(t, listening())
	app := (&echo{t: t}).start(w)
	room := w.User("alice").Channel("service")
	w.Faults().Hold("message.channels", 2)
	room.Say("one")
	room.Say("two")
	room.Say("three")
	told[slackevents.MessageEvent](w, app, 1)
	w.Faults().Release()
	var texts []string
	for _, said := range told[slackevents.MessageEvent](w, app, 3) {
		texts = append(texts, said.Text)
	}
	if !slices.Equal(texts, []string{"three", "two", "one"}) {
		t.Errorf("they came as %v", texts)
	}
}
