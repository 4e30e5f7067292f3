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
var tuesday = Reference{Now: time.Date(2026, 11, 24, 10, 20, 0, 0, time.UTC), Locale: "zh-CN"}

// holidays is a calendar with weekends and a few holidays, which the tables of phrases describe.
type holidays map[string][3]string

var someHolidays = holidays{
	NewYear: {"2027-01-01", "2027-01-01", "2027-01-03"}, SpringFestival: {"2027-02-06", "2027-02-05", "2027-02-14"}, Qingming: {"2027-04-05", "2027-04-03", "2027-04-05"},
	Labour: {"2027-05-01", "2027-05-01", "2027-05-05"}, National: {"2027-10-01", "2027-10-01", "2027-10-07"},
	Christmas: {"2026-12-25", "2026-12-25", "2026-12-27"}, Thanksgiving: {"2026-11-26", "2026-11-26", "2026-11-26"},
}

func (h holidays) Off(day time.Time) bool {
	for name, span := range h {
		if at := day.Format(time.DateOnly); name != Christmas && name != Thanksgiving && at >= span[1] && at <= span[2] {
			return true
		}
	}
	return weekends{}.Off(day)
}

func (h holidays) Holiday(name string, from time.Time) (Holiday, bool) {
	span, known := h[name]
	if !known || span[2] < from.Format(time.DateOnly) {
		return Holiday{}, false
	}
	var days [3]time.Time
	for i, day := range span {
		days[i], _ = time.Parse(time.DateOnly, day)
	}
	return Holiday{Day: days[0], First: days[1], Last: days[2]}, true
}

// The tables of what people write, which explain themselves: phrases at the beginning of a text, and texts with a phrase in them.
func TestPhrases(t *testing.T) {
	for name, table := range map[string]struct {
		read  func(string, Reference) (When, error)
		least int
	}{
		"phrases.en.txt": {Parse, 400}, "phrases.zh.txt": {Parse, 500}, "texts.en.txt": {Find, 40}, "texts.zh.txt": {Find, 35},
	} {
		t.Run(name, func(t *testing.T) { readTable(t, name, table.read, table.least) })
	}
}

// readTable tries every line of a table, of which there are at least so many.
func readTable(t *testing.T, name string, read func(string, Reference) (When, error), least int) {
	table, err := os.ReadFile("testdata/" + name)
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
		if got := outcome(read(phrase, ref)); got != want {
			t.Errorf("%s:%d: %s at %s: got %s, want %s", name, number, phrase, ref.Now.Format("Mon 2006-01-02 15:04"), got, want)
		}
	}
	if count < least {
		t.Errorf("only %d lines", count)
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
	return Reference{Now: now, Locale: strings.Trim(fields[4], "-"), Calendar: someHolidays}
}

// outcome writes what was understood as the tables do.
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
	switch {
	case w.Past:
		out = "past " + out
	case w.Repeats:
		out = "repeats " + out
	case w.Unsure && len(w.Readings) == 1:
		out = "sure? " + out
	}
	if w.Zone != nil {
		out += " [" + w.Zone.String() + "]"
	}
	if left := w.Left(); left != "" {
		out += " / " + left
	}
	return out
}
