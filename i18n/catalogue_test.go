package i18n

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/BurntSushi/toml"
)

// catalogueFiles are the house's own catalogue of a language, and those of the features.
func catalogueFiles(t *testing.T, lang string) []string {
	t.Helper()
	features, err := filepath.Glob(filepath.Join("..", "commands", "*", "words."+lang+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{"catalogue." + lang + ".toml"}, features...)
}

// catalogue is all that is said in a language.
func catalogue(t *testing.T, lang string) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, file := range catalogueFiles(t, lang) {
		var messages map[string]any
		if _, err := toml.DecodeFile(file, &messages); err != nil {
			t.Fatal(err)
		}
		for key, message := range messages {
			if all[key] != nil {
				t.Errorf("%s stands in %s and in another one", key, file)
			}
			all[key] = message
		}
	}
	return all
}

// A key that stands in two catalogues is an error, and so is a catalogue that is missing.
func TestCataloguesFitTogether(t *testing.T) {
	words := fstest.MapFS{"words.en.toml": {Data: []byte(`"x.y" = "x"`)}, "words.zh.toml": {Data: []byte(`"x.y" = "x"`)}}
	if bundle, err := New([]fs.FS{words}); err != nil || bundle.For("en").T("x.y") != "x" {
		t.Errorf("a feature's words: %v", err)
	}
	for name, wrong := range map[string][]fs.FS{
		"the same twice":      {words, words},
		"the house's own":     {fstest.MapFS{"words.en.toml": {Data: []byte(`"field.name" = "x"`)}, "words.zh.toml": {}}},
		"without a language":  {fstest.MapFS{"words.en.toml": {Data: []byte(`"x.y" = "x"`)}}},
		"without a catalogue": {fstest.MapFS{}},
	} {
		if _, err := New(wrong); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

var placeholder = regexp.MustCompile(`{{\.\w+}}`)

// placeholders returns a message's placeholders, each once.
func placeholders(message any) []string {
	text, ok := message.(string)
	if forms, plural := message.(map[string]any); plural {
		text, ok = forms["other"].(string)
	}
	if !ok {
		return []string{"no text"}
	}
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestCataloguesHaveTheSameMessages(t *testing.T) {
	english, chinese := catalogue(t, English), catalogue(t, Chinese)
	for key, message := range english {
		other, found := chinese[key]
		if !found {
			t.Errorf("%s is missing in Chinese", key)
			continue
		}
		if want, got := placeholders(message), placeholders(other); !slices.Equal(want, got) {
			t.Errorf("%s has arguments %v in English and %v in Chinese", key, want, got)
		}
	}
	for key := range chinese {
		if _, found := english[key]; !found {
			t.Errorf("%s is missing in English", key)
		}
	}
}

// usedKey matches the keys that the code asks for: T("…"), Count("…"), and the keys of refusals and notices.
var usedKey = regexp.MustCompile(`"((?:error|notice|field|button|modal|card|find|due|digest|reminder|summary|report|hub|help|hint|placeholder|status|interaction|snooze|command|date|list|history|undo|duplicate|source|state|role|permission|settings|word|home|conflict|undelivered|escalation|next|follow|customfield|customer_kind|channel|setup|subject|sheet|again|unreadable|time)\.[a-z0-9_.]+)"`)

// notMessages are routing names that look like keys.
var notMessages = regexp.MustCompile(`^(command\.run|find\.page|due\.page|history\.page|undo\.take_back|duplicate\.save|role\.set|channel\.set|channel\.zone|word\.add|word\.mode|settings\.save|undelivered\.list|undelivered\.again|undelivered\.dismiss|settings\.zone|status\.change|interaction\.log|subject\.erase|report\.period|report\.person|report\.change|report\.ask|report\.records|report\.page|date\.\w+_)$`)

func TestEveryKeyInTheCodeExists(t *testing.T) {
	english := catalogue(t, English)
	used := map[string]bool{}
	for _, room := range []string{"models", "crm", "store", "views", "commands", "scheduler", "bot", "reports", "sheets", "cli"} {
		files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		within, err := filepath.Glob(filepath.Join("..", room, "*", "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, within...)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range usedKey.FindAllStringSubmatch(string(source), -1) {
				if key := match[1]; !notMessages.MatchString(key) && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "_") {
					used[key] = true
					if _, found := english[key]; !found {
						t.Errorf("%s asks for %s, which is in no catalogue", file, key)
					}
				}
			}
		}
	}
	for key := range english {
		if (strings.HasPrefix(key, "error.") || strings.HasPrefix(key, "notice.") || strings.HasPrefix(key, "button.")) && !used[key] {
			t.Errorf("%s stands in the catalogues and is asked for nowhere", key)
		}
	}
}

var update = flag.Bool("update", false, "rewrite docs/errors.md")

var errorLine = regexp.MustCompile(`(?m)^"(error\.[^"]+)" = "(.*)"$`)

// docs/errors.md lists every refusal there is, in both languages, in the order of the catalogue.
func TestErrorsAreDocumented(t *testing.T) {
	const documented = "../docs/errors.md"
	chinese := catalogue(t, Chinese)
	var source []byte
	for _, file := range catalogueFiles(t, English) {
		words, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, words...)
	}
	readable := func(text string) string {
		text = placeholder.ReplaceAllStringFunc(text, func(name string) string { return "‹" + strings.Trim(name, "{.}") + "›" })
		return strings.ReplaceAll(text, "|", "\\|")
	}
	var b strings.Builder
	b.WriteString("# What bad input gets · 出错时的提示\n\nGenerated from the catalogues by `make golden`; a test fails when it is out of date. In a form the sentence stands at the\n" +
		"field that caused it, after a command it is answered privately; nothing was saved. What stands in ‹› is filled in.\n\n| | English | 中文 |\n|---|---|---|\n")
	listed := 0
	for _, match := range errorLine.FindAllStringSubmatch(string(source), -1) {
		english := readable(strings.ReplaceAll(match[2], `\"`, `"`))
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.TrimPrefix(match[1], "error."), english, readable(chinese[match[1]].(string)))
		listed++
	}
	for key := range chinese {
		if strings.HasPrefix(key, "error.") {
			listed--
		}
	}
	if listed != 0 {
		t.Errorf("%d refusals more or less than the catalogue has", listed)
	}
	if *update {
		if err := os.WriteFile(documented, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if written, err := os.ReadFile(documented); err != nil || string(written) != b.String() {
		t.Errorf("%s is out of date (make golden): %v", documented, err)
	}
}

func TestPrinter(t *testing.T) {
	bundle, err := New(nil, Label{Key: "industry.tech", Words: map[string]string{English: "Technology", Chinese: "科技"}})
	if err != nil {
		t.Fatal(err)
	}
	en, zh := bundle.For("en-GB"), bundle.For("zh-CN")
	tuesday := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	cases := []struct{ got, want string }{
		{en.T("industry.tech"), "Technology"},
		{zh.T("industry.tech"), "科技"},
		{en.Count("due.days_overdue", 1), "1 day overdue"},
		{en.Count("due.days_overdue", 1234), "1,234 days overdue"},
		{zh.Count("due.days_overdue", 1), "逾期 1 天"},
		{en.T("error.too_long", "Field", "Name", "Max", 100, "Got", 101), "Name takes at most 100 characters; this has 101."},
		{en.T("no.such.key"), "[no.such.key]"},
		{zh.Day(tuesday), "2026-11-24（周二）"},
		{en.Day(tuesday), "2026-11-24 (Tue)"},
		{bundle.For("zh-TW").Language(), Chinese},
		{bundle.For("zh").Language(), Chinese},
		{bundle.For("fr-FR").Language(), English},
		{bundle.For("").Language(), English},
		{bundle.For("not a tag").Language(), English},
		{en.Signed(-3), "−3"},
		{en.Signed(0), "±0"},
		{en.Signed(1200), "+1,200"},
		{en.Percent(1, 3), "33.3%"},
		{en.Percent(1, 0), "–"},
		{en.Points(1, 3, 1, 2), "−16.7"},
		{en.Points(1, 2, 1, 3), "+16.7"},
		{en.Points(1, 3, 33, 99), "±0.0"},
		{en.Points(10000, 30001, 1, 3), "±0.0"},
		{en.Points(1, 3, 0, 0), "–"},
		{en.Points(0, 0, 1, 3), "–"},
		{en.Number(-1234567), "-1,234,567"},
		{en.Decimal("-1234567.5"), "-1,234,567.5"},
		{en.Decimal("0.0001"), "0.0001"},
		{en.Decimal("100"), "100"},
		{zh.Labelled(map[string]string{"field.custom.1": "{{.预算}}"}).T("field.custom.1"), "{{.预算}}"},
		{zh.Labelled(map[string]string{"field.custom.1": "预算"}).T("field.name"), "客户名称"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if en.Has("hint.phone") || !en.Has("hint.name") || !zh.Has("hint.name") || !zh.Has("due.days_overdue") {
		t.Error("Has does not know what is there")
	}
}

// glued matches bold text that touches something: Slack sees its stars only at the edges of words, and full-width
// punctuation is no edge to it (docs.slack.dev/messaging/formatting-message-text).
var glued = regexp.MustCompile(`[^\s(]\*{{|}}\*[^\s.,:;!?)]|(?:^|\s)\*[^\s*]+\*[^\s.,:;!?)*]`)

func TestBoldTextStandsFree(t *testing.T) {
	for _, lang := range Languages() {
		for key, message := range catalogue(t, lang) {
			forms, plural := message.(map[string]any)
			if !plural {
				forms = map[string]any{"other": message}
			}
			for _, form := range forms {
				if found := glued.FindString(form.(string)); found != "" {
					t.Errorf("%s in %s: %q would show its stars", key, lang, found)
				}
			}
		}
	}
}
