package crm

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	bulkPage    = 500 // how many customers are looked at together
	bulkSamples = 5   // how many are shown of those that would change
	bulkCodes   = 5   // how many are named of those that are left out for one reason
)

// PreviewBulk says what a bulk change would do to the customers of a scope, and keeps of whom it is, so that StartBulk can carry it
// out: no customer is changed. locale is how the person reads.
func (s *Service) PreviewBulk(ctx context.Context, op models.Operation, locale string, scope models.BulkScope, b models.BulkChange) (models.BulkPreview, error) {
	made, err := s.newBulk(ctx, op, b)
	if err != nil {
		return models.BulkPreview{}, err
	}
	ids, err := s.scoped(ctx, op.Actor, scope)
	switch {
	case err != nil:
		return models.BulkPreview{}, err
	case len(ids) == 0:
		return models.BulkPreview{}, models.NotFound("error.bulk_nobody")
	case len(ids) > models.MaxBulk:
		return models.BulkPreview{}, &models.Error{Kind: models.KindLimit, Key: "error.bulk_too_many", Args: map[string]any{"Max": models.MaxBulk}}
	}
	preview := models.BulkPreview{Change: made.BulkChange}
	rows, err := s.lookAtAll(ctx, op, made, ids, &preview)
	if err != nil {
		return models.BulkPreview{}, err
	}
	args, err := json.Marshal(models.BulkArgs{Change: made.BulkChange})
	if err != nil {
		return models.BulkPreview{}, fmt.Errorf("write a bulk change down: %w", err)
	}
	err = s.change(ctx, op, func(c *change) error {
		at := c.at
		preview.Task = models.Task{
			Kind: models.TaskBulk, Mode: models.TaskPreview, By: op.Actor.ID, Place: models.TaskInSlack, State: models.TaskDone,
			Args: string(args), Locale: locale, Zone: op.Zone, Total: int64(len(rows)), Counts: preview.Counts, CreatedAt: at, FinishedAt: &at,
		}
		if err := c.InsertTask(ctx, &preview.Task); err != nil {
			return err
		}
		return c.InsertTaskRows(ctx, preview.Task.ID, rows)
	})
	return preview, err
}

// lookAtAll says of customers what would become of them, and returns the rows of a ledger that names them in their order.
func (s *Service) lookAtAll(ctx context.Context, op models.Operation, made *bulk, ids []int64, preview *models.BulkPreview) ([]models.TaskRow, error) {
	rows := make([]models.TaskRow, 0, len(ids))
	var left reasons
	c := s.newChange(op, s.clock.Now().UTC(), "")
	slot := 0
	for page := range slices.Chunk(ids, bulkPage) {
		found, err := s.store.CustomersByID(ctx, page)
		if err != nil {
			return nil, err
		}
		if made.Campaign != 0 {
			if made.members, err = s.store.MembersAmong(ctx, made.Campaign, page); err != nil {
				return nil, err
			}
		}
		for _, id := range page {
			current, there := found[id]
			if !there {
				continue
			}
			rows = append(rows, models.TaskRow{Number: int64(len(rows) + 1), CustomerID: id, Version: current.Version})
			next, err := s.lookAt(ctx, c, made, current, slot)
			switch refused := models.AsErrors(err); {
			case refused != nil:
				preview.Counts.Add(models.RowRejected)
				left.add(refused, current.Code)
				continue
			case err != nil:
				return nil, err
			case len(models.Customers.Changes(&current, &next)) == 0 && current.Archived() == next.Archived() && !made.joins(id):
				preview.Counts.Add(models.RowSame)
			default:
				preview.Counts.Add(models.RowUpdated)
				if len(preview.Samples) < bulkSamples {
					preview.Samples = append(preview.Samples, models.BulkSample{Before: current, After: next, Joins: made.joins(id)})
				}
			}
			slot++
		}
	}
	if made.PerDay > 0 && slot > 0 {
		preview.Last = made.day(slot - 1)
	}
	preview.LeftOut = left.list()
	return rows, nil
}

