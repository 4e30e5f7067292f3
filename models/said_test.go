package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

func TestTimeOfTS(t *testing.T) {
	for ts, want := range map[string]time.Time{
		"1700000000.000100": time.Unix(1700000000, 100_000).UTC(),
		"1700000000":        time.Unix(1700000000, 0).UTC(),
		"1700000000.5":      time.Unix(1700000000, 500_000_000).UTC(),
		"":                  {},
		"soon":              {},
		"-1.000000":         {},
		"1700000000.-10000": {},
		"9999999999999.000": {},
	} {
		if got := models.TimeOfTS(ts); !got.Equal(want) {
			t.Errorf("%q is %v, want %v", ts, got, want)
		}
	}
}

// What happened between two readings of a thread is what makes the second of the first, and is news of each message once.
func TestBetweenTwoReadings(t *testing.T) {
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	said := func(ts, text string, files ...models.SaidFile) models.Said {
		return models.Said{Key: "k" + ts, TS: ts, Text: text, Files: files, Change: models.SaidNew, At: at}
	}
	scan := models.SaidFile{ID: "F1", Name: "scan.pdf"}
	before := []models.Said{said("1", "It smokes"), said("2", "password"), said("3", "see", scan), said("4", "same", scan)}
	after := []models.Said{said("1", "It burns"), said("3", "see"), said("4", "same", scan), said("5", "Water?")}
	told := models.Between(before, after)
	var got []string
	for _, s := range told {
		got = append(got, strings.Join([]string{s.TS, string(s.Change), s.Text, s.Key}, " "))
	}
	want := []string{"1 edited It burns k1:between", "3 edited see k3:between", "5 new Water? k5", "2 deleted password k2:between"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, first := range before {
		var m models.TicketMessage
		m.Take(first)
		for _, s := range told {
			if s.TS == first.TS && !m.Take(s) {
				t.Errorf("%+v is no news", s)
			}
		}
		now := slices.IndexFunc(after, func(s models.Said) bool { return s.TS == first.TS })
		if m.Deleted != (now < 0) || now >= 0 && m.Text != after[now].Text {
			t.Errorf("%s ends as %+v", first.TS, m)
		}
	}
	if told := models.Between(after, after); told != nil {
		t.Errorf("nothing happened, and %+v is told", told)
	}
}

func TestRootOfAMessage(t *testing.T) {
	first, reply := models.Said{TS: "1.1"}, models.Said{TS: "1.2", Thread: "1.1"}
	if first.IsReply() || !reply.IsReply() || first.Root() != "1.1" || reply.Root() != "1.1" {
		t.Errorf("%+v %+v", first, reply)
	}
}
