package main

import (
	"slices"
	"time"
)

// latencies are how long people waited, the shortest first.
type latencies []time.Duration

func sorted(times []time.Duration) latencies {
	slices.Sort(times)
	return times
}

// at returns the wait that a share of all stayed within, in milliseconds.
func (l latencies) at(share float64) float64 {
	if len(l) == 0 {
		return 0
	}
	return milliseconds(l[min(len(l)-1, int(share*float64(len(l))))])
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// median of a few figures; of an even number the lower one of the middle, so that it is one that was measured.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Clone(values)
	slices.Sort(values)
	return values[(len(values)-1)/2]
}
