package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"time"
)

// The reaches.
const (
	reachLatency    = 1.3 // times the floor's p50, at most
	reachRecord     = 1.5 // the same, for a record with all that belongs to it
	reachOpen       = 100 // ms until a form is open, at p99
	reachThroughput = 0.7 // of the floor's, at least
	reachBefore     = 1.1 // times the p50 of the release before, at most; three rounds move by half as much
	reachMemory     = 64  // MB, at most
	reachStart      = 300 // ms, at most
)

// comparison is the runs of bot and floor on one database.
type comparison struct {
	title string
	plan  plan
	runs  map[string][]*figures
}

func newComparison(title string, p plan) *comparison {
	return &comparison{title: title, plan: p, runs: map[string][]*figures{}}
}

func (c *comparison) add(name string, f *figures) { c.runs[name] = append(c.runs[name], f) }

// of is the median over an app's runs.
func (c *comparison) of(name string, figure func(*figures) float64) float64 {
	var values []float64
	for _, f := range c.runs[name] {
		values = append(values, figure(f))
	}
	return median(values)
}

// reach is a promise, and what was measured of it.
type reach struct {
	what     string
	measured float64
	limit    float64
	atLeast  bool
}

func (r reach) met() bool {
	if r.atLeast {
		return r.measured >= r.limit
	}
	return r.measured <= r.limit
}

// print shows the table and returns how many reaches are missed.
func (c *comparison) print(w io.Writer, p plan) (missed int) {
	_, _ = fmt.Fprintf(w, "\n## %s, %d customers, medians of %d rounds\n\n", c.title, p.customers, p.rounds)
	t := &table{to: w}
	t.row("", "bot", "floor", "ratio")
	t.row("---", "---:", "---:", "---:")
	var reaches []reach
	for _, k := range (&acts{}).kinds() {
		if strings.HasPrefix(k.name, p.only) {
			reaches = append(reaches, c.kind(t, k)...)
		}
	}
	reaches = append(reaches, c.process(t)...)
	_, _ = fmt.Fprintf(w, "\n† the release before's, %s\n", c.plan.before.note())
	reaches = append(reaches, c.privacy(w, p)...)
	_, _ = fmt.Fprintln(w)
	for _, r := range reaches {
		if !math.IsNaN(r.measured) && r.measured > 0 {
			missed += r.print(w)
		}
	}
	return missed
}

// shown are the figures of a kind of act.
func (c *comparison) shown(k kind) []figure {
	alone := func(share float64) func(*figures) float64 {
		return func(f *figures) float64 { return f.alone[k.name].at(share) }
	}
	together := func(share float64) func(*figures) float64 {
		return func(f *figures) float64 { return f.together[k.name].at(share) }
	}
	crowd := fmt.Sprintf("%d at once", c.plan.people)
	list := []figure{
		{k.title + ", p50", "ms", alone(0.5)},
		{"… p99", "ms", alone(0.99)},
		{"… " + crowd + ", p50", "ms", together(0.5)},
		{"… " + crowd + ", p99", "ms", together(0.99)},
		{"… " + crowd + ", a second", "", func(f *figures) float64 { return f.perSecond[k.name] }},
		{"… processor time of the process", "ms", func(f *figures) float64 { return milliseconds(f.cpu[k.name]) }},
	}
	if c.counted() {
		list = append(list,
			figure{"… statements", "", func(f *figures) float64 { return f.work[k.name].statements }},
			figure{"… rows and keys read", "", func(f *figures) float64 { return f.work[k.name].rows }})
	}
	return list
}

// figure is one line of a table.
type figure struct {
	what, unit string
	of         func(*figures) float64
}

// The places of the promised figures among those that are shown.
const (
	figureP50     = 0
	figureP99     = 1
	figureCrowded = 2
	figureSpeed   = 4
)

// kind adds what concerns one kind of act.
func (c *comparison) kind(t *table, k kind) []reach {
	ratios := make([]float64, 0, 8)
	list := c.shown(k)
	for _, f := range list {
		if k.floor {
			ratios = append(ratios, c.line(t, f.what, f.unit, f.of))
			continue
		}
		bot, was := c.of("bot", f.of), c.plan.before.figure(c.title, k.title, f.what)
		ratios = append(ratios, ratio(bot, was))
		t.row(f.what, number(bot, f.unit), number(was, f.unit)+" †", number(ratio(bot, was), ""))
	}
	crowd := fmt.Sprintf("%d at once", c.plan.people)
	var reaches []reach
	if k.atMost > 0 {
		reaches = append(reaches, reach{k.title + ": p99, ms", c.of("bot", list[figureP99].of), k.atMost, false})
	}
	if !k.floor {
		limit := cmp.Or(k.reach, reachBefore)
		return append(reaches,
			reach{k.title + ": p50, times the release before's", ratios[figureP50], limit, false},
			reach{k.title + ": p50 with " + crowd + ", times the release before's", ratios[figureCrowded], limit, false})
	}
	limit := cmp.Or(k.reach, reachLatency)
	return append(reaches,
		reach{k.title + ": p50, times the floor's", ratios[figureP50], limit, false},
		reach{k.title + ": p50 with " + crowd + ", times the floor's", ratios[figureCrowded], limit, false},
		reach{k.title + ": a second with " + crowd + ", of the floor's", ratios[figureSpeed], min(reachThroughput, 1/limit), true})
}

