package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/socket"
)

// Errors of people's acts: things the Slack client would not let them do.
var (
	// ErrNotThere: the person does not see what they want to use.
	ErrNotThere = errors.New("not there")
	// ErrNotPossible: the person sees it but cannot use it so.
	ErrNotPossible = errors.New("not possible")
)

func notThere(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotThere, fmt.Sprintf(format, args...))
}

func notPossible(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotPossible, fmt.Sprintf(format, args...))
}

// Result is what the Slack client knows after a person's act.
type Result struct {
	// ID names the act; messages and views that answer it carry it as Origin.
	ID         string `json:"id"`
	EnvelopeID string `json:"envelopeId,omitempty"`
	// Error is what went wrong on the way to the app: "operation_timeout" or
	// "dispatch_failed"; the person has been told.
	Error string `json:"error,omitempty"`
	// LatencyMS is how long the app took to acknowledge, in milliseconds.
	LatencyMS float64 `json:"latencyMs"`
	// TS is the message the act itself posted, if any.
	TS string `json:"ts,omitempty"`
}

// actor finds the person who acts, and the channel they act in.
func (s *Server) actor(user, channel string) (User, Channel, error) {
	person, err := s.state.User(user)
	if err != nil {
		return User{}, Channel{}, notThere("no user %q", user)
	}
	if person.Deleted || person.IsBot {
		return User{}, Channel{}, notPossible("%s cannot act", user)
	}
	if channel == "" {
		return person, Channel{}, nil
	}
	if channel == "dm" || channel == "@"+s.app.Name {
		place, _, err := s.state.OpenIM(person.ID)
		return person, place, err
	}
	place, err := s.state.Channel(channel)
	if err != nil || !place.HasMember(person.ID) {
		return User{}, Channel{}, notThere("%s is in no channel %q", person.Name, channel)
	}
	return person, place, nil
}

func (s *Server) newID(prefix string) string {
	return fmt.Sprintf("%s%d", prefix, s.count.Add(1))
}

// result sums up a delivery; why is how Slack calls the failure.
func result(id string, outcome socket.Outcome) Result {
	r := Result{ID: id, EnvelopeID: outcome.EnvelopeID, LatencyMS: float64(outcome.Latency.Microseconds()) / 1000}
	switch {
	case outcome.Err == nil:
	case errors.Is(outcome.Err, socket.ErrNoConnection):
		r.Error = "dispatch_failed"
	default:
		r.Error = socket.ErrTimeout.Error()
	}
	return r
}

// tell shows a person a message from Slack itself.
func (s *Server) tell(user, channel, thread, origin, text string) {
	_, _ = s.state.Post(Message{
		Channel: channel, ThreadTS: thread, User: slackbot, Username: "Slackbot", Text: text,
		EphemeralTo: user, System: true, Origin: origin,
	})
}

// Command is a slash command as a person types it into a channel. User and
// Channel may be ids or names; "dm" is the person's DM with the app.
type Command struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	Command string `json:"command"`
	Text    string `json:"text"`
}

