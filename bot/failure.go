package bot

import (
	"errors"

	"github.com/guanxi-crm/guanxi/models"
)

// InternalError is an error that no person can act on. The person is told its reference; the log has the rest under it.
type InternalError struct {
	Ref string // eight letters and digits
	Err error
}

// Error returns the reference and the cause.
func (e *InternalError) Error() string { return e.Ref + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *InternalError) Unwrap() error { return e.Err }

// Reference returns the reference of an internal error, or "" for any other: what Router.OnError's words name.
func Reference(err error) string {
	var internal *InternalError
	if errors.As(err, &internal) {
		return internal.Ref
	}
	return ""
}

// internalError gives an error its reference, once.
func internalError(err error) *InternalError {
	var internal *InternalError
	if errors.As(err, &internal) {
		return internal
	}
	return &InternalError{Ref: models.NewReference(), Err: err}
}
