package sandbox

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// maxFile is the largest file in bytes the sandbox keeps.
const maxFile = 64 << 20

// file is an uploaded file; it is visible once its upload is complete.
type file struct {
	id, name, title, kind, user string
	size                        int
	data                        []byte
	uploaded, complete          bool
	shares                      map[string][]string // channel → ts
	created                     int64
	base                        string // for links, when nobody asks over HTTP
	deleted                     bool
}

type files struct {
	mu   sync.Mutex
	byID map[string]*file
}

func newFiles() *files { return &files{byID: map[string]*file{}} }

func (f *files) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.byID)
}

func (f *files) get(id string) (file, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found, ok := f.byID[id]
	if !ok {
		return file{}, false
	}
	copied := *found
	copied.shares = maps.Clone(found.shares)
	return copied, true
}

func (f *files) put(stored file) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byID[stored.id] = &stored
}

func (s *Server) fileRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /upload/{id}", ownSite(s.serveUpload))
	mux.HandleFunc("PUT /upload/{id}", ownSite(s.serveUpload))
	mux.HandleFunc("GET /files/{id}/{name}", s.serveDownload)
	mux.HandleFunc("GET /signin", s.serveSignIn)
}

// filesGetUploadURL: https://docs.slack.dev/reference/methods/files.getUploadURLExternal
func (s *Server) filesGetUploadURL(c call) (reply, error) {
	name, err := c.required("filename")
	if err != nil {
		return nil, err
	}
	size, err := c.number("length", 0)
	if err != nil || size <= 0 {
		return nil, invalidArguments("[ERROR] must be greater than 0 [json-pointer:/length]")
	}
	if size > maxFile {
		return nil, failure("file_upload_size_restricted")
	}
	id := workspace.NewID("F")
	s.files.put(file{id: id, name: name, title: name, size: size, user: s.app.BotUser, shares: map[string][]string{}})
	return reply{"upload_url": c.base + "/upload/" + id, "file_id": id}, nil
}

func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	stored, ok := s.files.get(r.PathValue("id"))
	if !ok || stored.complete {
		http.Error(w, "no such upload", http.StatusNotFound)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxFile)
	data, err := uploaded(r)
	entry := traffic.Entry{Kind: traffic.API, Name: "upload", Request: fmt.Sprintf("%d bytes of %s", len(data), stored.name), Status: http.StatusOK}
	defer func() { s.log.Add(entry) }()
	if err != nil || len(data) != stored.size {
		entry.Status, entry.Error = http.StatusBadRequest, fmt.Sprintf("got %d bytes, %d were announced", len(data), stored.size)
		http.Error(w, entry.Error, entry.Status)
		return
	}
	stored.data, stored.uploaded, stored.kind = data, true, http.DetectContentType(data)
	s.files.put(stored)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(data)))
}

// uploaded reads a file sent as the body or as a part of a form, under
// whatever name: the SDKs differ.
func uploaded(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return io.ReadAll(r.Body)
	}
	if err := r.ParseMultipartForm(maxFile); err != nil {
		return nil, err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	for _, parts := range r.MultipartForm.File {
		if len(parts) == 0 {
			continue
		}
		opened, err := parts[0].Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(opened)
		return data, errors.Join(err, opened.Close())
	}
	return nil, http.ErrMissingFile
}

