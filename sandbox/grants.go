package sandbox

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// Lives of what an app gets with an interaction, by the sandbox's clock.
const (
	// triggerLife: https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
	triggerLife = 3 * time.Second
	// responseLife and responseUses: .../handling-user-interaction#message_responses
	responseLife = 30 * time.Minute
	responseUses = 5
)

// grant is a trigger id or a response URL: a right given for a while.
type grant struct {
	id      string
	expires time.Time
	uses    int
	// user acted in channel, on the message (channel, ts) or in the view.
	user, channel, ts, thread, view string
	ephemeral                       bool
	origin                          string
}

// grants are those given out and not yet long expired.
type grants struct {
	clock *workspace.Clock

	mu    sync.Mutex
	byID  map[string]*grant
	queue []*grant
	count uint64
}

func newGrants(clock *workspace.Clock) *grants {
	return &grants{clock: clock, byID: map[string]*grant{}}
}

func (g *grants) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.byID, g.queue = map[string]*grant{}, nil
}

// trigger makes a trigger id for what the user just did.
func (g *grants) trigger(of grant) string {
	of.uses = 1
	return g.give(of, triggerLife, func(n uint64) string {
		return fmt.Sprintf("%d.%d.%s", 1_000_000_000_000+n, 9_000_000_000+n, strings.ToLower(rand.Text()))
	})
}

// response makes the id of a response URL for what the user just did.
func (g *grants) response(of grant) string {
	of.uses = responseUses
	return g.give(of, responseLife, func(uint64) string {
		return rand.Text()
	})
}

func (g *grants) give(of grant, life time.Duration, name func(uint64) string) string {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count++
	of.id = name(g.count)
	of.expires = now.Add(life)
	g.byID[of.id] = &of
	g.queue = append(g.queue, &of)
	// Expired grants are remembered for a while, so that the app hears
	// "expired" rather than "unknown"; then they go.
	for len(g.queue) > 1000 && g.queue[0].expires.Before(now) || len(g.queue) > 100_000 {
		delete(g.byID, g.queue[0].id)
		g.queue[0] = nil
		g.queue = g.queue[1:]
	}
	return of.id
}

// use takes one use of a grant. The names are the errors for a grant that has
// none left and for one that is too old; unknown ones count as too old.
func (g *grants) use(id, used, expired string) (grant, error) {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	of, ok := g.byID[id]
	switch {
	case !ok:
		return grant{}, failure(expired)
	case of.uses <= 0:
		return grant{}, failure(used)
	case now.After(of.expires):
		return grant{}, failure(expired)
	}
	of.uses--
	return *of, nil
}
