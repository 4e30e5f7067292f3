//go:build race

package storetest

// RaceDetector says that the tests run under the race detector: everything takes many times as long.
const RaceDetector = true
