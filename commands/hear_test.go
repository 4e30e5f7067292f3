package commands_test

import (
	"context"
	"errors"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Several features hear the same, whatever becomes of it in one of them; the first whisper is said, in the words of who wrote the message.
func TestFeaturesHear(t *testing.T) {
	var heard []string
	hears := func(name string, whispers bool, err error) commandstest.Feature {
		return func(*commands.Frame) commands.Feature {
			return commands.Feature{Heard: func(_ context.Context, said models.Said) (commands.Whispered, error) {
				heard = append(heard, name+" "+said.Text)
				if !whispers {
					return nil, err
				}
				return func(to views.Reader) surface.Message {
					return surface.Message{Text: name + " " + to.Language()}
				}, err
			}}
		}
	}
	broken := errors.New("broken")
	o := commandstest.New(t, crm.Access{Default: models.RoleSales}, hears("first", false, models.ErrAlreadyHandled), hears("second", true, nil), hears("third", true, broken))
	whisper, err := o.Hear(context.Background(), models.Said{Text: "a"})
	if !errors.Is(err, broken) || errors.Is(err, models.ErrAlreadyHandled) || len(heard) != 3 || heard[2] != "third a" || whisper == nil {
		t.Fatalf("%v %v", heard, err)
	}
	if m, err := whisper(context.Background(), bot.User{ID: "U0LINA", Locale: "zh-CN"}); err != nil || m.Text != "second zh" {
		t.Errorf("%+v %v", m, err)
	}
	if silent := commandstest.New(t, crm.Access{}); silent.Hears() {
		t.Error("a frame hears whose features don't")
	}
}

// An emoji is answered by the first feature that wants it, for who may; what nobody wants isn't looked at.
func TestFeaturesReact(t *testing.T) {
	takes := func(emoji, words string, needs models.Permission) commandstest.Feature {
		return func(*commands.Frame) commands.Feature {
			return commands.Feature{Reacted: &commands.Reacted{
				Wants: func(_ context.Context, r models.Reaction) bool { return r.Emoji == emoji }, Needs: needs,
				Run: func(_ context.Context, cl commands.Call) (bot.Reply, error) {
					return commands.Say(surface.Message{Text: words + " " + cl.Reaction.TS}), nil
				},
			}}
		}
	}
	o := commandstest.New(t, crm.Access{Default: models.RoleViewer}, takes("ticket", "first", models.MayView), takes("ticket", "second", models.MayView), takes("bell", "third", models.MayEdit))
	for emoji, want := range map[string]string{"ticket": "first 1.2", "bell": "", "tada": ""} {
		reaction := models.Reaction{Emoji: emoji, TS: "1.2", User: "U0LINA"}
		if got := o.Wants(context.Background(), reaction); got != (emoji != "tada") {
			t.Errorf("%s is wanted: %v", emoji, got)
		}
		reply, err := o.React(context.Background(), bot.Request{User: bot.User{ID: "U0LINA"}, Reaction: &reaction})
		switch {
		case emoji == "bell" && models.AsErrors(err) == nil:
			t.Errorf("a viewer may: %+v %v", reply, err)
		case want != "" && (err != nil || reply.Message == nil || reply.Message.Text != want):
			t.Errorf("%s: %+v %v", emoji, reply, err)
		case want == "" && reply.Message != nil:
			t.Errorf("%s is answered: %+v", emoji, reply)
		}
	}
}
