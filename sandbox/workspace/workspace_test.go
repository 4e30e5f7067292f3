package workspace

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

var start = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func made(t *testing.T) *Workspace {
	t.Helper()
	return New(NewClock(start), Seed{
		Team: Team{ID: "T1"}, Bot: "UBOT",
		Users:    []User{{ID: "U1", Name: "one"}, {ID: "UBOT", Name: "bot", IsBot: true}},
		Channels: []Channel{{ID: "C1", Name: "general", Members: []string{"U1", "UBOT"}}},
	})
}

func TestClockFrozenAndRunning(t *testing.T) {
	frozen := NewClock(start)
	var told []time.Time
	stop := frozen.OnMove(func(now time.Time) { told = append(told, now) })
	if frozen.Advance(time.Hour); !frozen.Now().Equal(start.Add(time.Hour)) {
		t.Errorf("now %s", frozen.Now())
	}
	frozen.Set(start)
	stop()
	frozen.Advance(time.Hour)
	if len(told) != 2 || !told[1].Equal(start) {
		t.Errorf("told %v", told)
	}
	running := NewClock(time.Time{})
	running.Advance(48 * time.Hour)
	if off := time.Until(running.Now()) - 48*time.Hour; off > time.Second || off < -time.Second {
		t.Errorf("off by %s", off)
	}
}

func TestTimestampsAreUniqueAndReadBack(t *testing.T) {
	w := made(t)
	first, second := w.NewTS(), w.NewTS()
	if first == second || first >= second {
		t.Errorf("%s, %s", first, second)
	}
	for text, fine := range map[string]bool{"1700000000.000100": true, "1700000000": true, "": false, "x.1": false, "-1.0": false, "1.-5": false, "99999999999999999999": false} {
		if _, ok := ParseTS(text); ok != fine {
			t.Errorf("%q: %v", text, ok)
		}
	}
}

func FuzzParseTS(f *testing.F) {
	f.Add("1700000000.000100")
	f.Fuzz(func(t *testing.T, text string) {
		if micros, ok := ParseTS(text); ok {
			if again, fine := ParseTS(TS(micros)); !fine || again != micros {
				t.Errorf("%q → %d → %q", text, micros, TS(micros))
			}
		}
	})
}

func TestThreadsAndForgetting(t *testing.T) {
	w := made(t)
	root, err := w.Post(Message{Channel: "C1", Text: "root"})
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := w.Post(Message{Channel: "C1", ThreadTS: root.TS, Text: "answer"})
	if got, _ := w.Message("C1", root.TS); got.ReplyCount != 1 || got.LatestReply != answer.TS || got.ThreadTS != root.TS {
		t.Errorf("root %+v", got)
	}
	if err := w.Delete("C1", answer.TS); err != nil {
		t.Fatal(err)
	}
	if got, _ := w.Message("C1", root.TS); got.ReplyCount != 0 {
		t.Errorf("root %+v", got)
	}
	for range 500 {
		_, _ = w.Post(Message{Channel: "C1", Text: "x"})
	}
	if all, _ := w.Messages("C1", ""); len(all) > 200 {
		t.Errorf("%d messages are kept", len(all))
	}
	if _, err := w.Message("C1", root.TS); !errors.Is(err, ErrMessageNotFound) {
		t.Errorf("the oldest is still there: %v", err)
	}
}

func TestMessagesAfter(t *testing.T) {
	w := made(t)
	var ts []string
	for range 3 {
		m, _ := w.Post(Message{Channel: "C1", Text: "x"})
		ts = append(ts, m.TS)
	}
	_, _ = w.Post(Message{Channel: "C1", Text: "secret", EphemeralTo: "U1"})
	if got, _ := w.MessagesAfter("C1", "U2", ts[0]); len(got) != 2 || got[0].TS != ts[1] {
		t.Errorf("got %v", got)
	}
	if got, _ := w.MessagesAfter("C1", "U1", ts[2]); len(got) != 1 || got[0].Text != "secret" {
		t.Errorf("got %v", got)
	}
	if got := w.Recent("C1", "U2", 2); len(got) != 2 || got[0].TS != ts[1] || got[1].TS != ts[2] {
		t.Errorf("recent %v", got)
	}
	if got := w.Recent("C1", "U1", 1); len(got) != 1 || got[0].Text != "secret" {
		t.Errorf("recent %v", got)
	}
}

func TestViewStack(t *testing.T) {
	w := made(t)
	if _, err := w.PushView("U1", View{}); !errors.Is(err, ErrViewNotFound) {
		t.Errorf("pushing on nothing: %v", err)
	}
	first, _ := w.OpenView("U1", View{ExternalID: "x"})
	for range 2 {
		if _, err := w.PushView("U1", View{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.PushView("U1", View{}); !errors.Is(err, ErrPushLimit) {
		t.Errorf("a fourth view: %v", err)
	}
	stack := w.Stack("U1")
	if stack[2].RootViewID != first.ID || stack[2].PreviousViewID != stack[1].ID {
		t.Errorf("stack %+v", stack)
	}
	if _, err := w.PushView("U1", View{ExternalID: "x"}); err == nil {
		t.Error("an external id twice")
	}
	w.CloseView(stack[1].ID)
	if left := w.Stack("U1"); len(left) != 1 || left[0].ID != first.ID {
		t.Errorf("left %+v", left)
	}
	if _, err := w.UpdateView(stack[2].ID, "", View{}); !errors.Is(err, ErrViewNotFound) {
		t.Errorf("updating a closed view: %v", err)
	}
}

func TestAnUpdateKeepsWhatStaysAndResetsTheRest(t *testing.T) {
	w := made(t)
	input := func(block, action, kind string) blockkit.Object {
		return blockkit.Object{"type": "input", "block_id": block, "element": blockkit.Object{"type": kind, "action_id": action, "initial_value": "initial"}}
	}
	view, _ := w.OpenView("U1", View{Blocks: []blockkit.Object{input("a", "x", "plain_text_input"), input("b", "x", "plain_text_input"), input("c", "x", "plain_text_input")}})
	for _, block := range []string{"a", "b", "c"} {
		_, _ = w.ChangeView(view.ID, func(v *View) {
			v.SetValue(block, "x", blockkit.Object{"type": "plain_text_input", "value": "typed"})
		})
	}
	view, err := w.UpdateView(view.ID, view.Hash, View{Blocks: []blockkit.Object{
		input("a", "x", "plain_text_input"), input("b2", "x", "plain_text_input"), input("c", "x", "email_text_input"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	for block, want := range map[string]string{"a": "typed", "b2": "initial", "c": "initial"} {
		if got := view.Values[block]["x"].Text("value"); got != want {
			t.Errorf("%s: %q, want %q", block, got, want)
		}
	}
}

func TestWaitingWakes(t *testing.T) {
	var changes Changes
	woken := make(chan uint64)
	go func() { woken <- changes.Wait(context.Background(), 0) }()
	changes.Touch()
	if seq := <-woken; seq != 1 {
		t.Errorf("woken at %d", seq)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if seq := changes.Wait(ctx, 1); seq != 1 {
		t.Errorf("cancelled at %d", seq)
	}
}
