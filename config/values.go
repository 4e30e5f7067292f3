package config

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/currency"
)

// value is what was given for a key.
type value struct {
	node   *yaml.Node
	at     place
	locate func(*yaml.Node) place
}

// problem is what is wrong with a value; nil when nothing is.
type problem []wrong

type wrong struct {
	at      place  // zero: at the value
	below   string // the path below the key, such as [1].zone
	message string
}

func wrongf(format string, args ...any) problem {
	return problem{{message: fmt.Sprintf(format, args...)}}
}

// fromText makes a value of an environment's variable: plain text, or YAML when it begins with a bracket.
func fromText(text string, at place) value {
	v := value{at: at, locate: func(*yaml.Node) place { return at }}
	trimmed := strings.TrimSpace(text)
	if strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, "{") {
		if documents, refused := parseYAML([]byte(trimmed)); refused == nil && len(documents) == 1 {
			v.node = documents[0]
			return v
		}
	}
	v.node = textNode(text)
	return v
}

// text returns a scalar's text as it was written.
func (v value) text() (string, problem) {
	switch {
	case v.node.Kind != yaml.ScalarNode:
		return "", wrongf("must be a single value, not a %s", kindNames[v.node.Kind])
	case isNull(v.node):
		return "", nil
	case v.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return strings.TrimSpace(v.node.Value), nil
	}
	return v.node.Value, nil
}

// items returns a list's items; a single text is split at its commas.
func (v value) items() ([]value, problem) {
	if v.node.Kind == yaml.SequenceNode {
		items := make([]value, len(v.node.Content))
		for i, node := range v.node.Content {
			items[i] = value{node: node, at: v.locate(node), locate: v.locate}
		}
		return items, nil
	}
	joined, bad := v.text()
	if bad != nil {
		return nil, wrongf("must be a list")
	}
	var items []value
	for part := range strings.SplitSeq(joined, ",") {
		if part = strings.TrimSpace(part); part != "" {
			items = append(items, value{node: textNode(part), at: v.at, locate: v.locate})
		}
	}
	return items, nil
}

// fields returns a mapping's values by name and refuses names that aren't known.
func (v value) fields(known ...string) (map[string]value, problem) {
	if v.node.Kind != yaml.MappingNode {
		return nil, wrongf("must hold keys: %s", strings.Join(known, ", "))
	}
	fields := map[string]value{}
	var bad problem
	for _, pair := range pairsOf(v.node) {
		name := pair.key.Value
		if !slices.Contains(known, name) {
			bad = append(bad, wrong{v.locate(pair.key), "." + name, "unknown key; " + didYouMean(name, known)})
			continue
		}
		fields[name] = value{node: pair.value, at: v.locate(pair.value), locate: v.locate}
	}
	return fields, bad
}

// A check looks at a text, corrects it where that is allowed, and says what would be right when it is wrong.
type check func(string) (string, problem)

func text(check check, at func(*Config) *string) func(*Config, value) problem {
	return func(c *Config, v value) problem {
		given, bad := v.text()
		if bad == nil {
			given, bad = check(given)
		}
		if bad == nil {
			*at(c) = given
		}
		return bad
	}
}

func secret(check check, at func(*Config) *Secret) func(*Config, value) problem {
	return func(c *Config, v value) problem {
		given, bad := v.text()
		if bad == nil && check != nil && given != "" {
			given, bad = check(given)
		}
		if bad == nil {
			*at(c) = Secret(given)
		}
		return bad
	}
}

func number(least, most int, at func(*Config) *int) func(*Config, value) problem {
	return func(c *Config, v value) problem {
		given, bad := v.text()
		if bad != nil {
			return bad
		}
		n, err := strconv.Atoi(given)
		if err != nil || n < least || n > most {
			return wrongf("%q is not a number from %d to %d", given, least, most)
		}
		*at(c) = n
		return nil
	}
}

func oneOf(choices ...string) check {
	return func(given string) (string, problem) {
		if slices.Contains(choices, given) {
			return given, nil
		}
		return "", wrongf("%q is not known; %s", given, didYouMean(given, choices))
	}
}

// fileName takes any text: whether there is such a file is found out when it is read.
func fileName(given string) (string, problem) { return strings.TrimSpace(given), nil }

// token checks the kind of a Slack token. The error doesn't repeat the token.
func token(start, page string) check {
	return func(given string) (string, problem) {
		given = strings.TrimSpace(given)
		if !strings.HasPrefix(given, start) || strings.ContainsAny(given, " \t\r\n") {
			return "", wrongf("is not such a token: it begins with %s and stands at api.slack.com/apps under %s", start, page)
		}
		return given, nil
	}
}

// privacyKey checks how a key begins. The error doesn't repeat the key.
func privacyKey(given string) (string, problem) {
	given = strings.TrimSpace(given)
	if !strings.HasPrefix(given, "guanxi1.") || strings.ContainsAny(given, " \t\r\n") {
		return "", wrongf("is not such a key: `guanxi keys new` prints one, which begins with guanxi1.")
	}
	return given, nil
}

func keyFileName(given string) (string, problem) {
	if strings.TrimSpace(given) == "" {
		return "", wrongf("must name a file, such as guanxi.key")
	}
	return given, nil
}

func apiURL(given string) (string, problem) {
	if given == "" {
		return "", nil
	}
	u, err := url.Parse(given)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return "", wrongf("%q is not a web address; it looks like https://slack.com/api/", given)
	}
	if !strings.HasSuffix(u.Path, "/api/") || u.RawQuery != "" {
		return "", wrongf("%q must end in /api/", given)
	}
	return given, nil
}

func address(given string) (string, problem) {
	if given == "" {
		return "", nil
	}
	_, port, err := net.SplitHostPort(given)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		return "", wrongf("%q is not host:port, such as 127.0.0.1:8066", given)
	}
	return given, nil
}

func zone(given string) (*time.Location, problem) {
	loaded, err := time.LoadLocation(given)
	if err != nil || given == "" || given == "Local" {
		return nil, wrongf("%q is not a time zone; write one like Asia/Shanghai, America/New_York or UTC", given)
	}
	return loaded, nil
}

// currencyCode takes a code of ISO 4217, in whichever case.
func currencyCode(given string) (string, problem) {
	unit, err := currency.ParseISO(strings.TrimSpace(given))
	if err != nil || unit.String() == "XXX" {
		return "", wrongf("%q is not a currency; write its code of ISO 4217, such as CNY, USD or EUR", given)
	}
	return unit.String(), nil
}

func setZone(c *Config, v value) problem {
	given, bad := v.text()
	if bad != nil {
		return bad
	}
	loaded, bad := zone(given)
	if bad == nil {
		c.Team.Zone = loaded
	}
	return bad
}

func setWait(c *Config, v value) problem {
	given, bad := v.text()
	if bad != nil {
		return bad
	}
	wait, err := time.ParseDuration(given)
	if err != nil || wait < 0 || wait > time.Minute {
		return wrongf("%q is not a time from 0s to 60s, such as 10s", given)
	}
	c.Database.Wait = wait
	return nil
}

func setGrace(c *Config, v value) problem {
	given, bad := v.text()
	if bad != nil {
		return bad
	}
	grace, err := time.ParseDuration(given)
	if err != nil || grace < time.Minute || grace > 7*24*time.Hour {
		return wrongf("%q is not a time from 1m to 168h, such as 30m or 1h", given)
	}
	c.Reminders.Grace = grace
	return nil
}
