package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// Query is what a person types into an external select.
type Query struct {
	User      string `json:"user"`
	Channel   string `json:"channel"`
	MessageTS string `json:"messageTs"`
	ViewID    string `json:"viewId"`
	BlockID   string `json:"blockId"`
	ActionID  string `json:"actionId"`
	Value     string `json:"value"`
}

// Suggestion is what the app offers for a query.
type Suggestion struct {
	Result
	Options []blockkit.Object `json:"options"`
	Groups  []blockkit.Object `json:"optionGroups,omitempty"`
}

// offers are the options apps have lately offered at their external selects.
type offers struct {
	mu sync.Mutex
	at map[string][]blockkit.Object
}

func newOffers() *offers { return &offers{at: map[string][]blockkit.Object{}} }

func (o *offers) clear() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.at)
}

func (o *offers) put(key string, options []blockkit.Object) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.at) > 1000 {
		clear(o.at)
	}
	o.at[key] = options
}

func (o *offers) get(key string) []blockkit.Object {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.at[key])
}

func offerKey(at surface, placed blockkit.Placed) string {
	return strings.Join([]string{at.user.ID, at.view.ID, at.channel.ID, at.message.TS, placed.BlockID, placed.ActionID()}, "/")
}

// Suggest asks the app for the options of an external select, as the client
// does while a person types.
// https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
func (s *Server) Suggest(in Query) (Suggestion, error) {
	at, err := s.surface(in.User, in.Channel, in.MessageTS, in.ViewID)
	if err != nil {
		return Suggestion{}, err
	}
	placed, ok := blockkit.Find(at.blocks, in.BlockID, in.ActionID)
	if !ok {
		return Suggestion{}, notThere("no select %s / %s", in.BlockID, in.ActionID)
	}
	return s.suggest(at, placed, in.Value)
}

func (s *Server) suggest(at surface, placed blockkit.Placed, typed string) (Suggestion, error) {
	if !blockkit.External(placed.Type()) {
		return Suggestion{}, notPossible("%s is a %s", placed.ActionID(), placed.Type())
	}
	least, given := placed.Element.Int("min_query_length")
	if !given {
		least = 3
	}
	if int64(utf8.RuneCountInString(typed)) < least {
		return Suggestion{}, notPossible("the select %s asks the app only from %d characters on", placed.ActionID(), least)
	}
	body := s.payload("block_suggestion", at.user)
	body["action_id"], body["block_id"], body["value"] = placed.ActionID(), placed.BlockID, typed
	if at.inView {
		body["container"] = map[string]any{"type": "view", "view_id": at.view.ID}
		body["view"] = s.viewObject(at.view, at.view.Values)
	} else {
		s.inMessage(body, at)
	}
	outcome := s.deliver("block_suggestion", body, "", true)
	suggestion := Suggestion{Result: result(s.newID("query-"), outcome), Options: []blockkit.Object{}}
	if suggestion.Error != "" {
		return suggestion, nil
	}
	if problem := suggestion.read(outcome.Payload); problem != "" {
		suggestion.Error = problem
		return suggestion, nil
	}
	s.offers.put(offerKey(at, placed), suggestion.Options)
	return suggestion, nil
}

// read takes the options out of the app's answer; an answer Slack would not
// show is a problem.
func (o *Suggestion) read(payload json.RawMessage) (problem string) {
	value, err := blockkit.Decode(payload)
	answer, ok := value.(blockkit.Object)
	if err != nil || !ok {
		return "invalid_options: no JSON object"
	}
	if problems := blockkit.CheckOptions(answer); len(problems) > 0 {
		return "invalid_options: " + problems[0].String()
	}
	o.Groups = answer.List("option_groups")
	o.Options = blockkit.Options(answer)
	return ""
}

// enter turns what a person entered into an element's state. At an external
// select the app is asked first when the entry is none of its last offers.
func (s *Server) enter(at surface, placed blockkit.Placed, entered any) (blockkit.Object, error) {
	resolved := s.resolve(placed.Type(), entered)
	if placed.Type() == "file_input" {
		var err error
		if resolved, err = s.fileEntries(entered); err != nil {
			return nil, err
		}
	}
	offered := s.offers.get(offerKey(at, placed))
	state, err := blockkit.Enter(placed.Element, resolved, offered)
	if err == nil {
		return state, nil
	}
	if !blockkit.External(placed.Type()) {
		return nil, notPossible("%s: %v", placed.ActionID(), err)
	}
	for _, item := range asList(entered) {
		text, ok := item.(string)
		if !ok {
			continue
		}
		suggestion, err := s.suggest(at, placed, text)
		if err != nil {
			return nil, err
		}
		if suggestion.Error != "" {
			return nil, notPossible("%s: %s", placed.ActionID(), suggestion.Error)
		}
		offered = append(offered, suggestion.Options...)
	}
	if state, err = blockkit.Enter(placed.Element, resolved, offered); err != nil {
		return nil, notPossible("%s: %v", placed.ActionID(), err)
	}
	s.offers.put(offerKey(at, placed), offered)
	return state, nil
}

func asList(entered any) []any {
	switch entered := entered.(type) {
	case []any:
		return entered
	case []string:
		list := make([]any, len(entered))
		for i, item := range entered {
			list[i] = item
		}
		return list
	case nil:
		return nil
	}
	return []any{entered}
}

// resolve turns names of users and channels into ids for selects of these.
func (s *Server) resolve(elementType string, entered any) any {
	users := strings.HasSuffix(elementType, "users_select")
	channels := strings.HasSuffix(elementType, "channels_select") || strings.HasSuffix(elementType, "conversations_select")
	switch entered := entered.(type) {
	case string:
		if user, err := s.state.User(entered); err == nil && (users || channels && strings.HasPrefix(entered, "@")) {
			return user.ID
		}
		if channel, err := s.state.Channel(entered); err == nil && channels {
			return channel.ID
		}
	case []any, []string:
		list := asList(entered)
		ids := make([]any, len(list))
		for i, item := range list {
			ids[i] = s.resolve(elementType, item)
		}
		return ids
	}
	return entered
}
