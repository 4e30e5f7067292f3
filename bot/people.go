package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/slack-go/slack"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

// How long a look-up is believed: about an hour, not the same time for everybody; and a day while it is being refreshed
// or Slack can't be asked.
const (
	personFresh = 45 * time.Minute // at least
	personMore  = 30 * time.Minute // and up to so much more: people who were looked up together aren't again
	personStale = 24 * time.Hour
	peopleKept  = 50_000
)

// Limits that keep look-ups from becoming a flood: users.info takes about a hundred a minute (tier 4).
const (
	lookUpsAtOnce = 16
	refreshAtOnce = 4
	refreshQueue  = 10_000
	changesKept   = 1000
)

// refreshing is the patience of look-ups that nobody waits for.
var refreshing = patience{sitOut: time.Minute, tries: 2, timeout: 5 * time.Second}

// people remembers whom user IDs belong to. When there are more than peopleKept, the person whom nobody has asked for
// longest is forgotten.
type people struct {
	web      *caller
	identity *identity
	zone     *time.Location
	now      func() time.Time
	flight   singleflight.Group
	asking   *semaphore.Weighted

	known   *lru.Cache[string, knownPerson]
	changed *lru.Cache[string, time.Time] // when Slack told last that somebody has changed
	queue   refreshes
}

// refreshes are the look-ups that nobody waits for.
type refreshes struct {
	mu      sync.Mutex
	waiting []string
	queued  map[string]bool
	running int
	closed  bool
}

type knownPerson struct {
	user  User
	at    time.Time
	fresh time.Duration
}

func newPeople(c *caller, id *identity, zone *time.Location) *people {
	return newPeopleOf(c, id, zone, peopleKept, time.Now)
}

func newPeopleOf(c *caller, id *identity, zone *time.Location, kept int, now func() time.Time) *people {
	known, _ := lru.New[string, knownPerson](kept) // fails without a size only
	changed, _ := lru.New[string, time.Time](changesKept)
	return &people{
		web: c, identity: id, zone: zone, now: now, asking: semaphore.NewWeighted(lookUpsAtOnce),
		known: known, changed: changed, queue: refreshes{queued: map[string]bool{}},
	}
}

// cached returns what is remembered, however old; ok is false when nothing is.
func (p *people) cached(id string) (user User, ok bool) {
	person, ok := p.known.Get(id)
	return person.user, ok
}

func (p *people) get(ctx context.Context, id string) (User, error) {
	person, known := p.known.Get(id)
	age := p.now().Sub(person.at)
	switch {
	case known && age < person.fresh:
		return person.user, nil
	case known && age < personStale:
		p.refresh(context.WithoutCancel(ctx), id)
		return person.user, nil
	}
	// Several callers share a look-up: the one that started it may leave, and the others still get it.
	shared := context.WithoutCancel(ctx)
	result := p.flight.DoChan(id, func() (any, error) { return p.fetch(shared, id, reading) })
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

// refresh looks a person up again in the background. When too many wait already, the next look does it.
func (p *people) refresh(ctx context.Context, id string) {
	q := &p.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.queued[id] || len(q.waiting) >= refreshQueue {
		return
	}
	q.queued[id] = true
	q.waiting = append(q.waiting, id)
	if q.running < refreshAtOnce {
		q.running++
		go p.refreshAll(ctx)
	}
}

// refreshStatus is refresh of a person whose status is known for longer than it is believed.
func (p *people) refreshStatus(ctx context.Context, id string) {
	if person, known := p.known.Get(id); known && p.now().Sub(person.at) > statusFresh {
		p.refresh(context.WithoutCancel(ctx), id)
	}
}

// refreshAll looks people up, one after the other, until nobody waits.
func (p *people) refreshAll(ctx context.Context) {
	for {
		id, ok := p.queue.next()
		if !ok {
			return
		}
		// An error keeps what is known: the next look asks again.
		_, _, _ = p.flight.Do(id, func() (any, error) { return p.fetch(ctx, id, refreshing) })
		p.queue.done(id)
	}
}

// next returns the person who waits longest. When nobody waits, ok is false and one worker fewer runs.
func (q *refreshes) next() (id string, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 || q.closed {
		q.running--
		return "", false
	}
	id, q.waiting = q.waiting[0], q.waiting[1:]
	return id, true
}

func (q *refreshes) done(id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.queued, id)
}

