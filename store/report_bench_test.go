package store_test

import (
	"database/sql"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// reportCustomers is of how many customers the benchmark of reports is; it has three times as many rows of their histories, half as many
// interactions, and for every fourth a follow-up and a deal.
var reportCustomers = flag.Int("report-customers", 10_000, "how many customers the benchmark of reports has")

// bulk fills the tables that a report counts by statements that make many rows of a few: nothing else makes three million of them in a minute.
type bulk struct {
	b      *testing.B
	pool   *sql.DB
	sqlite bool
}

func (f bulk) exec(statement string) {
	f.b.Helper()
	if _, err := f.pool.ExecContext(ctx, statement); err != nil {
		f.b.Fatalf("%.200s: %v", statement, err)
	}
}

// at is SQL for an instant so many seconds before now.
func (f bulk) at(seconds string) string {
	if f.sqlite {
		return fmt.Sprintf("strftime('%%Y-%%m-%%d %%H:%%M:%%S', %d - (%s), 'unixepoch') || '.000000'", now.Unix(), seconds)
	}
	return fmt.Sprintf("FROM_UNIXTIME(%d - (%s))", now.Unix(), seconds)
}

// text is SQL for a text with a number behind it.
func (f bulk) text(text, number string) string {
	if f.sqlite {
		return fmt.Sprintf("'%s' || (%s)", text, number)
	}
	return fmt.Sprintf("CONCAT('%s', %s)", text, number)
}

// div is SQL for a quotient without its rest.
func (f bulk) div(a, b string) string {
	if f.sqlite {
		return "((" + a + ") / (" + b + "))"
	}
	return "((" + a + ") DIV (" + b + "))"
}

// columns are the names of a table's columns.
func (f bulk) columns(table string) []string {
	f.b.Helper()
	rows, err := f.pool.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 1")
	must(f.b, err)
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	must(f.b, err)
	return names
}

// copies inserts a row for each number: that which is there, with some columns as SQL of n says.
func (f bulk) copies(table string, count int, columns map[string]string, where string) {
	f.b.Helper()
	var into, values []string
	for _, name := range f.columns(table) {
		value, given := columns[name]
		if !given {
			value = "one." + name
		}
		into, values = append(into, name), append(values, value)
	}
	const chunk = 50_000
	for first := 1; first < count; first += chunk { // the number 0 is the row that is there
		f.exec(fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM numbers_of_reports CROSS JOIN (SELECT * FROM %s ORDER BY id LIMIT 1) AS one WHERE n >= %d AND n < %d AND %s",
			table, strings.Join(into, ", "), strings.Join(values, ", "), table, first, min(count, first+chunk), where))
	}
}

