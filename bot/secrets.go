package bot

import "regexp"

// What an error of the transport may hold of secrets: the address of a request (a response URL, an upload URL and a
// socket's ticket are each a right to whoever reads them), and tokens.
var (
	addressForm = regexp.MustCompile(`(?i)\b((?:https?|wss?)(?:://|%3A%2F%2F)[^/\s"'<>?#%\\]+)[^\s"'<>]*`)
	tokenForm   = regexp.MustCompile(`\bx(?:ox[a-z]|app)[-.][A-Za-z0-9._-]+`)
)

// withoutSecrets cuts addresses to their hosts, and takes tokens away.
func withoutSecrets(text string) string {
	return tokenForm.ReplaceAllString(addressForm.ReplaceAllString(text, "$1/…"), "token")
}

// safeError is an error whose text may be logged and kept.
type safeError struct{ err error }

// safe makes an error of the transport one that may be logged and kept; nil stays nil.
func safe(err error) error {
	if err == nil {
		return nil
	}
	return safeError{err}
}

// Error is the error's text without secrets.
func (e safeError) Error() string { return withoutSecrets(e.err.Error()) }

// Unwrap returns the error as it was, for whoever asks of what kind it is: its text may hold secrets.
func (e safeError) Unwrap() error { return e.err }
