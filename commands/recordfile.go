package commands

import (
	"context"
	"io"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
)

// RecordFile is a file of all records of a kind that somebody sees, customers aside.
type RecordFile struct {
	Kind     models.ImportKind
	Query    models.TicketQuery // of tickets: which
	Campaign int64              // of members: that of one campaign; 0 for all
	CSV      bool               // else it is a workbook
}

// WriteRecords writes such a file, and returns how many records are in it. far is told how many there are so far.
func (c *Frame) WriteRecords(ctx context.Context, op models.Operation, file RecordFile, r sheets.Reader, to io.Writer, far func(rows int)) (int, error) {
	rules := c.CRM.Rules(op.Zone)
	switch file.Kind {
	case models.ImportTickets:
		return writeRecords(func() (sheets.Records[models.TicketRow], error) { return sheets.NewTickets(to, r, rules, file.CSV) }, far,
			func(each func(models.TicketRow) error) (int, error) {
				return c.CRM.ExportTickets(ctx, op, file.Query, each)
			})
	case models.ImportMembers:
		return writeRecords(func() (sheets.Records[models.MemberRow], error) { return sheets.NewMembers(to, r, file.CSV) }, far,
			func(each func(models.MemberRow) error) (int, error) {
				return c.CRM.ExportMembers(ctx, op, file.Campaign, each)
			})
	case models.ImportCampaigns:
		return writeRecords(func() (sheets.Records[models.CampaignRow], error) { return sheets.NewCampaigns(to, r, file.CSV) }, far,
			func(each func(models.CampaignRow) error) (int, error) {
				return c.campaignsWithResults(ctx, op, r, each)
			})
	}
	return writeRecords(func() (sheets.Records[models.DealRow], error) { return sheets.NewDeals(to, r, rules, file.CSV) }, far,
		func(each func(models.DealRow) error) (int, error) { return c.CRM.ExportDeals(ctx, op, each) })
}

// writeRecords writes what export gives.
func writeRecords[R any](begin func() (sheets.Records[R], error), far func(rows int), export func(each func(R) error) (int, error)) (int, error) {
	sheet, err := begin()
	if err != nil {
		return 0, err
	}
	defer sheet.Discard()
	rows := 0
	total, err := export(func(r R) error {
		rows++
		far(rows)
		return sheet.Add(r)
	})
	if err != nil {
		return total, err
	}
	return total, sheet.Close()
}

// campaignsWithResults gives campaigns with what came of each until now, by the first touch, as far as the actor sees the customers.
func (c *Frame) campaignsWithResults(ctx context.Context, op models.Operation, r sheets.Reader, each func(models.CampaignRow) error) (int, error) {
	rates, err := c.CRM.Rates()
	if err != nil {
		return 0, err
	}
	question := reports.CampaignQuestion{
		Scope: models.CountScope{VisibleTo: op.Actor.Sees()}, Touch: models.FirstTouch, Rates: rates, Zone: r.Zone, At: c.CRM.Now(op.Zone),
	}
	return c.CRM.ExportCampaigns(ctx, op, func(rows []models.CampaignRow) error {
		list := make([]models.Campaign, len(rows))
		for i := range rows {
			list[i] = rows[i].Campaign
		}
		results, err := c.Reports.Campaigns(ctx, question, list)
		if err != nil {
			return err
		}
		for i, came := range results {
			row := rows[i]
			row.Brought, row.Converted, row.Won, row.WonAmount, row.CostOfAll, row.PerCustomer = came.Brought, came.Converted, came.Won, came.WonAmount, came.Cost, came.PerCustomer
			if err := each(row); err != nil {
				return err
			}
		}
		return nil
	})
}
