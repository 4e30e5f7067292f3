package models

import (
	"errors"
	"slices"
	"strings"
)

// Kind says what sort of refusal an Error is; it decides how the answer is shown, never its words.
type Kind string

// The kinds of refusal.
const (
	KindInvalid   Kind = "invalid"   // what was given breaks a rule
	KindNotFound  Kind = "not_found" // what was named does not exist, or not for this person
	KindConflict  Kind = "conflict"  // someone else changed it meanwhile
	KindForbidden Kind = "forbidden" // this person may not
	KindLimit     Kind = "limit"     // too much or too many
	KindGone      Kind = "gone"      // what was named was erased
	KindAway      Kind = "away"      // the database can't be reached; nothing was saved
)

// Error is a refusal a person can act on: a catalogue key with its arguments and, for forms, the input it
// belongs to. Every other error is internal and reaches people only as a reference.
type Error struct {
	Kind  Kind
	Input Input          // the place in the form that caused it; "" when none did
	Key   string         // message key in the catalogues, such as "error.too_long"
	Args  map[string]any // the message's arguments; user text in them is escaped by whoever renders it
}

// Error returns the key and the input, for logs: arguments may hold what a person typed and stay out.
func (e *Error) Error() string {
	if e.Input == "" {
		return string(e.Kind) + ": " + e.Key
	}
	return string(e.Kind) + ": " + e.Key + " (" + string(e.Input) + ")"
}

// Invalid returns a KindInvalid error at an input, or at a field of a record; pairs are argument names and values.
func Invalid[K FormKey](at K, key string, pairs ...any) *Error {
	return &Error{Kind: KindInvalid, Input: Input(at), Key: key, Args: arguments(pairs)}
}

// NotFound returns a KindNotFound error.
func NotFound(key string, pairs ...any) *Error {
	return &Error{Kind: KindNotFound, Key: key, Args: arguments(pairs)}
}

// Conflict returns a KindConflict error.
func Conflict(key string, pairs ...any) *Error {
	return &Error{Kind: KindConflict, Key: key, Args: arguments(pairs)}
}

// Gone returns a KindGone error.
func Gone(key string, pairs ...any) *Error {
	return &Error{Kind: KindGone, Key: key, Args: arguments(pairs)}
}

// Forbidden returns a KindForbidden error.
func Forbidden(key string, pairs ...any) *Error {
	return &Error{Kind: KindForbidden, Key: key, Args: arguments(pairs)}
}

// Person is a Slack user ID among an error's arguments: it is shown as that person's name.
type Person string

// Named is a person among an error's arguments whose name is known, for texts in which Slack shows no mention.
type Named struct{ ID, Name string }

// Industries are industries' keys among an error's arguments: they are shown by their names.
type Industries []string

func arguments(pairs []any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return args
}

// Errors is every refusal of one form, so that a person corrects all fields at once.
type Errors []*Error

// Error joins the refusals for logs.
func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Err returns nil when nothing was refused, so that callers can collect first and ask once.
func (es Errors) Err() error {
	if len(es) == 0 {
		return nil
	}
	return es
}

// AsErrors returns the refusals in err, one or several; nil when err is internal.
func AsErrors(err error) Errors {
	var many Errors
	if errors.As(err, &many) {
		return many
	}
	var one *Error
	if errors.As(err, &one) {
		return Errors{one}
	}
	return nil
}

// IsNotFound reports that what was named doesn't exist, or not for this person.
func IsNotFound(err error) bool {
	return slices.ContainsFunc(AsErrors(err), func(e *Error) bool { return e.Kind == KindNotFound })
}

// ErrAlreadyHandled says that the operation's key was seen before: a redelivery or another replica. Nothing was
// changed and nothing more needs to be said.
var ErrAlreadyHandled = errors.New("already handled")

// ErrLeaseLost says that a claim ran out and someone else may have it now.
var ErrLeaseLost = errors.New("lease lost")

// AmbiguousError says that a name could be several customers; a person picks one.
type AmbiguousError struct {
	Words      string
	Candidates []Customer // at most 10, best first
	Near       bool       // nobody is called so; these are like it

	// At says of each candidate which of the beginnings of a text names it; nil where the whole text was to.
	At []int
}

// Error names the number of candidates only: their names are personal to the team.
func (e *AmbiguousError) Error() string { return "ambiguous customer" }
