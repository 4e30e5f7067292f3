package store_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// seed inserts n customers with some of everything that belongs to them.
func seed(t testing.TB, st *store.Store, n int) {
	t.Helper()
	const batch = 500
	for first := 0; first < n; first += batch {
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			list := make([]*models.Customer, min(batch, n-first))
			for i := range list {
				list[i] = seedCustomer(first + i)
			}
			if err := tx.InsertCustomers(ctx, list); err != nil {
				return err
			}
			beside := seedBeside(list, first)
			for i := range beside.interactions {
				if err := tx.InsertInteraction(ctx, &beside.interactions[i]); err != nil {
					return err
				}
			}
			if err := errors.Join(tx.InsertStatusChanges(ctx, beside.statuses), tx.InsertFirstFollowUps(ctx, beside.followUps), tx.InsertDeals(ctx, beside.deals)); err != nil {
				return err
			}
			return tx.AppendAudit(ctx, beside.audit())
		}))
	}
}

func seedCustomer(i int) *models.Customer {
	cities := []string{"北京", "上海", "广州", "深圳", "重庆", "成都", "杭州"}
	words := []string{"华", "宏", "泰", "瑞", "鑫", "云", "海", "盛", "恒", "达", "星", "智"}
	trades := []string{"科技", "贸易", "物流", "教育", "医疗"}
	c := customer(cities[i%7] + words[i%12] + words[i/12%12] + words[i/144%12] + trades[i%5] + "有限公司")
	c.Owner, c.Industry = fmt.Sprintf("U0OWNER%d", i%50), fmt.Sprint(i%10)
	c.Status = models.Statuses()[i%3]
	c.Email, c.EmailKey = models.Personal(fmt.Sprintf("p%d@example.com", i)), models.Personal(fmt.Sprintf("p%d@example.com", i))
	c.Phone, c.PhoneKey = models.Personal(fmt.Sprintf("138%08d", i)), models.Personal(fmt.Sprintf("138%08d", i))
	c.ContactName = models.Personal(fmt.Sprintf("王经理%d", i))
	c.UpdatedAt = now.Add(time.Duration(i) * time.Second)
	if i%2 == 0 {
		c.NextFollowUp = models.DateOf(now).AddDays(i%60 - 20)
	}
	return c
}

// seeded is what belongs to some customers: of each kind one for a customer.
type seeded struct {
	customers    []*models.Customer
	first        int
	statuses     []models.StatusChange
	interactions []models.Interaction
	followUps    []models.FollowUp
	deals        []*models.Deal
}

func seedBeside(list []*models.Customer, first int) seeded {
	s := seeded{customers: list, first: first}
	for k, c := range list {
		i := first + k
		at := now.Add(-time.Duration(i%90) * 24 * time.Hour)
		s.statuses = append(s.statuses, models.StatusChange{CustomerID: c.ID, ToStatus: c.Status, ChangedBy: c.Owner, ChangedAt: at})
		s.interactions = append(s.interactions, models.Interaction{CustomerID: c.ID, Kind: models.InteractionCall, Text: "x", HappenedAt: at, CreatedAt: at, CreatedBy: c.Owner})
		f := models.FollowUp{CustomerID: c.ID, Assignee: c.Owner, State: models.FollowUpPlanned, DueOn: models.DateOf(at).AddDays(i % 30), CreatedAt: at, UpdatedAt: at, Version: 1}
		closed := at.Add(48 * time.Hour)
		if i%3 > 0 {
			f.State, f.ClosedAt, f.ClosedBy = models.FollowUpDone, &closed, c.Owner
		}
		due := f.DueOn.In(time.UTC)
		f.DueAt = &due
		s.followUps = append(s.followUps, f)
		d := models.Deal{
			CustomerID: c.ID, Title: "x", PipelineID: 1, StageID: int64(1 + i%4), State: models.DealOpen, StageSince: at, Amount: models.Money{Minor: int64(i), Currency: "CNY"},
			Owner: c.Owner, CreatedBy: c.Owner, CreatedAt: at, UpdatedAt: at, Version: 1,
		}
		if i%3 > 0 {
			d.ExpectedClose = f.DueOn
		}
		if i%4 == 0 {
			d.StageID, d.State, d.ClosedAt, d.ClosedBy = 5, models.DealWon, &closed, c.Owner
		}
		s.deals = append(s.deals, &d)
	}
	return s
}

