package bot

import (
	"context"
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
	user := p.user(found, self.TeamID)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= peopleKept {
		clear(p.known)
	}
	p.known[id] = knownPerson{user, time.Now()}
	return user, nil
}

func (p *people) user(u *slack.User, team string) User {
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
		ID:       u.ID,
		TeamID:   u.TeamID,
		Name:     name,
		Locale:   u.Locale,
		Zone:     zone,
		Admin:    u.IsAdmin || u.IsOwner || u.IsPrimaryOwner,
		Bot:      u.IsBot || u.IsWorkflowBot || u.IsConnectorBot,
		Guest:    u.IsRestricted || u.IsUltraRestricted,
		Stranger: u.IsStranger || (u.TeamID != "" && team != "" && u.TeamID != team && u.Enterprise.ID == ""),
		Deleted:  u.Deleted,
	}
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
