package models

import "time"

// Clock tells the time. Everything that depends on it is handed one, so that tests and the demo can move it.
type Clock interface {
	// Now returns the present instant, in any zone.
	Now() time.Time
}

// ClockFunc makes a function a Clock.
type ClockFunc func() time.Time

// Now calls f.
func (f ClockFunc) Now() time.Time { return f() }
