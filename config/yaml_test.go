package config

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bomb is a short text whose aliases stand for a billion words.
func bomb() string {
	var text strings.Builder
	text.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&text, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return text.String()
}

// Whatever the file is, it is refused soon, and with little memory.
func TestYAMLIsBounded(t *testing.T) {
	for name, source := range map[string]string{
		"brackets":       strings.Repeat("[", 100_000),
		"braces":         strings.Repeat("{a: ", 100_000),
		"closed":         strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000),
		"dashes":         strings.Repeat("- ", 100_000),
		"questions":      strings.Repeat("? ", 100_000),
		"steps":          steps(1200),
		"thirty lists":   strings.Repeat("[", 30) + strings.Repeat("]", 30),
		"aliases":        bomb(),
		"an alias":       "team: &a {language: en}\nlog: *a\n",
		"itself":         "a: &a [*a]\n",
		"merged":         "x: &x {language: en}\nteam:\n  <<: *x\n",
		"two megabytes":  "# " + strings.Repeat("x", 2<<20),
		"many anchors":   strings.Repeat("- &a x\n", 50_000),
		"many keys":      strings.Repeat("a: 1\n", 100_000),
		"colons":         strings.Repeat("a: ", 100_000),
		"an open string": "\"" + strings.Repeat("x\n", 200_000),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			documents, refused := parseYAML([]byte(source))
			took := time.Since(began)
			runtime.ReadMemStats(&after)
			if refused == nil {
				t.Errorf("it is taken: %d documents", len(documents))
			} else if len(refused.Error()) > 200 {
				t.Errorf("the refusal quotes the text: %.300s", refused.Error())
			}
			if allocated := (after.TotalAlloc - before.TotalAlloc) >> 20; allocated > 200 {
				t.Errorf("it takes %d MB", allocated)
			}
			if took > time.Minute { // quadratic work takes longer
				t.Errorf("it takes %v", took)
			}
		})
	}
}

// steps is a mapping in a mapping, and so on, by indentation.
func steps(n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return text.String()
}

// Flow mappings and sequences in one another are read as YAML has them: a word may hold a colon.
func TestFlowIsReadRight(t *testing.T) {
	got, err := DecodeYAML([]byte("oauth: {scopes: {bot: [commands, chat:write], user: [a:b:c]}, url: http://x/y, why: Where to?, n: 3, t: true, none: ~}\ntext: |\n  a\n  b\n"))
	want := map[string]any{
		"oauth": map[string]any{
			"scopes": map[string]any{"bot": []any{"commands", "chat:write"}, "user": []any{"a:b:c"}}, "url": "http://x/y", "why": "Where to?", "n": 3, "t": true, "none": nil,
		},
		"text": "a\nb\n",
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}
