package workspace

import (
	"context"
	"sync"
)

// Changes counts what happens in a workspace and wakes those who wait for the
// next thing, so that nobody has to poll.
type Changes struct {
	mu   sync.Mutex
	seq  uint64
	wake chan struct{}
}

// Seq is the number of changes so far.
func (c *Changes) Seq() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seq
}

// Touch counts one change and wakes the waiting.
func (c *Changes) Touch() {
	c.mu.Lock()
	c.seq++
	if c.wake != nil {
		close(c.wake)
		c.wake = nil
	}
	c.mu.Unlock()
}

// Wait returns as soon as more than after changes have happened, or when ctx
// ends; the result is the number of changes then.
func (c *Changes) Wait(ctx context.Context, after uint64) uint64 {
	for {
		c.mu.Lock()
		seq := c.seq
		if seq > after {
			c.mu.Unlock()
			return seq
		}
		if c.wake == nil {
			c.wake = make(chan struct{})
		}
		wake := c.wake
		c.mu.Unlock()
		select {
		case <-wake:
		case <-ctx.Done():
			return seq
		}
	}
}
