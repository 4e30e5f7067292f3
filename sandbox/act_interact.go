package sandbox

import (
	"fmt"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/socket"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// Action names what a person uses, and what they enter or choose there.
type Action struct {
	ActionID string `json:"actionId"`
	BlockID  string `json:"blockId"`
	// Label finds a button by its text when ActionID is empty.
	Label string `json:"label"`
	// Value is the option's value or label, id, date or text; a list for
	// multi-selects and checkboxes. Buttons need none.
	Value any `json:"value"`
	// Denied answers a confirmation dialog with its deny button.
	Denied bool `json:"denied"`
}

// Interaction is a person's use of an element in a message (Channel and
// MessageTS) or in a modal or home tab (ViewID; "home" is the person's home,
// empty the modal on top).
type Interaction struct {
	User      string `json:"user"`
	Channel   string `json:"channel"`
	MessageTS string `json:"messageTs"`
	ViewID    string `json:"viewId"`
	Action    Action `json:"action"`
}

// surface is where an element stands, found for the person who uses it.
type surface struct {
	user    User
	channel Channel
	message Message
	view    View
	blocks  []blockkit.Object
	inView  bool
}

func (s *Server) surface(user, channel, ts, viewID string) (surface, error) {
	person, place, err := s.actor(user, channel)
	if err != nil {
		return surface{}, err
	}
	if ts != "" {
		message, err := s.state.Message(place.ID, ts)
		if err != nil || !message.VisibleTo(person.ID) {
			return surface{}, notThere("%s sees no message %s in %q", person.Name, ts, channel)
		}
		return surface{user: person, channel: place, message: message, blocks: message.Blocks}, nil
	}
	view, err := s.viewOf(person, viewID)
	if err != nil {
		return surface{}, err
	}
	return surface{user: person, view: view, blocks: view.Blocks, inView: true}, nil
}

// viewOf is the view a person means: the modal on top, their home, or one by id.
func (s *Server) viewOf(user User, viewID string) (View, error) {
	switch viewID {
	case "":
		stack := s.state.Stack(user.ID)
		if len(stack) == 0 {
			return View{}, notThere("%s has no modal open", user.Name)
		}
		return stack[len(stack)-1], nil
	case "home":
		view, ok := s.state.Home(user.ID)
		if !ok {
			return View{}, notThere("%s has no home tab", user.Name)
		}
		return view, nil
	}
	view, err := s.state.View(viewID)
	if err != nil || view.User != user.ID || !view.Open {
		return View{}, notThere("%s has no view %s open", user.Name, viewID)
	}
	return view, nil
}

// Interact lets a person use an element and waits until the app has
// acknowledged it or Slack has given up on that.
func (s *Server) Interact(in Interaction) (Result, error) {
	at, err := s.surface(in.User, in.Channel, in.MessageTS, in.ViewID)
	if err != nil {
		return Result{}, err
	}
	placed, err := find(at.blocks, in.Action)
	if err != nil {
		return Result{}, err
	}
	if in.Action.Denied {
		if placed.Element.Object("confirm") == nil {
			return Result{}, notPossible("%s asks for no confirmation", placed.ActionID())
		}
		return Result{ID: s.newID("action-")}, nil
	}
	action, err := s.use(at, placed, in.Action.Value)
	if err != nil {
		return Result{}, err
	}
	if placed.Input() && !placed.Block.Bool("dispatch_action") {
		return Result{ID: s.newID("action-")}, nil // the value is kept; the app hears of it on submission
	}
	return s.act(at, action), nil
}

func find(blocks []blockkit.Object, action Action) (blockkit.Placed, error) {
	if action.ActionID != "" {
		placed, ok := blockkit.Find(blocks, action.BlockID, action.ActionID)
		if !ok {
			return placed, notThere("no element with action_id %q", action.ActionID)
		}
		return placed, nil
	}
	for _, placed := range blockkit.Elements(blocks) {
		if placed.Element.Object("text").Text("text") == action.Label && action.Label != "" {
			return placed, nil
		}
	}
	return blockkit.Placed{}, notThere("no button %q", action.Label)
}

// use enters the value and returns the entry for the payload's actions.
func (s *Server) use(at surface, placed blockkit.Placed, value any) (map[string]any, error) {
	element := placed.Element
	action := map[string]any{
		"type": placed.Type(), "action_id": placed.ActionID(), "block_id": placed.BlockID,
		"action_ts": workspace.TS(s.state.Clock().Now().UnixMicro()),
	}
	switch placed.Type() {
	case "feedback_buttons":
		pressed, ok := feedback(element, value)
		if !ok {
			return nil, notPossible("%s is pressed with positive or negative", placed.ActionID())
		}
		action["text"], action["value"] = pressed.Object("text"), pressed.Text("value")
		return action, nil
	case "button", "icon_button":
		action["text"] = element.Object("text")
		for _, name := range []string{"value", "style", "url"} {
			if text := element.Text(name); text != "" {
				action[name] = text
			}
		}
		return action, nil
	case "overflow":
		state, err := blockkit.Enter(blockkit.Object{"type": "static_select", "options": element["options"]}, value, nil)
		if err != nil || !blockkit.Filled(state) {
			return nil, notPossible("overflow %s: %v", placed.ActionID(), err)
		}
		action["selected_option"] = state["selected_option"]
		return action, nil
	}
	state, err := s.enter(at, placed, value)
	if err != nil {
		return nil, err
	}
	for name, held := range state {
		action[name] = held
	}
	if at.inView {
		_, err = s.state.ChangeView(at.view.ID, func(v *View) { v.SetValue(placed.BlockID, placed.ActionID(), state) })
	} else {
		s.state.SetMessageValue(at.message, at.user.ID, placed.BlockID, placed.ActionID(), state)
	}
	return action, err
}

// feedback is the one of two feedback buttons that is pressed: "positive" or
// "negative", or by its value.
// https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element
func feedback(element blockkit.Object, value any) (blockkit.Object, bool) {
	for _, side := range []string{"positive", "negative"} {
		if button := element.Object(side + "_button"); value == side || value == button.Text("value") {
			return button, true
		}
	}
	return nil, false
}

// act sends a block_actions payload.
// https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
func (s *Server) act(at surface, action map[string]any) Result {
	id := s.newID("action-")
	given := s.given(at, id)
	trigger := s.grants.trigger(given)
	body := s.payload("block_actions", at.user)
	body["trigger_id"] = trigger
	body["actions"] = []any{action}
	response := ""
	if at.inView {
		view, err := s.state.View(at.view.ID)
		if err != nil {
			view = at.view
		}
		body["container"] = map[string]any{"type": "view", "view_id": view.ID}
		body["view"] = s.viewObject(view, view.Values)
	} else {
		response = s.grants.response(given)
		s.inMessage(body, at)
		body["state"] = map[string]any{"values": s.state.MessageValues(at.message, at.user.ID)}
	}
	out := result(id, s.deliver("block_actions", body, response, false))
	if out.Error != "" {
		s.failed(at, id, out.Error)
	}
	return out
}

// given is the right an interaction gives the app.
func (s *Server) given(at surface, id string) grant {
	of := grant{user: at.user.ID, origin: id}
	if at.inView {
		if at.view.Type == string(blockkit.Modal) {
			of.view = at.view.ID
		}
		return of
	}
	of.channel, of.ts, of.thread = at.channel.ID, at.message.TS, at.message.ThreadTS
	of.ephemeral = at.message.EphemeralTo != ""
	return of
}

// inMessage adds what a payload says of the message it came from. Slack does
// not repeat the content of ephemeral messages.
func (s *Server) inMessage(body map[string]any, at surface) {
	container := map[string]any{
		"type": "message", "message_ts": at.message.TS, "channel_id": at.channel.ID,
		"is_ephemeral": at.message.EphemeralTo != "",
	}
	if at.message.ThreadTS != "" {
		container["thread_ts"] = at.message.ThreadTS
	}
	body["container"] = container
	body["channel"] = map[string]any{"id": at.channel.ID, "name": channelName(at.channel)}
	if at.message.EphemeralTo == "" {
		body["message"] = s.messageObject(at.message, true)
	}
}

// failed shows the person that the app could not be reached.
func (s *Server) failed(at surface, origin, why string) {
	if at.inView && at.view.Type == string(blockkit.Modal) {
		_, _ = s.state.ChangeView(at.view.ID, func(v *View) { v.ConnectionError = connectionTrouble })
		return
	}
	channel := at.channel.ID
	if at.inView {
		if im, _, err := s.state.OpenIM(at.user.ID); err == nil {
			channel = im.ID
		}
	}
	s.tell(at.user.ID, channel, at.message.ThreadTS, origin, fmt.Sprintf("This app is not responding: that failed with the error \"%s\"", why))
}

const connectionTrouble = "We had some trouble connecting. Try again?"

// payload is what all interaction payloads have in common.
func (s *Server) payload(kind string, user User) map[string]any {
	team := s.state.Team()
	var enterprise any
	place := map[string]any{"id": team.ID, "domain": team.Domain}
	if team.EnterpriseID != "" {
		enterprise = map[string]any{"id": team.EnterpriseID, "name": team.EnterpriseName}
		place["enterprise_id"], place["enterprise_name"] = team.EnterpriseID, team.EnterpriseName
	}
	return map[string]any{
		"type": kind, "token": "sandbox", "api_app_id": s.app.ID, "enterprise": enterprise, "is_enterprise_install": false,
		"team": place,
		"user": map[string]any{"id": user.ID, "username": user.Name, "name": user.Name, "team_id": user.TeamID},
	}
}

// deliver sends an interaction; response, when not empty, is the id of the
// response URL that goes with it.
func (s *Server) deliver(kind string, body map[string]any, response string, accepts bool) socket.Outcome {
	return s.hub.Deliver(socket.Envelope{
		Type: socket.Interactive, Subtype: kind, AcceptsPayload: accepts,
		Payload: func(base string) any {
			if response == "" {
				return body
			}
			return blockkit.Object(body).With("response_url", base+"/response/"+response)
		},
	})
}

// Trigger is a person's use of a shortcut: a global one, or one on a message.
type Trigger struct {
	User       string `json:"user"`
	CallbackID string `json:"callbackId"`
	Channel    string `json:"channel"`
	MessageTS  string `json:"messageTs"`
}

// Shortcut uses a global or message shortcut.
// https://docs.slack.dev/interactivity/implementing-shortcuts
func (s *Server) Shortcut(in Trigger) (Result, error) {
	kind, response := "shortcut", ""
	id := s.newID("shortcut-")
	at := surface{inView: true}
	var err error
	if in.MessageTS != "" {
		kind = "message_action"
		at, err = s.surface(in.User, in.Channel, in.MessageTS, "")
	} else {
		at.user, at.channel, err = s.actor(in.User, in.Channel)
	}
	if err != nil {
		return Result{}, err
	}
	if !s.offersShortcut(kind, in.CallbackID) {
		return Result{}, notThere("no %s %q", kind, in.CallbackID)
	}
	given := s.given(at, id)
	body := s.payload(kind, at.user)
	body["callback_id"] = in.CallbackID
	body["action_ts"] = workspace.TS(s.state.Clock().Now().UnixMicro())
	body["trigger_id"] = s.grants.trigger(given)
	if kind == "message_action" {
		response = s.grants.response(given)
		body["message_ts"] = at.message.TS
		body["message"] = s.messageObject(at.message, true)
		body["channel"] = map[string]any{"id": at.channel.ID, "name": channelName(at.channel)}
	}
	out := result(id, s.deliver(kind, body, response, false))
	if out.Error != "" {
		s.failed(at, id, out.Error)
	}
	return out, nil
}

// offersShortcut tells whether the app has declared the shortcut; an app that
// declares none takes all.
func (s *Server) offersShortcut(kind, callbackID string) bool {
	if len(s.app.Shortcuts) == 0 {
		return callbackID != ""
	}
	for _, shortcut := range s.app.Shortcuts {
		if shortcut.CallbackID == callbackID && (shortcut.Type == "message") == (kind == "message_action") {
			return true
		}
	}
	return false
}