// Command types a slash command and waits until the app has acknowledged it
// or Slack has given up on that.
func (s *Server) Command(in Command) (Result, error) {
	user, channel, err := s.actor(in.User, in.Channel)
	if err != nil {
		return Result{}, err
	}
	name, text := in.Command, in.Text
	if text == "" {
		name, text, _ = strings.Cut(strings.TrimSpace(in.Command), " ")
	}
	if !strings.HasPrefix(name, "/") {
		return Result{}, notPossible("%q is no slash command", name)
	}
	id := s.newID("command-")
	declared, ok := s.declared(name)
	if !ok || s.state.Team().External(user) { // an app's commands exist for the people of its own company only
		s.tell(user.ID, channel.ID, "", id, name+" is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted as commands.")
		return Result{ID: id, Error: "unknown_command"}, nil
	}
	text = strings.TrimSpace(text)
	if declared.ShouldEscape {
		text = s.typedCommand(text)
	}
	given := grant{user: user.ID, channel: channel.ID, origin: id}
	trigger, response := s.grants.trigger(given), s.grants.response(given)
	outcome := s.hub.Deliver(socket.Envelope{
		Type: socket.SlashCommands, AcceptsPayload: true,
		Payload: func(base string) any {
			return map[string]any{
				"enterprise_id": s.state.Team().EnterpriseID, "enterprise_name": s.state.Team().EnterpriseName,
				"token": "sandbox", "team_id": user.TeamID, "team_domain": s.state.Team().Domain,
				"channel_id": channel.ID, "channel_name": channelName(channel), "user_id": user.ID, "user_name": user.Name,
				"command": name, "text": text, "api_app_id": s.app.ID, "is_enterprise_install": "false",
				"response_url": base + "/response/" + response, "trigger_id": trigger,
			}
		},
	})
	out := result(id, outcome)
	switch {
	case out.Error != "":
		s.tell(user.ID, channel.ID, "", id, fmt.Sprintf("%s failed with the error \"%s\"", name, out.Error))
	case says(outcome.Payload):
		if err := s.respond(grant{user: user.ID, channel: channel.ID, origin: id}, outcome.Payload); err != nil {
			s.tell(user.ID, channel.ID, "", id, fmt.Sprintf("%s failed with the error \"%s\"", name, err))
		}
	}
	return out, nil
}

// says tells whether an acknowledgement carries an answer; SDKs send "", null
// and {} for none.
func says(payload json.RawMessage) bool {
	switch strings.TrimSpace(string(payload)) {
	case "", "null", "{}", `""`:
		return false
	}
	return true
}

// declared finds a command of the app. An app that declares none takes all,
// so that a sandbox needs no set-up to be tried.
func (s *Server) declared(name string) (SlashCommand, bool) {
	if len(s.app.Commands) == 0 {
		return SlashCommand{Command: name}, true
	}
	for _, command := range s.app.Commands {
		if command.Command == name {
			return command, true
		}
	}
	return SlashCommand{}, false
}

func channelName(channel Channel) string {
	switch {
	case channel.IM:
		return "directmessage"
	case channel.Private:
		return "privategroup"
	}
	return channel.Name
}

// Post is a message as a person types it into a channel.
type Post struct {
	User     string `json:"user"`
	Channel  string `json:"channel"`
	Text     string `json:"text"`
	ThreadTS string `json:"thread_ts"`
	// Broadcast shows an answer in a thread in the channel as well.
	Broadcast bool `json:"reply_broadcast"`
}

// Say posts a person's message and sends the app the events it has asked for:
// message.im in its DM, app_mention where its bot is mentioned.
func (s *Server) Say(in Post) (Result, error) {
	user, channel, err := s.actor(in.User, in.Channel)
	if err != nil {
		return Result{}, err
	}
	if strings.TrimSpace(in.Text) == "" {
		return Result{}, notPossible("an empty message")
	}
	root, err := s.rootOf(channel, in.ThreadTS)
	if err != nil {
		return Result{}, err
	}
	text := s.typedMessage(in.Text)
	message, err := s.state.Post(Message{
		Channel: channel.ID, ThreadTS: root, Broadcast: root != "" && in.Broadcast, User: user.ID, Text: text,
		Blocks: []blockkit.Object{blockkit.RichText(in.Text).With("block_id", "r0")},
	})
	if err != nil {
		return Result{}, err
	}
	s.announce(channel, message)
	return Result{ID: s.newID("message-"), TS: message.TS}, nil
}

// rootOf is the message that begins the thread of a message: an answer to an
// answer stands in the same thread.
func (s *Server) rootOf(channel Channel, ts string) (string, error) {
	if ts == "" {
		return "", nil
	}
	message, err := s.state.Message(channel.ID, ts)
	if err != nil || message.EphemeralTo != "" {
		return "", notThere("no message %s everybody sees in %q", ts, channel.Name)
	}
	return cmp.Or(message.ThreadTS, ts), nil
}
