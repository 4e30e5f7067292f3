//go:build race

package store_test

// raceDetector says that everything takes many times as long: what only counts and compares is left to the run without
// it (scripts/test.sh).
const raceDetector = true
