package models_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Amounts are read as testdata/amounts.txt says; a bare number is read the same way where it is typed into a field.
func TestAmounts(t *testing.T) {
	table, err := os.ReadFile("testdata/amounts.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		text, want, found := strings.Cut(strings.TrimSpace(line), " | ")
		if !found || strings.HasPrefix(text, "#") {
			continue
		}
		got := "-"
		span, refused := models.NumberSpan(text)
		if refused == nil {
			got = boundOf(span.From) + " " + boundOf(span.To)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
		number, refused := models.ParseNumber(text)
		if refused == nil && want != number+" "+number {
			t.Errorf("%q is the number %s", text, number)
		}
	}
}

func boundOf(key int64) string {
	if key == models.MinKey || key == models.MaxKey {
		return "*"
	}
	whole := strconv.FormatFloat(float64(key)/10_000, 'f', -1, 64)
	return whole
}

func FuzzNumberSpan(f *testing.F) {
	for _, seed := range []string{"5-10万", ">=1.5 million", "..", "-5--1", "99999999999999.9999", "１０～２０萬"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		span, refused := models.NumberSpan(text)
		if refused == nil && span.By != models.MatchSpan {
			t.Fatalf("%q asks for %v", text, span)
		}
	})
}
