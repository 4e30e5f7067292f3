package crm

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Rows that are campaigns hang on no customer. One is known again by its code, else by a name that it has or had.

// campaignRow takes what a row that is a campaign says of it besides its fields as they stand.
func (p *preparer) campaignRow(ctx context.Context, r *importedRow, given map[models.Field]string, leave leaving) {
	kind := models.ImportCampaigns
	for _, field := range []models.Field{models.FieldBudget, models.FieldCost} {
		number, code := given[kind.Gives(field)], given[kind.GivesCurrency(field)]
		if number == "" {
			continue
		}
		amount, bad, err := p.money(number, code)
		switch {
		case bad:
			leave(kind.GivesCurrency(field), models.Invalid(kind.GivesCurrency(field), "error.bad_money", "Value", models.Shorten(code, 20)))
		case err != nil:
			leave(kind.Gives(field), err)
		default:
			r.record.set[field] = amount.String()
		}
	}
	if name := given[kind.Gives(models.FieldAudience)]; name != "" {
		p.audience(ctx, r, name, leave)
	}
	scratch := models.Campaign{Name: cmp.Or(r.record.code, "x")}
	checkRecord(p, r, models.Campaigns, &scratch, models.FieldCampaignName, func() models.Errors { return scratch.Validate(nil, p.rules) }, leave)
	if r.record.set[models.FieldOwner] == "" && p.args.Owner != "" {
		r.owner = p.person(ctx, p.args.Owner)
	}
}

// audience takes the saved search of the team that a row names. The team's are looked up once for the file.
func (p *preparer) audience(ctx context.Context, r *importedRow, name string, leave leaving) {
	if p.audiences == nil {
		list, err := p.s.Audiences(ctx, p.op.Actor)
		if err != nil {
			p.failed = err
			return
		}
		p.audiences = make(map[string]int64, len(list))
		for _, search := range list {
			p.audiences[models.NormaliseName(search.Name)] = search.ID
		}
	}
	id, known := p.audiences[models.NormaliseName(name)]
	if !known {
		leave(models.ImportCampaigns.Gives(models.FieldAudience), models.Invalid(models.FieldAudience, "error.unknown_audience", "Value", models.Shorten(name, 60)))
		return
	}
	r.record.set[models.FieldAudience] = strconv.FormatInt(id, 10)
}

// readCampaigns looks up the campaigns that the rows of a batch may be. Those that it may change are locked, in the order in which everybody does.
func (w *importWriter) readCampaigns(ctx context.Context, rows []*importedRow) (err error) {
	w.made = map[string]models.Campaign{}
	var texts []string
	for _, row := range rows {
		if row.record != nil {
			texts = append(texts, row.record.code, row.record.set[models.FieldCampaignName])
		}
	}
	if w.campaigns, err = campaignsCalled(ctx, w.c.Queries, texts); err != nil || w.seen != nil || w.args.Duplicates != models.DuplicatesUpdate {
		return err
	}
	var ids []int64
	for _, m := range w.campaigns {
		ids = append(ids, m.ID)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if _, err := w.c.LockCampaign(ctx, id); err != nil {
			return campaignGone(err, "")
		}
	}
	return nil
}

// campaignRow is a row that is a campaign.
func (w *importWriter) campaignRow(ctx context.Context, row *importedRow) error {
	if err := permit(w.op.Actor, models.MayManageCampaigns); err != nil {
		w.add(row, models.RowRejected, 0, models.AsErrors(err)...)
		return nil
	}
	name := row.record.set[models.FieldCampaignName]
	current, there := w.campaigns[row.record.code]
	if !there {
		current, there = w.campaigns[name]
	}
	if !there && name != "" {
		current, there = w.made[store.SourceKey(name)]
	}
	switch {
	case there && w.args.Duplicates != models.DuplicatesUpdate: // no two have one name
		w.add(row, models.RowSkipped, 0, models.Conflict("error.import_campaign_there", "Code", current.Code))
		return nil
	case there:
		return w.changeCampaign(ctx, row, current)
	case name == "":
		w.add(row, models.RowRejected, 0, w.at(models.Errors{models.Invalid(models.ImportCampaigns.Gives(models.FieldCampaignName), "error.required", "Field", models.FieldCampaignName)})...)
		return nil
	case !w.takeTags(row.record.set[models.FieldTags]):
		w.add(row, models.RowRejected, 0, models.AsErrors(tooManyTags())...)
		return nil
	}
	if w.seen != nil {
		if earlier := w.seen.record(row, 0, store.SourceKey(name)); earlier != 0 {
			w.wouldRepeat(row, 0, models.Conflict("error.import_campaign_again", "Row", int(earlier)))
		} else {
			w.add(row, models.RowCreated, 0, row.left...)
		}
		return nil
	}
	var made models.Campaign
	err := w.c.attempt(ctx, func() (err error) {
		made, err = w.newCampaign(ctx, row)
		return err
	})
	if err == nil {
		w.made[store.SourceKey(name)] = made
	}
	return w.campaignDone(row, models.RowCreated, row.left, err)
}

