package models_test

import (
	"testing"
	"time"

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

func TestRootOfAMessage(t *testing.T) {
	first, reply := models.Said{TS: "1.1"}, models.Said{TS: "1.2", Thread: "1.1"}
	if first.IsReply() || !reply.IsReply() || first.Root() != "1.1" || reply.Root() != "1.1" {
		t.Errorf("%+v %+v", first, reply)
	}
}
