package bot

import (
	"context"
	"sync"

	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"
)

// identity is who the bot itself is, asked once.
type identity struct {
	web    *caller
	flight singleflight.Group
	mu     sync.Mutex
	known  *slack.AuthTestResponse
}

func (i *identity) get(ctx context.Context) (*slack.AuthTestResponse, error) {
	if known := i.cached(); known != nil {
		return known, nil
	}
	shared := context.WithoutCancel(ctx) // the look-up is everybody's who waits for it, also when the first has given up
	flight := i.flight.DoChan("", func() (any, error) {
		var self *slack.AuthTestResponse
		err := i.web.do(shared, "auth.test", "", reading, func(ctx context.Context) (err error) {
			self, err = i.web.api.AuthTestContext(ctx)
			return err
		})
		if err != nil {
			return nil, err
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		i.known = self
		return self, nil
	})
	select {
	case result := <-flight:
		self, _ := result.Val.(*slack.AuthTestResponse)
		return self, result.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (i *identity) cached() *slack.AuthTestResponse {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.known
}

// adminsKept bounds how many admins are returned, and people read to find them.
const (
	adminsKept = 20
	peopleRead = 20_000
)

// Admins returns admins and owners of the bot's own workspace, at most 20, by users.list, which is rationed: it is for
// what happens seldom.
func (b *Bot) Admins(ctx context.Context) ([]User, error) {
	self, err := b.identity.get(ctx)
	if err != nil {
		return nil, err
	}
	var admins []User
	pages := b.web.api.GetUsersPaginated(slack.GetUsersOptionLimit(1000), slack.GetUsersOptionTeamID(self.TeamID))
	for read := 0; read < peopleRead && len(admins) < adminsKept; {
		err := b.web.do(ctx, "users.list", "", reading, func(ctx context.Context) (err error) {
			next, err := pages.Next(ctx)
			if err == nil {
				pages = next
			}
			return err
		})
		if err != nil {
			return admins, err
		}
		for _, u := range pages.Users {
			if user := b.people.user(&u, self); user.Admin && !user.Bot && !user.Deleted && len(admins) < adminsKept {
				admins = append(admins, user)
			}
		}
		read += len(pages.Users)
		if pages.Cursor == "" {
			break
		}
	}
	return admins, nil
}
