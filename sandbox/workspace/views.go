package workspace

import (
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// StackLimit is how many modals may lie on each other.
// https://docs.slack.dev/surfaces/modals#updating_apis
const StackLimit = 3

// closedViews is how many closed views are remembered, so that a test can
// still ask what became of one.
const closedViews = 200

// OpenView puts a new modal on the user's screen, alone.
func (w *Workspace) OpenView(user string, view View) (View, error) {
	w.mu.Lock()
	if err := w.externalFree(view); err != nil {
		w.mu.Unlock()
		return View{}, err
	}
	for _, id := range w.stacks[user] {
		w.shut(id)
	}
	opened := w.place(user, view, "", "")
	w.stacks[user] = []string{opened.ID}
	w.mu.Unlock()
	w.Touch()
	return opened, nil
}

// PushView lays a modal on top of the user's others.
func (w *Workspace) PushView(user string, view View) (View, error) {
	w.mu.Lock()
	stack := w.stacks[user]
	var err error
	switch {
	case len(stack) == 0:
		err = ErrViewNotFound
	case len(stack) >= StackLimit:
		err = ErrPushLimit
	default:
		err = w.externalFree(view)
	}
	if err != nil {
		w.mu.Unlock()
		return View{}, err
	}
	opened := w.place(user, view, w.views[stack[0]].ID, stack[len(stack)-1])
	w.stacks[user] = append(slices.Clone(stack), opened.ID)
	w.mu.Unlock()
	w.Touch()
	return opened, nil
}

func (w *Workspace) externalFree(view View) error {
	if view.ExternalID == "" {
		return nil
	}
	for _, other := range w.views {
		if other.Open && other.ExternalID == view.ExternalID && other.ID != view.ID {
			return ErrDuplicateID
		}
	}
	return nil
}

func (w *Workspace) place(user string, view View, root, previous string) View {
	view.ID = NewID("V")
	view.User = user
	view.Hash = w.newHash()
	view.RootViewID, view.PreviousViewID = root, previous
	if root == "" {
		view.RootViewID = view.ID
	}
	view.Open = true
	view.Version = 1
	view.Values = carried(view.Blocks, nil)
	w.views[view.ID] = &view
	return view.copy()
}

func (w *Workspace) newHash() string { return w.newTS()[:10] + "." + NewID("")[:8] }

func (v *View) copy() View {
	copied := *v
	copied.Values = make(Values, len(v.Values))
	for block, actions := range v.Values {
		copied.Values[block] = maps.Clone(actions)
	}
	copied.Errors = maps.Clone(v.Errors)
	return copied
}

// carried are the values of a view's inputs after an update: what was in an
// input that is still there under the same block_id and action_id stays, all
// else starts from its initial value.
func carried(blocks []blockkit.Object, before Values) Values {
	values := Values{}
	for _, placed := range blockkit.Elements(blocks) {
		if !blockkit.Stateful(placed.Type()) {
			continue
		}
		state, ok := before[placed.BlockID][placed.ActionID()]
		if !ok || state.Text("type") != placed.Type() {
			state = blockkit.InitialState(placed.Element)
		}
		values.set(placed.BlockID, placed.ActionID(), state)
	}
	return values
}

func (v Values) set(block, action string, state blockkit.Object) {
	if v[block] == nil {
		v[block] = map[string]blockkit.Object{}
	}
	v[block][action] = state
}

// UpdateView replaces what a view shows, keeping id, place in the stack and
// what was typed into inputs that stay. A hash that is not empty must be the
// view's present one.
func (w *Workspace) UpdateView(id, hash string, next View) (View, error) {
	w.mu.Lock()
	view, ok := w.views[id]
	var err error
	switch {
	case !ok || !view.Open:
		err = ErrViewNotFound
	case hash != "" && hash != view.Hash:
		err = ErrHashConflict
	default:
		next.ID = id
		err = w.externalFree(next)
	}
	if err != nil {
		w.mu.Unlock()
		return View{}, err
	}
	next.User, next.Type = view.User, view.Type
	next.RootViewID, next.PreviousViewID = view.RootViewID, view.PreviousViewID
	next.Origin, next.Open = view.Origin, true
	next.Version = view.Version + 1
	next.Hash = w.newHash()
	next.Values = carried(next.Blocks, view.Values)
	w.views[id] = &next
	copied := next.copy()
	w.mu.Unlock()
	w.Touch()
	return copied, nil
}

// ChangeView lets change alter what the user sees of a view: values, errors.
func (w *Workspace) ChangeView(id string, change func(*View)) (View, error) {
	w.mu.Lock()
	view, ok := w.views[id]
	if !ok {
		w.mu.Unlock()
		return View{}, ErrViewNotFound
	}
	change(view)
	copied := view.copy()
	w.mu.Unlock()
	w.Touch()
	return copied, nil
}

// SetValue puts a state value into one input of a view. It is called inside
// ChangeView.
func (v *View) SetValue(block, action string, state blockkit.Object) {
	if v.Values == nil {
		v.Values = Values{}
	}
	v.Values.set(block, action, state)
}

// CloseView takes a view off its user's screen, and all that lie on it.
func (w *Workspace) CloseView(id string) {
	w.mu.Lock()
	if view, ok := w.views[id]; ok {
		stack := w.stacks[view.User]
		if at := slices.Index(stack, id); at >= 0 {
			for _, above := range stack[at:] {
				w.shut(above)
			}
			w.stacks[view.User] = slices.Clone(stack[:at])
		}
	}
	w.mu.Unlock()
	w.Touch()
}

// ClearViews takes all modals off the user's screen.
func (w *Workspace) ClearViews(user string) {
	w.mu.Lock()
	for _, id := range w.stacks[user] {
		w.shut(id)
	}
	delete(w.stacks, user)
	w.mu.Unlock()
	w.Touch()
}

func (w *Workspace) shut(id string) {
	if view, ok := w.views[id]; ok {
		view.Open = false
	}
	w.closed = append(w.closed, id)
	if len(w.closed) > closedViews {
		delete(w.views, w.closed[0])
		w.closed = slices.Clone(w.closed[1:])
	}
}

// View finds a view by its id, also one that was closed not long ago.
func (w *Workspace) View(id string) (View, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if view, ok := w.views[id]; ok {
		return view.copy(), nil
	}
	return View{}, ErrViewNotFound
}

// ViewByExternalID finds an open view by the id its app gave it.
func (w *Workspace) ViewByExternalID(external string) (View, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, view := range w.views {
		if external != "" && view.Open && view.ExternalID == external {
			return view.copy(), nil
		}
	}
	return View{}, ErrViewNotFound
}

// Stack are the user's open modals, the one on top last.
func (w *Workspace) Stack(user string) []View {
	w.mu.Lock()
	defer w.mu.Unlock()
	views := make([]View, 0, StackLimit)
	for _, id := range w.stacks[user] {
		views = append(views, w.views[id].copy())
	}
	return views
}

// Home is the home tab the app has published for the user.
func (w *Workspace) Home(user string) (View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	view, ok := w.views[w.homes[user]]
	if !ok {
		return View{}, false
	}
	return view.copy(), true
}

// PublishHome shows a home tab to the user, or replaces the one shown. A hash
// that is not empty must be the present one.
func (w *Workspace) PublishHome(user, hash string, view View) (View, error) {
	w.mu.Lock()
	id := w.homes[user]
	w.mu.Unlock()
	if id != "" {
		return w.UpdateView(id, hash, view)
	}
	w.mu.Lock()
	published := w.place(user, view, "", "")
	w.homes[user] = published.ID
	w.mu.Unlock()
	w.Touch()
	return published, nil
}

// MessageValues are what the user has picked in a message's inputs.
func (w *Workspace) MessageValues(message Message, user string) Values {
	w.mu.Lock()
	defer w.mu.Unlock()
	return carried(message.Blocks, w.held[heldKey(message.Channel, message.TS)+user])
}

// SetMessageValue keeps what the user picked in one of a message's inputs.
func (w *Workspace) SetMessageValue(message Message, user, block, action string, state blockkit.Object) {
	w.mu.Lock()
	key := heldKey(message.Channel, message.TS) + user
	if w.held[key] == nil {
		w.held[key] = Values{}
	}
	w.held[key].set(block, action, state)
	w.mu.Unlock()
	w.Touch()
}
