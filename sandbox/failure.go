package sandbox

import (
	"net/http"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// apiError is a refusal in Slack's words.
type apiError struct {
	code     string
	status   int
	messages []string
	fields   map[string]any
}

// Error is Slack's name for the error.
func (e *apiError) Error() string { return e.code }

// failure is a refusal with HTTP status 200, as most of Slack's are.
func failure(code string) *apiError { return &apiError{code: code, status: http.StatusOK} }

func (e *apiError) as(status int) *apiError { e.status = status; return e }

func (e *apiError) with(field string, value any) *apiError {
	if e.fields == nil {
		e.fields = map[string]any{}
	}
	e.fields[field] = value
	return e
}

// invalidArguments is the refusal of parameters, naming each fault.
func invalidArguments(messages ...string) *apiError {
	refusal := failure("invalid_arguments")
	refusal.messages = messages
	return refusal
}

// refused turns validation problems into an API error of the given name.
func refused(code string, problems []blockkit.Problem) *apiError {
	refusal := failure(code)
	for _, problem := range problems {
		refusal.messages = append(refusal.messages, problem.String())
	}
	return refusal
}
