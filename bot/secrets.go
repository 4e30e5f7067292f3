package bot

import "regexp"

// Secrets that an error of the transport may contain: tokens, and the addresses of requests. A response URL, an upload
// URL and a socket's ticket each give a right to everybody who reads them.
var (
	addressForm = regexp.MustCompile(`(?i)\b((?:https?|wss?)(?:://|%3A%2F%2F)[^/\s"'<>?#%\\]+)[^\s"'<>]*`)
	tokenForm   = regexp.MustCompile(`\bx(?:ox[a-z]|app)[-.][A-Za-z0-9._-]+`)
)

// withoutSecrets cuts addresses to their hosts, and removes tokens.
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

// Unwrap returns the original error, for errors.Is and errors.As. Its text may contain secrets.
func (e safeError) Unwrap() error { return e.err }
