package sandbox

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// Submission is a person's press on a modal's submit button, after entering
// Values: block_id → action_id → what was entered (see Action.Value). Inputs
// not named keep what is in them. An empty ViewID is the modal on top.
type Submission struct {
	User   string                    `json:"user"`
	ViewID string                    `json:"viewId"`
	Values map[string]map[string]any `json:"values"`
}

// Outcomes of a submission.
const (
	Closed    = "closed"     // the modal went, the one under it is seen
	Cleared   = "cleared"    // all modals went
	Updated   = "updated"    // the modal shows something else
	Pushed    = "pushed"     // another modal lies on it
	HasErrors = "errors"     // errors stand at inputs, from the app
	Refused   = "incomplete" // errors stand at inputs, from the Slack client itself
	Failed    = "failed"     // the app did not answer, or not sensibly
)

// SubmitResult is what the person sees after submitting.
type SubmitResult struct {
	Result
	ViewID  string            `json:"viewId"`
	Outcome string            `json:"outcome"`
	Errors  map[string]string `json:"errors,omitempty"` // by block_id
}

// Enter types values into a modal's inputs without submitting.
func (s *Server) Enter(in Submission) error {
	at, err := s.surface(in.User, "", "", in.ViewID)
	if err != nil {
		return err
	}
	return s.enterAll(at, in.Values)
}

func (s *Server) enterAll(at surface, values map[string]map[string]any) error {
	for block, actions := range values {
		for action, entered := range actions {
			placed, ok := blockkit.Find(at.blocks, block, action)
			if !ok {
				return notThere("no input %s / %s in the view", block, action)
			}
			state, err := s.enter(at, placed, entered)
			if err != nil {
				return err
			}
			if _, err := s.state.ChangeView(at.view.ID, func(v *View) { v.SetValue(placed.BlockID, action, state) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// Submit enters values, presses submit, and waits for what the app answers.
// https://docs.slack.dev/surfaces/modals#handling_submissions
func (s *Server) Submit(in Submission) (SubmitResult, error) {
	at, err := s.surface(in.User, "", "", in.ViewID)
	if err != nil {
		return SubmitResult{}, err
	}
	if at.view.Type != string(blockkit.Modal) || at.view.Submit == nil {
		return SubmitResult{}, notPossible("the view has no submit button")
	}
	if err := s.enterAll(at, in.Values); err != nil {
		return SubmitResult{}, err
	}
	view, err := s.state.ChangeView(at.view.ID, func(v *View) {
		v.ConnectionError = ""
		v.Errors = blockkit.CheckEntries(v.Blocks, v.Values)
	})
	if err != nil {
		return SubmitResult{}, err
	}
	id := s.newID("submission-")
	if len(view.Errors) > 0 {
		return SubmitResult{Result: Result{ID: id}, ViewID: view.ID, Outcome: Refused, Errors: view.Errors}, nil
	}
	body := s.payload("view_submission", at.user)
	body["trigger_id"] = s.grants.trigger(grant{user: at.user.ID, view: view.ID, origin: id})
	body["view"] = s.viewObject(view, view.Values)
	body["response_urls"] = []any{}
	outcome := s.deliver("view_submission", body, "", true)
	submitted := SubmitResult{Result: result(id, outcome), ViewID: view.ID, Outcome: Failed}
	if submitted.Error == "" {
		submitted.Outcome, submitted.Errors, err = s.answerSubmission(view, outcome.Payload)
	}
	if submitted.Error != "" || err != nil {
		if err != nil {
			submitted.Error = err.Error()
			s.log.Add(traffic.Entry{Kind: traffic.Fault, Name: "view_submission answer refused", EnvelopeID: outcome.EnvelopeID, Error: describe(err)})
		}
		_, _ = s.state.ChangeView(view.ID, func(v *View) { v.ConnectionError = connectionTrouble })
	}
	return submitted, nil
}

func describe(err error) string {
	var refusal *apiError
	if errors.As(err, &refusal) {
		return refusal.code + " " + (&joined{refusal.messages}).String()
	}
	return err.Error()
}

type joined struct{ lines []string }

func (j *joined) String() string {
	encoded, _ := json.Marshal(j.lines)
	return string(encoded)
}

// answerSubmission does what the app's acknowledgement asks for.
func (s *Server) answerSubmission(view View, payload json.RawMessage) (outcome string, fieldErrors map[string]string, err error) {
	answer := blockkit.Object{}
	if says(payload) {
		value, err := blockkit.Decode(payload)
		object, ok := value.(blockkit.Object)
		if err != nil || !ok {
			return Failed, nil, errors.New("invalid_response")
		}
		answer = object
	}
	switch action := answer.Text("response_action"); action {
	case "":
		s.state.CloseView(view.ID)
		return Closed, nil, nil
	case "clear":
		s.state.ClearViews(view.User)
		return Cleared, nil, nil
	case "errors":
		return s.showErrors(view, answer)
	case "update", "push":
		next, err := newView(answer["view"], blockkit.Modal)
		if err != nil {
			return Failed, nil, err
		}
		next.Origin = view.Origin
		if action == "push" {
			_, err = s.state.PushView(view.User, next)
			return Pushed, nil, err
		}
		_, err = s.state.UpdateView(view.ID, "", next)
		return Updated, nil, err
	}
	return Failed, nil, errors.New("invalid_response_action")
}

func (s *Server) showErrors(view View, answer blockkit.Object) (outcome string, fieldErrors map[string]string, err error) {
	fieldErrors = map[string]string{}
	for block, text := range answer.Object("errors") {
		text, ok := text.(string)
		input := slices.ContainsFunc(blockkit.Flatten(view.Blocks), func(b blockkit.Object) bool {
			return b.Text("block_id") == block && b.Text("type") == "input"
		})
		if !ok || !input {
			return Failed, nil, errors.New("error for " + block + ", which is no input block of the view")
		}
		fieldErrors[block] = text
	}
	if len(fieldErrors) == 0 {
		return Failed, nil, errors.New("response_action errors without errors")
	}
	_, err = s.state.ChangeView(view.ID, func(v *View) { v.Errors = fieldErrors })
	return HasErrors, fieldErrors, err
}

// CloseView is a person leaving a modal: the one on top, or with all the
// whole stack. Apps that asked for it are told with view_closed.
func (s *Server) CloseView(user, viewID string, all bool) (Result, error) {
	at, err := s.surface(user, "", "", viewID)
	if err != nil {
		return Result{}, err
	}
	id := s.newID("close-")
	leaving := []View{at.view}
	stack := s.state.Stack(at.user.ID)
	if all || at.view.ClearOnClose {
		leaving, all = stack, true
		s.state.ClearViews(at.user.ID)
	} else {
		s.state.CloseView(at.view.ID)
	}
	out := Result{ID: id}
	for _, view := range leaving {
		if !view.NotifyOnClose {
			continue
		}
		body := s.payload("view_closed", at.user)
		body["view"] = s.viewObject(view, view.Values)
		body["is_cleared"] = all
		out = result(id, s.deliver("view_closed", body, "", false))
	}
	return out, nil
}
