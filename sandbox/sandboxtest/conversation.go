package sandboxtest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// Conversation is the whole workspace as text: every channel's messages,
// everyone's modals, and the last traffic. Failing waits print it.
func (w *Workspace) Conversation() string {
	var out strings.Builder
	s := w.state()
	names := map[string]string{}
	for _, user := range s.Users {
		names[user.ID] = user.Name
	}
	for _, channel := range s.Channels {
		w.writeChannel(&out, channel, s.Users, names)
	}
	for _, user := range s.Users {
		_, views := (&User{w: w, ID: user.ID}).stack()
		for _, view := range views {
			fmt.Fprintf(&out, "── modal of %s: %s (%s)\n%s", user.Name, view.Title.Text("text"), view.CallbackID, indent(blockkit.Readable(view.Blocks)))
			for block, text := range view.Errors {
				fmt.Fprintf(&out, "    ! %s: %s\n", block, text)
			}
			if view.ConnectionError != "" {
				fmt.Fprintf(&out, "    ! %s\n", view.ConnectionError)
			}
		}
	}
	entries := w.Log()
	fmt.Fprintf(&out, "── last traffic (%d connections)\n", len(s.Connections))
	for _, entry := range entries[max(0, len(entries)-15):] {
		fmt.Fprintf(&out, "    %s %-12s %-28s %d %s %.1fms %s\n", entry.At.Format("15:04:05.000"), entry.Kind, entry.Name,
			entry.Status, entry.Error, entry.LatencyMS, short(entry.Request))
	}
	return out.String()
}

func (w *Workspace) writeChannel(out *strings.Builder, channel sandbox.Channel, users []sandbox.User, names map[string]string) {
	seen := map[string]bool{}
	var lines []sandbox.Message
	for _, user := range users {
		if user.IsBot {
			continue
		}
		var answer struct{ Messages []sandbox.Message }
		w.get("messages/"+channel.ID, url.Values{"user": {user.ID}}, &answer)
		for _, message := range answer.Messages {
			if !seen[message.TS] {
				seen[message.TS] = true
				lines = append(lines, message)
			}
		}
	}
	if len(lines) == 0 {
		return
	}
	name := "#" + channel.Name
	if channel.IM {
		name = "DM with " + names[channel.User]
	}
	fmt.Fprintf(out, "── %s\n", name)
	for _, message := range lines[max(0, len(lines)-20):] {
		who := names[message.User]
		if who == "" {
			who = message.Username
		}
		mark := ""
		if message.EphemeralTo != "" {
			mark = " (only to " + names[message.EphemeralTo] + ")"
		}
		fmt.Fprintf(out, "  %s%s: %s\n%s", who, mark, message.Text, indent(blockkit.Readable(typed(message.Blocks))))
	}
}

func indent(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ") + "\n"
}

func short(body string) string {
	runes := []rune(body)
	if len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return body
}
