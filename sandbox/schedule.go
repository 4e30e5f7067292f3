package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// farthest is how far ahead a message may be scheduled.
// https://docs.slack.dev/reference/methods/chat.scheduleMessage
const farthest = 120 * 24 * time.Hour

// scheduled is a message that waits for its time, by the sandbox's clock.
type scheduled struct {
	id      string
	at      time.Time
	created time.Time
	message Message
}

// schedule are the messages that wait.
type schedule struct {
	clock *workspace.Clock
	post  func(Message)

	mu      sync.Mutex
	waiting []scheduled
	timer   *time.Timer
	closed  bool
}

func newSchedule(clock *workspace.Clock, post func(Message)) *schedule {
	s := &schedule{clock: clock, post: post}
	clock.OnMove(func(time.Time) { s.run() })
	return s
}

func (s *schedule) add(one scheduled) {
	s.mu.Lock()
	s.waiting = append(s.waiting, one)
	slices.SortStableFunc(s.waiting, func(a, b scheduled) int { return a.at.Compare(b.at) })
	s.mu.Unlock()
	s.run()
}

func (s *schedule) remove(channel, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.waiting)
	s.waiting = slices.DeleteFunc(s.waiting, func(one scheduled) bool { return one.id == id && one.message.Channel == channel })
	return len(s.waiting) < before
}

func (s *schedule) list() []scheduled {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.waiting)
}

func (s *schedule) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = nil
}

func (s *schedule) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.timer != nil {
		s.timer.Stop()
	}
}

// run posts what is due and sets the alarm for the next.
func (s *schedule) run() {
	now := s.clock.Now()
	s.mu.Lock()
	due := 0
	for due < len(s.waiting) && !s.waiting[due].at.After(now) {
		due++
	}
	ready := slices.Clone(s.waiting[:due])
	s.waiting = slices.Clone(s.waiting[due:])
	if s.timer != nil {
		s.timer.Stop()
	}
	if len(s.waiting) > 0 && !s.closed && !s.clock.Frozen() {
		s.timer = time.AfterFunc(s.waiting[0].at.Sub(now), s.run)
	}
	s.mu.Unlock()
	for _, one := range ready {
		s.post(one.message)
	}
}

func (s *Server) chatScheduleMessage(c call) (reply, error) {
	channel, what, err := s.said(c)
	if err != nil {
		return nil, err
	}
	seconds, err := strconv.ParseInt(c.text("post_at"), 10, 64)
	now := s.state.Clock().Now()
	at := time.Unix(seconds, 0)
	switch {
	case err != nil:
		return nil, failure("invalid_time")
	case !at.After(now):
		return nil, failure("time_in_past")
	case at.Sub(now) > farthest:
		return nil, failure("time_too_far")
	}
	one := scheduled{id: workspace.NewID("Q"), at: at, created: now, message: s.botMessage(channel.ID, what)}
	if one.message.ThreadTS, err = s.thread(c, channel.ID); err != nil {
		return nil, err
	}
	s.schedule.add(one)
	return reply{
		"channel": channel.ID, "scheduled_message_id": one.id, "post_at": seconds, "message": s.messageObject(one.message, true),
	}, nil
}

func (s *Server) chatDeleteScheduledMessage(c call) (reply, error) {
	channel, err := s.channelFor(c)
	if err != nil {
		return nil, err
	}
	if !s.schedule.remove(channel.ID, c.text("scheduled_message_id")) {
		return nil, failure("invalid_scheduled_message_id")
	}
	return reply{}, nil
}

func (s *Server) chatScheduledMessagesList(c call) (reply, error) {
	waiting := slices.DeleteFunc(s.schedule.list(), func(one scheduled) bool {
		return c.has("channel") && one.message.Channel != c.text("channel")
	})
	slices.SortStableFunc(waiting, func(a, b scheduled) int { return cmp.Compare(a.at.Unix(), b.at.Unix()) })
	part, metadata, err := page(c, waiting, 100, 1000)
	if err != nil {
		return nil, err
	}
	objects := make([]map[string]any, len(part))
	for i, one := range part {
		objects[i] = map[string]any{
			"id": one.id, "channel_id": one.message.Channel, "post_at": one.at.Unix(),
			"date_created": one.created.Unix(), "text": one.message.Text,
		}
	}
	return reply{"scheduled_messages": objects, "response_metadata": metadata}, nil
}
