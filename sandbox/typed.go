package sandbox

import (
	"regexp"
	"strings"
)

// What Slack makes of a text that a person types: the client turns names, addresses and numbers into tokens in angle brackets.

// mention is a name as it is typed, after what isn't a part of a word or an address: owner:@bob, (#sales).
var mention = regexp.MustCompile(`(^|[^\p{L}\p{N}@#._<|/+-])([@#])([\p{L}\p{N}._-]+)`)

// typedCommand turns the @names and #channels of a slash command into Slack's escapes, where they exist. All else stays as it is.
// https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
func (s *Server) typedCommand(text string) string {
	return s.mentions(text, func(id, name string) string { return id + "|" + name })
}

// typedMessage is the text of a message that somebody has typed. A person's token has no name, and a channel's an empty one.
// https://docs.slack.dev/messaging/formatting-message-text
func (s *Server) typedMessage(text string) string {
	return s.mentions(linked(asTyped(text)), func(id, _ string) string {
		if strings.HasPrefix(id, "#") {
			return id + "|"
		}
		return id
	})
}

// mentions replaces typed names outside of tokens; token makes what stands in the brackets of "@U0BOB" or "#C0SALES" and a name.
func (s *Server) mentions(text string, token func(id, name string) string) string {
	return mention.ReplaceAllStringFunc(text, func(match string) string {
		part := mention.FindStringSubmatch(match)
		before, sign, typed := part[1], part[2], part[3]
		for name := typed; ; { // a full stop may end the name or the sentence
			if sign == "@" {
				if user, err := s.state.User(name); err == nil {
					return before + "<" + token("@"+user.ID, user.Name) + ">" + typed[len(name):]
				}
			} else if channel, err := s.state.Channel(name); err == nil && !channel.IM {
				return before + "<" + token("#"+channel.ID, channel.Name) + ">" + typed[len(name):]
			}
			shorter := strings.TrimRight(name, "._-")
			if shorter == name || shorter == "" {
				return match
			}
			name = shorter
		}
	})
}

// typedToken is what Slack's composer makes of a mention or link that was picked, not typed.
var typedToken = regexp.MustCompile(`<[@#!][^<>\s]+>|<(?:https?://|mailto:|tel:)[^<>\s]+(?:\|[^<>\n]*)?>`)

var controlCharacters = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// asTyped escapes what would have a meaning in a message's text.
// https://docs.slack.dev/messaging/formatting-message-text#escaping
func asTyped(text string) string { return outsideTokens(text, controlCharacters.Replace) }

// outsideTokens changes what stands between the tokens of a text.
func outsideTokens(text string, change func(string) string) string {
	var b strings.Builder
	end := 0
	for _, at := range typedToken.FindAllStringIndex(text, -1) {
		b.WriteString(change(text[end:at[0]]) + text[at[0]:at[1]])
		end = at[1]
	}
	return b.String() + change(text[end:])
}

// Addresses and numbers that Slack makes links of. A number is one that begins with +, or is written in groups as phone numbers
// are, or a Chinese mobile number: not a day, a price or an ID.
var (
	typedLink  = regexp.MustCompile(`https?://[^\s<>|]+[^\s<>|.,;:!?()，。；：！？（）]`)
	typedEmail = regexp.MustCompile(`[\w.+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}`)
	typedPhone = regexp.MustCompile(`\+\d[\d ()-]{6,18}\d|\b\(?\d{3,4}\)?[ -]\d{3,4}[ -]\d{4}\b|\b1[3-9]\d{9}\b`)
	notDialled = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "")
)

// linked turns typed links, emails and phone numbers into tokens.
func linked(text string) string {
	text = outsideTokens(text, func(text string) string { return typedLink.ReplaceAllString(text, "<$0>") })
	text = outsideTokens(text, func(text string) string { return typedEmail.ReplaceAllString(text, "<mailto:$0|$0>") })
	return outsideTokens(text, func(text string) string {
		return typedPhone.ReplaceAllStringFunc(text, func(number string) string { return "<tel:" + notDialled.Replace(number) + "|" + number + ">" })
	})
}
