package workspace

import (
	"sync"
	"time"
)

// Clock is the workspace's time. It runs with real time plus an offset, or
// stands still when it was made frozen, and can be moved by hand; nothing else
// in the sandbox decides what time it is for the people in it.
type Clock struct {
	mu     sync.Mutex
	frozen bool
	at     time.Time
	offset time.Duration
	nextID int
	moved  map[int]func(time.Time)
}

// NewClock makes a clock that runs with real time or, when frozen is not the
// zero time, one that stands at that instant until it is moved.
func NewClock(frozen time.Time) *Clock {
	return &Clock{frozen: !frozen.IsZero(), at: frozen.UTC(), moved: map[int]func(time.Time){}}
}

// Now is the sandbox's present, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.frozen {
		return c.at
	}
	return time.Now().Add(c.offset).UTC().Round(0)
}

// Frozen tells whether the clock stands still between moves.
func (c *Clock) Frozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen
}

// Advance moves the clock by d and tells everyone who asked with OnMove.
func (c *Clock) Advance(d time.Duration) time.Time {
	return c.move(func(now time.Time) time.Time { return now.Add(d) })
}

// Set moves the clock to t and tells everyone who asked with OnMove.
func (c *Clock) Set(t time.Time) time.Time {
	return c.move(func(time.Time) time.Time { return t.UTC() })
}

func (c *Clock) move(to func(time.Time) time.Time) time.Time {
	c.mu.Lock()
	before := c.now()
	after := to(before)
	if c.frozen {
		c.at = after
	} else {
		c.offset += after.Sub(before)
	}
	told := make([]func(time.Time), 0, len(c.moved))
	for _, fn := range c.moved {
		told = append(told, fn)
	}
	c.mu.Unlock()
	for _, fn := range told {
		fn(after)
	}
	return after
}

// OnMove calls fn with the new time after every move by hand, in the mover's
// goroutine, until stop is called. The clock's ordinary running is no move.
func (c *Clock) OnMove(fn func(time.Time)) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nextID++
	id := c.nextID
	c.moved[id] = fn
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.moved, id)
	}
}
