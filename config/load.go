package config

import (
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"
)

// fallbacks are the variables of other Slack programs. They count when neither the file nor the environment sets the
// key.
var fallbacks = map[string]struct {
	variable string
	given    func(*Config) Secret
}{
	"slack.app_token": {"SLACK_APP_TOKEN", func(c *Config) Secret { return c.Slack.AppToken }},
	"slack.bot_token": {"SLACK_BOT_TOKEN", func(c *Config) Secret { return c.Slack.BotToken }},
}

// Load reads the configuration: the defaults, over them the file at path ("" for none), over it the environment, given as
// os.Environ returns it. An error is Errors, unless the file can't be read.
func Load(path string, env []string) (Config, error) {
	c := Default()
	c.file = path
	l := &loader{config: &c, file: path, from: map[string]place{}}
	if path != "" {
		source, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
		if err != nil {
			return Config{}, fmt.Errorf("read configuration: %w", err)
		}
		l.readFile(source)
	}
	l.readEnvironment(env)
	l.checkTogether()
	if err := l.errs.err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// loader collects what is set, and what is wrong.
type loader struct {
	config *Config
	file   string
	from   map[string]place // where each key was set
	errs   Errors
}

// place is a place in the file or the environment.
type place struct {
	file         string
	line, column int
	name         string // of the environment's variable; "" in a file
}

func (l *loader) fail(at place, key, message string) {
	if rest, own := strings.CutPrefix(key, pathOf(at.name)); own && at.name != "" {
		key = at.name + rest
	}
	l.errs = append(l.errs, &Error{File: at.file, Line: at.line, Column: at.column, Key: key, Message: message})
}

// pathOf returns the key that a variable sets, "" when there is none.
func pathOf(variable string) string {
	if variable == "" {
		return ""
	}
	for _, k := range keys {
		if k.variable() == variable || fallbacks[k.path].variable == variable {
			return k.path
		}
	}
	return ""
}

func (l *loader) readFile(source []byte) {
	documents, refused := parseYAML(source)
	switch {
	case refused != nil:
		l.fail(place{file: l.file, line: refused.line, column: refused.column}, "", refused.message)
	case len(documents) > 1:
		l.fail(l.at(documents[1]), "", "a second document begins here; one file is one configuration")
	case len(documents) == 1:
		l.readMapping(documents[0], "")
	}
}

func (l *loader) at(node *yaml.Node) place {
	return place{file: l.file, line: node.Line, column: node.Column}
}

// readMapping reads the keys that follow a path.
func (l *loader) readMapping(node *yaml.Node, path string) {
	if node.Kind != yaml.MappingNode {
		l.fail(l.at(node), path, "must hold keys: "+strings.Join(children(path), ", "))
		return
	}
	for _, pair := range pairsOf(node) {
		name := pair.key.Value
		below := strings.TrimPrefix(path+"."+name, ".")
		if k, found := keyAt(below); found {
			l.from[below] = l.at(pair.key)
			l.set(k, value{node: pair.value, at: l.at(pair.value), locate: l.at})
			continue
		}
		if len(children(below)) == 0 {
			l.fail(l.at(pair.key), below, "unknown key; "+didYouMean(name, children(path)))
			continue
		}
		if !isNull(pair.value) { // a section with everything commented out is fine
			l.readMapping(pair.value, below)
		}
	}
}

func (l *loader) set(k key, v value) {
	for _, wrong := range k.set(l.config, v) {
		at := v.at
		if wrong.at != (place{}) {
			at = wrong.at
		}
		l.fail(at, k.path+wrong.below, wrong.message)
	}
}

func (l *loader) readEnvironment(env []string) {
	given := map[string]string{}
	for _, pair := range env {
		name, text, _ := strings.Cut(pair, "=")
		if text != "" {
			given[name] = text
		}
	}
	for _, k := range keys {
		name := k.variable()
		_, set := given[name]
		if fallback, ok := fallbacks[k.path]; ok && !set && fallback.given(l.config) == "" {
			name = fallback.variable
		}
		if text, set := given[name]; set {
			at := place{file: environment, name: name}
			l.from[k.path] = at
			l.set(k, fromText(text, at))
		}
	}
	l.refuseUnknown(given)
}

// refuseUnknown reports variables that begin like ours and set nothing.
func (l *loader) refuseUnknown(given map[string]string) {
	known := Variables()
	for _, name := range sorted(given) {
		if !strings.HasPrefix(name, prefix) || name == prefix+"CONFIG" || strings.HasPrefix(name, prefix+"TEST_") {
			continue
		}
		if pathOf(name) == "" {
			l.fail(place{file: environment, name: name}, "", "unknown variable; "+didYouMean(name, known))
		}
	}
}

// where returns the place of a key that was set, or else the file.
func (l *loader) where(path string) place {
	if at, set := l.from[path]; set {
		return at
	}
	if l.file == "" {
		return place{file: environment}
	}
	return place{file: l.file}
}
