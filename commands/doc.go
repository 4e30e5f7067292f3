// Package commands is the conversation: one file a feature with its declaration, its parsing, its modals and its
// buttons. A handler reads like the conversation: parse, call one use case, render. The transport (package bot) does
// the acknowledging, the deadlines and the delivery.
package commands
