package sandbox

import (
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// What the sandbox's state is made of, under its own names.
type (
	// Clock is the workspace's clock.
	Clock = workspace.Clock
	// Team is the workspace itself.
	Team = workspace.Team
	// User is a person or a bot.
	User = workspace.User
	// Channel is a channel or direct message.
	Channel = workspace.Channel
	// Message is one entry of a conversation.
	Message = workspace.Message
	// View is a modal or home tab.
	View = workspace.View
)

// Options say what the sandbox holds and how strict it is. The zero value is
// the default workspace with everything as strict as Slack.
type Options struct {
	// Workspace is who and what is there; the zero value is DefaultWorkspace.
	Workspace WorkspaceOptions
	// Addr is the address the sandbox is served on, as net.Listen takes it; see
	// LocalOnly. Empty, it answers by whatever name it is called: whoever
	// mounts its Handler elsewhere knows by which.
	Addr string
	// App is the one app installed; the zero value is DefaultApp.
	App App
	// Frozen, when not zero, makes the clock stand at that instant.
	Frozen time.Time
	// RateLimits are on unless switched off here.
	RateLimits RateLimits
	// AckTimeout is the real time an app has to acknowledge; default 3 s.
	AckTimeout time.Duration
	// PingInterval is the real time between pings; default 5 s.
	PingInterval time.Duration
	// RetryDelays are the real times after which an unacknowledged event is
	// sent again; default at once, 1 min, 5 min.
	RetryDelays []time.Duration
	// ConnectionLife is the real time after which a socket is warned and, ten
	// seconds later, closed; default 1 h. Clients that ask for
	// debug_reconnects get 6 min.
	ConnectionLife time.Duration
	// LogSize is how many entries of traffic are kept; default 2,000.
	LogSize int
	// KeptMessages is how many messages a channel remembers; default 10,000.
	KeptMessages int
	// Faults starts the sandbox misbehaving.
	Faults []Fault
}

// WorkspaceOptions are the people and places.
type WorkspaceOptions struct {
	Team     Team
	Users    []User
	Channels []Channel
}

// App is the installed app, as its manifest and installation say.
type App struct {
	ID       string
	Name     string
	BotUser  string
	BotID    string
	AppToken string
	BotToken string
	// Scopes are what the bot token may do; nil grants DefaultScopes.
	Scopes []string
	// Optional are those of them that whoever installs the app may leave out.
	Optional  []string
	Commands  []SlashCommand
	Shortcuts []Shortcut
	// Events are the subscribed bot events, such as "app_mention"; nil
	// subscribes to all but the messages of channels.
	Events []string
}

// SlashCommand is a command the app has declared.
type SlashCommand struct {
	Command     string `json:"command"` // with its slash
	Description string `json:"description"`
	UsageHint   string `json:"usage_hint"`
	// ShouldEscape turns @names and #channels in the text into <@U…> and <#C…>.
	ShouldEscape bool `json:"should_escape"`
}

// Shortcut is a shortcut the app has declared; Type is "global" or "message".
type Shortcut struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"`
}

// RateLimits say how fast the app may call. The pace is measured in real time.
// https://docs.slack.dev/apis/web-api/rate-limits
type RateLimits struct {
	// Off lifts every limit.
	Off bool
	// MessageBurst is how many messages a channel takes at once before it is
	// held to one a second; default 4.
	MessageBurst int
	// TierFactor multiplies the documented calls a minute of each tier;
	// default 10, because a sandbox's minute is busier than a team's.
	TierFactor float64
}

// DefaultScopes are what a bot of this kind usually asks for.
var DefaultScopes = []string{
	"commands", "chat:write", "im:write", "im:history", "im:read", "users:read", "users:read.email",
	"channels:read", "channels:history", "channels:join", "groups:read", "groups:history",
	"files:read", "files:write", "app_mentions:read", "dnd:read", "team:read", "reactions:write", "reactions:read",
}

// DefaultApp is an app with a bot, all scopes, and no commands of its own.
func DefaultApp() App {
	return App{ //nolint:gosec // the tokens open nothing but a sandbox
		ID: "A0SANDBOX", Name: "Sandbox App", BotUser: "U0BOT", BotID: "B0BOT",
		AppToken: "xapp-1-A0SANDBOX-1-sandbox", BotToken: "xoxb-sandbox",
		Scopes: slices.Clone(DefaultScopes),
	}
}