// ratio is how many times another figure one is; NaN where either is missing.
func ratio(one, other float64) float64 {
	if one > 0 && other > 0 {
		return one / other
	}
	return math.NaN()
}

// counted reports whether the server counts its statements.
func (c *comparison) counted() bool { return c.title != sqliteTitle }

// privacy compares the protected mode, in which everything above was measured, with the open one.
func (c *comparison) privacy(w io.Writer, p plan) (reaches []reach) {
	if len(c.runs["open"]) == 0 {
		return nil
	}
	_, _ = fmt.Fprintf(w, "\nProtected against open, p50 of one after the other:\n\n")
	t := &table{to: w}
	t.row("", "protected", "open", "ratio")
	t.row("---", "---:", "---:", "---:")
	for _, k := range (&acts{}).kinds() {
		p50 := func(f *figures) float64 { return f.alone[k.name].at(0.5) }
		protected, open := c.of("bot", p50), c.of("open", p50)
		if strings.HasPrefix(k.name, p.only) && open > 0 {
			t.row(k.title, number(protected, "ms"), number(open, "ms"), number(protected/open, ""))
			reaches = append(reaches, reach{k.title + ": protected, times the open mode's", protected / open, reachRecord, false})
		}
	}
	return reaches
}

// process adds what concerns the whole process.
func (c *comparison) process(t *table) []reach {
	now := func(f *figures) float64 { return f.memory.now }
	peak := func(f *figures) float64 { return f.memory.peak }
	ready := func(f *figures) float64 { return medianOf(f.ready) }
	answered := func(f *figures) float64 { return medianOf(f.answered) }
	c.line(t, "memory after the load", "MB", now)
	c.line(t, "memory at its most", "MB", peak)
	c.line(t, "start until all sockets are open", "ms", ready)
	c.line(t, "start until the first answer is seen", "ms", answered)
	c.line(t, "binary", "MB", nil)
	return []reach{
		{"memory at its most, MB", c.of("bot", peak), reachMemory, false},
		{"start until all sockets are open, ms", c.of("bot", ready), reachStart, false},
		{"start until the first answer is seen, ms", c.of("bot", answered), reachStart, false},
	}
}

// line adds a figure of both and returns how many times the floor's the bot's is. Without a figure it is the size of
// the binaries.
func (c *comparison) line(t *table, what, unit string, figure func(*figures) float64) float64 {
	bot, floor := megabytes(c.plan.bot), megabytes(c.plan.floor)
	if figure != nil {
		bot, floor = c.of("bot", figure), c.of("floor", figure)
	}
	t.row(what, number(bot, unit), number(floor, unit), number(ratio(bot, floor), ""))
	return ratio(bot, floor)
}

func medianOf(times []time.Duration) float64 {
	var values []float64
	for _, d := range times {
		values = append(values, milliseconds(d))
	}
	return median(values)
}

func (r reach) print(w io.Writer) (missed int) {
	verdict, sign := "met", "≤"
	if r.atLeast {
		sign = "≥"
	}
	if !r.met() {
		verdict, missed = "NOT MET", 1
	}
	_, _ = fmt.Fprintf(w, "%-8s %s: %.2f (%s %g)\n", verdict, r.what, r.measured, sign, r.limit)
	return missed
}

// table writes Markdown.
type table struct{ to io.Writer }

func (t *table) row(what, bot, floor, ratio string) {
	pad := max(0, 42-len([]rune(what)))
	_, _ = fmt.Fprintf(t.to, "| %s%s | %9s | %9s | %6s |\n", what, strings.Repeat(" ", pad), bot, floor, ratio)
}

func number(value float64, unit string) string {
	if math.IsNaN(value) || value == 0 {
		return "–"
	}
	digits := 2
	if value >= 100 {
		digits = 0
	}
	return strings.TrimSpace(fmt.Sprintf("%.*f %s", digits, value, unit))
}

func megabytes(file string) float64 {
	info, err := os.Stat(file)
	if err != nil {
		return math.NaN()
	}
	return float64(info.Size()) / 1e6
}

// machine says what this is measured on.
func machine(w io.Writer) {
	load, _ := os.ReadFile("/proc/loadavg")
	_, _ = fmt.Fprintf(w, "%s, %s, %s, load %s\n", time.Now().Format(time.DateOnly), runtime.Version(), machineName(), strings.TrimSpace(string(load)))
}