// audit says who has made it all.
func (s seeded) audit() []models.AuditEntry {
	var entries []models.AuditEntry
	for k, c := range s.customers {
		entry := models.AuditEntry{
			At: s.statuses[k].ChangedAt, Actor: c.Owner, CustomerID: c.ID, Version: 1, Action: models.ActionCreate, Operation: fmt.Sprint("operation", s.first+k),
		}
		for _, of := range []struct {
			entity string
			id     int64
		}{{models.EntityCustomer, c.ID}, {models.EntityFollowUp, s.followUps[k].ID}, {models.EntityInteraction, c.ID}} {
			entry.Entity, entry.EntityID = of.entity, of.id
			entries = append(entries, entry)
		}
	}
	return entries
}

// seedValues gives every customer a number, no two the same, and returns the field that holds it.
func seedValues(t *testing.T, st *store.Store, n int) int64 {
	t.Helper()
	field := addField(t, st, models.CustomField{Kind: models.CustomNumber})
	must(t, st.Tx(ctx, func(tx *store.Tx) error {
		var values []models.CustomValue
		for i := range n {
			values = append(values, field.Rows(int64(i+1), fmt.Sprint(i*1777%n))...)
		}
		return tx.SaveCustomValues(ctx, 0, nil, values)
	}))
	return field.ID
}

// seedFindings finds something wrong with each customer, of each kind as often.
func seedFindings(t *testing.T, st *store.Store, n int) {
	t.Helper()
	rules := models.FindingRules()
	found := make([]models.Finding, n)
	for i := range found {
		found[i] = models.Finding{
			Kind: rules[i%len(rules)].Kind, Record: fmt.Sprint(i), CustomerID: int64(i + 1), OtherID: int64(i + 1), Owner: fmt.Sprintf("U0OWNER%d", i%50), Since: now.Add(-time.Duration(i%90) * 24 * time.Hour),
		}
	}
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.KeepFindings(ctx, nil, found, now) }))
}

// recorder keeps the statements that were run.
type recorder struct {
	logger.Interface
	statements *[]string
}

func (r recorder) LogMode(logger.LogLevel) logger.Interface { return r }

func (r recorder) Trace(_ context.Context, _ time.Time, fc func() (string, int64), _ error) {
	statement, _ := fc()
	*r.statements = append(*r.statements, statement)
}

// No list or search reads a whole table: on SQLite by its query plans, on servers by the rows they read.
func TestNothingIsScanned(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		const rows = 3000
		st := storetest.Open(t, db, store.WithConnections(4), store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		_, err := st.Protect(ctx) // as the first start does
		must(t, err)
		seed(t, st, rows)
		seedFindings(t, st, rows)
		cases := planCases(seedValues(t, st, rows))
		foldAll(t, st)
		if db.Kind.Name == storetest.EngineSQLite {
			for _, test := range append(cases, servicePlanCases()...) {
				expectNoScans(t, st, test)
			}
			return
		}
		tables, err := st.DB().Migrator().GetTables()
		must(t, err)
		for _, table := range tables { // all: what a server reads when it opens one counts, too
			must(t, st.DB().Exec("ANALYZE TABLE "+table).Error)
		}
		read := rowsRead
		if db.Kind.Name == storetest.EngineTiDB {
			read = rowsExplained
		}
		pool, err := st.DB().DB()
		must(t, err)
		pool.SetMaxOpenConns(1)        // the server counts for each connection
		for _, table := range tables { // a server that opens one reads its statistics, which isn't counted for the first that asks
			must(t, st.DB().Exec("SELECT * FROM `"+table+"` LIMIT 1").Error)
		}
		expect := func(cases []planCase) {
			for _, test := range cases {
				got, most := read(t, st, test.run), test.most[db.Kind.Name]
				if got > most {
					t.Errorf("%s reads %d rows of %d, want at most %d", test.name, got, rows, most)
				}
				if testing.Verbose() {
					t.Logf("%6d of %6d: %s", got, most, test.name)
				}
			}
		}
		expect(cases)
		seedTickets(t, st, rows, rows, 0)
		must(t, st.DB().Exec("ANALYZE TABLE tickets, ticket_moves").Error)
		expect(servicePlanCases())
	})
}

func expectNoScans(t *testing.T, st *store.Store, test planCase) {
	t.Helper()
	for _, statement := range statementsRun(t, st, test.run) {
		if plan := sqlitePlan(t, st, statement); scans(statement, plan) {
			t.Errorf("%s:\n%.400s\n%s", test.name, statement, plan)
		}
	}
}

