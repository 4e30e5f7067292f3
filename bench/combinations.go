package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// What a search may take at the greatest size, in milliseconds at p99, and how much more than at the least size.
const (
	searchReach = 20
	growthReach = 1.5
)

// asked is one part of a search: some words, some filters, or an order.
type asked struct {
	name string
	set  func(r *rand.Rand, q *models.CustomerQuery)
}

func words(name string, list ...string) asked {
	return asked{name, func(r *rand.Rand, q *models.CustomerQuery) { q.Words = list[r.IntN(len(list))] }}
}

// askedWords are words as people type them. %s is a name of somebody's.
func (m *many) askedWords(size int) []asked {
	named := func(cut func(name []rune, r *rand.Rand) string) func(*rand.Rand, *models.CustomerQuery) {
		return func(r *rand.Rand, q *models.CustomerQuery) { q.Words = cut([]rune(manyName(r.IntN(size))), r) }
	}
	return []asked{
		{"no words", func(*rand.Rand, *models.CustomerQuery) {}},
		words("a common word", "科技", "北京", "贸易", "有限公司", "trading", "group"),
		words("two common words", "北京 科技", "上海 贸易", "systems ltd", "医疗 集团"),
		words("initials", "bjkj", "shmy", "bjh", "gzwl"),
		words("pinyin", "beijing", "keji", "ke ji", "shanghai maoyi"),
		words("one letter", "b", "k", "华"),
		{"a piece of a name", named(func(name []rune, r *rand.Rand) string { at := r.IntN(len(name) - 2); return string(name[at : at+3]) })},
		{"a whole name", named(func(name []rune, _ *rand.Rand) string { return string(name) })},
		{"an ID", func(r *rand.Rand, q *models.CustomerQuery) { q.Words = models.CustomerCode(int64(r.IntN(size) + 1)) }},
		{"a slip", named(func(name []rune, _ *rand.Rand) string { return string(name[:len(name)-1]) + "钅" })},
	}
}

func only(q *models.CustomerQuery, field models.Field, value string) {
	q.Filters = append(q.Filters, models.FilterOf(field, value))
}

func due(q *models.CustomerQuery, from, to models.Date) {
	q.Filters = append(q.Filters, models.SpanOf(models.FieldNextFollowUp, from, to))
}

// askedFilters are filters and pairs of them.
func (m *many) askedFilters() []asked {
	today := models.DateOf(m.now)
	one := []asked{
		{"status", func(r *rand.Rand, q *models.CustomerQuery) {
			only(q, models.FieldStatus, string(models.Statuses()[r.IntN(3)]))
		}},
		{"industry", func(r *rand.Rand, q *models.CustomerQuery) {
			only(q, models.FieldIndustry, manyIndustries[r.IntN(len(manyIndustries))])
		}},
		{"owner", func(r *rand.Rand, q *models.CustomerQuery) { only(q, models.FieldOwner, manyOwner(r.IntN(manyPeople))) }},
		{"kind", func(r *rand.Rand, q *models.CustomerQuery) {
			only(q, models.FieldCustomerKind, string(models.CustomerKinds()[r.IntN(2)]))
		}},
		{"source", func(r *rand.Rand, q *models.CustomerQuery) {
			only(q, models.FieldSource, manyCampaign(r.IntN(manyCampaigns)))
		}},
		{"contact", func(r *rand.Rand, q *models.CustomerQuery) {
			only(q, models.FieldContactName, fmt.Sprint("王经理 ", r.IntN(manyContacts)))
		}},
		{"due today", func(_ *rand.Rand, q *models.CustomerQuery) { due(q, today, today) }},
		{"due overdue", func(_ *rand.Rand, q *models.CustomerQuery) { due(q, models.Date{}, today.AddDays(-1)) }},
		{"due this month", func(_ *rand.Rand, q *models.CustomerQuery) { due(q, today, today.AddDays(30)) }},
		{"own choice", func(r *rand.Rand, q *models.CustomerQuery) {
			only(q, m.tier.Key(), m.tier.Options[r.IntN(3)].Key)
		}},
		{"own number, few", func(r *rand.Rand, q *models.CustomerQuery) { m.between(q, r.IntN(7000), 20) }},
		{"own number, some", func(r *rand.Rand, q *models.CustomerQuery) { m.between(q, r.IntN(5000), 800) }},
		{"own number, most", func(_ *rand.Rand, q *models.CustomerQuery) { m.between(q, 1500, 7919) }},
		{"own customers only", func(r *rand.Rand, q *models.CustomerQuery) { q.VisibleTo = manyOwner(r.IntN(manyPeople)) }},
	}
	list := append([]asked{{"no filter", func(*rand.Rand, *models.CustomerQuery) {}}}, one...)
	for i, a := range one { // each with the next but one
		b := one[(i+2)%len(one)]
		list = append(list, asked{a.name + " and " + b.name, func(r *rand.Rand, q *models.CustomerQuery) { a.set(r, q); b.set(r, q) }})
	}
	return list
}

