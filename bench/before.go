package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// before is the figures of the release before, as docs/bench.md keeps them, with the machine they were measured on.
type before struct {
	machine string
	known   map[string]float64 // by engine and what was measured
}

// beforeHeading is the heading below which docs/bench.md keeps the figures; its table has a column for each engine.
const beforeHeading = "## Figures of the release before"

var beforeMachine = regexp.MustCompile("(?m)^Machine: `([^`]+)`$")

// readBefore reads the figures out of a document. It fails when the section is not there.
func readBefore(file string) (before, error) {
	text, err := os.ReadFile(file) //nolint:gosec // named by whoever runs the benchmark
	if err != nil {
		return before{}, fmt.Errorf("figures of the release before: %w", err)
	}
	_, section, found := strings.Cut(string(text), beforeHeading+"\n")
	if !found {
		return before{}, fmt.Errorf("%s has no section %q", file, beforeHeading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	b := before{known: map[string]float64{}}
	if named := beforeMachine.FindStringSubmatch(section); named != nil {
		b.machine = named[1]
	}
	var engines []string
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "|") || len(cells) < 2 || strings.HasPrefix(strings.TrimSpace(cells[0]), "---") {
			continue
		}
		if engines == nil {
			engines = cells[1:]
			continue
		}
		for i, cell := range cells[1:min(len(cells), len(engines)+1)] {
			value, _, _ := strings.Cut(strings.TrimSpace(cell), " ")
			if figure, err := strconv.ParseFloat(value, 64); err == nil {
				b.known[strings.TrimSpace(engines[i])+"|"+strings.TrimSpace(cells[0])] = figure
			}
		}
	}
	return b, nil
}

// figure returns what the release before had; NaN when it isn't known, or was measured on another machine.
func (b before) figure(engine, kind, what string) float64 {
	if b.machine != machineName() {
		return math.NaN()
	}
	engine, _, _ = strings.Cut(engine, " ") // without its version
	if figure, known := b.known[engine+"|"+fullName(kind, what)]; known {
		return figure
	}
	return math.NaN()
}

// note says whether the figures can be compared.
func (b before) note() string {
	if b.machine != machineName() {
		return fmt.Sprintf("not compared: they were measured on %s, and this is %s", b.machine, machineName())
	}
	return "measured on the same kind of machine (docs/bench.md)"
}

// fullName names a figure in a table where every line stands by itself.
func fullName(kind, what string) string {
	if rest, continued := strings.CutPrefix(what, "… "); continued {
		return kind + ", " + rest
	}
	return what
}

// printFigures prints what was measured without a floor as docs/bench.md keeps it, for the next release.
func printFigures(w io.Writer, all []*comparison) {
	_, _ = fmt.Fprintf(w, "\n%s\n\nMachine: `%s`\n\n|", beforeHeading, machineName())
	for _, c := range all {
		engine, _, _ := strings.Cut(c.title, " ")
		_, _ = fmt.Fprintf(w, " | %s", engine)
	}
	_, _ = fmt.Fprintf(w, " |\n| ---%s |\n", strings.Repeat(" | ---:", len(all)))
	for _, k := range (&acts{}).kinds() {
		if k.floor || len(all) == 0 || !strings.HasPrefix(k.name, all[0].plan.only) {
			continue
		}
		list := all[0].shown(k)
		for _, c := range all[1:] { // a server counts its statements as well
			if more := c.shown(k); len(more) > len(list) {
				list = more
			}
		}
		for _, f := range list {
			if strings.HasSuffix(f.what, "p99") { // it moves too much from run to run
				continue
			}
			_, _ = fmt.Fprintf(w, "| %s", fullName(k.title, f.what))
			for _, c := range all {
				_, _ = fmt.Fprintf(w, " | %s", number(c.of("bot", f.of), f.unit))
			}
			_, _ = fmt.Fprintln(w, " |")
		}
	}
}

// machineName names the processor and how many cores there are.
func machineName() string {
	model := runtime.GOARCH
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d cores", model, runtime.NumCPU())
}
