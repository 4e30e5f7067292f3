// Package sandbox is a Slack that runs on one machine: the Web API, Socket
// Mode, interactivity and the people who click, over real HTTP and WebSocket,
// for any Slack app and its SDK. It is as strict as Slack, tells what crossed
// the line, lets its clock be moved and misbehaves when asked to.
//
// Start with New, mount Handler, point an app at …/api/, and act for a person
// with Command, Say, Interact, Submit and their like, or with the same over
// HTTP under /_control/ (docs/sandbox.md), or with the package sandboxtest.
package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/socket"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// Server is one local Slack with one workspace and one app.
type Server struct {
	options  Options
	app      App
	state    *workspace.Workspace
	hub      *socket.Hub
	log      *traffic.Log
	underway sync.RWMutex // held by a call from its work to its entry in the log
	grants   *grants
	faults   *faults
	held     held
	pace     *pace
	offers   *offers
	files    *files
	schedule *schedule
	mux      *http.ServeMux
	rights   *rights
	events   map[string]bool
	count    atomic.Uint64
}

// New makes a sandbox. It starts no listener; mount Handler somewhere.
func New(options Options) *Server {
	options = options.complete()
	clock := workspace.NewClock(options.Frozen)
	s := &Server{
		options: options,
		app:     options.App,
		state:   workspace.New(clock, options.seed()),
		log:     traffic.NewLog(options.LogSize, clock.Now),
		grants:  newGrants(clock),
		pace:    newPace(options.RateLimits),
		offers:  newOffers(),
		files:   newFiles(),
		rights:  newRights(options.App),
	}
	if options.App.Events != nil {
		s.events = set(options.App.Events)
	}
	s.hub = socket.NewHub(socket.Config{
		AppID: s.app.ID, AckTimeout: options.AckTimeout, PingInterval: options.PingInterval,
		RetryDelays: options.RetryDelays, Life: options.ConnectionLife, Log: s.log, Changed: s.state.Touch,
		Transit: func() time.Duration { return s.faults.transit() },
	})
	s.faults = newFaults(s.hub)
	s.schedule = newSchedule(clock, func(m Message) { _, _ = s.postOwn(m) })
	clock.OnMove(func(time.Time) { s.state.Touch() })
	for _, fault := range options.Faults {
		_, _ = s.AddFault(fault)
	}
	s.mux = s.routes()
	return s
}

func set(items []string) map[string]bool {
	members := make(map[string]bool, len(items))
	for _, item := range items {
		members[item] = true
	}
	return members
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method...}", ownSite(s.serveAPI))
	// Who has a ticket has shown the token. SDKs name an Origin of their own here.
	mux.HandleFunc("GET /socket", func(w http.ResponseWriter, r *http.Request) { s.hub.Serve(w, r, baseURL(r)) })
	mux.HandleFunc("POST /response/{id}", ownSite(s.serveResponseURL))
	s.fileRoutes(mux)
	s.controlRoutes(mux)
	return mux
}

// Handler serves the Web API under /api/, the sockets, response URLs and the
// control API under /_control/. It may be mounted under any prefix with
// http.StripPrefix: the URLs it hands out follow the request's.
func (s *Server) Handler() http.Handler { return s.LocalOnly(s.mux) }

// LocalOnly keeps what is served beside the sandbox, its page, to this machine
// as LocalOnly does.
func (s *Server) LocalOnly(next http.Handler) http.Handler {
	if s.options.Addr == "" { // it is served by somebody who has not said where
		return next
	}
	return LocalOnly(s.options.Addr, next)
}

// Clock is the workspace's clock, which the page and tests move.
func (s *Server) Clock() *Clock { return s.state.Clock() }

// Workspace is the state behind the page: people, channels, messages, views.
func (s *Server) Workspace() *workspace.Workspace { return s.state }

// App is the installed app.
func (s *Server) App() App { return s.app }

// Log is the latest traffic with the app, oldest first, from the entry after
// the given number on. What can be seen in the workspace is in it: a call that
// has done its work is waited for.
func (s *Server) Log(after uint64) []traffic.Entry {
	s.underway.Lock()
	defer s.underway.Unlock()
	return s.log.Entries(after)
}

// Connections are the app's open sockets.
func (s *Server) Connections() []socket.Connection { return s.hub.Connections() }

// Disconnect tells every socket to go: "warning", "refresh_requested",
// "link_disabled"; "" cuts them without a word. It returns how many there were.
func (s *Server) Disconnect(reason string) int {
	grace := 50 * time.Millisecond
	if reason == socket.Warning {
		grace = 10 * time.Second
	}
	return s.hub.Disconnect(reason, grace)
}

// Redeliver sends the last envelope of a type ("slash_commands",
// "events_api", "interactive", or one of its kinds such as "view_submission")
// again under the same envelope id.
func (s *Server) Redeliver(envelopeType string) bool { return s.hub.Redeliver(envelopeType) }

// Reset puts the workspace back to how it started: no messages, views,
// faults or log; the clock and the sockets stay.
func (s *Server) Reset() {
	s.faults.clear()
	s.held.clear()
	s.grants.clear()
	s.offers.clear()
	s.files.clear()
	s.schedule.clear()
	s.pace.clear()
	s.log.Clear()
	s.state.Reset(s.options.seed())
}

// Close ends all sockets and alarms.
func (s *Server) Close() {
	s.schedule.close()
	s.hub.Close()
}

// baseURL is where the sandbox is mounted, as the client of r sees it, without
// a slash at the end.
func baseURL(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	original, _, _ := strings.Cut(r.RequestURI, "?")
	prefix, found := strings.CutSuffix(original, r.URL.EscapedPath())
	if !found {
		prefix = ""
	}
	return scheme + "://" + r.Host + prefix
}

func botName(appName string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(appName), " ", "_"))
}
