package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// searchTable measures searches at each size on each engine, prints the tables, and returns how many reaches are missed.
func searchTable(ctx context.Context, p plan) (missed int, err error) {
	machine(os.Stdout)
	for _, engine := range p.engines {
		var all []searched
		for _, text := range strings.Split(p.sizes, ",") {
			size, err := strconv.Atoi(text)
			if err != nil {
				return missed, fmt.Errorf("-search %q: %w", p.sizes, err)
			}
			found, err := measureSearch(ctx, p, engine, size)
			if err != nil {
				return missed, fmt.Errorf("%s, %d customers: %w", engine, size, err)
			}
			fmt.Fprintf(os.Stderr, "%s: %d customers, p50 %.2f ms, p99 %.2f ms\n", engine, size, found.all.at(0.5), found.all.at(0.99))
			printSlowest(os.Stderr, found)
			all = append(all, found)
		}
		missed += printSearches(os.Stdout, engine, all)
	}
	return missed, nil
}

// printSearches prints what was measured on an engine: by what was asked, then the slowest and those that grow most.
func printSearches(w io.Writer, engine string, all []searched) (missed int) {
	_, _ = fmt.Fprintf(w, "\n### %s\n\n|", engine)
	line := func(name string, figure func(searched) string) {
		_, _ = fmt.Fprintf(w, "| %s |", name)
		for _, s := range all {
			_, _ = fmt.Fprintf(w, " %s |", figure(s))
		}
		_, _ = fmt.Fprintln(w)
	}
	for _, s := range all {
		_, _ = fmt.Fprintf(w, " | %d", s.size)
	}
	_, _ = fmt.Fprintf(w, " |\n| --- |%s\n", strings.Repeat(" ---: |", len(all)))
	line("to fill the database", func(s searched) string { return fmt.Sprintf("%.0f s", s.seconds) })
	line("rows of lists for each customer", func(s searched) string { return fmt.Sprintf("%.1f", s.lists) })
	line("inserting a customer, p50 / p99", func(s searched) string { return fmt.Sprintf("%.2f / %.2f ms", s.insert.at(0.5), s.insert.at(0.99)) })
	line("looking for duplicates, p50 / p99", func(s searched) string { return fmt.Sprintf("%.2f / %.2f ms", s.alike.at(0.5), s.alike.at(0.99)) })
	line("all combinations, p50 / p99", func(s searched) string { return fmt.Sprintf("%.2f / %.2f ms", s.all.at(0.5), s.all.at(0.99)) })
	line("all combinations, processor time, median", func(s searched) string { return fmt.Sprintf("%.2f ms", s.worked()) })
	line("the bot: 16 people search at once, p50 / p99", func(s searched) string { return fmt.Sprintf("%.1f / %.1f ms", s.crowd.at(0.5), s.crowd.at(0.99)) })
	line("the bot: memory at its most then", func(s searched) string { return fmt.Sprintf("%.1f MB", s.memory.peak) })
	for _, by := range []func(combination) string{
		func(c combination) string { return "words: " + c.words },
		func(c combination) string { return "filter: " + c.filter },
		func(c combination) string { return "sort:" + cmp.Or(string(c.order), " default") },
	} {
		for _, name := range namesOf(all[0], by) {
			if strings.Contains(name, " and ") {
				continue
			}
			line(name, func(s searched) string {
				times := s.of(by, name)
				return fmt.Sprintf("%.2f / %.2f ms", times.at(0.5), times.at(0.99))
			})
		}
	}
	return printReaches(w, all)
}

// worked is the median of the combinations' processor time.
func (s searched) worked() float64 {
	var all []float64
	for _, c := range s.combined {
		all = append(all, c.work)
	}
	return median(all)
}

// printSlowest prints what took longest at one size.
func printSlowest(w io.Writer, s searched) {
	list := slices.Clone(s.combined)
	slices.SortFunc(list, func(a, b combination) int { return cmp.Compare(b.work, a.work) })
	for _, c := range list[:min(len(list), 40)] {
		_, _ = fmt.Fprintf(w, "  %s: p50 %.2f ms, p99 %.2f ms, processor %.2f ms\n", c, c.times.at(0.5), c.times.at(0.99), c.work)
	}
}

func namesOf(s searched, by func(combination) string) (names []string) {
	for _, c := range s.combined {
		if name := by(c); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// of are the times of all combinations that have a name.
func (s searched) of(by func(combination) string, name string) latencies {
	var times []time.Duration
	for _, c := range s.combined {
		if by(c) == name {
			times = append(times, c.times...)
		}
	}
	return sorted(times)
}

// printReaches says which combinations take longer than they may, and which grow by more.
func printReaches(w io.Writer, all []searched) (missed int) {
	least, most := all[0], all[len(all)-1]
	type grown struct {
		combination
		growth, work, worst float64
	}
	var list []grown
	var slow, growing int
	for i, c := range most.combined {
		g := grown{c, c.times.at(0.5) / least.combined[i].times.at(0.5), c.work / least.combined[i].work, c.times.at(0.99)}
		if g.worst > searchReach {
			slow++
		}
		if g.growth > growthReach {
			growing++
		}
		list = append(list, g)
	}
	_, _ = fmt.Fprintf(w, "\nOf %d combinations, %d take more than %d ms at p99 with %d customers, and %d take more than %.1f times as long (p50) as with %d.\n",
		len(list), slow, searchReach, most.size, growing, growthReach, least.size)
	slices.SortFunc(list, func(a, b grown) int { return cmp.Compare(b.worst, a.worst) })
	_, _ = fmt.Fprint(w, "\nThe slowest:\n\n")
	for _, g := range list[:min(len(list), 12)] {
		_, _ = fmt.Fprintf(w, "- %s: p50 %.2f ms, p99 %.2f ms\n", g.combination, g.times.at(0.5), g.worst)
	}
	slices.SortFunc(list, func(a, b grown) int { return cmp.Compare(b.growth, a.growth) })
	_, _ = fmt.Fprint(w, "\nThose that grow most:\n\n")
	for _, g := range list[:min(len(list), 12)] {
		_, _ = fmt.Fprintf(w, "- %s: %.2f times, to %.2f ms; processor %.2f times, to %.2f ms\n", g.combination, g.growth, g.times.at(0.5), g.work, g.combination.work)
	}
	if most.all.at(0.99) > searchReach {
		missed++
	}
	if most.all.at(0.5) > growthReach*least.all.at(0.5) {
		missed++
	}
	return missed + min(1, slow) + min(1, growing)
}
