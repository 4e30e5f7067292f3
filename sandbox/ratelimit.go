package sandbox

import (
	"math"
	"sync"
	"time"
)

// tiers are calls a minute. https://docs.slack.dev/apis/web-api/rate-limits
var tiers = map[int]float64{1: 1, 2: 20, 3: 50, 4: 100}

// pace counts calls in token buckets, in real time.
type pace struct {
	limits RateLimits

	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	tokens float64
	filled time.Time
}

func newPace(limits RateLimits) *pace { return &pace{limits: limits, buckets: map[string]*bucket{}} }

func (p *pace) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.buckets = map[string]*bucket{}
}

// call takes one call of a method of the tier; wait is 0 when it may go on,
// else the seconds the app shall wait.
func (p *pace) call(method string, tier int) (wait int) {
	perMinute := tiers[tier] * p.limits.TierFactor
	if p.limits.Off || perMinute == 0 {
		return 0
	}
	return p.take(method, perMinute/60, math.Max(perMinute/2, 1))
}

// message takes one message into a channel: one a second, after a burst.
func (p *pace) message(channel string) (wait int) {
	if p.limits.Off {
		return 0
	}
	return p.take("message "+channel, 1, float64(p.limits.MessageBurst))
}

func (p *pace) take(key string, perSecond, burst float64) (wait int) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	b, ok := p.buckets[key]
	if !ok {
		b = &bucket{tokens: burst, filled: now}
		p.buckets[key] = b
	}
	b.tokens = math.Min(burst, b.tokens+now.Sub(b.filled).Seconds()*perSecond)
	b.filled = now
	if b.tokens < 1 {
		return max(1, int(math.Ceil((1-b.tokens)/perSecond)))
	}
	b.tokens--
	return 0
}
