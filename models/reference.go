package models

import (
	"crypto/rand"
	"encoding/base32"
)

// NewReference returns a short name, eight letters and digits, under which a person is told of an internal error and the
// log has the rest.
func NewReference() string {
	var random [5]byte
	_, _ = rand.Read(random[:]) // never fails
	return base32.StdEncoding.EncodeToString(random[:])
}