func (m *many) between(q *models.CustomerQuery, from, size int) {
	span := models.Match{By: models.MatchSpan, From: int64(from) * 100 * 10_000, To: int64(from+size) * 100 * 10_000}
	q.Filters = append(q.Filters, models.Filter{Field: m.worth.Key(), Any: []models.Match{span}})
}

var askedOrders = []models.CustomerSort{models.SortDefault, models.SortNewest, models.SortName, models.SortDue}

// combination is one combination of words, filters and an order, with how long it took.
type combination struct {
	words, filter string
	order         models.CustomerSort
	times         latencies
	work          float64 // milliseconds of the processor for each search, of this process alone: on SQLite that is all
}

func (c combination) String() string {
	return fmt.Sprintf("%s, %s, sort:%s", c.words, c.filter, cmp.Or(string(c.order), "default"))
}

// searched is what was measured at one size.
type searched struct {
	size     int
	seconds  float64 // to fill the database
	lists    float64 // rows of lists for each customer
	insert   latencies
	all      latencies
	combined []combination
}

// measureSearch fills a database with so many customers, and measures every combination: the first page, and the second of
// each.
func measureSearch(ctx context.Context, p plan, engine string, size int) (found searched, err error) {
	db, err := openDatabase(ctx, engine, p.mysql)
	if err != nil {
		return found, err
	}
	defer db.close()
	st, err := store.Open(ctx, db.driver, db.dsn)
	if err != nil {
		return found, err
	}
	defer func() { _ = st.Close() }()
	if err := st.Migrate(ctx); err != nil {
		return found, err
	}
	begun := time.Now()
	m := &many{db: db, now: begun}
	if err := m.fill(ctx, st, size); err != nil {
		return found, fmt.Errorf("fill: %w", err)
	}
	found.size, found.seconds = size, time.Since(begun).Seconds()
	if db.driver == "mysql" {
		for _, table := range append(grown, "search_lists", "custom_values", "search_marks") {
			if _, err := db.pool.ExecContext(ctx, "ANALYZE TABLE "+table); err != nil {
				return found, err
			}
		}
	}
	rows, err := db.number(ctx, "SELECT COUNT(*) FROM search_lists")
	if err != nil {
		return found, err
	}
	found.lists = float64(rows) / float64(size)
	if found.insert, err = m.insertSome(ctx, st, size); err != nil {
		return found, err
	}
	err = m.searchAll(ctx, st, &found, p.sequential)
	return found, err
}

// insertSome inserts customers one by one. They stay noted beside the lists while searches are measured.
func (m *many) insertSome(ctx context.Context, st *store.Store, size int) (latencies, error) {
	var times []time.Duration
	for i := range 100 {
		c := m.customer(size + i)
		begun := time.Now()
		if err := st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, &c) }); err != nil {
			return nil, err
		}
		times = append(times, time.Since(begun))
	}
	return sorted(times), nil
}

func (m *many) searchAll(ctx context.Context, st *store.Store, found *searched, each int) error {
	for _, w := range m.askedWords(found.size) {
		fmt.Fprintf(os.Stderr, "%d customers: %s\n", found.size, w.name)
		for _, f := range m.askedFilters() {
			for _, order := range askedOrders {
				c := combination{words: w.name, filter: f.name, order: order}
				worked, searches := time.Duration(0), 0
				r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same searches at each size
				for n := range each + 1 {
					q := models.CustomerQuery{Sort: order, Location: time.UTC}
					w.set(r, &q)
					f.set(r, &q)
					for pages := 0; pages == 0 || pages == 1 && q.After != ""; pages++ {
						begun, before := time.Now(), worktime()
						page, err := st.SearchCustomers(ctx, q)
						if err != nil {
							return fmt.Errorf("%s: %w", c, err)
						}
						if n > 0 { // the first warms up
							c.times = append(c.times, time.Since(begun))
							worked, searches = worked+worktime()-before, searches+1
						}
						q.After = page.Next
					}
				}
				c.work = milliseconds(worked) / float64(searches)
				found.all = append(found.all, c.times...)
				c.times = sorted(c.times)
				found.combined = append(found.combined, c)
			}
		}
	}
	found.all = sorted(found.all)
	return nil
}

// worktime is how long processors have worked for this process.
func worktime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

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
	line("all combinations, p50 / p99", func(s searched) string { return fmt.Sprintf("%.2f / %.2f ms", s.all.at(0.5), s.all.at(0.99)) })
	line("all combinations, processor time, median", func(s searched) string { return fmt.Sprintf("%.2f ms", s.worked()) })
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
