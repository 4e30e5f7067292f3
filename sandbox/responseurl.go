package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// serveResponseURL takes what an app posts to a response_url.
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
func (s *Server) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	entry := traffic.Entry{Kind: traffic.ResponseURL, Name: "response_url", Request: string(body), Status: http.StatusOK, Response: "ok"}
	fault, faulty := s.faults.api("response_url", arguments{values: map[string]any{"body": string(body)}})
	if faulty {
		finish := s.finisher(w, &entry, started)
		entry.Error = "fault"
		if s.misbehave(w, r, fault, &entry, finish) {
			return
		}
	}
	s.underway.RLock()
	defer s.underway.RUnlock()
	if faulty && fault.Drop == DropAfter {
		finish := s.finisher(w, &entry, started)
		defer s.dropAfter(w, fault, &entry, finish)
		_ = s.takeResponse(r.PathValue("id"), body)
		return
	}
	switch {
	case tooLarge(err):
		err = failure("request_too_large")
	case err == nil:
		err = s.takeResponse(r.PathValue("id"), body)
	}
	if err != nil {
		var refusal *apiError
		entry.Status = http.StatusBadRequest
		if errors.As(err, &refusal) && (refusal.code == "used_url" || refusal.code == "expired_url") {
			entry.Status = http.StatusNotFound
		}
		_, _, encoded := render(nil, err, "")
		entry.Response, entry.Error = string(encoded), err.Error()
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	entry.LatencyMS = float64(time.Since(started).Microseconds()) / 1000
	s.log.Add(entry)
	w.WriteHeader(entry.Status)
	_, _ = io.WriteString(w, entry.Response)
}

func (s *Server) takeResponse(id string, body []byte) error {
	of, err := s.grants.use(id, "used_url", "expired_url")
	if err != nil {
		return err
	}
	return s.respond(of, body)
}

// respond does what an answer to an interaction asks for, whether it came by
// response_url or with the acknowledgement of a command.
func (s *Server) respond(of grant, body []byte) error {
	c := call{arguments: arguments{values: map[string]any{}}, method: "response_url"}
	var text string
	if json.Unmarshal(body, &text) == nil {
		c.values["text"] = text
	} else if err := c.addJSON(body); err != nil {
		return failure("invalid_payload")
	}
	if c.flag("delete_original") {
		if of.ts == "" {
			return failure("message_not_found")
		}
		return s.removeOwn(of.channel, of.ts)
	}
	what, err := c.content()
	if err != nil {
		return err
	}
	if what.text == "" && len(what.blocks) == 0 && len(what.attachments) == 0 {
		return failure("no_text")
	}
	if c.flag("replace_original") && of.ts != "" {
		what.textGiven, what.blocksGiven = true, true // a replacement leaves nothing behind
		_, err := s.changeOwn(of.channel, of.ts, func(m *Message) {
			s.edit(m, what)
			m.Origin = of.origin
			if m.EphemeralTo != "" {
				m.Edited = nil
			}
		})
		return err
	}
	message := s.botMessage(of.channel, what)
	message.Origin = of.origin
	message.ThreadTS = c.text("thread_ts")
	if message.ThreadTS == "" && of.thread != "" && of.thread != of.ts {
		message.ThreadTS = of.thread
	}
	switch kind := c.text("response_type"); kind {
	case "", "ephemeral":
		message.EphemeralTo = of.user
	case "in_channel":
	default:
		return failure("invalid_response_type").with("response_type", blockkit.Object{"given": kind})
	}
	_, err = s.postOwn(message)
	return err
}