// statementsRun runs queries and returns their statements.
func statementsRun(t *testing.T, st *store.Store, run func(*store.Store) error) []string {
	t.Helper()
	var statements []string
	must(t, run(st.WithLogger(recorder{logger.Discard, &statements})))
	return statements
}

// rowsRead runs queries over the store's only connection and returns how often they made MariaDB or MySQL read a row. SHOW
// STATUS itself counts a dozen.
func rowsRead(t *testing.T, st *store.Store, run func(*store.Store) error) int {
	t.Helper()
	must(t, st.DB().Exec("FLUSH STATUS").Error)
	must(t, run(st))
	var counters []struct {
		VariableName string `gorm:"column:Variable_name"`
		Value        int
	}
	must(t, st.DB().Raw("SHOW SESSION STATUS LIKE 'Handler_read%'").Scan(&counters).Error)
	sum := 0
	for _, counter := range counters {
		sum += counter.Value
	}
	return sum
}

// rowsExplained runs queries, and those that read once more, and returns how many rows TiDB says it has read for them.
func rowsExplained(t *testing.T, st *store.Store, run func(*store.Store) error) int {
	t.Helper()
	sum := 0
	for _, statement := range statementsRun(t, st, run) {
		if !strings.HasPrefix(statement, "SELECT") {
			continue
		}
		var steps []struct {
			ID      string `gorm:"column:id"`
			ActRows string `gorm:"column:actRows"`
		}
		must(t, st.DB().Raw("EXPLAIN ANALYZE "+strings.ReplaceAll(statement, "?", "??")).Scan(&steps).Error)
		for _, step := range steps {
			if strings.Contains(step.ID, "Scan") || strings.Contains(step.ID, "Point_Get") {
				rows, err := strconv.Atoi(step.ActRows)
				must(t, err)
				sum += rows
			}
		}
	}
	return sum
}

func sqlitePlan(t *testing.T, st *store.Store, statement string) string {
	t.Helper()
	var steps []struct{ Detail string }
	must(t, st.DB().Raw("EXPLAIN QUERY PLAN "+strings.ReplaceAll(statement, "?", "??")).Scan(&steps).Error)
	var plan strings.Builder
	for _, step := range steps {
		fmt.Fprintln(&plan, "  ", step.Detail)
	}
	return plan.String()
}

var askedNull = regexp.MustCompile(`(\w+) IS NULL`)

// scans reports a plan that reads a whole table: a walk in the order that was asked for, to a limit, is none; an index that leads to
// those without a value, which are nearly all, is one. What is noted for the search is read whole: it is little. Of rows that are handed over
// as JSON every one is inserted.
func scans(statement, plan string) bool {
	walked := strings.Contains(statement, " LIMIT ") && !strings.Contains(plan, "TEMP B-TREE FOR ORDER BY")
	for line := range strings.Lines(plan) {
		line = strings.TrimSpace(line)
		table, isScan := strings.CutPrefix(line, "SCAN ")
		derived := strings.HasPrefix(table, "few") || strings.HasPrefix(table, "(subquery-") || strings.HasPrefix(table, "open_then") || strings.HasSuffix(table, "CONSTANT ROW") || strings.HasSuffix(table, "CONSTANT ROWS") || table == "search_pending" ||
			strings.HasPrefix(statement, "INSERT ") && strings.HasPrefix(table, "jsonb_each ")
		if isScan && !walked && !derived {
			return true
		}
		for _, asked := range askedNull.FindAllStringSubmatch(statement, -1) {
			if strings.Contains(line, "("+asked[1]+"=?") && !strings.Contains(line, "job_runs_open") && !strings.Contains(line, "campaigns_begin") { // there they are few, here they are asked for
				return true
			}
		}
	}
	return false
}

// What one person has to do on a day is looked up among theirs, not among everybody's of that day.
func TestADayOfOneIsLedByThePerson(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	today := models.DateOf(now)
	for _, r := range []models.DueRange{models.DueOverdue, models.DueToday, models.DueSpan, models.DueWeek, models.DueAll} {
		var statements []string
		q := models.DueQuery{Range: r, Assignee: "U0OWNER7", From: today, To: today, Today: today}
		_, err := st.WithLogger(recorder{logger.Discard, &statements}).DueFollowUps(ctx, q)
		must(t, err)
		for _, statement := range statements {
			if plan := sqlitePlan(t, st, statement); !strings.Contains(plan, "followups_assignee") {
				t.Errorf("%s:\n%s\n%s", r, statement, plan)
			}
		}
	}
}
