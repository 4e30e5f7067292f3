package crm

import (
	"context"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// ChannelMoved lets everything that is kept of a channel be of the same channel under another ID, in one transaction, once for a key: what the
// channel gets, the conversations of its tickets, and what is still to be told there. A channel that is configured by its ID stays so until
// somebody changes that.
func (s *Service) ChannelMoved(ctx context.Context, key, from, to string) error {
	if !models.IsChannel(from) || !models.IsChannel(to) || from == to {
		return nil
	}
	return s.changeSettings(ctx, models.Operation{Actor: models.System(), Source: "channel", Key: key}, func(c *change, all stored) error {
		kept, names, err := channelsIn(all)
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(kept, func(k keptChannel) bool { return k.ID == from }); at >= 0 {
			moved := slices.Clone(kept)
			moved[at].ID = to
			c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, models.InputChannel, from, to)
			if err := settingChannels.save(ctx, c, slices.DeleteFunc(moved, func(k keptChannel) bool { return k.ID == to && k != moved[at] })); err != nil {
				return err
			}
		}
		moved := maps.Clone(names)
		for name, id := range names {
			if id == from {
				moved[name] = to
				c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, models.InputChannel, "#"+name, to)
			}
		}
		if !maps.Equal(moved, names) {
			if err := settingFollowed.save(ctx, c, moved); err != nil {
				return err
			}
		}
		return c.MoveChannel(ctx, from, to)
	})
}
