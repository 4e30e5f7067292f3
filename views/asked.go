package views

import "strings"

// Asked is what a search asks for, as somebody reads it.
type Asked struct {
	Text   string
	People []string // user IDs of whom it asks: <@U0BOB> in the text is shown as their name
}

// Mrkdwn is the text as a message has it.
func (a Asked) Mrkdwn() string {
	text := Escape(OneLine(a.Text))
	for _, id := range a.People {
		text = strings.ReplaceAll(text, Escape("<@"+id+">"), Mention(id))
	}
	return text
}
