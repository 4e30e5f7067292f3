package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// trace stands in every text of the customer that is erased, and nowhere else.
const trace = "Zanzibar"

// traced inserts a customer with the trace in all that can hold text, n times in its log.
func traced(t *testing.T, st *store.Store, n int) *models.Customer {
	t.Helper()
	c := somebody(1)
	for _, field := range models.Customers.Fields {
		if field.Erasure != models.Kept && (field.Type == models.TypeText || field.Type == models.TypeLongText) {
			must(t, c.Set(field.Key, trace+" "+string(field.Key)))
		}
	}
	c.SetNextDue(models.NewDue(models.Moment{Day: models.DateOf(now), Time: "09:00"}, time.UTC))
	must(t, c.Set(models.FieldName, trace+" 北京")) // which has a sound
	must(t, c.Set(models.FieldWebsite, strings.ToLower(trace)+".example"))
	must(t, c.Set(models.FieldPhone, trace+" 138 0000 0001"))
	must(t, c.Set(models.FieldEmail, strings.ToLower(trace)+"@example.com"))
	c.Status = models.StatusChurned
	c.ContactRole, c.Tags = models.ContactDecides, trace
	insert(t, st, c)
	contact := c.Primary()
	contact.CreatedAt, contact.UpdatedAt = now, now
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertContact(ctx, &contact) }))
	own := addField(t, st, models.CustomField{Kind: models.CustomText})
	must(t, st.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.SaveCustomValues(ctx, c.ID, nil, own.Rows(c.ID, trace)); err != nil {
			return err
		}
		if err := tx.InsertStatusChange(ctx, &models.StatusChange{CustomerID: c.ID, ToStatus: c.Status, Reason: trace, ChangedBy: "U0ALICE", ChangedAt: now.AddDate(0, -3, 0)}); err != nil {
			return err
		}
		for i, state := range []models.FollowUpState{models.FollowUpDone, models.FollowUpPlanned} {
			f := models.FollowUp{CustomerID: c.ID, Title: trace, Outcome: trace, State: state, DueOn: models.DateOf(now).AddDays(i), CreatedAt: now, UpdatedAt: now, Version: 1}
			if err := tx.InsertFollowUp(ctx, &f); err != nil {
				return err
			}
		}
		deal := models.Deal{
			CustomerID: c.ID, Title: trace, Source: trace, Tags: trace, Custom: map[models.Field]string{"custom.1": trace}, LostReason: "price", LostNote: trace, PipelineID: 1, StageID: 6, State: models.DealLost,
			Amount: models.Money{Minor: 5, Currency: "CNY"}, StageSince: now, CreatedBy: "U0ALICE", CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		closed := now.AddDate(0, -3, 0)
		deal.ClosedAt = &closed
		if err := tx.InsertDeals(ctx, []*models.Deal{&deal}); err != nil {
			return err
		}
		ticket := models.Ticket{
			CustomerID: c.ID, Subject: trace, Text: trace, Tags: trace, Custom: map[models.Field]string{"custom.1": trace}, Requester: "U0ELSE", Channel: "C0HELP", Thread: "1.2", Answer: "1.3",
			Priority: models.PriorityHigh, State: models.TicketSolved, SolvedAt: &closed, RaisedAt: now.AddDate(0, -4, 0), DueAt: models.NoDue(), CreatedBy: "U0ALICE", CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		if err := tx.InsertTicket(ctx, &ticket); err != nil {
			return err
		}
		said := models.TicketMessage{
			TicketID: ticket.ID, CustomerID: c.ID, Channel: "C0HELP", TS: fmt.Sprintf("1.%d", c.ID), Side: models.SideRequester, Author: "U0ELSE", Text: trace,
			Files: []models.SaidFile{{Name: trace}}, SaidAt: now, ChangedAt: now,
		}
		if err := tx.SaveTicketMessage(ctx, &said); err != nil {
			return err
		}
		var log []models.AuditEntry
		for i := range n {
			in := models.Interaction{CustomerID: c.ID, Kind: models.InteractionCall, Text: fmt.Sprint(trace, i), Permalink: "https://example.com/" + trace, HappenedAt: now.AddDate(0, -3, 0), CreatedAt: now}
			if err := tx.InsertInteraction(ctx, &in); err != nil {
				return err
			}
			log = append(log, personalEntry(c, i+2, fmt.Sprint(trace, i), fmt.Sprint(trace, i+1)))
			notes := personalEntry(c, i+2, fmt.Sprint(trace, i), fmt.Sprint(trace, i+1))
			notes.Field = string(models.FieldNotes)
			log = append(log, notes)
		}
		return tx.AppendAudit(ctx, log)
	}))
	must(t, st.NoteSighting(ctx, "U0ALICE", c.ID, now))
	return c
}

