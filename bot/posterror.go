package bot

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"time"

	"github.com/slack-go/slack"
)

// PostError is why a call of Slack's Web API did not succeed, with what its caller needs to decide what to do next.
type PostError struct {
	Method     string // such as chat.postMessage
	Code       string // Slack's error code; "" when it gave none
	err        error
	retryAfter time.Duration
	permanent  bool
	ambiguous  bool
}

// Error names the method and the cause; it holds nothing of what was to be posted, and no address or token.
func (e *PostError) Error() string { return "slack " + e.Method + ": " + e.err.Error() }

// Unwrap returns slack-go's error.
func (e *PostError) Unwrap() error { return e.err }

// Permanent reports that trying again is useless: the channel is gone, the user is disabled, the blocks are refused.
// Refused tokens are not permanent, since a message outlives the wrong token.
func (e *PostError) Permanent() bool { return e.permanent }

// RetryAfter is how long Slack asked to wait; 0 when it did not ask.
func (e *PostError) RetryAfter() time.Duration { return e.retryAfter }

// Ambiguous reports that the call may have had its effect: look before doing it again.
func (e *PostError) Ambiguous() bool { return e.ambiguous }

// permanentCodes are refusals of the message or its recipient (docs.slack.dev/reference/methods/chat.postMessage).
var permanentCodes = set(
	"channel_not_found", "is_archived", "not_in_channel", "user_disabled", "user_not_found", "user_not_visible",
	"cannot_dm_bot", "cant_dm_bot", "messages_tab_disabled", "restricted_action", "no_permission",
	"invalid_blocks", "invalid_blocks_format", "no_text", "msg_too_long", "msg_blocks_too_long",
	"invalid_arguments", "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large",
	"unknown_method", "message_not_found", "cant_update_message", "edit_window_closed", "view_not_found", "not_found", "hash_conflict",
	"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "view_too_large", "push_limit_reached",
)

// refusedCodes say that the tokens are not accepted.
var refusedCodes = set("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type")

// unsureCodes are failures inside Slack; the call may have had its effect.
var unsureCodes = set("internal_error", "fatal_error", "request_timeout", "service_unavailable")

func set(keys ...string) map[string]bool {
	m := make(map[string]bool, len(keys))
	for _, key := range keys {
		m[key] = true
	}
	return m
}

// newPostError classifies what slack-go returned for a method.
func newPostError(method string, err error) *PostError {
	e := &PostError{Method: method, err: safe(err)}
	var limited *slack.RateLimitedError
	var answer slack.SlackErrorResponse
	switch {
	case errors.As(err, &limited):
		e.Code, e.retryAfter = "ratelimited", max(limited.RetryAfter, time.Second)
	case errors.As(err, &answer):
		e.Code = answer.Err
		e.permanent = permanentCodes[e.Code]
		e.ambiguous = unsureCodes[e.Code]
		if e.Code == "ratelimited" || e.Code == "rate_limited" {
			e.retryAfter = time.Second
		}
	default:
		e.ambiguous = !neverSent(err)
	}
	return e
}

// neverSent reports that no request has reached Slack: it was refused here, or no connection was made.
func neverSent(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	return errors.As(err, &dns) || (errors.As(err, &op) && op.Op == "dial")
}

// transient reports a failure that may be over within seconds.
func transient(err error) bool {
	var status slack.StatusCodeError
	if errors.As(err, &status) {
		return status.Code >= 500
	}
	var answer slack.SlackErrorResponse
	if errors.As(err, &answer) {
		return unsureCodes[answer.Err]
	}
	var network net.Error
	var syntax *json.SyntaxError
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &syntax) || errors.Is(err, context.DeadlineExceeded)
}

// refused reports that Slack does not accept the bot's tokens.
func refused(err error) bool {
	var answer slack.SlackErrorResponse
	return errors.As(err, &answer) && refusedCodes[answer.Err]
}

// neverPosted is the failure of a message that can't be posted to where it is to go, under Slack's code or one of our own.
func neverPosted(code string, why error) *PostError {
	return &PostError{Method: "chat.postMessage", Code: code, err: why, permanent: true}
}

// failureOf returns why a call of Slack's did not succeed; the zero PostError when err says nothing of such a call.
func failureOf(err error) *PostError {
	failed := &PostError{}
	_ = errors.As(err, &failed)
	return failed
}

// code is Slack's error code; "" when there is none.
func code(err error) string { return failureOf(err).Code }
