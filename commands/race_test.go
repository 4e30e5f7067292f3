//go:build race

package commands

// raceDetector says that everything takes many times as long.
const raceDetector = true
