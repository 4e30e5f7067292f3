package when

import (
	"os"
	"strings"
	"testing"
	"time"
)

// Runs of days are read as testdata/periods.txt says.
func TestPeriods(t *testing.T) {
	today := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	table, err := os.ReadFile("testdata/periods.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if parts[0] == "" || strings.HasPrefix(parts[0], "#") {
			continue
		}
		for past, want := range map[bool]string{false: parts[1], true: parts[len(parts)-1]} {
			got := "-"
			if first, last, found := Period(parts[0], today, past); found {
				got = first.Format(time.DateOnly) + " " + last.Format(time.DateOnly)
			}
			if got != want {
				t.Errorf("%q, past %v: %s, want %s", parts[0], past, got, want)
			}
		}
	}
}

func FuzzPeriod(f *testing.F) {
	for _, seed := range []string{"2026-03", "近7天", "q1", "last 9999 months", "三月", "\xff", "2026年第二季度"} {
		f.Add(seed)
	}
	today := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		for _, past := range []bool{false, true} {
			if first, last, found := Period(text, today, past); found && last.Before(first) {
				t.Fatalf("%q is from %s to %s", text, first, last)
			}
		}
	})
}
