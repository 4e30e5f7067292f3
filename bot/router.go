package bot

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Handler answers one request. It runs after the acknowledgement and may take its time. Only a submission and a
// typeahead are waited for; when they are slow the person sees a waiting view, or no choices.
type Handler func(ctx context.Context, req *Request) (Reply, error)

// Step says who answers a request, once it was read.
type Step struct {
	Run Handler
	// Opens says that the answer is a modal. When it is slow, a waiting view is opened before the trigger expires, and
	// the answer replaces it.
	Opens bool
}

// Read reads a request and decides who answers it. It looks at the request alone and waits for nothing, since Slack's
// trigger lives 3 s.
type Read func(req *Request) Step

// Router finds the handler of a request. It is filled before the bot runs and only read after.
type Router struct {
	routes    map[route]*entry
	onError   func(ctx context.Context, req *Request, err error) Reply
	onWaiting func(req *Request) surface.Modal
	onHeard   Listener
	wants     func(ctx context.Context, reaction models.Reaction) bool
	onChange  func(ctx context.Context, user User) (*surface.Home, error)
}

type route struct {
	kind Kind
	name string
}

type entry struct {
	read    Read
	repeats bool
}

// NewRouter returns an empty router.
func NewRouter() *Router { return &Router{routes: map[route]*entry{}} }

// Handle registers a handler: name is the command with its slash, the action_id, the callback_id, or "" for mentions,
// reactions and the App Home. A typeahead is named by its action_id. An action_id may carry a suffix after a slash
// ("followup.snooze/17"), which keeps ids unique within a block: it is not part of the name.
func (r *Router) Handle(kind Kind, name string, handler Handler) {
	r.HandleRead(kind, name, func(*Request) Step { return Step{Run: handler} })
}

// HandleRead registers a Read for requests that several handlers may answer, or whose answer may be a modal.
func (r *Router) HandleRead(kind Kind, name string, read Read) {
	if _, taken := r.routes[route{kind, name}]; taken {
		panic("bot: two handlers for " + string(kind) + " " + name)
	}
	r.routes[route{kind, name}] = &entry{read: read}
}

// Repeats says that a handler of actions may be asked again from the same block: it shows something, or opens a form.
// For all other handlers only the first answer to a block counts, whoever gives it.
func (r *Router) Repeats(kind Kind, name string) {
	known, found := r.routes[route{kind, name}]
	if !found {
		panic("bot: no handler for " + string(kind) + " " + name)
	}
	known.repeats = true
}

// OnError sets how an error becomes words: a refusal becomes its localised sentence, at the form's field if it has one;
// every other error becomes a sentence with a reference.
func (r *Router) OnError(render func(ctx context.Context, req *Request, err error) Reply) {
	r.onError = render
}

// OnChange sets what a person's App Home shows after their rights have changed; nil leaves it as it is.
func (r *Router) OnChange(render func(ctx context.Context, user User) (*surface.Home, error)) {
	r.onChange = render
}

// OnHeard sets who hears what is said in channels; nil hears nothing.
func (r *Router) OnHeard(listener Listener) { r.onHeard = listener }

// OnReaction sets which emoji are wanted: the handler of KindReaction gets these only. It is asked of every emoji at a message of a channel
// that the bot is in, before anybody is looked up, so it has to know fast.
func (r *Router) OnReaction(wants func(ctx context.Context, reaction models.Reaction) bool) {
	r.wants = wants
}

// OnWaiting sets the view that a person sees while a slow answer is prepared. Above a sent form only its first block is
// shown.
func (r *Router) OnWaiting(render func(req *Request) surface.Modal) { r.onWaiting = render }