// close ends the background look-ups.
func (p *people) close() {
	p.queue.mu.Lock()
	defer p.queue.mu.Unlock()
	p.queue.closed, p.queue.waiting = true, nil
}

func (p *people) fetch(ctx context.Context, id string, patience patience) (User, error) {
	if err := p.asking.Acquire(ctx, 1); err != nil {
		return User{}, err
	}
	defer p.asking.Release(1)
	self, err := p.identity.get(ctx)
	if err != nil {
		return User{}, err
	}
	begun := p.now()
	var found *slack.User
	err = p.web.do(ctx, "users.info", "", patience, func(ctx context.Context) (err error) {
		found, err = p.web.api.GetUserInfoContext(ctx, id, slack.GetUserInfoOptionIncludeLocale(true))
		return err
	})
	if err != nil {
		return User{}, err
	}
	user := p.user(found, self)
	if at, changed := p.changed.Get(id); changed && !at.Before(begun) {
		return user, nil // the person changed meanwhile: this answer isn't remembered
	}
	p.known.Add(id, knownPerson{user, p.now(), personFresh + rand.N(personMore)}) //nolint:gosec // a time, no secret
	return user, nil
}

// byEmail asks Slack who has an email.
func (p *people) byEmail(ctx context.Context, email string) (string, error) {
	var found *slack.User
	err := p.web.do(ctx, "users.lookupByEmail", "", refreshing, func(ctx context.Context) (err error) {
		found, err = p.web.api.GetUserByEmailContext(ctx, email)
		return err
	})
	var answer slack.SlackErrorResponse
	switch {
	case errors.As(err, &answer) && (answer.Err == "users_not_found" || answer.Err == "missing_scope"):
		return "", nil
	case err != nil:
		return "", err
	}
	return found.ID, nil
}

// user is a person as seen from the bot's own workspace, which self describes.
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
		// An admin of another workspace, also of the same Enterprise Grid, is no admin here.
		Admin:    ours && !u.IsStranger && (u.IsAdmin || u.IsOwner || u.IsPrimaryOwner),
		Bot:      u.IsBot || u.IsWorkflowBot || u.IsConnectorBot,
		Guest:    u.IsRestricted || u.IsUltraRestricted,
		Stranger: u.IsStranger || !ours && !sameEnterprise(u.Enterprise.EnterpriseID, self),
		Deleted:  u.Deleted,
		status:   statusOf(u.Profile),
	}
}

// sameEnterprise reports that an Enterprise Grid is the one of the bot's own workspace: its people are one company's,
// whichever of its workspaces is theirs (docs.slack.dev/apis/slack-connect).
func sameEnterprise(id string, self *slack.AuthTestResponse) bool {
	return id != "" && id == self.EnterpriseID
}

// claimed applies what the envelope says of a person's team. It can only take away: a person who acts from another
// company is a stranger, whatever is remembered of them.
func (u User) claimed(team string, self *slack.AuthTestResponse) User {
	if team != "" && team != self.TeamID && !sameEnterprise(u.EnterpriseID, self) {
		u.Stranger, u.Admin = true, false
	}
	return u
}

// asker looks up the person who acts. A person of whom Slack tells the bot nothing is a stranger, since the bot knows
// its own people.
func (p *people) asker(ctx context.Context, claim User) (User, error) {
	self, err := p.identity.get(ctx)
	if err != nil {
		return User{}, err
	}
	user, err := p.get(ctx, claim.ID)
	if failureOf(err).Permanent() {
		return User{ID: claim.ID, TeamID: claim.TeamID, Zone: p.zone, Stranger: true}, nil
	}
	return user.claimed(claim.TeamID, self), err
}

// forget makes the next look-up ask Slack, since the person has changed. A look-up under way is not remembered.
func (p *people) forget(id string) {
	p.changed.Add(id, p.now())
	p.flight.Forget(id)
	p.known.Remove(id)
}
