package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func setSensitiveWords(c *Config, v value) problem {
	items, bad := v.items()
	words := make([]string, 0, len(items))
	for i, item := range items {
		word, wrong := item.text()
		if wrong == nil && strings.TrimSpace(word) == "" {
			wrong = wrongf("is empty; write a word, in quotation marks when it begins with #")
		}
		bad = append(bad, wrong.below(i, "", item.at)...)
		words = append(words, strings.TrimSpace(word))
	}
	if bad == nil {
		c.Words.List = words
	}
	return bad
}

// userForm is a person's ID as Slack gives it.
var userForm = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)

// people reads a list of user IDs.
func people(at func(*Config) *[]string) func(*Config, value) problem {
	return func(c *Config, v value) problem {
		items, bad := v.items()
		var ids []string
		for i, item := range items {
			id, wrong := item.text()
			if wrong == nil && !userForm.MatchString(id) {
				wrong = wrongf("%q is not a person; write the member ID, such as U0123ABCD (Slack: profile → ⋮ → Copy member ID)", id)
			}
			bad = append(bad, wrong.below(i, "", item.at)...)
			ids = append(ids, id)
		}
		if bad == nil {
			*at(c) = ids
		}
		return bad
	}
}

// below adds the item of a list to the path of what is wrong with it.
func (p problem) below(i int, field string, at place) problem {
	for j := range p {
		p[j].below = "[" + strconv.Itoa(i) + "]" + field + p[j].below
		if p[j].at == (place{}) {
			p[j].at = at
		}
	}
	return p
}

// isKey reports whether a choice may be stored under a text. The text also has to fit into a Slack option's value.
func isKey(text string) bool {
	return keyForm.MatchString(text) && utf8.RuneCountInString(text) <= 50
}

// keyForm has no length limit of its own: counting classes of Unicode takes megabytes.
var keyForm = regexp.MustCompile(`^[\pL\pN_-]+$`)

// setChoices sets the choices of a field; one, many and whose are what a complaint calls them.
func setChoices(one, many, whose string, at func(*Config) *[]Industry) func(*Config, value) problem {
	return func(c *Config, v value) problem {
		items, bad := v.items()
		if bad == nil && len(items) == 0 {
			return wrongf("must list at least one %s", one)
		}
		if len(items) > 100 {
			return wrongf("lists %d %s; a Slack menu takes 100", len(items), many)
		}
		seen := map[string]bool{}
		choices := make([]Industry, 0, len(items))
		for i, item := range items {
			choice, wrong := readChoice(item, whose)
			bad = append(bad, wrong.below(i, "", item.at)...)
			if wrong == nil && seen[choice.Key] {
				bad = append(bad, wrongf("is listed twice: %s", choice.Key).below(i, ".key", item.at)...)
			}
			seen[choice.Key] = true
			choices = append(choices, choice)
		}
		if bad == nil {
			*at(c) = choices
		}
		return bad
	}
}

// readChoice reads {key, zh, en}. A single word is the key and both labels.
func readChoice(item value, whose string) (Industry, problem) {
	if item.node.Kind != yaml.MappingNode {
		word, bad := item.text()
		if bad == nil && !isKey(word) {
			bad = wrongf("%q can't be %s key; use letters, digits, _ and -", word, whose)
		}
		return Industry{word, word, word}, bad
	}
	fields, bad := item.fields("key", "zh", "en")
	var industry Industry
	for _, field := range []struct {
		name string
		at   *string
	}{{"key", &industry.Key}, {"zh", &industry.ZH}, {"en", &industry.EN}} {
		given, ok := fields[field.name]
		if !ok {
			continue
		}
		word, wrong := given.text()
		if wrong == nil && len([]rune(word)) > 75 {
			wrong = wrongf("is longer than the 75 characters a Slack menu shows")
		}
		bad = append(bad, wrong.under("."+field.name, given.at)...)
		*field.at = strings.TrimSpace(word)
	}
	if bad == nil && !isKey(industry.Key) {
		bad = wrongf("needs a key of letters, digits, _ and -")
	}
	if industry.ZH == "" {
		industry.ZH = cmp.Or(industry.EN, industry.Key)
	}
	if industry.EN == "" {
		industry.EN = cmp.Or(industry.Key, industry.ZH)
	}
	return industry, bad
}

func (p problem) under(field string, at place) problem {
	for j := range p {
		p[j].below = field + p[j].below
		if p[j].at == (place{}) {
			p[j].at = at
		}
	}
	return p
}

// channelForm is a channel's ID or its name with #.
var channelForm = regexp.MustCompile(`^([CG][A-Z0-9]{2,}|#[^\s#@!,]+)$`)

func setChannels(c *Config, v value) problem {
	items, bad := v.items()
	seen := map[string]bool{}
	channels := make([]Channel, 0, len(items))
	for i, item := range items {
		channel, wrong := readChannel(item)
		bad = append(bad, wrong.below(i, "", item.at)...)
		if wrong == nil && seen[channel.ID] {
			bad = append(bad, wrongf("is listed twice: %s", channel.ID).below(i, ".id", item.at)...)
		}
		seen[channel.ID] = true
		channels = append(channels, channel)
	}
	if bad == nil {
		c.Channels = channels
	}
	return bad
}