// filesCompleteUpload: https://docs.slack.dev/reference/methods/files.completeUploadExternal
func (s *Server) filesCompleteUpload(c call) (reply, error) {
	value, err := c.structure("files")
	wanted := blockkit.Object{"files": value}.List("files")
	if err != nil || len(wanted) == 0 {
		return nil, invalidArguments("[ERROR] missing required field: files")
	}
	var channel Channel
	if id := c.text("channel_id"); id != "" {
		c.values["channel"] = id
		if channel, err = s.destination(c); err != nil {
			return nil, err
		}
	}
	objects := []blockkit.Object{}
	done := []file{}
	for _, want := range wanted {
		stored, ok := s.files.get(want.Text("id"))
		if !ok || !stored.uploaded {
			return nil, failure("file_not_found")
		}
		if title := want.Text("title"); title != "" {
			stored.title = title
		}
		stored.complete, stored.created = true, s.state.Clock().Now().Unix()
		s.files.put(stored)
		done = append(done, stored)
		objects = append(objects, s.fileObject(stored, c.base))
	}
	if channel.ID != "" {
		message := s.botMessage(channel.ID, content{text: c.text("initial_comment")})
		message.Subtype, message.Files = "file_share", objects
		if message.ThreadTS, err = s.thread(c, channel.ID); err != nil {
			return nil, err
		}
		if message, err = s.postOwn(message); err != nil {
			return nil, err
		}
		for _, stored := range done {
			stored.shares = map[string][]string{channel.ID: {message.TS}}
			s.files.put(stored)
		}
	}
	return reply{"files": objects}, nil
}

// filesInfo: https://docs.slack.dev/reference/methods/files.info
func (s *Server) filesInfo(c call) (reply, error) {
	stored, ok := s.files.get(c.text("file"))
	switch {
	case !ok || !stored.complete || !s.appSees(stored):
		return nil, failure("file_not_found")
	case stored.deleted:
		return nil, failure("file_deleted")
	}
	return reply{"file": s.fileObject(stored, c.base)}, nil
}

// appSees tells whether a file is the app's own, or stands in a conversation that the app is in. One without a conversation was chosen at
// a file input.
func (s *Server) appSees(stored file) bool {
	if stored.user == s.app.BotUser || len(stored.shares) == 0 {
		return true
	}
	for id := range stored.shares {
		if channel, err := s.state.Channel(id); err == nil && channel.HasMember(s.app.BotUser) {
			return true
		}
	}
	return false
}

// fileObject is https://docs.slack.dev/reference/objects/file-object
func (s *Server) fileObject(stored file, base string) blockkit.Object {
	link := base + "/files/" + stored.id + "/" + urlName(stored.name)
	shares := map[string]map[string]any{"public": {}, "private": {}}
	for channel, times := range stored.shares {
		list := []any{}
		for _, ts := range times {
			list = append(list, map[string]any{"ts": ts})
		}
		kind := "public"
		if found, err := s.state.Channel(channel); err == nil && (found.Private || found.IM) {
			kind = "private"
		}
		shares[kind][channel] = list
	}
	return blockkit.Object{
		"id": stored.id, "name": stored.name, "title": stored.title, "mimetype": stored.kind, "size": stored.size,
		"user": stored.user, "created": stored.created, "timestamp": stored.created, "mode": "hosted", "is_external": false,
		"filetype": strings.TrimPrefix(strings.ToLower(path.Ext(stored.name)), "."), "file_access": "visible", "editable": false,
		"url_private": link, "url_private_download": link, "permalink": link,
		"shares": shares,
	}
}

func urlName(name string) string {
	out := ""
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			out += string(r)
		default:
			out += "_"
		}
	}
	return out
}

// Content is a file as a person may see it.
type Content struct {
	Name, Kind string
	Data       []byte
}

// File is the content of a file for a person who has brought it or is in a
// channel it was shared in.
func (s *Server) File(userID, id string) (Content, error) {
	user, _, err := s.actor(userID, "")
	if err != nil {
		return Content{}, err
	}
	stored, ok := s.files.get(id)
	if !ok || !stored.complete || stored.deleted {
		return Content{}, notThere("no file %q", id)
	}
	visible := stored.user == user.ID
	for shared := range stored.shares {
		channel, err := s.state.Channel(shared)
		visible = visible || err == nil && channel.HasMember(user.ID)
	}
	if !visible {
		return Content{}, notThere("no file %q", id)
	}
	return Content{Name: stored.name, Kind: stored.kind, Data: stored.data}, nil
}
