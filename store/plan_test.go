package store_test

import (
	"context"
	"fmt"
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
	cities := []string{"北京", "上海", "广州", "深圳", "重庆", "成都", "杭州"}
	words := []string{"华", "宏", "泰", "瑞", "鑫", "云", "海", "盛", "恒", "达", "星", "智"}
	trades := []string{"科技", "贸易", "物流", "教育", "医疗"}
	today := models.DateOf(now)
	const batch = 500
	for first := 0; first < n; first += batch {
		err := st.Tx(ctx, func(tx *store.Tx) error {
			for i := first; i < min(n, first+batch); i++ {
				c := customer(cities[i%7] + words[i%12] + words[i/12%12] + words[i/144%12] + trades[i%5] + "有限公司")
				c.Owner, c.Industry = fmt.Sprintf("U0OWNER%d", i%50), fmt.Sprint(i%10)
				c.Status = models.Statuses()[i%3]
				c.Email, c.EmailKey = models.Personal(fmt.Sprintf("p%d@example.com", i)), models.Personal(fmt.Sprintf("p%d@example.com", i))
				c.Phone, c.PhoneKey = models.Personal(fmt.Sprintf("138%08d", i)), models.Personal(fmt.Sprintf("138%08d", i))
				c.ContactName = models.Personal(fmt.Sprintf("王经理%d", i))
				c.UpdatedAt = now.Add(time.Duration(i) * time.Second)
				if i%2 == 0 {
					c.NextFollowUp = today.AddDays(i%60 - 20)
				}
				if err := tx.InsertCustomer(ctx, c); err != nil {
					return err
				}
				if err := seedBeside(tx, *c, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func seedBeside(tx *store.Tx, c models.Customer, i int) error {
	at := now.Add(-time.Duration(i%90) * 24 * time.Hour)
	if err := tx.InsertStatusChange(ctx, &models.StatusChange{CustomerID: c.ID, ToStatus: c.Status, ChangedBy: c.Owner, ChangedAt: at}); err != nil {
		return err
	}
	if err := tx.InsertInteraction(ctx, &models.Interaction{CustomerID: c.ID, Kind: models.InteractionCall, Text: "x", HappenedAt: at, CreatedAt: at, CreatedBy: c.Owner}); err != nil {
		return err
	}
	f := models.FollowUp{CustomerID: c.ID, Assignee: c.Owner, State: models.FollowUpPlanned, DueOn: models.DateOf(at).AddDays(i % 30), CreatedAt: at, UpdatedAt: at, Version: 1}
	if i%3 > 0 {
		closed := at.Add(48 * time.Hour)
		f.State, f.ClosedAt, f.ClosedBy = models.FollowUpDone, &closed, c.Owner
	}
	due := f.DueOn.In(time.UTC)
	f.DueAt = &due
	if err := tx.InsertFollowUp(ctx, &f); err != nil {
		return err
	}
	entry := models.AuditEntry{At: at, Actor: c.Owner, CustomerID: c.ID, Version: 1, Action: models.ActionCreate, Operation: fmt.Sprint("operation", i)}
	entries := []models.AuditEntry{entry, entry, entry}
	entries[0].Entity, entries[0].EntityID = models.EntityCustomer, c.ID
	entries[1].Entity, entries[1].EntityID = models.EntityFollowUp, f.ID
	entries[2].Entity, entries[2].EntityID = models.EntityInteraction, c.ID
	return tx.AppendAudit(ctx, entries)
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

// No list or search reads a whole table: on SQLite by its query plans, on MySQL by the rows it touches.
func TestNothingIsScanned(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		const rows = 3000
		st := storetest.Open(t, db, store.WithConnections(4), store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		_, err := st.Protect(ctx) // as the first start does
		must(t, err)
		seed(t, st, rows)
		field := seedValues(t, st, rows)
		if db.Driver == "mysql" {
			for _, table := range []string{"customers", "customer_grams", "followups", "interactions", "status_changes", "audit_entries", "custom_values"} {
				must(t, st.DB().Exec("ANALYZE TABLE "+table).Error)
			}
			pool, err := st.DB().DB()
			must(t, err)
			pool.SetMaxOpenConns(1) // the server counts for each connection
		}
		today := models.DateOf(now)
		search := func(q models.CustomerQuery) func(*store.Store) error {
			return func(s *store.Store) error {
				page, err := s.SearchCustomers(ctx, q)
				if err != nil || page.Next == "" {
					return err
				}
				q.After = page.Next
				_, err = s.SearchCustomers(ctx, q)
				return err
			}
		}
		valued := func(from, to int64, key string) func(*store.Store) error {
			return search(models.CustomerQuery{Custom: []models.CustomFilter{{FieldID: field, From: from, To: to, Key: key, Begins: true}}})
		}
		due := func(q models.DueQuery) func(*store.Store) error {
			return func(s *store.Store) error {
				page, err := s.DueFollowUps(ctx, q)
				if err != nil || page.Next == "" {
					return err
				}
				q.After = page.Next
				_, err = s.DueFollowUps(ctx, q)
				return err
			}
		}
		for _, test := range []struct {
			name    string
			run     func(*store.Store) error
			touched int // rows at most, on MySQL; a count up to models.MaxCounted touches twice as many, SHOW STATUS a dozen
		}{
			{"customer", func(s *store.Store) error { _, err := s.Customer(ctx, 5); return err }, 5},
			{"by code", func(s *store.Store) error { _, err := s.CustomerByCode(ctx, "C005"); return err }, 5},
			{"by name", func(s *store.Store) error {
				_, err := s.CustomersByName(ctx, "北京华华华科技有限公司", "", 10)
				return err
			}, 50},
			{"recent", func(s *store.Store) error { _, err := s.RecentCustomers(ctx, "", 10); return err }, 50},
			{"search newest", search(models.CustomerQuery{}), 2100},
			{"search by name", search(models.CustomerQuery{Sort: models.SortName}), 2100},
			{"search by due", search(models.CustomerQuery{Sort: models.SortDue}), 2100},
			{"search of an owner", search(models.CustomerQuery{Owner: "U0OWNER7"}), 300},
			{"search of an owner by due", search(models.CustomerQuery{Owner: "U0OWNER7", Sort: models.SortDue}), 600},
			{"search of a status", search(models.CustomerQuery{Status: models.StatusActive}), 2100},
			{"search of an industry", search(models.CustomerQuery{Industry: "3"}), 1000},
			{"search by email", search(models.CustomerQuery{Email: "P77@example.com"}), 20},
			{"search by phone", search(models.CustomerQuery{Phone: "13800000077"}), 20},
			{"search by contact", search(models.CustomerQuery{Contact: "王经理77"}), 20},
			{"search due", search(models.CustomerQuery{DueFrom: today, DueTo: today}), 300},
			{"search rare words", search(models.CustomerQuery{Words: "华宏泰"}), 2500},
			{"search pinyin", search(models.CustomerQuery{Words: "bjhhh"}), 6000},
			{"search common words", search(models.CustomerQuery{Words: "有限公司"}), 9000},
			{"search nothing", search(models.CustomerQuery{Words: "不存在"}), 2500},
			{"search near", search(models.CustomerQuery{Words: "北京华宏秦科技"}), 30000},
			{"search by a number of few", valued(100_0000, 149_0000, ""), 500},
			{"search by a number of many", valued(100_0000, 2000_0000, ""), 4800},
			{"search by a beginning of few", valued(0, 0, "101"), 200},
			{"search by a beginning of many", valued(0, 0, "1"), 4800},
			{"custom values", func(s *store.Store) error { _, err := s.CustomValues(ctx, 5); return err }, 5},
			{"due", due(models.DueQuery{Range: models.DueToday, Today: today}), 2200},
			{"due of one", due(models.DueQuery{Range: models.DueAll, Assignee: "U0OWNER7"}), 200},
			{"due assignees", func(s *store.Store) error { _, err := s.DueAssignees(ctx, today); return err }, 1100},
			{"timed", func(s *store.Store) error { _, err := s.TimedFollowUps(ctx, now.Add(-time.Hour), now, 50); return err }, 100},
			{"open of a customer", func(s *store.Store) error { _, err := s.OpenFollowUps(ctx, 4, 5); return err }, 10},
			{"interactions", func(s *store.Store) error { _, err := s.Interactions(ctx, 4, now.AddDate(0, 0, -30), 20); return err }, 10},
			{"status history", func(s *store.Store) error { _, err := s.StatusChanges(ctx, 4, 3); return err }, 10},
			{"audit", func(s *store.Store) error { _, err := s.AuditSince(ctx, "customer", 4, 1); return err }, 10},
			{"duplicates", func(s *store.Store) error {
				c := models.Customer{Name: "北京华华华科技股份公司", PhoneKey: "13800000077", EmailKey: "p78@example.com"}
				found, err := s.Duplicates(ctx, c, models.DuplicateFields())
				if err == nil && len(found) < 3 {
					err = fmt.Errorf("only %d duplicates", len(found))
				}
				return err
			}, 60},
			{"history", func(s *store.Store) error {
				page, err := s.History(ctx, 4, "", 1)
				if err != nil || page.Next == "" {
					return err
				}
				_, err = s.History(ctx, 4, page.Next, 10)
				return err
			}, 20},
			{"last operation", func(s *store.Store) error { _, err := s.LastOperation(ctx, "U0OWNER7"); return err }, 10},
			{"an operation", func(s *store.Store) error { _, err := s.OperationEntries(ctx, "U0OWNER7", "operation7"); return err }, 10},
			{"status changes on", func(s *store.Store) error { _, err := s.StatusChangesOn(ctx, 4, 4); return err }, 10},
			{"transitions", func(s *store.Store) error { _, err := s.CountTransitions(ctx, now.AddDate(0, 0, -7), now); return err }, 600},
			{"new", func(s *store.Store) error { _, err := s.CountNew(ctx, now.AddDate(0, 0, -7), now); return err }, 800},
			{"interactions of a week", func(s *store.Store) error { _, err := s.CountInteractions(ctx, now.AddDate(0, 0, -7), now); return err }, 600},
			{"done of a week", func(s *store.Store) error {
				_, err := s.CountDone(ctx, now.AddDate(0, 0, -7), now, time.UTC)
				return err
			}, 600},
			{"overdue", func(s *store.Store) error { _, err := s.CountOverdue(ctx, today); return err }, 1300},
			{"outbox", func(s *store.Store) error {
				_, err := s.ClaimOutbox(ctx, models.OutboxClaim{Owner: "p", Now: now, Lease: time.Minute, Limit: 4})
				return err
			}, 60},
			{"backlog", func(s *store.Store) error { _, err := s.OutboxBacklog(ctx, now); return err }, 30},
			{"posted", func(s *store.Store) error { _, err := s.ClaimPosted(ctx, now, now, 10); return err }, 30},
			{"check keys", func(s *store.Store) error { return s.CheckKeys(ctx) }, 30},
			{"protect nothing", func(s *store.Store) error { _, err := s.Protect(ctx); return err }, 40},
			{"silent customers", func(s *store.Store) error {
				_, _, err := s.SilentCustomers(ctx, now.AddDate(0, 0, -60), 0, 50)
				return err
			}, 600},
			{"all of a customer", func(s *store.Store) error { _, err := s.Subject(ctx, 4); return err }, 40},
			{"counts of a customer", func(s *store.Store) error { _, err := s.SubjectCounts(ctx, 4); return err }, 40},
			{"erase", func(s *store.Store) error {
				c, err := s.Customer(ctx, 9)
				if err != nil {
					return err
				}
				erased := c
				erased.Erase(now, true)
				erased.Version++
				return s.Tx(ctx, func(tx *store.Tx) error { return tx.EraseCustomer(ctx, c, &erased, "U0BOSS") })
			}, 400},
			{"nothing to rewrite", func(s *store.Store) error { _, err := s.Scrub(ctx); return err }, 10},
			{"job", func(s *store.Store) error { _, _, err := s.LastJobRun(ctx, "weekly"); return err }, 20},
		} {
			if db.Driver == "mysql" {
				touched := rowsTouched(t, st, test.run)
				if touched > test.touched {
					t.Errorf("%s touches %d rows of %d, want at most %d", test.name, touched, rows, test.touched)
				}
				continue
			}
			var statements []string
			must(t, test.run(st.WithLogger(recorder{logger.Discard, &statements})))
			for _, statement := range statements {
				if plan := sqlitePlan(t, st, statement); scans(statement, plan) {
					t.Errorf("%s:\n%.400s\n%s", test.name, statement, plan)
				}
			}
		}
	})
}

// rowsTouched runs queries over the store's only connection and returns how often they made the server read a row.
func rowsTouched(t *testing.T, st *store.Store, run func(*store.Store) error) int {
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

// scans reports a plan that reads a whole table: a walk in the order that was asked for, to a limit, is none.
func scans(statement, plan string) bool {
	walked := strings.Contains(statement, " LIMIT ") && !strings.Contains(plan, "TEMP B-TREE FOR ORDER BY")
	for line := range strings.Lines(plan) {
		line = strings.TrimSpace(line)
		table, isScan := strings.CutPrefix(line, "SCAN ")
		derived := strings.HasPrefix(table, "few") || strings.HasPrefix(table, "open_then") || strings.HasPrefix(table, "CONSTANT")
		if isScan && !walked && !derived {
			return true
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
