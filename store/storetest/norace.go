//go:build !race

package storetest

// RaceDetector says that the tests run under the race detector.
const RaceDetector = false