func erase(t *testing.T, st *store.Store, previous models.Customer) models.Customer {
	t.Helper()
	erased := previous
	erased.Erase(now, true)
	erased.Version++
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.EraseCustomer(ctx, previous, &erased, "U0BOSS") }))
	return erased
}

// all is every column of every table.
func all(t *testing.T, db storetest.Database) string {
	t.Helper()
	handle, err := sql.Open(db.Driver, db.DSN)
	must(t, err)
	defer func() { _ = handle.Close() }()
	list := "SHOW TABLES"
	if db.Driver == "sqlite" {
		list = "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	var out strings.Builder
	for _, table := range texts(t, handle, list) {
		for _, row := range texts(t, handle, "SELECT * FROM `"+strings.TrimSpace(table)+"`") {
			out.WriteString(table + ": " + row + "\n")
		}
	}
	return out.String()
}

func texts(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	must(t, err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	must(t, err)
	var list []string
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		must(t, rows.Scan(into...))
		var row strings.Builder
		for _, value := range values {
			row.WriteString(value.String + " ")
		}
		list = append(list, row.String())
	}
	must(t, rows.Err())
	return list
}

// inFiles reports whether a text stands in the files of an SQLite database.
func inFiles(t *testing.T, db storetest.Database, text string) bool {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(db.File() + suffix)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ToLower(content), []byte(strings.ToLower(text))) {
			return true
		}
	}
	return false
}

// Nothing of an erased customer stands in any table, whatever the mode, nor anywhere in an SQLite file once it was
// rewritten; what is counted stays.
func TestErasedIsGone(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, protect := range []bool{true, false} {
			db := db.Another(t)
			st := storetest.Open(t, db, store.WithVault(newVault(t), protect))
			must(t, st.CheckKeys(ctx))
			seed(t, st, 200) // pages are split around it
			c := traced(t, st, 300)
			seed(t, st, 200)
			foldAll(t, st)
			if before := strings.ToLower(all(t, db)); !strings.Contains(before, strings.ToLower(trace)) {
				t.Fatal("there is nothing to erase")
			}
			before, err := st.SubjectCounts(ctx, c.ID)
			must(t, err)
			current, err := st.Customer(ctx, c.ID)
			must(t, err)
			erase(t, st, current)
			if after := strings.ToLower(all(t, db)); strings.Contains(after, strings.ToLower(trace)) {
				at := strings.Index(after, strings.ToLower(trace))
				t.Errorf("a table still holds it: …%s…", after[max(0, at-100):min(len(after), at+50)])
			}
			if listings := store.ListingsOf(t, st, c.ID); len(listings) > 0 {
				t.Errorf("lists still have it: %q", listings)
			}
			if db.Driver == "sqlite" && !inFiles(t, db, trace) {
				t.Error("the file held nothing before it was rewritten: the test tells nothing")
			}
			done, err := st.Scrub(ctx)
			must(t, err)
			if !done {
				t.Error("the file was not rewritten")
			}
			if db.Driver == "sqlite" && inFiles(t, db, trace) {
				t.Error("the file still holds it")
			}
			after, err := st.SubjectCounts(ctx, c.ID)
			must(t, err)
			if before.Open = 0; after != before {
				t.Errorf("counted %+v, want %+v", after, before)
			}
			read, err := st.Customer(ctx, c.ID)
			must(t, err)
			if !read.Erased() || read.Name != c.Code || read.Code != c.Code || read.Status != models.StatusChurned || read.Owner != c.Owner {
				t.Errorf("read %+v", read)
			}
			if _, err := st.Protect(ctx); err != nil {
				t.Errorf("the next start: %v", err)
			}
		}
	})
}

