// Package tests is the scenarios: what people do in Slack and what comes of it, with the whole program on every database,
// through the sandbox over real HTTP and WebSocket, and its page in a real browser. There is nothing in it but tests.
package tests
