package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// KeepFindings puts what a look found of some customers in the place of what was found before. What is ignored stays so until it is something else.
func (tx *Tx) KeepFindings(ctx context.Context, customers []int64, found []models.Finding, at time.Time) error {
	known := map[int64]models.Finding{}
	for chunk := range slices.Chunk(customers, rowsAtOnce) {
		for _, where := range []struct {
			text string
			args []any
		}{{"customer_id IN ?", []any{chunk}}, {"kind = ? AND other_id IN ?", []any{models.FindingDuplicate, chunk}}} {
			var some []models.Finding
			if err := tx.session(ctx).Where(where.text, where.args...).Find(&some).Error; err != nil {
				return wrap("read findings", err)
			}
			for _, f := range some {
				known[f.ID] = f
			}
		}
	}
	return tx.keep(ctx, known, found, at)
}

// KeepPeople is KeepFindings of people who can't be given work any more.
func (tx *Tx) KeepPeople(ctx context.Context, found []models.Finding, at time.Time) error {
	var list []models.Finding
	if err := tx.session(ctx).Where("kind = ?", models.FindingLeft).Find(&list).Error; err != nil {
		return wrap("read findings", err)
	}
	known := map[int64]models.Finding{}
	for _, f := range list {
		known[f.ID] = f
	}
	return tx.keep(ctx, known, found, at)
}

// keep puts findings in the place of those that are known.
func (tx *Tx) keep(ctx context.Context, known map[int64]models.Finding, found []models.Finding, at time.Time) error {
	type key struct {
		kind   models.FindingKind
		record string
	}
	before := make(map[key]models.Finding, len(known))
	for _, f := range known {
		before[key{f.Kind, f.Record}] = f
	}
	var fresh []models.Finding
	for _, f := range found {
		was, there := before[key{f.Kind, f.Record}]
		if !there {
			f.FirstSeen = at
			fresh = append(fresh, f)
			continue
		}
		delete(known, was.ID)
		if err := tx.keepOne(ctx, was, f, at); err != nil {
			return err
		}
	}
	gone := make([]int64, 0, len(known))
	for id := range known {
		gone = append(gone, id)
	}
	slices.Sort(gone)
	for chunk := range slices.Chunk(gone, rowsAtOnce) {
		if err := tx.session(ctx).Where("id IN ?", chunk).Delete(&models.Finding{}).Error; err != nil {
			return wrap("forget findings", err)
		}
	}
	return wrap("keep findings", createAll(tx.session(ctx).Clauses(clause.OnConflict{DoNothing: true}), fresh))
}

// keepOne writes a finding that was there before, where it says something else.
func (tx *Tx) keepOne(ctx context.Context, was, f models.Finding, at time.Time) error {
	f.ID, f.FirstSeen = was.ID, was.FirstSeen
	switch {
	case f.Kind == models.FindingDuplicate: // what was decided of the pair says it
	case f.Kind == models.FindingLeft:
		f.Since = was.Since
		fallthrough
	case was.Ignored:
		f.Ignored, f.IgnoredBy, f.IgnoredAt, f.IgnoredEntry = was.Ignored, was.IgnoredBy, was.IgnoredAt, was.IgnoredEntry
		ended := f.Kind == models.FindingLeft && f.Detail != was.Detail
		if was.Ignored && !ended {
			var err error
			if ended, err = tx.ended(ctx, was); err != nil {
				return err
			}
		}
		if ended {
			f.Ignored, f.IgnoredBy, f.IgnoredAt, f.IgnoredEntry, f.FirstSeen = false, "", nil, 0, at
		}
	}
	if f.Same(was) && f.Ignored == was.Ignored {
		return nil
	}
	return wrap("keep a finding", tx.session(ctx).Select("*").Omit("ID").Where("id = ?", f.ID).Updates(&f).Error)
}

// ended reports whether something changed since a finding was ignored that it is about.
func (q Queries) ended(ctx context.Context, f models.Finding) (bool, error) {
	var entries []models.AuditEntry
	err := q.session(ctx).Select("id, entity, entity_id, action, field").Where("customer_id = ? AND id > ?", f.CustomerID, f.IgnoredEntry).Find(&entries).Error
	return slices.ContainsFunc(entries, f.Ended), wrap("look whether what is ignored changed", err)
}

// IgnoreFinding says that a finding is ignored, or by "" that it isn't.
func (tx *Tx) IgnoreFinding(ctx context.Context, f *models.Finding, by string, at time.Time) error {
	f.Ignored, f.IgnoredBy, f.IgnoredAt, f.IgnoredEntry = by != "", by, nil, 0
	if f.Ignored {
		f.IgnoredAt = &at
		err := tx.session(ctx).Raw("SELECT COALESCE(MAX(id), 0) FROM audit_entries WHERE customer_id = ?", f.CustomerID).Scan(&f.IgnoredEntry).Error
		if err != nil {
			return wrap("look what is ignored", err)
		}
	}
	err := tx.session(ctx).Model(f).Select("ignored", "ignored_by", "ignored_at", "ignored_entry").Updates(f).Error
	return wrap("ignore a finding", err)
}

