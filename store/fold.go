package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// What is noted as changed is brought into the lists by one process at a time, in short transactions. It holds a fence
// that grows with every holder: in each transaction it proves that it is still the last. A process that was killed between
// two of them leaves the notes, and whoever comes next does all of it again, which changes nothing that was done.

const (
	foldAtOnce = 1000             // notes, where not more are asked for
	foldStep   = 900              // lists that one transaction changes
	foldFor    = 30 * time.Second // how long a holder that falls silent keeps others away
)

// errFenced says that another process brings notes into the lists now.
var errFenced = errors.New("another process writes the lists of the search")

// FoldSearch brings what is noted as changed into the lists, if there are at least so many notes and no other process is at
// it. It returns how many notes it brought in. Where least is much, so many are brought in together: each list that they touch is written once
// for all of them.
func (s *Store) FoldSearch(ctx context.Context, clock models.Clock, least int) (folded int, err error) {
	var noted []int64
	err = s.session(ctx).Raw("SELECT customer_id FROM search_pending LIMIT ?", max(least, 1)).Scan(&noted).Error
	if err != nil || len(noted) < max(least, 1) {
		return 0, wrap("look for notes of the search", err)
	}
	return s.fold(ctx, folder{store: s, clock: clock, atOnce: least})
}

// fold brings in all that is noted.
func (s *Store) fold(ctx context.Context, f folder) (folded int, err error) {
	held, err := f.takeFence(ctx)
	if err != nil || !held {
		return 0, wrap("take the fence of the lists", err)
	}
	for more := true; more && err == nil; {
		var n int
		n, more, err = f.foldSome(ctx)
		folded += n
	}
	if left := f.leaveFence(ctx); err == nil {
		err = left
	}
	if errors.Is(err, errFenced) {
		err = nil
	}
	return folded, wrap("bring notes into the lists", err)
}

// foldPersonal brings in what is noted of fields that are personal by now: their values are sealed, and neither lists nor
// notes go on telling them. It takes the fence from whoever holds it.
func (s *Store) foldPersonal(ctx context.Context, personal map[int64]bool) error {
	if len(personal) == 0 {
		return nil
	}
	var noted []int64
	err := s.session(ctx).Raw("SELECT customer_id FROM search_pending WHERE part IN ? LIMIT 1", slices.Collect(maps.Keys(personal))).Scan(&noted).Error
	if err != nil || len(noted) == 0 {
		return wrap("look for notes of the search", err)
	}
	_, err = s.fold(ctx, folder{store: s})
	return err
}

// folder brings notes into the lists while it holds the fence.
type folder struct {
	store  *Store
	clock  models.Clock // nil: others may take the fence at any time
	fence  int64
	atOnce int // notes; foldAtOnce where that is more
}

// limit is how many notes are brought in together.
func (f *folder) limit() int { return max(f.atOnce, foldAtOnce) }

// until is how long others are kept away.
func (f *folder) until() any {
	if f.clock == nil {
		return nil
	}
	return instant(f.clock.Now().Add(foldFor))
}

func (f *folder) takeFence(ctx context.Context) (held bool, err error) {
	free, args := "", []any{f.until()}
	if f.clock != nil {
		now := instant(f.clock.Now())
		free, args = " AND (held_until IS NULL OR held_until <= ? OR held_until > ?)", append(args, now, now.Add(2*foldFor))
	}
	err = f.store.Tx(ctx, func(tx *Tx) error {
		result := tx.session(ctx).Exec("UPDATE search_fence SET fence = fence + 1, held_until = ? WHERE name = 'lists'"+free, args...)
		if held = result.RowsAffected == 1; result.Error != nil || !held {
			return result.Error
		}
		return tx.session(ctx).Raw("SELECT fence FROM search_fence WHERE name = 'lists'").Scan(&f.fence).Error
	})
	return held, err
}

func (f *folder) leaveFence(ctx context.Context) error {
	return f.store.retry(ctx, func() error {
		return f.store.write.WithContext(ctx).Exec("UPDATE search_fence SET held_until = NULL WHERE name = 'lists' AND fence = ?", f.fence).Error
	})
}

// within runs one transaction as long as the fence is held.
func (f *folder) within(ctx context.Context, fn func(tx *Tx) error) error {
	until := f.until()
	return f.store.Tx(ctx, func(tx *Tx) error {
		result := tx.session(ctx).Exec("UPDATE search_fence SET held_until = ? WHERE name = 'lists' AND fence = ?", until, f.fence)
		if result.Error == nil && result.RowsAffected == 0 {
			return errFenced
		}
		if result.Error != nil {
			return result.Error
		}
		return fn(tx)
	})
}

// foldSome brings some notes in.
func (f *folder) foldSome(ctx context.Context) (n int, more bool, err error) {
	notes, err := f.begin(ctx)
	if err != nil || len(notes) == 0 {
		return 0, false, err
	}
	var c folded
	err = f.within(ctx, func(tx *Tx) (err error) {
		c, err = tx.changesOf(ctx, notes)
		return err
	})
	if err != nil {
		return 0, false, err
	}
	full := map[string][]string{}
	for _, step := range c.changes.steps(foldStep) {
		var filled []bucketPlace
		err := f.within(ctx, func(tx *Tx) (err error) {
			filled, err = tx.changeSome(ctx, step)
			return err
		})
		if err != nil {
			return 0, false, err
		}
		for _, place := range filled {
			full[place.sorted] = append(full[place.sorted], place.mark)
		}
	}
	if err := f.end(ctx, notes); err != nil {
		return 0, false, err
	}
	if err := f.splitFull(ctx, full); err != nil || len(c.left) == 0 {
		return len(notes), len(notes) == f.limit(), err
	}
	err = f.within(ctx, func(tx *Tx) error { return tx.unmarkLeft(ctx, c.left) })
	return len(notes), len(notes) == f.limit(), err
}

