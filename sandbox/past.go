package sandbox

import (
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// Past puts what somebody said at an earlier instant into a channel, for a workspace that is to look lived in. The app isn't told. What is
// put there later has to be of later.
func (s *Server) Past(in Post, at time.Time) (Result, error) {
	user, channel, err := s.actor(in.User, in.Channel)
	if err != nil {
		return Result{}, err
	}
	root, err := s.rootOf(channel, in.ThreadTS)
	if err != nil {
		return Result{}, err
	}
	message, err := s.state.PostAt(Message{
		Channel: channel.ID, ThreadTS: root, User: user.ID, Text: s.typedMessage(in.Text), Blocks: []blockkit.Object{blockkit.RichText(in.Text).With("block_id", "r0")},
	}, at)
	return Result{ID: s.newID("message-"), TS: message.TS}, err
}