// Finding returns a finding; ErrNotFound when there is none any more.
func (q Queries) Finding(ctx context.Context, id int64) (f models.Finding, err error) {
	err = q.session(ctx).Take(&f, "id = ?", id).Error
	return f, wrap("read a finding", err)
}

const orderFindings = "findings"

// Findings returns a page of findings, those that have lasted longest first.
func (q Queries) Findings(ctx context.Context, query models.FindingQuery) (page models.FindingPage, err error) {
	at, size := cursor{Total: -1}, pageSize(query.Limit)
	if query.After != "" {
		if at, err = decodeCursor(query.After, orderFindings); err != nil {
			return page, err
		}
	}
	db := q.findings(ctx, query).Order("since, id").Limit(size + 1)
	if query.After != "" {
		since, err := time.Parse(time.RFC3339Nano, at.Key)
		if err != nil {
			return page, models.Invalid("", "error.bad_page")
		}
		db = db.Where("since >= ? AND (since > ? OR id > ?)", since.UTC(), since.UTC(), at.ID)
	}
	var list []models.Finding
	if err := db.Find(&list).Error; err != nil {
		return page, wrap("list findings", err)
	}
	if page.Total = at.Total; page.Total < 0 {
		var total int64
		if err := q.findings(ctx, query).Count(&total).Error; err != nil {
			return page, wrap("count findings", err)
		}
		page.Total = int(total)
	}
	if len(list) > size {
		last := list[size-1]
		page.Next = cursor{Order: orderFindings, Key: last.Since.UTC().Format(time.RFC3339Nano), ID: last.ID, Total: page.Total}.encode()
		list = list[:size]
	}
	page.Entries, err = q.findingEntries(ctx, list)
	return page, err
}

// findings selects the findings of a query.
func (q Queries) findings(ctx context.Context, query models.FindingQuery) *gorm.DB {
	db := q.session(ctx).Model(&models.Finding{}).Where("ignored = ?", query.Ignored)
	switch {
	case query.Kind != "":
		db = db.Where("kind = ?", query.Kind)
	default:
		db = db.Where("kind IN ?", query.Kinds)
	}
	if query.Owner != "" {
		db = db.Where("owner = ?", query.Owner)
	}
	return db
}

// findingEntries reads the records that findings are about.
func (q Queries) findingEntries(ctx context.Context, list []models.Finding) ([]models.FindingEntry, error) {
	var customers, deals, followUps []int64
	for _, f := range list {
		customers = append(customers, f.CustomerID)
		switch f.Kind {
		case models.FindingDuplicate:
			customers = append(customers, f.OtherID)
		case models.FindingSlipped:
			deals = append(deals, f.OtherID)
		case models.FindingOverdue:
			followUps = append(followUps, f.OtherID)
		}
	}
	customer, err := q.CustomersByID(ctx, customers)
	if err != nil {
		return nil, err
	}
	deal, err := q.DealsByID(ctx, deals)
	if err != nil {
		return nil, err
	}
	planned := map[int64]models.FollowUp{}
	if len(followUps) > 0 {
		var some []models.FollowUp
		if err := q.session(ctx).Where("id IN ?", followUps).Find(&some).Error; err != nil {
			return nil, wrap("read follow-ups of findings", err)
		}
		for _, f := range some {
			planned[f.ID] = f
		}
	}
	entries := make([]models.FindingEntry, len(list))
	for i, f := range list {
		entries[i] = models.FindingEntry{Finding: f, Customer: customer[f.CustomerID]}
		switch f.Kind {
		case models.FindingDuplicate:
			entries[i].Other = customer[f.OtherID]
		case models.FindingSlipped:
			entries[i].Deal = deal[f.OtherID]
		case models.FindingOverdue:
			entries[i].FollowUp = planned[f.OtherID]
		}
	}
	return entries, nil
}

// CountFindings counts findings by kind: somebody's, or with owner "" everybody's.
func (q Queries) CountFindings(ctx context.Context, owner string, ignored bool) (map[models.FindingKind]int, error) {
	var kinds []models.FindingKind
	for _, rule := range models.FindingRules() {
		kinds = append(kinds, rule.Kind)
	}
	db := q.findings(ctx, models.FindingQuery{Kinds: kinds, Owner: owner, Ignored: ignored})
	var rows []struct {
		Kind  models.FindingKind
		Count int
	}
	err := db.Select("kind, COUNT(*) AS count").Group("kind").Find(&rows).Error
	counts := map[models.FindingKind]int{}
	for _, row := range rows {
		counts[row.Kind] = row.Count
	}
	return counts, wrap("count findings", err)
}
