package crm

import (
	"context"
	"iter"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// ImportPreview returns what a finished preview has found. It reads the file again for what the ledger leaves out: texts.
func (s *Service) ImportPreview(ctx context.Context, actor models.Actor, id int64) (models.ImportPreview, error) {
	t, err := s.Task(ctx, actor, id)
	if err != nil {
		return models.ImportPreview{}, err
	}
	args, err := importArgs(t)
	if err != nil {
		return models.ImportPreview{}, err
	}
	made := models.ImportPreview{Task: t, Args: args}
	op := models.Operation{Actor: actor, Source: taskSource(t), Zone: t.Zone}
	source, err := s.team.Imports(ctx, t, args, s.Rules(op.Zone))
	if err != nil {
		return made, err
	}
	defer func() { _ = source.Close() }() // it was only read
	made.Columns = source.Columns()
	rows := map[int64]models.TaskRow{}
	for _, outcome := range []models.TaskOutcome{models.RowRejected, models.RowSkipped, models.RowUpdated, models.RowCreated} {
		list, err := s.store.TaskRows(ctx, id, 0, []models.TaskOutcome{outcome}, models.MaxPreview)
		if err != nil {
			return made, err
		}
		for _, row := range list {
			rows[row.Number] = row
		}
	}
	return made, s.fillPreview(ctx, &made, op, source, rows)
}

// previewNews is what a preview's person is told of it; nil where its file can't be had any more.
func (s *Service) previewNews(ctx context.Context, t models.Task) (*models.ImportPreview, error) {
	actor, err := s.taskActor(ctx, t)
	if err != nil {
		return nil, err
	}
	found, err := s.ImportPreview(ctx, actor, t.ID)
	switch {
	case models.AsErrors(err) != nil:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &found, nil
}

// fillPreview says what becomes of some rows of a file.
func (s *Service) fillPreview(ctx context.Context, made *models.ImportPreview, op models.Operation, source ImportSource, rows map[int64]models.TaskRow) error {
	p := newPreparer(s, op, made.Args, made.Columns)
	for row, err := range source.Rows(ctx, 0) {
		if err != nil || len(rows) == 0 {
			return err
		}
		kept, wanted := rows[row.Number]
		if !wanted {
			continue
		}
		delete(rows, row.Number)
		prepared, err := p.prepare(ctx, row)
		if err != nil {
			return err
		}
		said := models.PreviewRow{Number: row.Number, Reasons: p.say(kept, prepared)}
		if err := s.previewCustomer(ctx, &said, op, kept, prepared); err != nil {
			return err
		}
		switch about := len(said.Reasons) > 0 && isAboutDuplicate(said.Reasons[0]); {
		case kept.Outcome == models.RowRejected:
			made.Refused = append(made.Refused, said)
		case kept.Outcome == models.RowSkipped || about:
			made.Duplicates = append(made.Duplicates, said)
		case kept.Outcome == models.RowUpdated:
			made.Changes = append(made.Changes, said)
		default:
			made.Left = append(made.Left, said)
		}
	}
	return nil
}

// isAboutDuplicate reports a reason that names another customer, or row, which a row is or is like.
func isAboutDuplicate(e *models.Error) bool {
	return slices.Contains([]string{
		"error.import_there", "error.import_hidden", "error.import_several", "error.import_several_rows", "error.import_row_again", "error.import_like", "error.import_like_row", "error.import_deal_there", "error.import_deal_again",
		"error.import_ticket_there", "error.import_ticket_again", "error.import_member_there", "error.import_member_again", "error.import_campaign_there", "error.import_campaign_again",
	}, e.Key)
}

// previewCustomer adds the customer that a row is, and what the row would change of it.
func (s *Service) previewCustomer(ctx context.Context, said *models.PreviewRow, op models.Operation, kept models.TaskRow, row *importedRow) error {
	if row.record != nil && !row.record.of.OfCustomers() {
		return s.previewCampaign(ctx, said, kept, row)
	}
	if kept.CustomerID == 0 {
		return nil
	}
	found, err := s.Customer(ctx, op.Actor, kept.CustomerID)
	if models.AsErrors(err) != nil { // they don't see it, or no more
		return nil
	}
	if err != nil {
		return err
	}
	if said.Code = found.Code; row.record != nil {
		return s.previewRecord(ctx, said, op, kept, row, found)
	}
	if kept.Outcome != models.RowUpdated {
		return nil
	}
	if found, err = s.WithFields(ctx, found); err != nil {
		return err
	}
	c := s.still(op)
	next, _ := c.updated(found, c.wanted(row, found, models.Field(kept.Operation)))
	said.Changes = models.Customers.With(c.rules.Custom).Changes(&found, &next)
	if !mayReveal(op.Actor, found) {
		s.maskChanges(said.Changes)
	}
	return nil
}

// previewRecord adds the record that a row is, and what the row would change of it.
func (s *Service) previewRecord(ctx context.Context, said *models.PreviewRow, op models.Operation, kept models.TaskRow, row *importedRow, customer models.Customer) error {
	known := rowRecords{recordRows: rowsOf(row.record.of), coded: map[string]held{}, of: map[int64][]held{}}
	list, err := known.ofCustomers(ctx, s.store.Queries, []int64{kept.CustomerID})
	if err != nil {
		return err
	}
	if known.around, err = lookAround(ctx, s.store.Queries, []*importedRow{row}, row.record.of, []int64{kept.CustomerID}); err != nil {
		return err
	}
	known.of[kept.CustomerID] = list
	for _, r := range list {
		if r.code != "" {
			known.coded[r.code] = r
		}
	}
	c := s.still(op)
	current, several := known.find(c, row, customer)
	if several || current.id == 0 { // it was changed since
		return nil
	}
	if current.code != "" {
		said.Code = current.code
	}
	if kept.Outcome == models.RowUpdated {
		contact, _ := known.contactOf(c, row, customer, contactIn(current))
		said.Changes = known.as(c, row, current, known.around, contact).changes
	}
	return nil
}

// previewCampaign is previewRecord for campaigns.
func (s *Service) previewCampaign(ctx context.Context, said *models.PreviewRow, kept models.TaskRow, row *importedRow) error {
	code, name := row.record.code, row.record.set[models.FieldCampaignName]
	called, err := campaignsCalled(ctx, s.store.Queries, []string{code, name})
	if err != nil {
		return err
	}
	current, there := called[code]
	if !there {
		current, there = called[name]
	}
	if !there {
		return nil
	}
	if said.Code = current.Code; kept.Outcome == models.RowUpdated {
		next, _ := campaignAs(row, current)
		said.Changes = models.Campaigns.Changes(&current, &next)
	}
	return nil
}

// still is a change under way in which nothing is read or written.
func (s *Service) still(op models.Operation) *change {
	return &change{op: op, at: s.clock.Now().UTC(), zone: s.zone(op.Zone), named: s.zone, rules: s.Rules(op.Zone), masks: s.Masks()}
}

// maskChanges masks personal data where the team masks it.
func (s *Service) maskChanges(changes []models.FieldChange) {
	if !s.Masks() {
		return
	}
	for i := range changes {
		at := &changes[i]
		mask := func(value string) string { return models.Mask(at.Field, value) }
		if own, found := s.Fields().Find(at.Field); found && own.Personal {
			mask = own.Mask
		} else if !models.IsPersonal(at.Field) {
			continue
		}
		at.Before, at.After = mask(at.Before), mask(at.After)
	}
}

// say are the reasons of a row as they are kept, with the texts that belong to them.
func (p *preparer) say(kept models.TaskRow, row *importedRow) models.Errors {
	reasons, err := models.ReadReasons(kept.Reason)
	if err != nil {
		return nil // written by a newer program
	}
	whole := slices.Concat(row.refused, row.wrong, row.left, row.full)
	if row.over != nil {
		whole = append(whole, row.over)
	}
	for i, e := range reasons {
		at := slices.IndexFunc(whole, func(other *models.Error) bool {
			cell, is := models.CellOf(e)
			same, also := models.CellOf(other)
			return other.Key == e.Key && other.Input == e.Input && is == also && cell == same
		})
		if at >= 0 {
			reasons[i] = whole[at]
			continue
		}
		p.complete(e, row)
	}
	return reasons
}

// complete gives a reason what sentences say besides what is kept.
func (p *preparer) complete(e *models.Error, row *importedRow) {
	field := models.Field(e.Input)
	if e.Args == nil {
		e.Args = map[string]any{}
	}
	value := row.set[field]
	if _, of, is := models.GivenBy(field); is && row.record != nil {
		value = row.record.set[of]
	}
	if _, has := e.Args["Value"]; !has && value != "" {
		e.Args["Value"] = value
	}
	if word, found := p.rules.Sensitive.Find(value); found {
		e.Args["Word"] = word
	}
	if custom, is := p.rules.Custom.Find(field); is {
		e.Args["Options"] = custom.Offered("")
	}
	if field == models.FieldIndustry {
		e.Args["Industries"] = models.Industries(p.rules.Industries)
	}
}

// ImportedRows are what became of the rows of an import, those of some outcomes, in the order of their numbers.
func (s *Service) ImportedRows(ctx context.Context, actor models.Actor, id int64, outcomes ...models.TaskOutcome) iter.Seq2[models.TaskRow, error] {
	return func(yield func(models.TaskRow, error) bool) {
		if _, err := s.Task(ctx, actor, id); err != nil {
			yield(models.TaskRow{}, err)
			return
		}
		for after := int64(0); ; {
			list, err := s.store.TaskRows(ctx, id, after, outcomes, 500)
			if err != nil {
				yield(models.TaskRow{}, err)
				return
			}
			for _, row := range list {
				if after = row.Number; !yield(row, nil) {
					return
				}
			}
			if len(list) == 0 {
				return
			}
		}
	}
}

// WhyRejected returns who says why rows of an import weren't taken, or not whole: with the texts that the ledger leaves out. source is the
// file, which whoever asks has open.
func (s *Service) WhyRejected(ctx context.Context, actor models.Actor, t models.Task, source ImportSource) (func(models.TaskRow, models.ImportRow) models.Errors, error) {
	if err := seenTask(actor, t, nil); err != nil {
		return nil, err
	}
	args, err := importArgs(t)
	if err != nil {
		return nil, err
	}
	p := newPreparer(s, models.Operation{Actor: actor, Source: taskSource(t), Zone: t.Zone}, args, source.Columns())
	return func(kept models.TaskRow, row models.ImportRow) models.Errors {
		prepared, err := p.prepare(ctx, row)
		if err != nil { // they go without their texts
			prepared = &importedRow{}
		}
		return p.say(kept, prepared)
	}, nil
}
