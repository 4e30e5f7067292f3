// Command bench measures the bot: reading, searching and editing a customer against a floor, a bare slack-go handler that does
// the same through database/sql (bench/floor), and everything else against the figures of the release before, which
// docs/bench.md keeps. Bot and floor run as processes of their own, against the same local Slack and the same databases.
// scripts/bench.sh builds what it needs and calls it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"time"
)

// plan is what is to be measured.
type plan struct {
	bot, floor string // the binaries
	engines    []string
	mysql      string // DSN of the server
	customers  int
	rounds     int
	sequential int           // acts of each kind, one after the other
	span       time.Duration // how long everybody acts at once, for each kind
	people     int
	starts     int // starts that are timed besides the rounds' own
	strict     bool
	only       string
	app        string
	kept       string // where databases for sizes are kept; empty: nowhere
	imports    int    // measure imports of so many rows, their export and a bulk change of them, and nothing else
	bulk       bool   // be the process of that bulk change
	sizes      string // measure searches at these numbers of customers, and nothing else
	before     before // the figures of the release before
}

// floorApp is the name of the floor among what is measured.
const floorApp = "floor"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	p, err := flags()
	if p.sizes == "" && p.imports == 0 { // the driver shares the machine with what it measures: it should not collect garbage in the middle of it
		debug.SetGCPercent(800)
	}
	missed := 0
	switch {
	case err != nil:
	case p.bulk:
		err = changeAll(ctx)
	case p.imports > 0:
		err = importTable(ctx, p, p.imports)
	case p.sizes != "":
		missed, err = searchTable(ctx, p)
	default:
		missed, err = run(ctx, p)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if missed > 0 && p.strict {
		os.Exit(3)
	}
}

func flags() (plan, error) {
	var p plan
	var engines, document string
	flag.StringVar(&p.bot, "bot", "dist/guanxi", "the bot's binary")
	flag.StringVar(&p.floor, "floor", "dist/floor", "the floor's binary")
	flag.StringVar(&engines, "engines", "sqlite,mysql", "databases to measure on")
	flag.StringVar(&p.mysql, "mysql", os.Getenv("GUANXI_TEST_MYSQL_DSN"), "a MySQL-protocol server on which databases may be created")
	flag.IntVar(&p.customers, "customers", 10_000, "customers in the database")
	flag.IntVar(&p.rounds, "rounds", 3, "how often bot and floor take turns; the medians are shown")
	flag.IntVar(&p.sequential, "n", 300, "acts of each kind, one after the other")
	flag.DurationVar(&p.span, "span", 1500*time.Millisecond, "how long all people act at once, for each kind")
	flag.IntVar(&p.people, "people", 16, "people who act at once")
	flag.IntVar(&p.starts, "starts", 4, "starts that are timed in each round, besides the measured one")
	flag.StringVar(&p.only, "only", "", "measure only the kinds whose name begins so: show, own, find, new, modal; with -search the combinations")
	flag.StringVar(&p.app, "app", "", "measure only bot or floor")
	flag.StringVar(&p.sizes, "search", "", "measure every combination of words, filters and sorts at these numbers of customers, with commas between, and nothing else; -n is how often each")
	flag.IntVar(&p.imports, "import", 0, "measure guanxi import with a file of so many rows, their export and a bulk change of them, each against a floor, and nothing else")
	flag.BoolVar(&p.bulk, "bulk", false, "what -import starts: a bulk change of all customers of the database that GUANXI_DATABASE_DRIVER and _DSN name")
	flag.StringVar(&p.kept, "keep", "", "with -search: a directory in which the filled databases of SQLite are kept for the next time, and found; those of the server stay on it")
	flag.StringVar(&document, "before", "docs/bench.md", "the document with the figures of the release before")
	flag.BoolVar(&p.strict, "strict", false, "exit with status 3 when a reach is not met")
	flag.Parse()
	p.engines = strings.Split(engines, ",")
	var err error
	if !p.bulk {
		p.before, err = readBefore(document)
	}
	return p, err
}

// run measures on each engine and returns how many reaches are missed.
func run(ctx context.Context, p plan) (missed int, err error) {
	machine(os.Stdout)
	var all []*comparison
	for _, name := range p.engines {
		result, err := measureOn(ctx, p, name)
		if err != nil {
			return missed, fmt.Errorf("%s: %w", name, err)
		}
		missed += result.print(os.Stdout, p)
		all = append(all, result)
	}
	printFigures(os.Stdout, all)
	return missed, nil
}

// measureOn seeds a database and lets bot and floor take turns on it. Who begins changes with each round.
func measureOn(ctx context.Context, p plan, name string) (*comparison, error) {
	db, err := openDatabase(ctx, name, p.mysql)
	if err != nil {
		return nil, err
	}
	defer db.close()
	begun := time.Now()
	if err := db.seed(ctx, p.customers); err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	fmt.Printf("\n%s: %d customers seeded in %.1f s\n", db.title, p.customers, time.Since(begun).Seconds())
	result := newComparison(db.title, p)
	for round := range p.rounds {
		apps := []app{bot(p), {name: floorApp, binary: p.floor, sockets: 1}}
		if round%2 == 1 {
			apps[0], apps[1] = apps[1], apps[0]
		}
		for _, a := range apps {
			if p.app != "" && p.app != a.name {
				continue
			}
			measured, err := measure(ctx, p, db, a)
			if err != nil {
				return nil, fmt.Errorf("round %d, %s: %w", round+1, a.name, err)
			}
			result.add(a.name, measured)
		}
	}
	if p.app == "" {
		if err := measurePlain(ctx, p, db, result); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func bot(p plan, settings ...string) app {
	return app{name: "bot", binary: p.bot, arguments: []string{"serve"}, sockets: 2, settings: settings}
}

// measurePlain measures the bot again without encryption: what protecting personal data costs. The first start turns
// the whole database into plain text.
func measurePlain(ctx context.Context, p plan, db *database, result *comparison) error {
	p.starts = 0
	for round := range p.rounds {
		measured, err := measure(ctx, p, db, bot(p, "GUANXI_PRIVACY_MODE=open"))
		if err != nil {
			return fmt.Errorf("open, round %d: %w", round+1, err)
		}
		result.add("open", measured)
	}
	return nil
}