// readChannel reads {id, language, zone, summary, report, monthly, quarterly, cleaning}. A single text is the ID of a channel that gets everything; where
// one gets no weekly report, it gets the longer ones only if that is said, and what cleaning the data needs only with the monthly one.
func readChannel(item value) (Channel, problem) {
	channel := Channel{Summary: true, Report: true, Monthly: true, Quarterly: true, Cleaning: true}
	if item.node.Kind != yaml.MappingNode {
		id, bad := item.text()
		channel.ID = id
		return channel, append(bad, checkChannel(id)...)
	}
	fields, bad := item.fields("id", "language", "zone", "summary", "report", "monthly", "quarterly", "cleaning")
	for _, name := range sorted(fields) {
		given := fields[name]
		bad = append(bad, channelFields[name](&channel, given).under("."+name, given.at)...)
	}
	for name, switched := range map[string]*bool{"monthly": &channel.Monthly, "quarterly": &channel.Quarterly} {
		if _, named := fields[name]; !named {
			*switched = channel.Report
		}
	}
	if _, named := fields["cleaning"]; !named {
		channel.Cleaning = channel.Monthly
	}
	if _, named := fields["id"]; !named {
		bad = append(bad, wrongf("needs an id: \"#name\" or C…")...)
	}
	return channel, bad
}

var channelFields = map[string]func(*Channel, value) problem{
	"id": func(c *Channel, v value) problem {
		if isNull(v.node) {
			return wrongf("is empty; # begins a comment in YAML, so write it in quotation marks: \"#sales\"")
		}
		id, bad := v.text()
		c.ID = id
		return append(bad, checkChannel(id)...)
	},
	"language": func(c *Channel, v value) problem {
		given, bad := v.text()
		if bad == nil {
			c.Language, bad = oneOf("zh", "en")(given)
		}
		return bad
	},
	"zone": func(c *Channel, v value) problem {
		given, bad := v.text()
		if bad == nil {
			c.Zone, bad = zone(given)
		}
		return bad
	},
	"summary":   func(c *Channel, v value) problem { return setSwitch(&c.Summary, v) },
	"report":    func(c *Channel, v value) problem { return setSwitch(&c.Report, v) },
	"monthly":   func(c *Channel, v value) problem { return setSwitch(&c.Monthly, v) },
	"quarterly": func(c *Channel, v value) problem { return setSwitch(&c.Quarterly, v) },
	"cleaning":  func(c *Channel, v value) problem { return setSwitch(&c.Cleaning, v) },
}

func checkChannel(id string) problem {
	if channelForm.MatchString(id) && utf8.RuneCountInString(id) <= 81 {
		return nil
	}
	return wrongf("%q is not a channel; write \"#name\" or its ID such as C0123ABCD", id)
}

func setSwitch(at *bool, v value) problem {
	given, bad := v.text()
	if bad != nil {
		return bad
	}
	on, known := map[string]bool{"true": true, "yes": true, "on": true, "false": false, "no": false, "off": false}[strings.ToLower(given)]
	if !known {
		return wrongf("%q is neither true nor false", given)
	}
	*at = on
	return nil
}

// checkTogether checks values that depend on each other, and gives channels the team's defaults.
func (l *loader) checkTogether() {
	c := l.config
	if _, set := l.from["database.dsn"]; c.Database.Driver == "mysql" && (!set || c.Database.DSN == "") {
		l.fail(l.where("database.driver"), "database.dsn", fmt.Sprintf(
			"mysql needs to know its server: set database.dsn or %sDATABASE_DSN to user:password@tcp(host:3306)/guanxi", prefix))
	}
	first := map[string]string{}
	for _, role := range sorted(c.Roles.lists()) {
		for _, id := range c.Roles.lists()[role] {
			if other, twice := first[id]; twice {
				l.fail(l.where("roles."+role), "roles."+role, fmt.Sprintf("names %s, who is in roles.%s already; a person has one role", id, other))
			}
			first[id] = role
		}
	}
	if c.Database.DSN == "" {
		c.Database.DSN = Default().Database.DSN
	}
	for i := range c.Channels {
		channel := &c.Channels[i]
		channel.Language = cmp.Or(channel.Language, c.Team.Language)
		if channel.Zone == nil {
			channel.Zone = c.Team.Zone
		}
	}
}

// ValidateForServe returns what is missing for running against Slack, as Errors. Load has returned everything else that
// is wrong.
func (c Config) ValidateForServe() error {
	var errs Errors
	file := c.file
	if file == "" {
		file = environment
	}
	for _, token := range []struct {
		given      Secret
		path, page string
	}{
		{c.Slack.AppToken, "slack.app_token", "an app-level token with the scope connections:write (xapp-…, api.slack.com/apps → Basic Information)"},
		{c.Slack.BotToken, "slack.bot_token", "the bot's token (xoxb-…, api.slack.com/apps → OAuth & Permissions)"},
	} {
		if token.given == "" {
			k, _ := keyAt(token.path)
			errs = append(errs, &Error{File: file, Key: token.path, Message: "is missing: set it or " + k.variable() + " to " + token.page})
		}
	}
	return errs.err()
}
