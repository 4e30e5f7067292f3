package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
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
		{"city", func(r *rand.Rand, q *models.CustomerQuery) {
			only(q, models.FieldCity, models.PlacesNamed(models.FieldCity, cityNames[r.IntN(len(cityNames))])[0])
		}},
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
	alike    latencies // to look for customers that one may be the same as
	all      latencies
	memory   memory    // of the bot, after 16 people have searched at once
	crowd    latencies // what these waited
	combined []combination
}

// measureSearch fills a database with so many customers, unless one is kept that was filled, and measures every combination:
// the first page, and the second of each.
func measureSearch(ctx context.Context, p plan, engine string, size int) (found searched, err error) {
	found.size = size
	db, full, err := openKept(ctx, engine, p, size)
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
	if _, err := st.Protect(ctx); err != nil { // as the program's first start does, on a database without customers
		return found, err
	}
	begun := time.Now()
	m := &many{db: db, now: begun}
	if full {
		m.tier, m.worth = m.fields(1)
		if _, err := st.FoldSearch(ctx, models.ClockFunc(time.Now), 1); err != nil { // what was inserted the last time
			return found, err
		}
	} else if err := m.fill(ctx, st, size); err != nil {
		return found, fmt.Errorf("fill: %w", err)
	}
	found.seconds = time.Since(begun).Seconds()
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
	if found.alike, err = m.lookAlike(ctx, st, size); err != nil {
		return found, err
	}
	if err := m.searchAll(ctx, st, &found, p.sequential, p.only); err != nil {
		return found, err
	}
	if found.memory, found.crowd, err = crowded(ctx, p, db); err != nil { // what was measured before isn't worth less
		fmt.Fprintln(os.Stderr, "the bot:", err)
	}
	return found, nil
}

// What the scheduler leaves beside the lists: it brings notes into them when there are foldLeast, of which a new customer makes
// three.
const (
	foldLeast = 128
	leftNoted = 42
)

// insertSome inserts customers one by one, and brings them into the lists as the scheduler does. As many stay noted beside them as
// may, while searches are measured.
func (m *many) insertSome(ctx context.Context, st *store.Store, size int) (latencies, error) {
	var times []time.Duration
	for i := range 100 + leftNoted {
		if i == 100 {
			if _, err := st.FoldSearch(ctx, models.ClockFunc(time.Now), foldLeast); err != nil {
				return nil, err
			}
		}
		c := m.customer(size + i)
		begun := time.Now()
		if err := st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, &c) }); err != nil {
			return nil, err
		}
		times = append(times, time.Since(begun))
	}
	return sorted(times), nil
}

// lookAlike looks for duplicates of customers: one half are others that nobody is like, the other half have the name or the phone
// of one that there is.
func (m *many) lookAlike(ctx context.Context, st *store.Store, size int) (latencies, error) {
	var times []time.Duration
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same at each size
	for i := range 400 {
		c, there := m.customer(size+1000+i), m.customer(r.IntN(size))
		c.ID = 0
		switch i % 4 {
		case 0:
			c.Name = there.Name
		case 1:
			_ = c.Set(models.FieldPhone, there.Phone.Plain()) // text is never refused
		}
		begun := time.Now()
		found, err := st.Duplicates(ctx, c, models.DuplicateFields())
		switch {
		case err != nil:
			return nil, err
		case i%4 < 2 && len(found) == 0:
			return nil, fmt.Errorf("nobody is found to be like %s", c.Name)
		}
		times = append(times, time.Since(begun))
	}
	return sorted(times), nil
}

func (m *many) searchAll(ctx context.Context, st *store.Store, found *searched, each int, only string) error {
	for _, w := range m.askedWords(found.size) {
		fmt.Fprintf(os.Stderr, "%d customers: %s\n", found.size, w.name)
		for _, f := range m.askedFilters() {
			for _, order := range askedOrders {
				c := combination{words: w.name, filter: f.name, order: order}
				if !strings.HasPrefix(c.String(), only) {
					continue
				}
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
