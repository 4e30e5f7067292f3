package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
)

// WithLogger returns the same store with a logger that sees every statement.
func (s *Store) WithLogger(log logger.Interface) *Store {
	session := &gorm.Session{Logger: log}
	logged := *s
	logged.write = s.write.Session(session)
	logged.db = s.db.Session(session)
	return &logged
}

// DB returns the handle that reads.
func (s *Store) DB() *gorm.DB { return s.db }

// WriteDB lets tests insert many rows at once.
func (s *Store) WriteDB() *gorm.DB { return s.write }

// SearchTerms lets tests look at the search index.
var SearchTerms = searchTerms

// Covers reports whether a customer's grams and search text match every term of some words.
func Covers(grams []string, text, words string) bool {
	have := map[string]bool{}
	for _, gram := range grams {
		have[gram] = true
	}
	asked := queryWords(words)
	for _, w := range asked {
		if !slices.ContainsFunc(w.any, func(way []term) bool {
			return !slices.ContainsFunc(way, func(t term) bool {
				need, _ := t.lookup()
				return slices.ContainsFunc(need, func(gram string) bool { return !have[gram] })
			})
		}) {
			return false
		}
	}
	return len(asked) > 0
}

// Terms are what a customer's texts are cut into.
type Terms []term

// TermsOf cuts a customer's texts into terms.
func TermsOf(c models.Customer) Terms { return indexTerms(c.Code, c.Name, c.Company) }

// HasWords reports whether a customer has the words of a search, by nothing but the terms that both are cut into.
func (all Terms) HasWords(text string) bool {
	for _, w := range searchWords(text) {
		if !slices.ContainsFunc(w.any, func(way []term) bool { return hasTerms(all, way) }) {
			return false
		}
	}
	return len(searchWords(text)) > 0
}

func hasTerms(all, wanted []term) bool {
	for _, t := range wanted {
		if !slices.ContainsFunc(all, t.isIn) {
			return false
		}
	}
	return true
}

// isIn reports a term that another has in it: anywhere, but one or two letters only where a word may begin.
func (t term) isIn(other term) bool {
	letters := []rune(t.text)
	if t.dense != other.dense {
		return false
	}
	if t.dense || len(letters) > 2 {
		return strings.Contains(other.text, t.text)
	}
	there := []rune(other.text)
	return slices.ContainsFunc(append([]int{0}, other.begins...), func(at int) bool {
		return strings.HasPrefix(string(there[at:]), t.text)
	})
}

// Apart is by how many letters a text differs from a run of a word's.
func Apart(text, word string, anywhere bool) int { return apart([]rune(text), []rune(word), anywhere) }

// SortKey is what sort:name goes by.
var SortKey = sortKey

// FoldAndDie begins to bring notes into the lists, and is gone after some transactions.
func (s *Store) FoldAndDie(ctx context.Context, steps int) error {
	f := folder{store: s}
	if _, err := f.takeFence(ctx); err != nil {
		return err
	}
	notes, err := f.begin(ctx)
	if err != nil || steps == 0 {
		return err
	}
	var c folded
	err = f.within(ctx, func(tx *Tx) (err error) { c, err = tx.changesOf(ctx, notes); return err })
	for _, step := range c.changes.steps(foldStep) {
		if steps--; err == nil && steps > 0 {
			err = f.within(ctx, func(tx *Tx) error { _, err := tx.changeSome(ctx, step); return err })
		}
	}
	return err
}

// ListingsOf are the listings whose lists have a customer, the buckets that it is in, and what is noted of it.
func ListingsOf(t testing.TB, s *Store, id int64) []string {
	t.Helper()
	var rows []keptList
	var notes []pendingPart
	if err := s.db.Where("block = ?", blockOf(id)).Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if err := s.db.Where("customer_id = ?", id).Find(&notes).Error; err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, row := range rows {
		set := members{}
		if err := set.addKept(row.Members); err != nil {
			t.Fatal(err)
		}
		if set.has(placeIn(id)) {
			list = append(list, row.Listing)
		}
	}
	var buckets marks
	if err := s.db.Find(&buckets).Error; err != nil {
		t.Fatal(err)
	}
	for _, m := range buckets {
		ids, err := decodeIDs(m.Members)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(ids, id) {
			list = append(list, m.listing())
		}
	}
	for _, note := range notes {
		list = append(list, note.Listings)
	}
	return list
}

// AllListings are the listings of every customer, sorted, but for buckets, which may be cut in several ways.
func AllListings(t testing.TB, s *Store) map[int64][]string {
	t.Helper()
	var rows []keptList
	if err := s.db.Order("listing, block").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	all := map[int64][]string{}
	for _, row := range rows {
		if strings.HasPrefix(row.Listing, "#") {
			continue
		}
		set := members{}
		if err := set.addKept(row.Members); err != nil {
			t.Fatal(err)
		}
		if set.count() != row.Size {
			t.Errorf("the list %q has %d members, and says %d", row.Listing, set.count(), row.Size)
		}
		for _, id := range set.ids(row.Block) {
			all[id] = append(all[id], row.Listing)
		}
	}
	return all
}