// DefaultWorkspace is a small international team: an administrator in New
// York, two people in Shanghai, one in Berlin and a guest. The bot is in
// general, sales, 销售 and service, but not in random or the private board.
func DefaultWorkspace() WorkspaceOptions {
	const bot = "U0BOT"
	everyone := []string{"U0ALICE", "U0WANGWEI", "U0LINA", "U0BOB", bot}
	return WorkspaceOptions{
		Team: Team{ID: "T0SANDBOX", Name: "Sandbox Trading", Domain: "sandbox"},
		Users: []User{
			{ID: "U0ALICE", Name: "alice", RealName: "Alice Johnson", Email: "alice@example.com", Locale: "en-US", TZ: "America/New_York", IsAdmin: true, IsOwner: true},
			{ID: "U0WANGWEI", Name: "wangwei", RealName: "王伟", Email: "wangwei@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"},
			{ID: "U0LINA", Name: "lina", RealName: "李娜", Email: "lina@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"},
			{ID: "U0BOB", Name: "bob", RealName: "Bob Keller", Email: "bob@example.com", Locale: "en-US", TZ: "Europe/Berlin"},
			{ID: "U0GUEST", Name: "guest", RealName: "Gina Guest", Email: "guest@partner.example", Locale: "en-US", TZ: "Europe/London", IsRestricted: true},
		},
		Channels: []Channel{
			{ID: "C0GENERAL", Name: "general", Members: append([]string{"U0GUEST"}, everyone...)},
			{ID: "C0SALES", Name: "sales", Members: append([]string{"U0GUEST"}, everyone...)},
			{ID: "C0XIAOSHOU", Name: "销售", Members: everyone},
			{ID: "C0SERVICE", Name: "service", Members: everyone},
			{ID: "C0RANDOM", Name: "random", Members: []string{"U0ALICE", "U0WANGWEI", "U0LINA", "U0BOB"}},
			{ID: "C0BOARD", Name: "board", Private: true, Members: []string{"U0ALICE", "U0BOB"}},
		},
	}
}

// complete fills in what was left at zero.
func (o Options) complete() Options {
	if len(o.Workspace.Users) == 0 {
		o.Workspace.Users = DefaultWorkspace().Users
	}
	if len(o.Workspace.Channels) == 0 {
		o.Workspace.Channels = DefaultWorkspace().Channels
	}
	if o.Workspace.Team.ID == "" {
		o.Workspace.Team = DefaultWorkspace().Team
	}
	o.App = o.App.complete()
	if o.AckTimeout <= 0 {
		o.AckTimeout = 3 * time.Second
	}
	if o.PingInterval <= 0 {
		o.PingInterval = 5 * time.Second
	}
	if o.RetryDelays == nil {
		o.RetryDelays = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if o.ConnectionLife <= 0 {
		o.ConnectionLife = time.Hour
	}
	if o.LogSize <= 0 {
		o.LogSize = 2000
	}
	if o.KeptMessages <= 0 {
		o.KeptMessages = 10_000
	}
	if o.RateLimits.MessageBurst <= 0 {
		o.RateLimits.MessageBurst = 4
	}
	if o.RateLimits.TierFactor <= 0 {
		o.RateLimits.TierFactor = 10
	}
	return o
}

func (a App) complete() App {
	standard := DefaultApp()
	for _, field := range []struct{ have, want *string }{
		{&a.ID, &standard.ID},
		{&a.Name, &standard.Name},
		{&a.BotUser, &standard.BotUser},
		{&a.BotID, &standard.BotID},
		{&a.AppToken, &standard.AppToken},
		{&a.BotToken, &standard.BotToken},
	} {
		if *field.have == "" {
			*field.have = *field.want
		}
	}
	if a.Scopes == nil {
		a.Scopes = standard.Scopes
	}
	return a
}

// seed is the workspace these options describe, the app's bot among its users.
func (o Options) seed() workspace.Seed {
	users := slices.Clone(o.Workspace.Users)
	if !slices.ContainsFunc(users, func(u User) bool { return u.ID == o.App.BotUser }) {
		users = append(users, User{
			ID: o.App.BotUser, Name: botName(o.App.Name), RealName: o.App.Name,
			Locale: "en-US", TZ: "America/Los_Angeles", IsBot: true,
		})
	}
	for i := range users {
		if users[i].ID == o.App.BotUser {
			users[i].IsBot, users[i].BotID, users[i].AppID = true, o.App.BotID, o.App.ID
		}
	}
	return workspace.Seed{
		Team: o.Workspace.Team, Users: users, Channels: o.Workspace.Channels,
		Bot: o.App.BotUser, Kept: o.KeptMessages,
	}
}

// SharedWorkspace is DefaultWorkspace with two channels more, in which the bot
// is: support, and acme, which is shared with another company, whose Petra is
// in it.
func SharedWorkspace() WorkspaceOptions {
	w := DefaultWorkspace()
	team := []string{"U0ALICE", "U0WANGWEI", "U0LINA", "U0BOB", "U0BOT"}
	w.Users = append(w.Users, User{ID: "U0PETRA", TeamID: "T0ACME", Name: "petra", RealName: "Petra Partner", Locale: "en-US", TZ: "Europe/Berlin"})
	w.Channels = append(w.Channels,
		Channel{ID: "C0SUPPORT", Name: "support", Members: team},
		Channel{ID: "C0ACME", Name: "acme", Members: append([]string{"U0PETRA"}, team...), ExtShared: true, ConnectedTeams: []string{"T0ACME"}},
	)
	return w
}