// No search, list or look for duplicates leads to an erased customer, also where its name was kept.
func TestErasedIsNotFound(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		c, other := somebody(1), customer("Customer 2")
		insert(t, st, c)
		insert(t, st, other)
		must(t, st.NoteSighting(ctx, "U0ALICE", c.ID, now))
		current, err := st.Customer(ctx, c.ID)
		must(t, err)
		erased := current
		erased.Erase(now, false)
		erased.Version++
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.EraseCustomer(ctx, current, &erased, "U0BOSS") }))
		must(t, st.NoteSighting(ctx, "U0ALICE", c.ID, now)) // somebody was looking at it at that moment

		none := map[string]models.CustomerQuery{
			"code": {Words: "C001"}, "name": {Words: "Customer 1"}, "phone": only(models.FieldPhone, "13800000001"), "email": only(models.FieldEmail, "wang1@example.com"), "contact": only(models.FieldContactName, "Wang 1"),
			"everything": {}, "status": only(models.FieldStatus, string(c.Status)), "owner": only(models.FieldOwner, c.Owner), "by name": {Sort: models.SortName}, "by day": {Sort: models.SortDue},
		}
		for what, query := range none {
			page, err := st.SearchCustomers(ctx, query)
			must(t, err)
			for _, found := range page.Customers {
				if found.ID == c.ID {
					t.Errorf("found by %s", what)
				}
			}
			if page.Total > 1 {
				t.Errorf("by %s %d are counted", what, page.Total)
			}
		}
		for what, read := range map[string]func() ([]models.Customer, error){
			"name":   func() ([]models.Customer, error) { return st.CustomersByName(ctx, "Customer 1", "", 5) },
			"recent": func() ([]models.Customer, error) { l, err := st.RecentCustomers(ctx, "", 5); return l[1:], err },
			"seen":   func() ([]models.Customer, error) { return st.RecentlySeen(ctx, "U0ALICE", "", 5) },
		} {
			if list, err := read(); err != nil || len(list) > 0 {
				t.Errorf("%s: %d found, %v", what, len(list), err)
			}
		}
		found, err := st.Duplicates(ctx, *somebody(1), models.DuplicateFields())
		must(t, err)
		if len(found) > 0 {
			t.Errorf("it is a duplicate: %v", found[0].Same)
		}
		next := customer("Customer 3")
		insert(t, st, next)
		if next.Code != "C003" {
			t.Errorf("the next code is %s", next.Code)
		}
	})
}

// All that is held on a customer comes back, also when it is much, and nothing of others.
func TestSubjectIsWhole(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		seed(t, st, 3)
		c := traced(t, st, 1100)
		held, err := st.Subject(ctx, c.ID)
		must(t, err)
		if len(held.Interactions) != 1100 || len(held.FollowUps) != 2 || len(held.Changes) != 1 || len(held.Audit) != 2200 || len(held.Sightings) != 1 {
			t.Fatalf("%d interactions, %d follow-ups, %d changes, %d entries, %d sightings",
				len(held.Interactions), len(held.FollowUps), len(held.Changes), len(held.Audit), len(held.Sightings))
		}
		for i, in := range held.Interactions {
			if in.Text != fmt.Sprint(trace, i) {
				t.Fatalf("interaction %d is %q", i, in.Text)
			}
		}
		if last := held.Audit[2198]; last.OldValue != trace+"1099" || last.NewValue != trace+"1100" {
			t.Errorf("the last change of the phone is %q → %q", last.OldValue, last.NewValue)
		}
	})
}

