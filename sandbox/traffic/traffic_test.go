package traffic

import (
	"strings"
	"testing"
	"time"
)

func TestLogIsARing(t *testing.T) {
	log := NewLog(3, time.Now)
	for _, name := range []string{"a", "b", "c", "d"} {
		log.Add(Entry{Name: name})
	}
	names := func(after uint64) string {
		out := ""
		for _, entry := range log.Entries(after) {
			out += entry.Name
		}
		return out
	}
	for after, want := range map[uint64]string{0: "bcd", 2: "cd", 3: "d", 4: "", 9: ""} {
		if got := names(after); got != want {
			t.Errorf("after %d: %q, want %q", after, got, want)
		}
	}
	log.Clear()
	log.Add(Entry{Name: "e", Request: strings.Repeat("x", BodyLimit+10)})
	entries := log.Entries(0)
	if len(entries) != 1 || entries[0].Seq != 5 || len(entries[0].Request) > BodyLimit+len("…") {
		t.Errorf("entries %d", len(entries))
	}
}
