package sandboxtest

import (
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
)

// Clock moves the sandbox's clock.
type Clock struct{ w *Workspace }

// Now is the sandbox's present.
func (c *Clock) Now() time.Time {
	c.w.t.Helper()
	return c.w.state().Now
}

// Advance moves the clock forward by d.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.w.t.Helper()
	return c.move(map[string]any{"advance": d.String()})
}

// Set moves the clock to t.
func (c *Clock) Set(t time.Time) time.Time {
	c.w.t.Helper()
	return c.move(map[string]any{"set": t})
}

func (c *Clock) move(body map[string]any) time.Time {
	c.w.t.Helper()
	var answer struct{ Now time.Time }
	c.w.must(c.w.post("clock", body, &answer))
	return answer.Now
}

// Faults makes the sandbox misbehave.
type Faults struct{ w *Workspace }

// Faults is the way to make the sandbox misbehave.
func (w *Workspace) Faults() *Faults { return &Faults{w: w} }

// Add puts any fault in.
func (f *Faults) Add(fault sandbox.Fault) {
	f.w.t.Helper()
	f.w.must(f.w.post("faults", fault, nil))
}

// Fail answers the next times calls of a method with an HTTP status.
func (f *Faults) Fail(method string, status, times int) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Method: method, Status: status, Times: times})
}

// Refuse answers the next times calls of a method with a Slack error.
func (f *Faults) Refuse(method, code string, times int) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Method: method, Error: code, Times: times})
}

// WithoutBlock makes a workspace that doesn't know blocks of a type.
func (f *Faults) WithoutBlock(kind string) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Method: "*", Block: kind, Error: "invalid_blocks", Times: -1})
}

// Delay makes the next times calls of a method take that much longer.
func (f *Faults) Delay(method string, d time.Duration, times int) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Method: method, DelayMS: int(d.Milliseconds()), Times: times})
}

// DropAfter does the next times calls of a method, but loses the answer.
func (f *Faults) DropAfter(method string, times int) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Method: method, Drop: sandbox.DropAfter, Times: times})
}

// DropBefore loses the next times calls of a method before they are done.
func (f *Faults) DropBefore(method string, times int) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Method: method, Drop: sandbox.DropBefore, Times: times})
}

// Redeliver sends the last envelope of a type again, under the same id.
func (f *Faults) Redeliver(envelopeType string) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Redeliver: envelopeType})
}

// RedeliverNext sends each of the next times envelopes of a type twice.
func (f *Faults) RedeliverNext(envelopeType string, times int) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Redeliver: envelopeType, Next: true, Times: times})
}

// Disconnect ends all sockets: "refresh_requested", "warning",
// "link_disabled", or "cut".
func (f *Faults) Disconnect(reason string) {
	f.w.t.Helper()
	f.Add(sandbox.Fault{Disconnect: reason})
}
