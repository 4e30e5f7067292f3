package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/socket"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// When a dropped call loses its connection.
const (
	DropBefore = "before" // nothing was done
	DropAfter  = "after"  // it was done, but the app never hears of it
)

// Fault is a misbehaviour put in on purpose. Faults of Web API calls name a
// Method; Redeliver and Disconnect act on the sockets.
type Fault struct {
	ID int `json:"id"`
	// Method is a Web API method, or "response_url"; "*" is every one of these.
	// "ack" is an acknowledgement, which can be delayed only.
	Method string `json:"method,omitempty"`
	// Channel restricts the fault to calls with this channel parameter.
	Channel string `json:"channel,omitempty"`
	// Block restricts the fault to calls with a block of this type: with the
	// error invalid_blocks, a workspace that doesn't know such blocks.
	Block string `json:"block,omitempty"`
	// Status and Error answer the call without doing it: 429 with Retry-After,
	// 500 with an HTML body as Slack's, or 200 with {"ok": false, "error"}.
	Status int    `json:"status,omitempty"`
	Error  string `json:"error,omitempty"`
	// RetryAfter is in seconds; default 1.
	RetryAfter int `json:"retryAfter,omitempty"`
	// DelayMS is real time the call waits first.
	DelayMS int `json:"delay_ms,omitempty"`
	// Drop is DropBefore or DropAfter. With a Status, DropAfter answers with
	// that status after the work was done; without, the connection is cut.
	Drop string `json:"drop,omitempty"`
	// Times is how often; default 1, negative for ever.
	Times int `json:"times,omitempty"`
	// Redeliver is the type of an envelope to send twice: the last one now or,
	// with Next, the next Times of them.
	Redeliver string `json:"redeliver,omitempty"`
	Next      bool   `json:"next,omitempty"`
	// Hold keeps the next Times events of a kind back ("message.channels", …).
	// Release lets all that are held go, the latest first: events out of order.
	Hold    string `json:"hold,omitempty"`
	Release bool   `json:"release,omitempty"`
	// Disconnect ends all sockets: "warning", "refresh_requested",
	// "link_disabled", or "cut" for no word at all.
	Disconnect string `json:"disconnect,omitempty"`
	// Done is how often the fault has struck.
	Done int `json:"done"`
}

// faults are those waiting to strike.
type faults struct {
	hub *socket.Hub

	mu     sync.Mutex
	nextID int
	rules  []*Fault
}

func newFaults(hub *socket.Hub) *faults { return &faults{hub: hub} }

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
}

// AddFault puts a fault in; those on sockets strike at once.
func (s *Server) AddFault(fault Fault) (Fault, error) {
	if fault.Times == 0 {
		fault.Times = 1
	}
	switch {
	case fault.Disconnect == "cut":
		fault.Done = s.Disconnect("")
		return fault, nil
	case fault.Disconnect != "":
		if !slices.Contains([]string{socket.Warning, socket.RefreshRequested, socket.LinkDisabled}, fault.Disconnect) {
			return fault, notPossible("no disconnect reason %q", fault.Disconnect)
		}
		fault.Done = s.Disconnect(fault.Disconnect)
		return fault, nil
	case fault.Hold != "":
		s.held.next(fault.Hold, fault.Times)
		return fault, nil
	case fault.Release:
		kept := s.held.release()
		fault.Done = len(kept)
		s.hub.PublishInTurn(kept)
		return fault, nil
	case fault.Redeliver != "" && fault.Next:
		s.hub.RedeliverNext(fault.Redeliver, fault.Times)
		return fault, nil
	case fault.Redeliver != "":
		if !s.hub.Redeliver(fault.Redeliver) {
			return fault, notThere("no %s has been delivered", fault.Redeliver)
		}
		fault.Done = 1
		return fault, nil
	case fault.Method == "":
		return fault, notPossible("a fault needs a method, redeliver, hold, release or disconnect")
	case fault.Drop != "" && fault.Drop != DropBefore && fault.Drop != DropAfter:
		return fault, notPossible("drop is %q or %q", DropBefore, DropAfter)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.nextID++
	fault.ID = s.faults.nextID
	s.faults.rules = append(s.faults.rules, &fault)
	return fault, nil
}

// Faults are those put in on Web API methods, struck out or not.
func (s *Server) Faults() []Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	list := make([]Fault, len(s.faults.rules))
	for i, rule := range s.faults.rules {
		list[i] = *rule
	}
	return list
}

// ClearFaults takes all faults on Web API methods out.
func (s *Server) ClearFaults() { s.faults.clear() }

// api finds the fault that strikes a call now, and counts it.
func (f *faults) api(method string, args arguments) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, rule := range f.rules {
		if rule.Method != method && rule.Method != "*" || rule.Times >= 0 && rule.Done >= rule.Times {
			continue
		}
		if rule.Channel != "" && rule.Channel != args.text("channel") || rule.Block != "" && !args.hasBlock(rule.Block) {
			continue
		}
		rule.Done++
		return *rule, true
	}
	return Fault{}, false
}

// transit is how long an acknowledgement is on its way, and counts it.
func (f *faults) transit() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, rule := range f.rules {
		if rule.Method == acknowledgement && (rule.Times < 0 || rule.Done < rule.Times) {
			rule.Done++
			return time.Duration(rule.DelayMS) * time.Millisecond
		}
	}
	return 0
}

// acknowledgement is the method of a fault that delays one.
const acknowledgement = "ack"

type finisher func(status int, header http.Header, body []byte)

// misbehave does what a fault asks for before the call is made; done tells
// that there is nothing more to do.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request, fault Fault, entry *traffic.Entry, finish finisher) (done bool) {
	if fault.DelayMS > 0 {
		select {
		case <-time.After(time.Duration(fault.DelayMS) * time.Millisecond):
		case <-r.Context().Done():
		}
	}
	switch {
	case fault.Drop == DropBefore:
		entry.Error = "fault: dropped before it was done"
		s.log.Add(*entry)
		cut(w)
		return true
	case fault.Drop == "" && (fault.Status != 0 || fault.Error != ""):
		answerFault(fault, finish)
		return true
	}
	return false
}

func (s *Server) dropAfter(w http.ResponseWriter, fault Fault, entry *traffic.Entry, finish finisher) {
	entry.Error = "fault: done, but the answer is lost"
	if fault.Status != 0 {
		answerFault(fault, finish)
		return
	}
	s.log.Add(*entry)
	cut(w)
}

func answerFault(fault Fault, finish finisher) {
	status, code := fault.Status, fault.Error
	if status == 0 {
		status = http.StatusOK
	}
	header := http.Header{}
	if status == http.StatusTooManyRequests {
		header.Set("Retry-After", strconv.Itoa(max(fault.RetryAfter, 1)))
		if code == "" {
			code = "ratelimited"
		}
	}
	if status >= http.StatusInternalServerError && code == "" {
		header.Set("Content-Type", "text/html; charset=utf-8")
		finish(status, header, []byte("<!DOCTYPE html><title>Server Error</title>"))
		return
	}
	body, _ := json.Marshal(map[string]any{"ok": false, "error": code})
	finish(status, header, body)
}

// cut closes the connection without an answer.
func cut(w http.ResponseWriter) {
	if hijacker, ok := w.(http.Hijacker); ok {
		if conn, _, err := hijacker.Hijack(); err == nil {
			_ = conn.Close()
			return
		}
	}
	panic(http.ErrAbortHandler)
}
