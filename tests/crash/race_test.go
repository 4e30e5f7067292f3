//go:build linux && race

package crash

// raceDetector says that processes take three times as long to begin.
const raceDetector = true