// Of churned customers, only those that nothing has happened with since are silent.
func TestSilentCustomers(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		since := now.AddDate(0, -6, 0)
		long, lately := since.AddDate(0, -1, 0), since.Add(time.Hour)
		add := func(status models.Status, changed time.Time, heard time.Time, open bool) int64 {
			c := customer("Somebody")
			c.Status = status
			insert(t, st, c)
			must(t, st.Tx(ctx, func(tx *store.Tx) error {
				first := models.StatusChange{CustomerID: c.ID, ToStatus: models.StatusActive, ChangedAt: long.AddDate(-1, 0, 0)}
				if err := tx.InsertStatusChange(ctx, &first); err != nil {
					return err
				}
				if err := tx.InsertStatusChange(ctx, &models.StatusChange{CustomerID: c.ID, FromStatus: models.StatusActive, ToStatus: status, ChangedAt: changed}); err != nil {
					return err
				}
				if err := tx.InsertInteraction(ctx, &models.Interaction{CustomerID: c.ID, HappenedAt: heard, CreatedAt: heard}); err != nil || !open {
					return err
				}
				return tx.InsertFollowUp(ctx, &models.FollowUp{CustomerID: c.ID, State: models.FollowUpPlanned, DueOn: models.DateOf(now), CreatedAt: long, UpdatedAt: long, Version: 1})
			}))
			return c.ID
		}
		silent := add(models.StatusChurned, long, long, false)
		again := add(models.StatusChurned, long, long, false)
		next := add(models.StatusChurned, lately, long, false)
		shelved := add(models.StatusChurned, long, long, true)
		c, err := st.Customer(ctx, shelved)
		must(t, err)
		archive(t, st, c, true)
		merged := add(models.StatusChurned, long, long, false)
		c, err = st.Customer(ctx, merged)
		must(t, err)
		c.MergedInto = shelved
		archive(t, st, c, true)
		for what, id := range map[string]int64{
			"churned lately": next, "active": add(models.StatusActive, long, long, false),
			"heard of lately": add(models.StatusChurned, long, lately, false), "planned": add(models.StatusChurned, long, long, true),
			"at that very instant":  add(models.StatusChurned, since, long, false),
			"archived, and planned": shelved, "merged into another": merged,
		} {
			c, err := st.Customer(ctx, id)
			must(t, err)
			if is, err := st.SilentSince(ctx, c, since); err != nil || is {
				t.Errorf("%s: %v, %v", what, is, err)
			}
		}
		behind := add(models.StatusChurned, long, long, false) // since others were heard of lately: the clock was behind
		for _, page := range []struct {
			after int64
			limit int
			want  string
		}{
			{0, 9, fmt.Sprint([]int64{silent, again}, behind)},
			{0, 1, fmt.Sprint([]int64{silent}, silent)},
			{silent, 1, fmt.Sprint([]int64{again}, again)},
			{again, 1, fmt.Sprint([]int64{}, next)},
			{behind - 1, 1, fmt.Sprint([]int64{}, behind)},
			{behind, 1, "[] 0"},
		} {
			if found, last, err := st.SilentCustomers(ctx, since, page.after, page.limit); err != nil || fmt.Sprint(found, last) != page.want {
				t.Errorf("after %d at most %d: %v %d, %v; want %s", page.after, page.limit, found, last, err, page.want)
			}
		}
		current, err := st.Customer(ctx, silent)
		must(t, err)
		erase(t, st, current)
		if found, _, err := st.SilentCustomers(ctx, since, 0, 9); err != nil || fmt.Sprint(found) != fmt.Sprint([]int64{again}) {
			t.Errorf("erased ones are found again: %v, %v", found, err)
		}
	})
}

// While somebody reads the file it can't be rewritten; that is remembered, and made up for.
func TestScrubIsMadeUpFor(t *testing.T) {
	db := storetest.SQLite(t)
	st := storetest.Open(t, db)
	c := traced(t, st, 20)
	reader, err := sql.Open(db.Driver, db.DSN)
	must(t, err)
	defer func() { _ = reader.Close() }()
	held, err := reader.BeginTx(ctx, nil)
	must(t, err)
	var n int
	must(t, held.QueryRowContext(ctx, "SELECT COUNT(*) FROM customers").Scan(&n))
	current, err := st.Customer(ctx, c.ID)
	must(t, err)
	erase(t, st, current)
	if done, err := st.Scrub(ctx); err != nil || done {
		t.Errorf("the file was rewritten under a reader: %v, %v", done, err)
	}
	must(t, held.Rollback())
	other := storetest.Open(t, db) // the process may have ended meanwhile
	if done, err := other.Scrub(ctx); err != nil || !done || inFiles(t, db, trace) {
		t.Errorf("the file was not rewritten later: %v, %v", done, err)
	}
}
