package sandboxtest

import (
	"fmt"
	"maps"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// Modal is a modal (or home tab) a user has before them.
type Modal struct {
	user *User
	view sandbox.View
	home bool
}

// refresh reads the view as it is now.
func (m *Modal) refresh() uint64 {
	m.user.w.t.Helper()
	if m.home {
		seq, view, _ := m.user.homeView()
		m.view = view
		return seq
	}
	seq := m.user.w.seq()
	var view sandbox.View
	m.user.w.get("view/"+m.view.ID, nil, &view)
	m.view = typedViews([]sandbox.View{view})[0]
	return seq
}

// View is what the sandbox knows of the view now.
func (m *Modal) View() sandbox.View {
	m.user.w.t.Helper()
	m.refresh()
	return m.view
}

// Title is the modal's title.
func (m *Modal) Title() string { return m.View().Title.Text("text") }

// CallbackID is what the app calls the view.
func (m *Modal) CallbackID() string { return m.View().CallbackID }

// PrivateMetadata is what the app keeps in the view.
func (m *Modal) PrivateMetadata() string { return m.View().PrivateMetadata }

// Errors are the errors at the modal's inputs, by block_id.
func (m *Modal) Errors() map[string]string { return maps.Clone(m.View().Errors) }

// Trouble is Slack's own complaint at the top of the modal, if any.
func (m *Modal) Trouble() string { return m.View().ConnectionError }

// Closed tells whether the modal has left the screen.
func (m *Modal) Closed() bool { return !m.View().Open }

// ExpectClosed waits until the modal has left the screen.
func (m *Modal) ExpectClosed() {
	m.user.w.t.Helper()
	m.user.w.await("the modal to close", func() (uint64, bool) {
		seq := m.refresh()
		return seq, !m.view.Open
	})
}

// Rendered is everything the user can read in the view.
func (m *Modal) Rendered() string {
	m.refresh()
	return m.view.Title.Text("text") + "\n" + blockkit.Readable(m.view.Blocks)
}

// Expect waits until the view shows all parts.
func (m *Modal) Expect(parts ...string) *Modal {
	m.user.w.t.Helper()
	m.user.w.await(fmt.Sprintf("the view to show %q", parts), func() (uint64, bool) {
		seq := m.refresh()
		shown := m.view.Title.Text("text") + "\n" + blockkit.Readable(m.view.Blocks)
		for _, part := range parts {
			if !strings.Contains(shown, part) {
				return seq, false
			}
		}
		return seq, true
	})
	return m
}

// Fill types text into an input, named by its block_id, action_id or label.
func (m *Modal) Fill(input, text string) *Modal {
	m.user.w.t.Helper()
	return m.Enter(input, text)
}

// Select chooses an option by its value or label; at an external select the
// text is typed and what the app offers is chosen from.
func (m *Modal) Select(input, option string) *Modal {
	m.user.w.t.Helper()
	return m.Enter(input, option)
}

// Pick chooses a user or channel by name, a date, or a time.
func (m *Modal) Pick(input, value string) *Modal {
	m.user.w.t.Helper()
	return m.Enter(input, value)
}

// Check leaves exactly these options checked, or chosen in a multi-select.
func (m *Modal) Check(input string, options ...string) *Modal {
	m.user.w.t.Helper()
	return m.Enter(input, options)
}

// Clear empties an input.
func (m *Modal) Clear(input string) *Modal {
	m.user.w.t.Helper()
	return m.Enter(input, nil)
}

// Enter enters any value into an input; see sandbox.Action for the kinds.
func (m *Modal) Enter(input string, value any) *Modal {
	m.user.w.t.Helper()
	placed := m.find(input)
	if placed.Block.Bool("dispatch_action") || !placed.Input() {
		m.interact(map[string]any{"blockId": placed.BlockID, "actionId": placed.ActionID(), "value": value})
		return m
	}
	m.user.w.must(m.user.w.post("enter", map[string]any{
		"user": m.user.ID, "viewId": m.viewID(),
		"values": map[string]any{placed.BlockID: map[string]any{placed.ActionID(): value}},
	}, nil))
	return m
}

func (m *Modal) viewID() string { return m.view.ID }

// find waits until the view has the input: the app may still be loading it.
func (m *Modal) find(name string) blockkit.Placed {
	m.user.w.t.Helper()
	var found blockkit.Placed
	m.user.w.await(fmt.Sprintf("an input %q in the view", name), func() (uint64, bool) {
		seq := m.refresh()
		for _, placed := range blockkit.Elements(m.view.Blocks) {
			label := placed.Block.Object("label").Text("text")
			button := placed.Element.Object("text").Text("text")
			if name == placed.BlockID || name == placed.ActionID() || name == label || name == button {
				found = placed
				return seq, true
			}
		}
		return seq, false
	})
	return found
}

// Value is what is in an input now, as text: a select's label, several
// joined by ", ", a picker's date or id.
func (m *Modal) Value(input string) string {
	m.user.w.t.Helper()
	placed := m.find(input)
	return blockkit.Shown(m.view.Values[placed.BlockID][placed.ActionID()])
}

// Press presses a button, or another element that needs no value, by its
// action_id or label.
func (m *Modal) Press(name string) *Answer {
	m.user.w.t.Helper()
	placed := m.find(name)
	return m.interact(map[string]any{"blockId": placed.BlockID, "actionId": placed.ActionID()})
}

// Choose chooses in an element that tells the app at once.
func (m *Modal) Choose(name string, value any) *Answer {
	m.user.w.t.Helper()
	placed := m.find(name)
	return m.interact(map[string]any{"blockId": placed.BlockID, "actionId": placed.ActionID(), "value": value})
}

func (m *Modal) interact(action map[string]any) *Answer {
	m.user.w.t.Helper()
	return m.user.act(m.user.DM(), "interact", map[string]any{"user": m.user.ID, "viewId": m.viewID(), "action": action})
}

// Options types into an external select and returns the labels of what the
// app offers.
func (m *Modal) Options(input, typed string) []string {
	m.user.w.t.Helper()
	placed := m.find(input)
	return m.user.suggest(map[string]any{
		"user": m.user.ID, "viewId": m.viewID(), "blockId": placed.BlockID, "actionId": placed.ActionID(), "value": typed,
	})
}

// Submitted is what a submission came to.
type Submitted struct {
	sandbox.SubmitResult
	modal *Modal
}

// Submit presses the submit button and waits for the app's answer.
func (m *Modal) Submit() *Submitted {
	m.user.w.t.Helper()
	submitted := &Submitted{modal: m}
	m.user.w.must(m.user.w.post("submit", map[string]any{"user": m.user.ID, "viewId": m.viewID()}, &submitted.SubmitResult))
	return submitted
}

// TrySubmit presses the submit button as it stands, unless the modal has left the screen at the same moment.
func (m *Modal) TrySubmit() bool {
	m.user.w.t.Helper()
	return m.user.w.post("submit", map[string]any{"user": m.user.ID, "viewId": m.viewID()}, nil) == nil
}

// Closed tells whether the submission closed the modal (or all of them).
func (s *Submitted) Closed() bool {
	return s.Outcome == sandbox.Closed || s.Outcome == sandbox.Cleared
}

// ExpectClosed fails the test unless the submission closed the modal.
func (s *Submitted) ExpectClosed() {
	s.modal.user.w.t.Helper()
	if !s.Closed() {
		s.modal.user.w.t.Fatalf("sandboxtest: the submission did not close the modal: %s %s %v\n%s",
			s.Outcome, s.Error, s.Errors, s.modal.user.w.Conversation())
	}
}

// ExpectError fails the test unless an error stands at the input block and
// contains the parts; it returns the error.
func (s *Submitted) ExpectError(block string, parts ...string) string {
	s.modal.user.w.t.Helper()
	got, ok := s.Errors[block]
	for _, part := range parts {
		ok = ok && strings.Contains(got, part)
	}
	if !ok {
		s.modal.user.w.t.Fatalf("sandboxtest: expected an error with %q at %q, got %s %s %v", parts, block, s.Outcome, s.Error, s.Errors)
	}
	return got
}

// Close leaves the modal without submitting.
func (m *Modal) Close() {
	m.user.w.t.Helper()
	m.user.w.must(m.user.w.post("close", map[string]any{"user": m.user.ID, "viewId": m.viewID()}, nil))
}
