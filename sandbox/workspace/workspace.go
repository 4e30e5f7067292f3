package workspace

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
)

// Errors of the workspace, with Slack's names for them.
var (
	ErrUserNotFound    = errors.New("user_not_found")
	ErrChannelNotFound = errors.New("channel_not_found")
	ErrMessageNotFound = errors.New("message_not_found")
	ErrViewNotFound    = errors.New("not_found")
	ErrHashConflict    = errors.New("hash_conflict")
	ErrPushLimit       = errors.New("push_limit_reached")
	ErrDuplicateID     = errors.New("duplicate_external_id")
)

// Seed is what a workspace holds when it is new.
type Seed struct {
	Team     Team
	Users    []User
	Channels []Channel
	// Bot is the user id of the app's bot; direct messages are with it.
	Bot string
	// Kept is how many messages a channel remembers before the oldest go.
	Kept int
}

// Workspace is the whole state. All its methods may be called at once from
// many goroutines; each is one short step under one lock, never over I/O.
type Workspace struct {
	Changes

	clock *Clock
	bot   string
	kept  int

	mu        sync.Mutex
	team      Team
	users     map[string]*User
	userOrder []string
	channels  map[string]*Channel
	order     []string
	lines     map[string]*timeline
	lastTS    int64
	views     map[string]*View
	stacks    map[string][]string
	homes     map[string]string
	closed    []string
	held      map[string]Values
}

// New makes a workspace from its seed.
func New(clock *Clock, seed Seed) *Workspace {
	w := &Workspace{clock: clock, bot: seed.Bot, kept: max(seed.Kept, 100)}
	w.reset(seed)
	return w
}

// Reset throws everything away and starts again from the seed.
func (w *Workspace) Reset(seed Seed) {
	w.mu.Lock()
	w.reset(seed)
	w.mu.Unlock()
	w.Touch()
}

func (w *Workspace) reset(seed Seed) {
	w.team = seed.Team
	w.users, w.userOrder = map[string]*User{}, nil
	w.channels, w.order = map[string]*Channel{}, nil
	w.lines = map[string]*timeline{}
	w.views, w.stacks, w.homes = map[string]*View{}, map[string][]string{}, map[string]string{}
	w.held, w.closed = map[string]Values{}, nil
	for _, user := range seed.Users {
		if user.TeamID == "" {
			user.TeamID = seed.Team.ID
		}
		w.users[user.ID] = &user
		w.userOrder = append(w.userOrder, user.ID)
	}
	for _, channel := range seed.Channels {
		w.addChannel(channel)
	}
}

func (w *Workspace) addChannel(channel Channel) *Channel {
	channel.Members = slices.Clone(channel.Members)
	if channel.Created == 0 {
		channel.Created = w.clock.Now().Unix()
	}
	w.channels[channel.ID] = &channel
	w.order = append(w.order, channel.ID)
	w.lines[channel.ID] = &timeline{byTS: map[string]*Message{}}
	return &channel
}

// Clock is the workspace's clock.
func (w *Workspace) Clock() *Clock { return w.clock }

// Team is the workspace's name and id.
func (w *Workspace) Team() Team {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.team
}

// Bot is the user id of the app's bot.
func (w *Workspace) Bot() string { return w.bot }

// Users are all people and bots, in the order they were given.
func (w *Workspace) Users() []User {
	w.mu.Lock()
	defer w.mu.Unlock()
	users := make([]User, 0, len(w.userOrder))
	for _, id := range w.userOrder {
		users = append(users, *w.users[id])
	}
	return users
}

// User finds a user by id or by name ("alice", "@alice").
func (w *Workspace) User(idOrName string) (User, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if user, ok := w.users[idOrName]; ok {
		return *user, nil
	}
	name := strings.TrimPrefix(idOrName, "@")
	for _, id := range w.userOrder {
		user := w.users[id]
		if user.Name == name || user.RealName == name {
			return *user, nil
		}
	}
	return User{}, ErrUserNotFound
}

// External tells whether a user is of another company: of another workspace,
// unless both belong to one Enterprise Grid.
func (t Team) External(user User) bool {
	return user.TeamID != t.ID && (t.EnterpriseID == "" || user.EnterpriseID != t.EnterpriseID)
}

// ChangeUser lets change alter a user's attributes; the id stays.
func (w *Workspace) ChangeUser(idOrName string, change func(*User)) (User, error) {
	found, err := w.User(idOrName)
	if err != nil {
		return User{}, err
	}
	id := found.ID
	w.mu.Lock()
	user := w.users[id]
	change(user)
	user.ID = id
	copied := *user
	w.mu.Unlock()
	w.Touch()
	return copied, nil
}

// Channels are all channels and direct messages, in order of their making.
func (w *Workspace) Channels() []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	channels := make([]Channel, 0, len(w.order))
	for _, id := range w.order {
		channels = append(channels, w.channels[id].copy())
	}
	return channels
}

func (c *Channel) copy() Channel {
	copied := *c
	copied.Members, copied.ConnectedTeams = slices.Clone(c.Members), slices.Clone(c.ConnectedTeams)
	return copied
}

// HasMember tells whether the user is in the channel.
func (c Channel) HasMember(user string) bool { return slices.Contains(c.Members, user) }

// Channel finds a channel by id or by name ("sales", "#sales").
func (w *Workspace) Channel(idOrName string) (Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if channel, ok := w.channels[idOrName]; ok {
		return channel.copy(), nil
	}
	name := strings.TrimPrefix(idOrName, "#")
	for _, id := range w.order {
		if channel := w.channels[id]; channel.Name == name && !channel.IM {
			return channel.copy(), nil
		}
	}
	return Channel{}, ErrChannelNotFound
}

// ChangeChannel lets change alter a channel; the id stays.
func (w *Workspace) ChangeChannel(id string, change func(*Channel)) (Channel, error) {
	w.mu.Lock()
	channel, ok := w.channels[id]
	if !ok {
		w.mu.Unlock()
		return Channel{}, ErrChannelNotFound
	}
	change(channel)
	channel.ID = id
	copied := channel.copy()
	w.mu.Unlock()
	w.Touch()
	return copied, nil
}

// OpenIM is the direct message between the user and the app's bot, made when
// it does not exist yet.
func (w *Workspace) OpenIM(user string) (channel Channel, created bool, err error) {
	w.mu.Lock()
	if _, ok := w.users[user]; !ok {
		w.mu.Unlock()
		return Channel{}, false, ErrUserNotFound
	}
	id := "D" + strings.TrimLeft(user, "UW")
	found, ok := w.channels[id]
	if !ok {
		found = w.addChannel(Channel{ID: id, IM: true, User: user, Members: []string{user, w.bot}})
	}
	copied := found.copy()
	w.mu.Unlock()
	if !ok {
		w.Touch()
	}
	return copied, !ok, nil
}

const idLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// NewID makes an id in Slack's shape: the prefix and ten capitals or digits.
func NewID(prefix string) string {
	var id [10]byte
	for i := range id {
		id[i] = idLetters[rand.IntN(len(idLetters))] //nolint:gosec // a name, no secret: everybody on this machine may connect
	}
	return prefix + string(id[:])
}

// NewBlockID is an id as Slack gives to blocks and actions without one.
func NewBlockID() string { return NewID("b")[:6] }
