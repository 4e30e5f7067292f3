package workspace

import "slices"

// MoveChannel gives a channel another ID, as Slack does when it comes to be shared with another company, or is no more
// (docs.slack.dev/apis/slack-connect): members and messages stay, under their ts.
func (w *Workspace) MoveChannel(id, to string) (Channel, error) {
	w.mu.Lock()
	channel, ok := w.channels[id]
	if _, taken := w.channels[to]; !ok || taken || to == "" {
		w.mu.Unlock()
		return Channel{}, ErrChannelNotFound
	}
	channel.ID = to
	w.channels[to], w.lines[to] = channel, w.lines[id]
	delete(w.channels, id)
	delete(w.lines, id)
	w.order[slices.Index(w.order, id)] = to
	for _, message := range w.lines[to].messages {
		message.Channel = to
	}
	copied := channel.copy()
	w.mu.Unlock()
	w.Touch()
	return copied, nil
}
