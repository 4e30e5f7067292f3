package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// The floors of an export: all customers by one SELECT, written as they are kept, by the same libraries. Nothing is opened that is sealed,
// looked up or shown as people read it.

// exported are the columns that a floor writes: as many as an export has.
const exported = "code, name, contact_name, contact_title, company, industry, phone, email, address, status, opportunity, next_follow_up, notes, website, owner, tags, source, created_by, created_at, updated_at"

// eachExported calls a function with the texts of each customer.
func eachExported(ctx context.Context, db *database, write func(texts []string) error) error {
	rows, err := db.pool.QueryContext(ctx, "SELECT "+exported+" FROM customers ORDER BY id")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	width := strings.Count(exported, ",") + 1
	values, into, texts := make([]sql.NullString, width), make([]any, width), make([]string, width)
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range values {
			texts[i] = value.String
		}
		if err := write(texts); err != nil {
			return err
		}
	}
	return rows.Err()
}

func measurePlainText(ctx context.Context, db *database) (time.Duration, error) {
	began := time.Now()
	w := csv.NewWriter(io.Discard)
	err := eachExported(ctx, db, w.Write)
	w.Flush()
	return time.Since(began), err
}

func measurePlainBook(ctx context.Context, db *database) (time.Duration, error) {
	began := time.Now()
	file := excelize.NewFile()
	defer func() { _ = file.Close() }()
	w, err := file.NewStreamWriter("Sheet1")
	if err != nil {
		return 0, err
	}
	row := 0
	err = eachExported(ctx, db, func(texts []string) error {
		row++
		cells := make([]any, len(texts))
		for i, text := range texts {
			cells[i] = text
		}
		return w.SetRow(fmt.Sprint("A", row), cells)
	})
	if err != nil {
		return 0, err
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	_, err = file.WriteTo(io.Discard)
	return time.Since(began), err
}

// changeAll is a bulk change of all customers of a database, in a process of its own: Slack is the only way in that a bulk change has.
func changeAll(ctx context.Context) error {
	keys, err := vault.Parse(os.Getenv("GUANXI_PRIVACY_KEY"))
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, os.Getenv("GUANXI_DATABASE_DRIVER"), os.Getenv("GUANXI_DATABASE_DSN"), store.WithVault(vault.Of(keys), true))
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := st.CheckKeys(ctx); err != nil {
		return err
	}
	var team crm.Team
	for _, industry := range config.Default().Industries {
		team.Industries = append(team.Industries, industry.Key)
	}
	service := crm.New(st, models.ClockFunc(time.Now), team)
	if err := service.CheckSettings(ctx); err != nil {
		return err
	}
	op := models.Operation{Actor: models.System(), Source: "bench"}
	looked, err := service.PreviewBulk(ctx, op, "en", models.BulkScope{}, models.BulkChange{Source: bulkSource})
	if err != nil {
		return err
	}
	t, err := service.StartBulk(ctx, op, looked.Task.ID)
	if err != nil {
		return err
	}
	for worked := true; worked && !t.Ended(); {
		if worked, err = service.Work(ctx, "bench", []models.TaskPlace{models.TaskInSlack}, func(context.Context, models.Task) {}); err != nil {
			return err
		}
		if t, err = service.Task(ctx, models.System(), t.ID); err != nil {
			return err
		}
	}
	if t.State != models.TaskDone || t.Counts.Updated != int(t.Total) {
		return fmt.Errorf("the change ended as %s: %+v of %d", t.State, t.Counts, t.Total)
	}
	return nil
}

const bulkSource = "Fair 2026"

// bulkAtOnce is how many customers one transaction of a bulk change is of.
const bulkAtOnce = 50

// measurePlainUpdates is how long the same change takes by plain statements: an UPDATE for each customer, and its entry of the audit log, in as
// many transactions.
func measurePlainUpdates(ctx context.Context, db *database) (took time.Duration, err error) {
	pool, err := writingPool(db)
	if err != nil {
		return 0, err
	}
	defer func() { _ = pool.Close() }()
	for after := int64(0); ; {
		rows, err := readRows(ctx, db.pool, "customers", after, bulkAtOnce)
		if err != nil || rows == nil {
			return took, err
		}
		began := time.Now()
		if after, err = updatePlain(ctx, pool, rows); err != nil {
			return took, err
		}
		took += time.Since(began)
	}
}

// updatePlain changes the source of customers, whose first column is the ID, and returns the last ID.
func updatePlain(ctx context.Context, pool *sql.DB, rows [][]any) (last int64, err error) {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	now := time.Now().UTC().Format("2006-01-02 15:04:05.000000")
	for _, row := range rows {
		is := false
		if last, is = row[0].(int64); !is {
			return 0, fmt.Errorf("the ID of a customer is %T", row[0])
		}
		if _, err := tx.ExecContext(ctx, "UPDATE customers SET source = ?, source_key = ?, updated_at = ?, version = version + 1 WHERE id = ?", bulkSource+" again", bulkSource, now, last); err != nil {
			return 0, err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO audit_entries (at, actor, entity, entity_id, customer_id, version, action, field, old_value, new_value, source, operation, undoes, sealed_key) VALUES (?, 'bench', 'customer', ?, ?, 2, 'update', 'source', '', ?, 'bench', ?, 0, '')",
			now, last, last, bulkSource, fmt.Sprint("bench", last))
		if err != nil {
			return 0, err
		}
	}
	return last, tx.Commit()
}