// Writer returns the connections that write.
func (s *Store) Writer() *sql.DB { return s.pools[0] }

// MigrateTo applies the migrations up to a version, as an older program had.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	provider, err := s.migrator()
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}

// MigrationLock is SQL for the name of the lock that one process at a time migrates under.
const MigrationLock = migrationLock

// Fate is what an erasure does to a column, by the tables' declarations; "" where they say nothing of it.
func Fate(name, column string) models.Erasure {
	for _, t := range tables {
		if t.name == name {
			return t.fate(column)
		}
	}
	return ""
}

// Declared are the text columns that the declarations name, as table.column.
func Declared() []string {
	var names []string
	for _, t := range tables {
		columns := append(t.emptied(), t.keeps...)
		if t.kind != nil {
			for _, field := range t.kind.Fields {
				columns = append(columns, field.Columns()...)
			}
		}
		for _, column := range columns {
			names = append(names, t.name+"."+column)
		}
	}
	return names
}

// WithConnections bounds the connections to the database; the default is 16. SQLite reads with 2 at most, and has one more,
// which alone writes.
func WithConnections(n int) Option { return func(s *settings) { s.connections = n } }

// TablesOfKinds are the tables that hold records of a customer, each with whether a merge moves its rows.
func TablesOfKinds() map[string]bool {
	moves := map[string]bool{}
	for _, t := range tables[1:] {
		if t.kind != nil || t.moves {
			moves[t.name] = t.moves
		}
		if t.name == "audit_entries" { // what follows is no customer's
			break
		}
	}
	return moves
}

// KeptRows inserts rows with texts in them into three tables, so many at once, and returns what the database then has in each column. It leaves
// nothing behind.
func KeptRows(t testing.TB, s *Store, texts []string, atOnce int) (kept []string) {
	t.Helper()
	var entries []auditRow
	var marks []mark
	var tasks []models.Task
	at := time.Date(2026, time.March, 5, 9, 30, 0, 123456789, time.FixedZone("", 8*3600))
	for i, text := range texts {
		entries = append(entries, auditRow{AuditEntry: models.AuditEntry{At: at, EntityID: 1<<62 + int64(i), NewValue: text, Version: i}})
		marks = append(marks, mark{Sorted: "n", Mark: strconv.Itoa(i), Members: []byte(text), Alone: i % 2})
		task := models.Task{Title: models.Shorten(text, 100), Args: text, CreatedAt: at, State: models.TaskWaiting, Counts: models.TaskCounts{Rows: i}}
		if i%2 == 0 {
			task.LeaseUntil, task.FinishedAt, task.Stops = &at, &at, true
		}
		tasks = append(tasks, task)
	}
	gone := errors.New("nothing is left")
	err := s.Tx(t.Context(), func(tx *Tx) error {
		kept = nil
		again := clause.OnConflict{Columns: []clause.Column{{Name: "sorted"}, {Name: "mark"}}, DoUpdates: clause.AssignmentColumns([]string{"members", "alone"})}
		for i := 0; i < len(texts); i += atOnce {
			end := min(len(texts), i+atOnce)
			for range 2 { // the second time they are there
				if err := createAll(tx.session(t.Context()).Clauses(again), slices.Clone(marks[i:end])); err != nil {
					return err
				}
			}
			if err := errors.Join(createAll(tx.session(t.Context()), slices.Clone(entries[i:end])), createAll(tx.session(t.Context()), slices.Clone(tasks[i:end]))); err != nil {
				return err
			}
		}
		for _, table := range []struct {
			columns int
			query   string
		}{
			{7, "SELECT at, actor, entity_id, version, new_value, undoes, sealed_key FROM audit_entries ORDER BY id"},
			{5, "SELECT sorted, mark, bucket, alone, members FROM search_marks ORDER BY sorted, mark"},
			{10, "SELECT title, args, state, stops, total, counts, lease_until, started_at, finished_at, created_at FROM tasks ORDER BY id"},
		} {
			err := tx.eachRow(t.Context(), func(rows *sql.Rows) error {
				values, into := make([]any, table.columns), make([]any, table.columns)
				for i := range values {
					into[i] = &values[i]
				}
				err := rows.Scan(into...)
				kept = append(kept, fmt.Sprintf("%T %q", values, values))
				return err
			}, table.query)
			if err != nil {
				return err
			}
		}
		return gone
	})
	if !errors.Is(err, gone) {
		t.Fatal(err)
	}
	return kept
}