// seedReports fills an empty database over three years.
func seedReports(b *testing.B, st *store.Store, engine string, count int) {
	b.Helper()
	seed(b, st, 1)
	f := bulk{b, st.Writer(), engine == storetest.EngineSQLite}
	f.exec("CREATE TABLE numbers_of_reports (n BIGINT NOT NULL PRIMARY KEY)")
	const thousand = 1000
	var values []string
	for n := range thousand {
		values = append(values, fmt.Sprintf("(%d)", n))
	}
	f.exec("INSERT INTO numbers_of_reports (n) VALUES " + strings.Join(values, ","))
	for first := thousand; first < count; first += thousand {
		f.exec(fmt.Sprintf("INSERT INTO numbers_of_reports (n) SELECT n + %d FROM numbers_of_reports WHERE n < %d", first, min(thousand, count-first)))
	}
	const years, day = 3 * 365 * 86400, 86400
	age := fmt.Sprintf("%d + (n * 7919) %% %d + %s", day, day, f.div(fmt.Sprintf("(%d - n) * %d", count, years), fmt.Sprint(count))) // seconds: the higher the ID, the later
	part := func(of int) string { return f.div("("+age+") * "+fmt.Sprint(of), "8") }
	f.exec("UPDATE customers SET notes = '" + strings.Repeat("客户说要等下季度的预算。", 20) + "'")
	owner := f.text("U0OWNER", "n % 50")
	f.copies("customers", count, map[string]string{
		"id": "n + 1", "code": f.text("C", "n + 1"), "name": f.text("Customer ", "n + 1"), "owner": owner, "industry": f.text("", "n % 10"),
		"source": f.text("Source ", "n % 20"), "source_key": f.text("source", "n % 20"), "tags": f.text("key,tag ", "n % 40"),
		"status": "'active'", "created_at": f.at(age), "updated_at": f.at(age),
	}, "1 = 1")
	for i, change := range [][3]string{{"", "potential", "1 = 1"}, {"potential", "active", "1 = 1"}, {"active", "churned", "n % 2 = 0"}, {"churned", "active", "n % 2 = 0"}} {
		f.copies("status_changes", count, map[string]string{
			"id": fmt.Sprintf("n + %d", 10+i*count), "customer_id": "n + 1", "from_status": "'" + change[0] + "'", "to_status": "'" + change[1] + "'", "changed_at": f.at(part(8 - i)),
		}, change[2])
	}
	for i := range 2 {
		f.copies("interactions", count, map[string]string{
			"id": fmt.Sprintf("n + %d", 10+i*count), "customer_id": "n + 1", "created_by": owner, "happened_at": f.at(part(5 + i)), "created_at": f.at(part(5 + i)),
		}, fmt.Sprintf("n %% 4 = %d", i))
	}
	f.copies("followups", count, map[string]string{
		"id": "n + 10", "customer_id": "n + 1", "assignee": owner, "state": "CASE WHEN n % 12 = 0 THEN 'planned' ELSE 'done' END",
		"created_at": f.at(part(4)), "closed_at": "CASE WHEN n % 12 = 0 THEN NULL ELSE " + f.at(part(3)) + " END", "closed_by": owner,
	}, "n % 4 = 0")
	f.copies("deals", count, map[string]string{
		"id": "n + 10", "code": f.text("D", "n + 10"), "customer_id": "n + 1", "owner": owner, "amount": "n * 37 % 1000000",
		"currency": "CASE WHEN n % 5 = 0 THEN 'USD' ELSE 'CNY' END", "stage_id": "CASE WHEN n % 12 = 0 THEN 2 WHEN n % 12 = 4 THEN 5 ELSE 6 END",
		"state": "CASE WHEN n % 12 = 0 THEN 'open' WHEN n % 12 = 4 THEN 'won' ELSE 'lost' END", "created_at": f.at(part(4)), "stage_since": f.at(part(3)),
		"closed_at": "CASE WHEN n % 12 = 0 THEN NULL ELSE " + f.at(part(3)) + " END",
	}, "n % 4 = 0")
	for i, stages := range [][2]string{{"0", "1"}, {"1", "CASE WHEN n % 12 = 0 THEN 2 WHEN n % 12 = 4 THEN 5 ELSE 6 END"}} {
		f.copies("stage_moves", count, map[string]string{
			"id": fmt.Sprintf("n + %d", 20+i*count), "deal_id": "n + 10", "customer_id": "n + 1", "from_stage": stages[0], "to_stage": stages[1], "moved_at": f.at(part(4 - i)),
		}, "n % 4 = 0")
	}
	analyze := "ANALYZE"
	if !f.sqlite {
		analyze = "ANALYZE TABLE customers, status_changes, interactions, followups, deals, stage_moves"
	}
	must(b, replay(f.pool, analyze))
}

// A whole report of a month as the service has it, and the same statements through database/sql, in turns; x-floor is how many times the floor's
// median the service's is. Run: go test ./store -run '^$' -bench Report -benchtime 5x -timeout 1h -report-customers 1000000
func BenchmarkReport(b *testing.B) {
	for _, kind := range storetest.Kinds() {
		st := storetest.Open(b, kind.New(b))
		seedReports(b, st, kind.Name, *reportCustomers)
		question := models.ReportQuestion{Rates: models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7"}}}}
		for _, of := range []struct {
			name   string
			scope  models.CountScope
			period reports.Period
		}{
			{"month", models.CountScope{}, reports.Month(models.DateOf(now), time.UTC)},
			{"week", models.CountScope{}, reports.Week(models.DateOf(now), time.UTC)},
			{"month a year ago", models.CountScope{}, reports.Month(models.DateOf(now).AddMonths(-12), time.UTC)},
			{"month of an industry", models.CountScope{Industry: "3"}, reports.Month(models.DateOf(now), time.UTC)},
			{"month of a tag", models.CountScope{Tag: "tag 7"}, reports.Month(models.DateOf(now), time.UTC)},
			{"month as one sees it", models.CountScope{VisibleTo: "U0OWNER7", Person: "U0OWNER7"}, reports.Month(models.DateOf(now), time.UTC)},
			{"month as one sees all", models.CountScope{VisibleTo: "U0OWNER7"}, reports.Month(models.DateOf(now), time.UTC)},
		} {
			b.Run(kind.Name+"/"+of.name, func(b *testing.B) {
				question.Scope = of.scope
				count := func(st *store.Store) {
					_, err := reports.New(st).Report(ctx, question, of.period, now)
					must(b, err)
				}
				var statements []string
				count(st.WithLogger(recorder{logger.Discard, &statements}))
				pool, err := st.DB().DB()
				must(b, err)
				var floor, ours []time.Duration
				for b.Loop() {
					begin := time.Now()
					for _, statement := range statements {
						must(b, replay(pool, strings.ReplaceAll(statement, `"`, "'"))) // SQLite would take "active" for a column
					}
					between := time.Now()
					count(st)
					floor, ours = append(floor, between.Sub(begin)), append(ours, time.Since(between))
				}
				b.ReportMetric(float64(median(ours))/float64(median(floor)), "x-floor")
				b.ReportMetric(float64(median(floor).Microseconds())/1000, "floor-ms")
				b.ReportMetric(float64(median(ours).Microseconds())/1000, "report-ms")
				b.ReportMetric(float64(len(statements)), "statements")
			})
		}
	}
}
