package workspace

import (
	"errors"
	"slices"
)

// Errors of reactions, with Slack's names for them.
// https://docs.slack.dev/reference/methods/reactions.add
var (
	ErrAlreadyReacted = errors.New("already_reacted")
	ErrNoReaction     = errors.New("no_reaction")
	ErrTooManyEmoji   = errors.New("too_many_emoji")
)

// reactionsLimit is how many different emoji a message may carry, as Slack's too_many_emoji has it.
const reactionsLimit = 23

// Reaction is one emoji at a message and who put it there.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
	Count int      `json:"count"`
}

// React puts a user's emoji at a message that everybody sees, or takes it off.
func (w *Workspace) React(channel, ts, user, name string, on bool) (Message, error) {
	w.mu.Lock()
	message, err := w.shared(channel, ts)
	if err == nil {
		err = message.react(user, name, on)
	}
	if err != nil {
		w.mu.Unlock()
		return Message{}, err
	}
	copied := *message
	w.mu.Unlock()
	w.Touch()
	return copied, nil
}

func (w *Workspace) shared(channel, ts string) (*Message, error) {
	line, ok := w.lines[channel]
	if !ok {
		return nil, ErrChannelNotFound
	}
	message, ok := line.byTS[ts]
	if !ok || message.EphemeralTo != "" {
		return nil, ErrMessageNotFound
	}
	return message, nil
}

// react makes new lists: copies of the message share the old ones.
func (m *Message) react(user, name string, on bool) error {
	at := slices.IndexFunc(m.Reactions, func(r Reaction) bool { return r.Name == name })
	has := at >= 0 && slices.Contains(m.Reactions[at].Users, user)
	switch {
	case on && has:
		return ErrAlreadyReacted
	case !on && !has:
		return ErrNoReaction
	case on && at < 0 && len(m.Reactions) >= reactionsLimit:
		return ErrTooManyEmoji
	}
	reactions := slices.Clone(m.Reactions)
	if at < 0 {
		at = len(reactions)
		reactions = append(reactions, Reaction{Name: name})
	}
	users := slices.DeleteFunc(slices.Clone(reactions[at].Users), func(id string) bool { return id == user })
	if on {
		users = append(users, user)
	}
	reactions[at] = Reaction{Name: name, Users: users, Count: len(users)}
	if len(users) == 0 {
		reactions = slices.Delete(reactions, at, at+1)
	}
	m.Reactions = reactions
	return nil
}
