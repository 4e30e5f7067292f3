// Package commands is the frame of the conversation: who asks is let in, what they typed is taken apart, and a feature answers.
// Every feature is a folder in it with its declaration, its handlers, its views and its words; what several features share is
// here. A handler reads like the conversation: parse, call one use case, render. The transport (package bot) does the
// acknowledging, the deadlines and the delivery.
package commands
