// Package bot is Slack's transport. It keeps the socket connections, acknowledges every envelope at once, handles each
// one once, hands typed requests to the registered handlers and delivers their replies: by response URL, as ephemeral
// message, in place, or as a view. It posts with Slack's rate limits, and looks up people and channels. It knows
// nothing of customers.
package bot
