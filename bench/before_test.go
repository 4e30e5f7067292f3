package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The document that the benchmark reads by itself has the section, and figures for each kind of act without a floor.
func TestTheDocumentHasTheFiguresOfTheReleaseBefore(t *testing.T) {
	known, err := readBefore("../docs/bench.md")
	if err != nil {
		t.Fatal(err)
	}
	if known.machine == "" {
		t.Error("the document doesn't say on which machine they were measured")
	}
	known.machine = machineName()
	for _, k := range (&acts{}).kinds() {
		for _, engine := range []string{sqliteTitle, "MariaDB 10.11.19"} {
			if figure := known.figure(engine, k.title, k.title+", p50"); math.IsNaN(figure) != k.floor {
				t.Errorf("%s on %s: %v", k.title, engine, figure)
			}
		}
	}
}

// What a run prints for the next release is read back as it was measured, and compared on the same machine only.
func TestFiguresAreReadAsTheyArePrinted(t *testing.T) {
	c := newComparison(sqliteTitle, plan{people: 16})
	f := &figures{alone: map[string]latencies{}, together: map[string]latencies{}, perSecond: map[string]float64{"new": 123}, cpu: map[string]time.Duration{}, work: map[string]work{}}
	f.alone["new"], f.together["new"] = latencies{3210 * time.Microsecond}, latencies{40 * time.Millisecond}
	c.add("bot", f)
	var printed bytes.Buffer
	printFigures(&printed, []*comparison{c})
	file := filepath.Join(t.TempDir(), "bench.md")
	if err := os.WriteFile(file, []byte("# The benchmark\n"+printed.String()+"\n## Another section\n\n| /crm new … !, p50 | 9 |\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	known, err := readBefore(file)
	if err != nil {
		t.Fatal(err)
	}
	const title = "/crm new … !"
	for what, want := range map[string]float64{title + ", p50": 3.21, "… 16 at once, p50": 40, "… 16 at once, a second": 123} {
		if got := known.figure(sqliteTitle, title, what); got != want {
			t.Errorf("%s is read as %v, was %v", what, got, want)
		}
	}
	if got := known.figure(sqliteTitle, title, "… statements"); !math.IsNaN(got) {
		t.Errorf("what was not measured is %v", got)
	}
	known.machine = "another one"
	if got := known.figure(sqliteTitle, title, title+", p50"); !math.IsNaN(got) || !strings.Contains(known.note(), "another one") {
		t.Errorf("a figure of another machine is compared: %v (%s)", got, known.note())
	}
}

func TestADocumentWithoutFiguresIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bench.md")
	if err := os.WriteFile(file, []byte("# The benchmark\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readBefore(file); err == nil || !strings.Contains(err.Error(), beforeHeading) {
		t.Errorf("error %v", err)
	}
}
