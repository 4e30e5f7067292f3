// Package page is the web page of the sandbox: what a person would see and do in Slack, drawn on the server and kept up to
// date by a small script. It has no build step and asks nothing of the network.
package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
)

//go:embed page.html.tmpl
var pageSource string

//go:embed app.js style.css
var assets embed.FS

// page serves one sandbox.
type page struct {
	sandbox *sandbox.Server
	shell   *template.Template
}

// New returns the page of a sandbox. It answers at / and below /page/, and calls the sandbox's control API at
// /_control/ on the same host.
func New(server *sandbox.Server) http.Handler {
	p := &page{server, template.Must(template.New("page").Parse(pageSource))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveShell)
	mux.HandleFunc("GET /page/screen", p.serveScreen)
	mux.HandleFunc("GET /page/events", p.serveEvents)
	mux.HandleFunc("POST /page/clock", p.moveClock)
	mux.Handle("GET /page/assets/", http.StripPrefix("/page/assets/", http.FileServerFS(assets)))
	return secured(mux)
}

// secured keeps the page to its own scripts and host: what people type into a sandbox is shown in it.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: http: https:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// serveShell is the empty page; the script asks for the screen and fills it.
func (p *page) serveShell(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	look := p.look(r)
	err := p.shell.Execute(w, map[string]any{"Language": look.words.language, "Title": p.sandbox.App().Name, "Words": look.words})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// screen is what the person sees now: pieces of HTML by the id of the element they belong in.
type screen struct {
	Seq     uint64            `json:"seq"`
	User    string            `json:"user"`
	Channel string            `json:"channel"`
	Modal   string            `json:"modal"` // changes when the modal has to be drawn anew; "" when none is open
	Pieces  map[string]string `json:"pieces"`
	Latest  map[string]string `json:"latest"` // newest message by channel, to mark what is unread
	Suggest []suggestion      `json:"commands"`
}

type suggestion struct {
	Command     string `json:"command"`
	Hint        string `json:"hint"`
	Description string `json:"description"`
}

func (p *page) serveScreen(w http.ResponseWriter, r *http.Request) {
	seq := p.sandbox.Workspace().Seq()
	look := p.look(r)
	key, modal := look.modal()
	drawn := screen{
		Seq: seq, User: look.user.ID, Channel: look.channel.ID, Modal: key, Latest: look.latest(),
		Pieces: map[string]string{
			"people": look.people(), "channels": look.channels(), "title": look.title(), "messages": look.conversation(),
			"clock": look.clock(), "modal": modal, "traffic": look.traffic(r.URL.Query().Get("traffic") == "1"), "shortcuts": look.shortcuts(),
		},
	}
	for _, command := range p.sandbox.App().Commands {
		drawn.Suggest = append(drawn.Suggest, suggestion{command.Command, command.UsageHint, command.Description})
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(drawn)
}

// serveEvents tells the script, by server-sent events, each time something has changed.
func (p *page) serveEvents(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	controller := http.NewResponseController(w)
	seq, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	for r.Context().Err() == nil {
		seq = p.sandbox.Workspace().Wait(r.Context(), seq)
		if _, err := fmt.Fprintf(w, "data: %d\n\n", seq); err != nil || controller.Flush() != nil {
			return
		}
	}
}

// moveClock moves the sandbox's clock: by an hour, to the acting person's next morning, or to their next Monday
// morning, five minutes past nine.
func (p *page) moveClock(w http.ResponseWriter, r *http.Request) {
	look := p.look(r)
	now := p.sandbox.Clock().Now().In(look.zone)
	morning := time.Date(now.Year(), now.Month(), now.Day(), 9, 5, 0, 0, look.zone)
	if !morning.After(now) {
		morning = morning.AddDate(0, 0, 1)
	}
	switch r.URL.Query().Get("to") {
	case "hour":
		p.sandbox.Clock().Advance(time.Hour)
	case "morning":
		p.sandbox.Clock().Set(morning)
	case "monday":
		for morning.Weekday() != time.Monday {
			morning = morning.AddDate(0, 0, 1)
		}
		p.sandbox.Clock().Set(morning)
	default:
		http.Error(w, "to must be hour, morning or monday", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
