package sandbox

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// download is the method of faults that strike the bytes of a file on their way to the app.
const download = "download"

// serveDownload gives a file to whoever shows the bot token of an app that may read files. Everybody else is led to the page where
// people sign in, which answers with the status 200, as Slack's does.
func (s *Server) serveDownload(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	entry := traffic.Entry{Kind: traffic.API, Name: download, Request: r.PathValue("name"), Status: http.StatusOK}
	stored, ok := s.files.get(r.PathValue("id"))
	if !ok || !stored.complete || stored.deleted {
		entry.Status = http.StatusNotFound
		s.log.Add(entry)
		http.NotFound(w, r)
		return
	}
	if token(r, arguments{}) != s.app.BotToken || !s.rights.has("files:read") || !s.appSees(stored) {
		entry.Status, entry.Error = http.StatusFound, "led to the sign-in page"
		s.log.Add(entry)
		http.Redirect(w, r, "/signin?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
		return
	}
	if fault, faulty := s.faults.api(download, arguments{}); faulty {
		entry.Error = "fault"
		if fault.Drop == DropAfter { // half of the file comes
			s.log.Add(entry)
			w.Header().Set("Content-Length", strconv.Itoa(len(stored.data)))
			_, _ = w.Write(stored.data[:len(stored.data)/2])
			return
		}
		if s.misbehave(w, r, fault, &entry, s.finisher(w, &entry, started)) {
			return
		}
	}
	s.log.Add(entry)
	w.Header().Set("Content-Type", stored.kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(stored.data)))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = w.Write(stored.data)
}

// serveSignIn is the page that an app gets instead of a file that it may not read.
func (s *Server) serveSignIn(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html><head><title>Sign in | Slack</title></head><body>Sign in to your workspace</body></html>\n")
}

// FileChange is what a person does with a file of theirs: they delete it, or, with Content (base64 in JSON), change it, as text snippets
// may be.
type FileChange struct {
	User    string `json:"user"`
	File    string `json:"file"`
	Content []byte `json:"content"`
}

// ChangeFile deletes or changes a person's file, and tells the app with the events it has asked for.
func (s *Server) ChangeFile(in FileChange) (Result, error) {
	user, _, err := s.actor(in.User, "")
	if err != nil {
		return Result{}, err
	}
	stored, ok := s.files.get(in.File)
	if !ok || stored.user != user.ID || stored.deleted {
		return Result{}, notThere("%s has no file %q", user.Name, in.File)
	}
	name := "file_change"
	if stored.data, stored.size = in.Content, len(in.Content); len(in.Content) == 0 {
		name, stored.deleted = "file_deleted", true
	}
	s.files.put(stored)
	object := blockkit.Object{"id": stored.id, "mode": "tombstone"}
	if !stored.deleted {
		object = s.fileObject(stored, stored.base)
	}
	for channel, times := range stored.shares {
		for _, ts := range times {
			_, _ = s.state.ChangeMessage(channel, ts, func(m *Message) {
				m.Files = slices.Clone(m.Files)
				for i, shared := range m.Files {
					if shared.Text("id") == stored.id {
						m.Files[i] = object
					}
				}
			})
		}
	}
	s.publish(name, map[string]any{"type": name, "file_id": stored.id, "file": map[string]any{"id": stored.id}})
	return Result{ID: s.newID("file-")}, nil
}
