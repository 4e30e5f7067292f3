package sandbox

import (
	"slices"
	"sync"
)

// rights are the scopes of the bot's token. Who installs an app may leave out
// those that its manifest calls optional, and change their mind.
// https://docs.slack.dev/reference/app-manifest (bot_optional)
type rights struct {
	asked    []string
	optional []string

	mu      sync.Mutex
	refused map[string]bool
}

func newRights(app App) *rights { return &rights{asked: app.Scopes, optional: app.Optional} }

// has tells whether the token may do something.
func (r *rights) has(scope string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Contains(r.asked, scope) && !r.refused[scope]
}

// granted are all scopes of the token, in the manifest's order.
func (r *rights) granted() []string {
	return slices.DeleteFunc(slices.Clone(r.asked), func(scope string) bool { return !r.has(scope) })
}

// Refusal is which optional scopes the app is not given; the others are.
type Refusal struct {
	Refused []string `json:"refused"`
}

// RefuseScopes installs the app anew without some of its optional scopes.
func (s *Server) RefuseScopes(in Refusal) (Refusal, error) {
	refused := map[string]bool{}
	for _, scope := range in.Refused {
		if !slices.Contains(s.rights.optional, scope) {
			return Refusal{}, notPossible("%q is no scope that may be left out", scope)
		}
		refused[scope] = true
	}
	s.rights.mu.Lock()
	s.rights.refused = refused
	s.rights.mu.Unlock()
	s.state.Touch()
	return in, nil
}

// eventScopes are the scopes an event needs, as its page on
// https://docs.slack.dev/reference/events says; one of them is enough. What is
// not subscribed to or not allowed is not sent.
var eventScopes = map[string][]string{
	"app_mention":        {"app_mentions:read"},
	"message.im":         {"im:history"},
	"message.channels":   {"channels:history"},
	"message.groups":     {"groups:history"},
	"reaction_added":     {"reactions:read"},
	"reaction_removed":   {"reactions:read"},
	"file_shared":        {"files:read"},
	"file_change":        {"files:read"},
	"file_deleted":       {"files:read"},
	"user_change":        {"users:read"},
	"dnd_updated_user":   {"dnd:read"},
	"channel_archive":    {"channels:read"},
	"channel_unarchive":  {"channels:read"},
	"channel_rename":     {"channels:read"},
	"channel_deleted":    {"channels:read"},
	"channel_shared":     {"channels:read", "groups:read"},
	"channel_unshared":   {"channels:read", "groups:read"},
	"channel_id_changed": {"channels:read", "groups:read"},
}

// hears tells whether the app is sent an event.
func (s *Server) hears(name string) bool {
	needed, known := eventScopes[name]
	return (s.events == nil || s.events[name]) && (!known || slices.ContainsFunc(needed, s.rights.has))
}