// begin reads notes, and notes in them that the lists may have their customers under what they are listed as now. A
// change that comes later is noted anew, and keeps that.
func (f *folder) begin(ctx context.Context) (notes []pendingPart, err error) {
	err = f.store.Tx(ctx, func(tx *Tx) (err error) {
		if notes, err = tx.readNotes(ctx, f.limit()); err != nil {
			return err
		}
		var widened []pendingPart
		for i := range notes {
			if notes[i].Listed == notes[i].Listings { // of a new customer
				continue
			}
			listed := splitListings(notes[i].Listed)
			known := set(listed)
			for _, listing := range splitListings(notes[i].Listings) {
				if !known[listing] {
					listed = append(listed, listing)
				}
			}
			if len(listed) > len(known) {
				notes[i].Listed = joinListings(listed)
				widened = append(widened, notes[i])
			}
		}
		write := clause.OnConflict{Columns: []clause.Column{{Name: "customer_id"}, {Name: "part"}}, DoUpdates: clause.AssignmentColumns([]string{"listed"})}
		return createAll(tx.session(ctx).Clauses(write), widened)
	})
	return notes, err
}

// readNotes reads the first notes, which nobody else changes until the transaction ends.
func (tx *Tx) readNotes(ctx context.Context, limit int) ([]pendingPart, error) {
	notes := make([]pendingPart, 0, min(limit, foldAtOnce))
	query := tx.session(ctx).Model(&pendingPart{}).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).
		Select("customer_id", "part", "stamp", "listed", "listings").Order("customer_id, part").Limit(limit)
	err := eachOf(query, func(rows *sql.Rows) error {
		var note pendingPart
		var listed, listings sql.RawBytes
		err := rows.Scan(&note.CustomerID, &note.Part, &note.Stamp, &listed, &listings)
		if note.Listed = string(listed); bytes.Equal(listed, listings) {
			note.Listings = note.Listed
		} else {
			note.Listings = string(listings)
		}
		notes = append(notes, note)
		return err
	})
	return notes, err
}

func set(list []string) map[string]bool {
	all := make(map[string]bool, len(list))
	for _, item := range list {
		all[item] = true
	}
	return all
}

// folded is what notes come to.
type folded struct {
	changes changes
	left    []string // listings with a key that some customer has no longer, and that a mark is
}

// changesOf returns what notes change in the lists.
func (tx *Tx) changesOf(ctx context.Context, notes []pendingPart) (folded, error) {
	c, shelves := folded{changes: newChanges()}, newShelves()
	for _, note := range notes {
		fresh := note.Listed == note.Listings // then it leaves nothing
		kept := map[string]bool{}
		for listing := range eachListing(note.Listings) {
			sorted, key, ok := cutKey(listing)
			if !ok {
				if c.changes.add(listing, note.CustomerID); !fresh {
					kept[listing] = true
				}
				continue
			}
			m, err := shelves.place(ctx, tx, sorted, key)
			if err != nil {
				return c, err
			}
			kept[m.listing()] = true
			c.changes.put(m, note.CustomerID)
		}
		if fresh {
			continue
		}
		for _, listing := range splitListings(note.Listed) {
			sorted, key, ok := cutKey(listing)
			if !ok {
				if !kept[listing] {
					c.changes.remove(listing, note.CustomerID)
				}
				continue
			}
			m, err := shelves.place(ctx, tx, sorted, key)
			if err != nil {
				return c, err
			}
			if m.Mark == key && !strings.Contains(note.Listings, "\n"+listing+"\n") {
				c.left = append(c.left, listing)
			}
			if !kept[m.listing()] {
				c.changes.take(m, note.CustomerID)
			}
		}
	}
	return c, nil
}

// unmarkLeft takes away the marks that were a text which somebody has no longer.
func (tx *Tx) unmarkLeft(ctx context.Context, left []string) error {
	shelves := newShelves()
	for _, listing := range left {
		sorted, _, _ := cutKey(listing)
		if err := shelves.load(ctx, tx, sorted); err != nil {
			return err
		}
	}
	return tx.unmark(ctx, shelves, left)
}

// end takes away notes that are in the lists now, but those that were noted anew meanwhile.
func (f *folder) end(ctx context.Context, notes []pendingPart) error {
	return f.within(ctx, func(tx *Tx) error {
		for chunk := range slices.Chunk(notes, rowsAtOnce) {
			stamps := make([]string, len(chunk))
			for i, note := range chunk {
				stamps[i] = note.Stamp
			}
			err := tx.session(ctx).Where("customer_id BETWEEN ? AND ? AND stamp IN ?", chunk[0].CustomerID, chunk[len(chunk)-1].CustomerID, stamps).Delete(&pendingPart{}).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// splitFull cuts buckets that have become too full, by what they are sorted by and their marks.
func (f *folder) splitFull(ctx context.Context, full map[string][]string) error {
	for sorted, marks := range full {
		err := f.within(ctx, func(tx *Tx) error {
			shelves := newShelves()
			if err := shelves.load(ctx, tx, sorted); err != nil {
				return err
			}
			for _, mark := range marks {
				at := shelves.marks[sorted].at(mark)
				if at < 0 || shelves.marks[sorted][at].Mark != mark || shelves.marks[sorted][at].Alone == 1 {
					continue
				}
				if err := tx.split(ctx, shelves, sorted, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
