package bot

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestMetadata(t *testing.T) {
	t.Parallel()
	full := metadata{
		origin: origin{Channel: "C1", TS: "1.2", Thread: "1.1", Ephemeral: true, ResponseURL: "https://hooks.slack.com/x", Since: 99},
		Modal:  `{"id":7}`,
	}
	text, err := full.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeMetadata(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(full, got, cmp.AllowUnexported(metadata{})); diff != "" {
		t.Error(diff)
	}
}

func TestMetadataTooLong(t *testing.T) {
	t.Parallel()
	long := metadata{origin: origin{Channel: "C1", ResponseURL: "https://hooks.slack.com/" + strings.Repeat("x", 1500)}, Modal: strings.Repeat("m", 2000)}
	text, err := long.encode()
	if err != nil || len(text) > maxMetadata {
		t.Fatalf("%d bytes, %v", len(text), err)
	}
	got, _ := decodeMetadata(text)
	if got.ResponseURL != "" || got.Channel != "C1" || got.Modal != long.Modal {
		t.Errorf("the wrong part was left out: %+v", got.origin)
	}
	long.Modal = strings.Repeat("m", 3000)
	if _, err := long.encode(); err == nil {
		t.Error("3,000 bytes of a handler's own were taken")
	}
}

func TestMetadataIsNotTrusted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"{", "[]", `"x"`, `{"c":1}`, strings.Repeat("x", 3001), "\x00"} {
		if m, err := decodeMetadata(text); err == nil || m.Channel != "" {
			t.Errorf("%.20q: %+v, %v", text, m, err)
		}
	}
	if m, err := decodeMetadata(""); err != nil || m != (metadata{}) {
		t.Errorf("empty: %+v, %v", m, err)
	}
}

func TestAnswerable(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	fresh := now.Add(-time.Minute).Unix()
	cases := []struct {
		name string
		o    origin
		want bool
	}{
		{"slack", origin{ResponseURL: "https://hooks.slack.com/commands/T/1/x", Since: fresh}, true},
		{"the configured server", origin{ResponseURL: "http://127.0.0.1:8065/response/x", Since: fresh}, true},
		{"none", origin{Since: fresh}, false},
		{"old", origin{ResponseURL: "https://hooks.slack.com/x", Since: now.Add(-30 * time.Minute).Unix()}, false},
		{"elsewhere", origin{ResponseURL: "https://evil.example/x", Since: fresh}, false},
		{"not encrypted", origin{ResponseURL: "http://hooks.slack.com/x", Since: fresh}, false},
		{"host in disguise", origin{ResponseURL: "https://hooks.slack.com@evil.example/x", Since: fresh}, false},
		{"user info", origin{ResponseURL: "https://x@hooks.slack.com/x", Since: fresh}, false},
		{"other port", origin{ResponseURL: "http://127.0.0.1:9/x", Since: fresh}, false},
	}
	for _, c := range cases {
		if got := c.o.answerable("http://127.0.0.1:8065/api/", now); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestWithoutMention(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"<@UBOT> new ABC":        "new ABC",
		" <@UBOT|guanxi>  show ": "show",
		"show <@UBOT>":           "show <@UBOT>",
		"<@UBOTX> show":          "<@UBOTX> show",
		"<@UBOT":                 "<@UBOT",
		"<@UBOT>":                "",
		"显示 C001":                "显示 C001",
	}
	for text, want := range cases {
		if got := withoutMention(text, "UBOT"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestMemory(t *testing.T) {
	t.Parallel()
	m := newMemory(time.Hour, 2)
	now := time.Now()
	steps := []struct {
		key   string
		after time.Duration
		want  bool
	}{
		{"a", 0, true},
		{"a", time.Minute, false},
		{"a", time.Hour, false},
		{"a", time.Hour + time.Second, true},
		{"b", time.Hour + time.Second, true},
		{"c", time.Hour + time.Second, true},
		{"a", time.Hour + 2*time.Second, true},
	}
	for i, step := range steps {
		if got := m.first(step.key, now.Add(step.after)); got != step.want {
			t.Errorf("step %d: %v", i, got)
		}
	}
}

// Whatever comes back from a client as private_metadata is read as ours or refused, and never used otherwise.
func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{"", "{}", "null", "[]", `{"m":"{\"id\":7}","u":"https://hooks.slack.com/x","s":99}`, `{"c":1}`, `{"u":"http://evil/"}`, "{\"m\":\"\xff\"}", strings.Repeat("[", 2000)} {
		f.Add(seed)
	}
	now := time.Unix(1000, 0)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := decodeMetadata(text)
		if err != nil {
			if m != (metadata{}) {
				t.Fatalf("%q is refused and read as %+v", text, m)
			}
			return
		}
		if m.answerable("https://slack.com/api/", now) && !strings.HasPrefix(strings.ToLower(m.ResponseURL), "https://") {
			t.Fatalf("answers would go to %q", m.ResponseURL)
		}
		again, err := m.encode()
		if err != nil {
			return // escapes can make it longer than it came
		}
		if got, err := decodeMetadata(again); err != nil || (got.Modal != m.Modal && utf8.ValidString(m.Modal)) {
			t.Fatalf("%q became %+v, %v", text, got, err)
		}
	})
}
