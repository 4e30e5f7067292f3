package tag

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/commands/find"
	"github.com/guanxi-crm/guanxi/commands/history"
)

// What everybody may do here, and may not.
func TestWays(t *testing.T) {
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"options tags.options": {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Query: "v"} }},
		"action tags.page":     {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "0"} }},
		"typed tag":            {Request: func(s commandstest.Scene) bot.Request { return bot.Request{Text: "tag " + s.Customer.Code} }},
		"typed tags":           {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "tags"} }},
	}, find.Feature, history.Feature)
}

func TestTagsOfAText(t *testing.T) {
	for text, want := range map[string][2]string{
		"+VIP -old":             {"VIP", "old"},
		"＋重点 －旧":                {"重点", "旧"},
		"+Key account -old one": {"Key account", "old one"},
		"VIP, 重点":               {"VIP|重点", ""},
		"+a+b":                  {"a+b", ""},
		"":                      {"", ""},
		"+ -":                   {"", ""},
	} {
		added, removed := cutTags(text)
		if join(added) != want[0] || join(removed) != want[1] {
			t.Errorf("%q gives %q and takes %q", text, added, removed)
		}
	}
}

func join(tags []string) (text string) {
	for i, tag := range tags {
		if i > 0 {
			text += "|"
		}
		text += tag
	}
	return text
}
