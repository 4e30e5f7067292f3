// Package page is the web page of the sandbox: what a person would see and do in Slack, drawn on the server and kept up to
// date by a small script. It has no build step and asks nothing of the network.
package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
)

//go:embed page.html.tmpl
var pageSource string

//go:embed *.js *.css
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
	mux.HandleFunc("GET /page/files/{id}", p.serveFile)
	mux.HandleFunc("POST /page/clock", p.moveClock)
	mux.Handle("GET /page/assets/", http.StripPrefix("/page/assets/", http.FileServerFS(assets)))
	return server.LocalOnly(secured(mux))
}

// secured keeps the page to its own scripts and host: what people type into a sandbox is shown in it. Other sites'
// pages may not act here.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !sandbox.SameSite(r) {
			http.Error(w, "a page of another site may not act here", http.StatusForbidden)
			return
		}
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
	var kinds []choice
	for _, kind := range slices.Sorted(maps.Keys(look.words.kinds)) {
		kinds = append(kinds, choice{kind, look.words.kinds[kind]})
	}
	err := p.shell.Execute(w, map[string]any{
		"Language": look.words.language, "Title": p.sandbox.App().Name, "Team": p.sandbox.Workspace().Team().Name, "Words": look.words, "Kinds": kinds,
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// screen is what the person sees now: pieces of HTML by the id of the element they belong in.
type screen struct {
	Seq     uint64            `json:"seq"`
	User    string            `json:"user"`
	Channel string            `json:"channel"`
	Thread  string            `json:"thread"` // "" when none is open, or the one asked for has gone
	Modal   string            `json:"modal"`  // changes when the modal has to be drawn anew; "" when none is open
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
			"people": look.people(), "me": look.me(), "status": look.status(), "channels": look.channels(), "title": look.title(),
			"messages": look.conversation(r.Host), "news": look.news(), "clock": look.clock(), "modal": modal, "shortcuts": look.shortcuts(),
		},
	}
	if replies, there := look.replies(r.URL.Query().Get("thread")); there {
		drawn.Thread, drawn.Pieces["replies"] = r.URL.Query().Get("thread"), replies
	}
	switch r.URL.Query().Get("panel") {
	case "entries":
		drawn.Pieces["entries"] = look.traffic(r.URL.Query().Get("kind"), r.URL.Query().Get("filter"))
	case "faults":
		drawn.Pieces["waits"] = look.faults()
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
	seq = min(seq, p.sandbox.Workspace().Seq()) // a page that has outlived a sandbox counts on from the new one's
	for r.Context().Err() == nil {
		seq = p.sandbox.Workspace().Wait(r.Context(), seq)
		if _, err := fmt.Fprintf(w, "data: %d\n\n", seq); err != nil || controller.Flush() != nil {
			return
		}
	}
}

// shownInline are the kinds of files the page shows itself; all others are handed out to be kept.
var shownInline = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// serveFile gives the acting person a file they may see. Whatever it holds, it runs nothing on this page's behalf.
func (p *page) serveFile(w http.ResponseWriter, r *http.Request) {
	content, err := p.sandbox.File(r.URL.Query().Get("user"), r.PathValue("id"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	disposition := "attachment"
	if slices.Contains(shownInline, content.Kind) {
		disposition = "inline"
	}
	header := w.Header()
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Content-Type", content.Kind)
	header.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": strings.ReplaceAll(content.Name, "\n", " ")}))
	header.Set("Content-Length", strconv.Itoa(len(content.Data)))
	_, _ = w.Write(content.Data)
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
