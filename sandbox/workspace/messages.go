package workspace

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// timeline is a conversation's messages in order of their ts.
type timeline struct {
	messages []*Message
	byTS     map[string]*Message
}

// TS is a moment as Slack writes it in ts fields: seconds, a dot, and six
// digits of microseconds. micros counts from 1970.
func TS(micros int64) string { return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6) }

// ParseTS reads a ts ("1700000000.000100", a bare "1700000000" too) into
// microseconds since 1970.
func ParseTS(ts string) (int64, bool) {
	seconds, fraction, _ := strings.Cut(ts, ".")
	whole, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || whole < 0 || whole > 1<<40 {
		return 0, false
	}
	fraction = (fraction + "000000")[:6]
	micros, err := strconv.ParseInt(fraction, 10, 64)
	if err != nil || micros < 0 {
		return 0, false
	}
	return whole*1e6 + micros, true
}

// NewTS is a ts for something that happens now; no two are the same.
func (w *Workspace) NewTS() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newTS()
}

func (w *Workspace) newTS() string { return w.tsAt(w.clock.Now()) }

func (w *Workspace) tsAt(at time.Time) string {
	// Something always comes a moment after the time at which it was asked for,
	// also when the clock is frozen: an app may look for it with oldest=then.
	micros := max(at.UnixMicro(), w.lastTS) + 1
	w.lastTS = micros
	return TS(micros)
}

// Post adds a message to its channel and gives it a ts.
func (w *Workspace) Post(message Message) (Message, error) { return w.PostAt(message, w.clock.Now()) }

// PostAt is Post at an instant, which is after everything else that has a ts.
func (w *Workspace) PostAt(message Message, at time.Time) (Message, error) {
	w.mu.Lock()
	line, ok := w.lines[message.Channel]
	if !ok {
		w.mu.Unlock()
		return Message{}, ErrChannelNotFound
	}
	message.TS = w.tsAt(at)
	if root := line.byTS[message.ThreadTS]; root != nil && root.ThreadTS == "" {
		root.ThreadTS = root.TS
	}
	if root := line.byTS[message.ThreadTS]; root != nil && message.EphemeralTo == "" {
		root.ReplyCount++
		root.LatestReply = message.TS
	}
	stored := message
	line.messages = append(line.messages, &stored)
	line.byTS[message.TS] = &stored
	line.forget(w.kept)
	w.mu.Unlock()
	w.Touch()
	return message, nil
}

// forget drops the oldest messages, now and then, when there are too many.
func (l *timeline) forget(kept int) {
	if len(l.messages) < 2*kept {
		return
	}
	cut := len(l.messages) - kept
	for _, message := range l.messages[:cut] {
		delete(l.byTS, message.TS)
	}
	l.messages = slices.Clone(l.messages[cut:])
}

// Message is the message with the ts in the channel.
func (w *Workspace) Message(channel, ts string) (Message, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	line, ok := w.lines[channel]
	if !ok {
		return Message{}, ErrChannelNotFound
	}
	message, ok := line.byTS[ts]
	if !ok {
		return Message{}, ErrMessageNotFound
	}
	return *message, nil
}

// ChangeMessage lets change alter a message; channel and ts stay.
func (w *Workspace) ChangeMessage(channel, ts string, change func(*Message)) (Message, error) {
	w.mu.Lock()
	line, ok := w.lines[channel]
	if !ok {
		w.mu.Unlock()
		return Message{}, ErrChannelNotFound
	}
	message, ok := line.byTS[ts]
	if !ok {
		w.mu.Unlock()
		return Message{}, ErrMessageNotFound
	}
	change(message)
	message.Channel, message.TS = channel, ts
	copied := *message
	w.dropHeld(channel, ts)
	w.mu.Unlock()
	w.Touch()
	return copied, nil
}

// Delete removes a message.
func (w *Workspace) Delete(channel, ts string) error {
	w.mu.Lock()
	line, ok := w.lines[channel]
	if !ok {
		w.mu.Unlock()
		return ErrChannelNotFound
	}
	message, ok := line.byTS[ts]
	if !ok {
		w.mu.Unlock()
		return ErrMessageNotFound
	}
	delete(line.byTS, ts)
	line.messages = slices.DeleteFunc(line.messages, func(m *Message) bool { return m == message })
	if root := line.byTS[message.ThreadTS]; root != nil && root != message && root.ReplyCount > 0 {
		root.ReplyCount--
	}
	w.dropHeld(channel, ts)
	w.mu.Unlock()
	w.Touch()
	return nil
}

// Messages are the channel's messages from oldest to newest: those everybody
// sees and, when user is not empty, what only that user sees.
func (w *Workspace) Messages(channel, user string) ([]Message, error) {
	return w.MessagesAfter(channel, user, "")
}

// MessagesAfter are the messages later than the ts after, as in Messages.
func (w *Workspace) MessagesAfter(channel, user, after string) ([]Message, error) {
	from, _ := ParseTS(after)
	w.mu.Lock()
	defer w.mu.Unlock()
	line, ok := w.lines[channel]
	if !ok {
		return nil, ErrChannelNotFound
	}
	start := 0
	if from > 0 {
		start, _ = slices.BinarySearchFunc(line.messages, from+1, func(m *Message, target int64) int {
			micros, _ := ParseTS(m.TS)
			return cmp.Compare(micros, target)
		})
	}
	visible := []Message{}
	for _, message := range line.messages[start:] {
		if message.VisibleTo(user) {
			visible = append(visible, *message)
		}
	}
	return visible, nil
}

// Recent are the channel's newest messages that the user sees, at most so many, from oldest to newest.
func (w *Workspace) Recent(channel, user string, most int) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	line, ok := w.lines[channel]
	if !ok {
		return nil
	}
	var recent []Message
	for _, message := range slices.Backward(line.messages) {
		if len(recent) == most {
			break
		}
		if message.VisibleTo(user) {
			recent = append(recent, *message)
		}
	}
	slices.Reverse(recent)
	return recent
}

// held values are what a user has picked in a message's inputs so far.
func heldKey(channel, ts string) string { return channel + "/" + ts + "/" }

func (w *Workspace) dropHeld(channel, ts string) {
	prefix := heldKey(channel, ts)
	for key := range w.held {
		if strings.HasPrefix(key, prefix) {
			delete(w.held, key)
		}
	}
}
