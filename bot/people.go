package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"
)

// How long a look-up is believed: an hour, and a day while it is being refreshed or Slack can't be asked.
const (
	personFresh = time.Hour
	personStale = 24 * time.Hour
	peopleKept  = 10_000
)

// people remembers who user IDs are.
type people struct {
	slack    *caller
	identity *identity
	zone     *time.Location
	flight   singleflight.Group

	mu    sync.Mutex
	known map[string]knownPerson
}

type knownPerson struct {
	user User
	at   time.Time
}

func newPeople(c *caller, id *identity, zone *time.Location) *people {
	return &people{slack: c, identity: id, zone: zone, known: map[string]knownPerson{}}
}

// cached returns what is remembered, however old; ok is false when nothing is.
func (p *people) cached(id string) (user User, age time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	person, ok := p.known[id]
	return person.user, time.Since(person.at), ok
}

func (p *people) get(ctx context.Context, id string) (User, error) {
	user, age, known := p.cached(id)
	if known && age < personFresh {
		return user, nil
	}
	// The look-up is shared: the one who started it may leave without taking it away from the others.
	shared := context.WithoutCancel(ctx)
	result := p.flight.DoChan(id, func() (any, error) { return p.fetch(shared, id) })
	if known && age < personStale {
		return user, nil
	}
	select {
	case r := <-result:
		if r.Err != nil {
			return User{}, r.Err
		}
		return r.Val.(User), nil
	case <-ctx.Done():
		return User{}, ctx.Err()
	}
}

func (p *people) fetch(ctx context.Context, id string) (User, error) {
	self, err := p.identity.get(ctx)
	if err != nil {
		return User{}, err
	}
	var found *slack.User
	err = p.slack.do(ctx, "users.info", "", reading, func(ctx context.Context) (err error) {
		found, err = p.slack.api.GetUserInfoContext(ctx, id, slack.GetUserInfoOptionIncludeLocale(true))
		return err
	})
	if err != nil {
		return User{}, err
	}
	user := p.user(found, self)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= peopleKept {
		clear(p.known)
	}
	p.known[id] = knownPerson{user, time.Now()}
	return user, nil
}

// user is a person as they stand to the bot's own workspace, which self tells of.
func (p *people) user(u *slack.User, self *slack.AuthTestResponse) User {
	ours := u.TeamID != "" && u.TeamID == self.TeamID
	zone := p.zone
	if loaded, err := time.LoadLocation(u.TZ); err == nil && u.TZ != "" {
		zone = loaded
	}
	name := u.Profile.DisplayName
	if name == "" {
		name = u.RealName
	}
	if name == "" {
		name = u.Name
	}
	return User{
		ID:           u.ID,
		TeamID:       u.TeamID,
		EnterpriseID: u.Enterprise.EnterpriseID,
		Name:         name,
		Locale:       u.Locale,
		Zone:         zone,
		// Who is an admin of another workspace, be it of the same Enterprise Grid, is none of ours.
		Admin:    ours && !u.IsStranger && (u.IsAdmin || u.IsOwner || u.IsPrimaryOwner),
		Bot:      u.IsBot || u.IsWorkflowBot || u.IsConnectorBot,
		Guest:    u.IsRestricted || u.IsUltraRestricted,
		Stranger: u.IsStranger || !ours && !sameEnterprise(u.Enterprise.EnterpriseID, self),
		Deleted:  u.Deleted,
	}
}

// sameEnterprise reports that an Enterprise Grid is the one of the bot's own workspace: its people are one company's,
// whichever of its workspaces is theirs (docs.slack.dev/apis/slack-connect).
func sameEnterprise(id string, self *slack.AuthTestResponse) bool {
	return id != "" && id == self.EnterpriseID
}

// claimed takes into account what the envelope says of a person's team. It can only take from what Slack said when it
// was asked: who acts from another company is a stranger whatever is remembered of them.
func (u User) claimed(team string, self *slack.AuthTestResponse) User {
	if team != "" && team != self.TeamID && !sameEnterprise(u.EnterpriseID, self) {
		u.Stranger, u.Admin = true, false
	}
	return u
}

// asker looks up who acts. Somebody of whom Slack tells the bot nothing is a stranger: its own people it knows.
func (p *people) asker(ctx context.Context, claim User) (User, error) {
	self, err := p.identity.get(ctx)
	if err != nil {
		return User{}, err
	}
	user, err := p.get(ctx, claim.ID)
	var refused *PostError
	if errors.As(err, &refused) && refused.Permanent() {
		return User{ID: claim.ID, TeamID: claim.TeamID, Zone: p.zone, Stranger: true}, nil
	}
	return user.claimed(claim.TeamID, self), err
}

// forget makes the next look-up ask Slack again, since the person has changed.
func (p *people) forget(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.known, id)
}

// identity is who the bot itself is, asked once.
type identity struct {
	slack  *caller
	flight singleflight.Group
	mu     sync.Mutex
	known  *slack.AuthTestResponse
}

func (i *identity) get(ctx context.Context) (*slack.AuthTestResponse, error) {
	if known := i.cached(); known != nil {
		return known, nil
	}
	result, err, _ := i.flight.Do("", func() (any, error) {
		var self *slack.AuthTestResponse
		err := i.slack.do(ctx, "auth.test", "", reading, func(ctx context.Context) (err error) {
			self, err = i.slack.api.AuthTestContext(ctx)
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
	if err != nil {
		return nil, err
	}
	return result.(*slack.AuthTestResponse), nil
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
	pages := b.slack.api.GetUsersPaginated(slack.GetUsersOptionLimit(1000), slack.GetUsersOptionTeamID(self.TeamID))
	for read := 0; read < peopleRead && len(admins) < adminsKept; {
		err := b.slack.do(ctx, "users.list", "", reading, func(ctx context.Context) (err error) {
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
