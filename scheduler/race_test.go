//go:build race

package scheduler

// raceDetector says that everything takes fifteen times as long.
const raceDetector = true
