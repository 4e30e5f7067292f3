package bot_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Whatever a button that tries again carries, its key is among the keys of who presses it.
func TestACarriedKeyIsItsPersonsOwn(t *testing.T) {
	keys := make(chan string, 10)
	var value string
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			keys <- req.Key
			if req.Retried {
				return say("done: " + req.Text), nil
			}
			again := req.Again()
			if forged, found := strings.CutPrefix(req.Text, "forge "); found {
				again = forged
			} else {
				value = again
			}
			button := slack.NewActionBlock("", slack.NewButtonBlockElement(bot.AgainAction, again, plain("Again")))
			return bot.Reply{Message: &surface.Message{Text: "not done", Blocks: []slack.Block{button}}}, nil
		})
	})
	alice, bob := s.User("alice"), s.User("bob")
	refused := alice.In("#sales").Command("/crm new <Acme> & Co").Expect("Again")
	refused.PressLabel("Again").Expect("done: new <Acme> & Co")
	refused.ExpectGone()
	first, second := <-keys, <-keys
	if first != second || !strings.HasSuffix(first, "@"+alice.ID) {
		t.Errorf("the key was %q, then %q", first, second)
	}
	// What is forged, changed, or another's is no request at all.
	for _, forged := range []string{"{}", "x", `{"kd":"command","n":"/crm","k":"x","t":"mine"}`, value, strings.Replace(value, "Acme", "Evil", 1), value + " ", value[1:]} {
		bob.In("#sales").Command("/crm forge " + forged).Expect("Again").PressLabel("Again").Expect("internal")
		<-keys
	}
	if len(keys) > 0 {
		t.Errorf("a forged value was taken for a request: %q", <-keys)
	}
}

// A text that no button can carry is left out, and so is nothing else.
func TestWhatAButtonCarriesFits(t *testing.T) {
	for _, text := range []string{"", "short", strings.Repeat("长", 1500), strings.Repeat("长", 4000), strings.Repeat("😀", 1200), strings.Repeat("\"", 1500), strings.Repeat("\x00", 1000)} {
		req := bot.Request{Kind: bot.KindCommand, Name: "/crm", Key: "trg:1.2.3@U1", User: bot.User{ID: "U1"}, Text: text}
		value := req.Again()
		var carried struct {
			Text string `json:"t"`
			Key  string `json:"k"`
			Cut  bool   `json:"x"`
		}
		if err := json.Unmarshal([]byte(value), &carried); err != nil || len([]rune(value)) > 2000 {
			t.Errorf("%d characters: a value of %d, %v", len(text), len(value), err)
		}
		if carried.Key != "trg:1.2.3" || (carried.Text != text) != carried.Cut {
			t.Errorf("%.10q: carries key %q and %d bytes, cut is %v", text, carried.Key, len(carried.Text), carried.Cut)
		}
	}
}

// A form that is worked on keeps what was entered, also one that no acknowledgement takes. Sent again meanwhile it is not
// worked on twice, and the first answer takes its place.
func TestAWaitingFormKeepsWhatWasEntered(t *testing.T) {
	for name, notes := range map[string]string{"small": "a long story", "large": strings.Repeat("长故事，", 740)} {
		t.Run(name, func(t *testing.T) {
			goOn := make(chan bool)
			ran := &calls{}
			s := perform(t, func(r *bot.Router) {
				r.Handle(bot.KindCommand, "/crm", func(context.Context, *bot.Request) (bot.Reply, error) {
					modal := form()
					for len(notes) > 100 && len(modal.Blocks) < 60 {
						modal.Blocks = append(modal.Blocks, slack.NewSectionBlock(plain(strings.Repeat("x", 500)), nil, nil))
					}
					return bot.Reply{Modal: &modal}, nil
				})
				r.Handle(bot.KindSubmission, "customer.new", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
					ran.Add(1)
					<-goOn
					return say("saved " + req.Form.Get("name")), nil
				})
			})
			alice := s.User("alice")
			m := alice.In("#sales").Command("/crm").Modal()
			m.Fill("name", "Acme").Fill("notes", notes).Select("status", "active").Pick("owner", "bob")
			m.Submit()
			m.Expect("waiting")
			for field, want := range map[string]string{"name": "Acme", "notes": notes, "status": "active"} {
				if got := m.Value(field); got != want {
					t.Errorf("%s is %.20q while it waits", field, got)
				}
			}
			m.Submit()
			m.Expect("waiting")
			close(goOn)
			m.Expect("saved Acme")
			if n := ran.Load(); n != 1 {
				t.Errorf("it was worked on %d times", n)
			}
		})
	}
}

// The acknowledgement with the waiting view may arrive after the answer that replaces it: the answer stands nevertheless.
func TestALateAcknowledgementUndoesNothing(t *testing.T) {
	for name, notes := range map[string]string{"small": "a long story", "large": strings.Repeat("长故事，", 740)} {
		t.Run(name, func(t *testing.T) {
			s := perform(t, func(r *bot.Router) {
				r.Handle(bot.KindCommand, "/crm", func(context.Context, *bot.Request) (bot.Reply, error) {
					modal := form()
					return bot.Reply{Modal: &modal}, nil
				})
				r.Handle(bot.KindSubmission, "customer.new", after(800*time.Millisecond, bot.Reply{Update: &surface.Modal{
					Title: "Saved", Blocks: text("saved " + notes[:9]),
				}}, nil))
			})
			m := s.User("alice").In("#sales").Command("/crm").Modal()
			m.Fill("name", "Acme").Fill("notes", notes)
			s.Faults().Add(sandbox.Fault{Method: "ack", DelayMS: 600})
			m.Submit()
			m.Expect("saved " + notes[:9])
			s.User("bob").In("#sales").Command("/crm").Modal() // all before is done
			m.Expect("saved " + notes[:9])
		})
	}
}
