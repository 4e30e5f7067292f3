package when

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// tuesday is a reference in the morning.
var tuesday = Reference{time.Date(2026, 11, 24, 10, 20, 0, 0, time.UTC), "zh-CN"}

// TestPhrases reads testdata/phrases.txt, which explains itself.
func TestPhrases(t *testing.T) {
	table, err := os.ReadFile("testdata/phrases.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(table))
	var ref Reference
	count := 0
	for number := 1; lines.Scan(); number++ {
		line := lines.Text()
		if strings.HasPrefix(line, "at ") && !strings.Contains(line, "=>") {
			ref = referenceOf(t, strings.Fields(line))
			continue
		}
		phrase, want, isCase := strings.Cut(line, " => ")
		if strings.HasPrefix(line, "#") || !isCase {
			continue
		}
		count++
		if got := outcome(Parse(phrase, ref)); got != want {
			t.Errorf("phrases.txt:%d: %s at %s: got %s, want %s", number, phrase, ref.Now.Format("Mon 2006-01-02 15:04"), got, want)
		}
	}
	if count < 200 {
		t.Errorf("only %d phrases", count)
	}
}

func referenceOf(t *testing.T, fields []string) Reference {
	t.Helper()
	zone, err := time.LoadLocation(fields[3])
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.ParseInLocation("2006-01-02 15:04", fields[1]+" "+fields[2], zone)
	if err != nil {
		t.Fatal(err)
	}
	return Reference{now, fields[4]}
}

// outcome writes what was understood as the table does.
func outcome(w When, err error) string {
	impossible := (*ImpossibleError)(nil)
	switch {
	case errors.Is(err, ErrNone):
		return "none"
	case errors.As(err, &impossible):
		return "! " + string(impossible.Reason)
	case err != nil:
		return err.Error()
	}
	readings := make([]string, len(w.Readings))
	for i, m := range w.Readings {
		readings[i] = strings.TrimSpace(m.Day.Format(time.DateOnly) + " " + m.Time)
	}
	out := strings.Join(readings, "; ")
	if w.Past {
		out = "past " + out
	}
	if w.Rest != "" {
		out += " / " + w.Rest
	}
	return out
}