func (s *Service) lookAt(ctx context.Context, c *change, made *bulk, current models.Customer, slot int) (models.Customer, error) {
	if !made.Restore {
		if _, err := s.listed(ctx)(current, nil); err != nil {
			return current, err
		}
	}
	return made.becomes(c, current, slot)
}

// scoped returns the IDs of the customers of a scope that the actor sees, in their order: one more than models.MaxBulk where there are
// more.
func (s *Service) scoped(ctx context.Context, actor models.Actor, scope models.BulkScope) (ids []int64, err error) {
	const most = models.MaxBulk + 1
	switch {
	case scope.IDs != nil:
		ids, err = s.seenOf(ctx, actor, scope.IDs)
	case scope.Members != nil:
		ids, err = s.store.MemberCustomers(ctx, scope.Members.CampaignID, scope.Members.State, actor.Sees(), most)
	case scope.Archived:
		ids, err = s.store.ArchivedIDs(ctx, actor.Sees(), most)
	case scope.Due != nil:
		ids, err = s.dueCustomers(ctx, actor, *scope.Due, most)
	default:
		ids, err = s.found(ctx, actor, scope.Query, most)
	}
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// seenOf leaves of customers those that the actor sees.
func (s *Service) seenOf(ctx context.Context, actor models.Actor, ids []int64) (list []int64, err error) {
	found, err := s.store.CustomersByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, there := found[id]; !there {
			continue
		}
		if _, err := seen(ctx, s.store.Queries, actor, found[id], nil, ""); models.AsErrors(err) != nil {
			continue
		} else if err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, nil
}

// found returns the IDs of all customers that a search finds, at most so many. What is only like its words isn't found.
func (s *Service) found(ctx context.Context, actor models.Actor, q models.CustomerQuery, most int) ([]int64, error) {
	q.Limit = maxSuggestions
	var ids []int64
	for {
		page, err := s.SearchCustomers(ctx, actor, q)
		if err != nil || page.Near {
			return nil, err
		}
		for _, c := range page.Customers {
			ids = append(ids, c.ID)
		}
		if page.Next == "" || len(ids) >= most {
			return ids, nil
		}
		if len(askedIn(q.Recognised())) == 0 { // else each page is an answer that is counted
			break
		}
		q.After = page.Next
	}
	q = s.asStored(q.Recognised())
	q.VisibleTo, q.Location, q.After = actor.Sees(), s.zone(q.Zone), ""
	return s.store.MatchingIDs(ctx, q, most)
}

// dueCustomers returns the IDs of the customers whose follow-ups a list of due ones shows, at most so many.
func (s *Service) dueCustomers(ctx context.Context, actor models.Actor, q models.DueQuery, most int) (ids []int64, err error) {
	q.Limit, q.After = maxSuggestions, ""
	for {
		page, err := s.DueFollowUps(ctx, actor, q)
		if err != nil {
			return nil, err
		}
		for _, f := range page.FollowUps {
			ids = append(ids, f.CustomerID)
		}
		if q.After = page.Next; q.After == "" || len(ids) >= most {
			return ids, nil
		}
	}
}

// reasons counts why customers are left out, by what is said.
type reasons struct {
	by map[string]*models.BulkReason
}

func (r *reasons) add(why models.Errors, code string) {
	if r.by == nil {
		r.by = map[string]*models.BulkReason{}
	}
	first := why[0]
	of := r.by[first.Key]
	if of == nil {
		of = &models.BulkReason{Why: first}
		r.by[first.Key] = of
	}
	if of.Count++; code != "" && len(of.Codes) < bulkCodes {
		of.Codes = append(of.Codes, code)
	}
}

// unnamed are the customers of the first few rows, whose codes may be named.
func (r *reasons) unnamed(rows []models.TaskRow) []int64 {
	return customersOf(rows[:min(len(rows), bulkPage)])
}

func (r *reasons) list() []models.BulkReason {
	list := make([]models.BulkReason, 0, len(r.by))
	for _, key := range slices.Sorted(maps.Keys(r.by)) {
		list = append(list, *r.by[key])
	}
	slices.SortStableFunc(list, func(a, b models.BulkReason) int { return cmp.Compare(b.Count, a.Count) })
	return list
}