// newCampaign makes the campaign that a row tells of, in an attempt.
func (w *importWriter) newCampaign(ctx context.Context, row *importedRow) (models.Campaign, error) {
	c := w.c
	c.row(0)
	made := models.Campaign{CreatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedBy: c.op.Actor.ID, UpdatedAt: c.at, Version: 1}
	setRecord(models.Campaigns, row.record, &made)
	if made.Owner = cmp.Or(made.Owner, row.owner.ID); made.Owner == "" && models.IsUser(c.op.Actor.ID) {
		made.Owner = c.op.Actor.ID
	}
	if err := made.Validate(nil, c.rules).Err(); err != nil {
		return made, err
	}
	if err := c.LockCampaigns(ctx); err != nil {
		return made, err
	}
	if err := c.freeCampaignName(ctx, made); err != nil {
		return made, err
	}
	if err := c.useTags(ctx, &made.Tags); err != nil {
		return made, err
	}
	if err := c.InsertCampaigns(ctx, []*models.Campaign{&made}); err != nil {
		return made, err
	}
	c.noteChanges(models.EntityCampaign, made.ID, made.Version, models.ActionCreate, models.Campaigns.Changes(&models.Campaign{}, &made))
	return made, nil
}

// changeCampaign lets a campaign be as a row says, but for its name.
func (w *importWriter) changeCampaign(ctx context.Context, row *importedRow, current models.Campaign) error {
	next, left := campaignAs(row, current)
	left = append(slices.Clone(row.left), w.at(left)...)
	if errs := next.Validate(&current, w.c.rules); len(errs) > 0 {
		w.add(row, models.RowRejected, 0, w.at(errs)...)
		return nil
	}
	switch {
	case len(models.Campaigns.Changes(&current, &next)) == 0:
		w.add(row, models.RowSame, 0, left...)
		return nil
	case !w.takeTags(next.Tags):
		w.add(row, models.RowRejected, 0, models.AsErrors(tooManyTags())...)
		return nil
	case w.seen != nil:
		w.add(row, models.RowUpdated, 0, left...)
		return nil
	}
	err := w.c.attempt(ctx, func() error {
		w.c.row(0)
		fresh, err := w.c.Campaign(ctx, current.ID)
		if err != nil {
			return campaignGone(err, "")
		}
		next, _ = campaignAs(row, fresh)
		if err := next.Validate(&fresh, w.c.rules).Err(); err != nil {
			return err
		}
		return w.c.saveCampaign(ctx, fresh, &next, models.ActionUpdate)
	})
	if err == nil {
		for _, known := range []map[string]models.Campaign{w.campaigns, w.made} {
			for text, m := range known {
				if m.ID == next.ID {
					known[text] = next
				}
			}
		}
	}
	return w.campaignDone(row, models.RowUpdated, left, err)
}

// campaignDone puts what became of a row into the ledger.
func (w *importWriter) campaignDone(row *importedRow, outcome models.TaskOutcome, left models.Errors, err error) error {
	if refused := models.AsErrors(err); refused != nil {
		w.add(row, models.RowRejected, 0, w.at(refused)...)
		return nil
	}
	if err != nil {
		return err
	}
	w.add(row, outcome, 0, left...)
	w.ledger[len(w.ledger)-1].Operation = w.c.id
	return nil
}

// campaignAs is a campaign as a row says that it is, and what of the row isn't taken.
func campaignAs(row *importedRow, current models.Campaign) (next models.Campaign, left models.Errors) {
	next = current
	setRecord(models.Campaigns, row.record, &next)
	if next.Name != current.Name && store.SourceKey(next.Name) != store.SourceKey(current.Name) {
		left = append(left, models.Invalid(models.ImportCampaigns.Gives(models.FieldCampaignName), "error.import_campaign_name", "Code", current.Code))
	}
	next.Name = current.Name
	return next, left
}
