package crm

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/models"
)

// channelsAtOnce is how many channels are looked up at the same time.
const channelsAtOnce = 8

// followed is the setting that holds as which channel each configured name was found first: a channel is followed when it is
// renamed. It is learnt, not chosen.
type followed map[string]string

func (list followed) check() error {
	for name, id := range list {
		if name == "" || !models.IsChannel(id) {
			return fmt.Errorf("#%s is no channel with an ID", name)
		}
	}
	return nil
}

// ChannelFollowed returns the ID of the channel that a configured name, without #, was found as; "" where none ever was.
func (s *Service) ChannelFollowed(ctx context.Context, name string) (string, error) {
	text, err := s.store.Setting(ctx, settingFollowed.name)
	if err != nil {
		return "", err
	}
	list, err := settingFollowed.read(stored{settingFollowed.name: text})
	return list[name], err
}

// FollowChannel notes as which channel a configured name, without #, was found.
func (s *Service) FollowChannel(ctx context.Context, name, id string) error {
	return s.changeSettings(ctx, models.Operation{Actor: models.System(), Source: "channel"}, func(c *change, all stored) error {
		list, err := settingFollowed.read(all)
		if err != nil || list[name] == id {
			return err
		}
		after := followed{name: id}
		for other, known := range list {
			if other != name {
				after[other] = known
			}
		}
		c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, models.InputChannel, "#"+name, id)
		return settingFollowed.save(ctx, c, after)
	})
}

// Places looks at the report channels that get something, as the bot sees them: by ID or "#name", as they are listed. One that
// isn't there any more, or that the bot may not see, is the zero Place.
func (s *Service) Places(ctx context.Context, actor models.Actor, list []models.ReportChannel) (map[string]models.Place, error) {
	if err := permit(actor, models.MayManageChannels); err != nil {
		return nil, err
	}
	seen := make([]models.Place, len(list))
	looking, ctx := errgroup.WithContext(ctx)
	looking.SetLimit(channelsAtOnce)
	places := map[string]models.Place{}
	for i, channel := range list {
		if s.team.Reached == nil || !channel.ByClock() {
			continue
		}
		looking.Go(func() (err error) {
			seen[i], err = s.team.Reached(ctx, channel.ID)
			return err
		})
	}
	if err := looking.Wait(); err != nil {
		return nil, err
	}
	for i, channel := range list {
		if s.team.Reached != nil && channel.ByClock() {
			places[channel.ID] = seen[i]
		}
	}
	return places, nil
}
