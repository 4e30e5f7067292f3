package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

type exportCommand struct {
	configured
	spoken
	Out    string `help:"The file to write, .xlsx or .csv." required:"" placeholder:"FILE"`
	Kind   string `help:"What is exported: customers, deals, tickets, campaigns or members of campaigns." enum:"customers,deals,tickets,campaigns,members" default:"customers"`
	Filter string `help:"Words and filters, as /crm find takes them: \"status:active 行业:科技\". Without it, all customers." placeholder:"TEXT"`
}

// Run writes the customers to a file. Whoever runs the program has the key of personal data, so that it stands there plainly, and the audit
// log says that a copy was taken.
func (c *exportCommand) Run(ctx context.Context, o *outside) error {
	csv, ok := isCSV(c.Out)
	if !ok {
		return misuse{fmt.Errorf("%s: the name must end in .xlsx or .csv", c.Out)}
	}
	cfg, err := c.load(o)
	if err != nil {
		return err
	}
	st, err := openDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := st.prepare(ctx, newLog(cfg.Log, o.stderr)); err != nil {
		return err
	}
	service := crm.New(st.Store, models.ClockFunc(time.Now), teamOf(cfg))
	if err := service.CheckSettings(ctx); err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	frame, err := frameOf(cfg, commands.Parts{CRM: service, Reports: reports.New(st.Store)})
	if err != nil {
		return err
	}
	printer := frame.Labelled(c.language(cfg))
	query, err := c.query(ctx, cfg, frame, printer)
	if err != nil {
		return spokenError(printer, err)
	}
	if c.Kind != string(models.ImportCustomers) {
		return spokenError(printer, c.records(ctx, o, frame, readerOf(printer, cfg.Team.Zone), csv))
	}
	count, shown := 0, newBar(o.stderr)
	err = writeFile(c.Out, func(w io.Writer) error {
		begin := sheets.NewCustomersXLSX
		if csv {
			begin = sheets.NewCustomersCSV
		}
		sheet, err := begin(w, readerOf(printer, cfg.Team.Zone), service.Rules(""), true)
		if err != nil {
			return err
		}
		defer sheet.Discard()
		rows := 0
		count, err = service.ExportCustomers(ctx, models.Operation{Actor: models.System(), Source: "guanxi export"}, query, func(c *models.Customer) error {
			rows++
			shown.show(rows, 0)
			return sheet.Add(c)
		})
		if err != nil {
			return err
		}
		return sheet.Close()
	})
	shown.clear()
	if err != nil {
		return spokenError(printer, err)
	}
	_, err = fmt.Fprintf(o.stdout, "%s: %d customers\n", c.Out, count)
	return err
}

// records writes all records of another kind to a file.
func (c *exportCommand) records(ctx context.Context, o *outside, frame *commands.Frame, reader sheets.Reader, csv bool) error {
	if c.Filter != "" {
		return misuse{fmt.Errorf("--filter chooses customers; %s are exported as a whole", c.Kind)}
	}
	count, shown := 0, newBar(o.stderr)
	op := models.Operation{Actor: models.System(), Source: "guanxi export"}
	err := writeFile(c.Out, func(w io.Writer) (err error) {
		file := commands.RecordFile{Kind: models.ImportKind(c.Kind), CSV: csv}
		count, err = frame.WriteRecords(ctx, op, file, reader, w, func(rows int) { shown.show(rows, 0) })
		return err
	})
	shown.clear()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "%s: %d %s\n", c.Out, count, c.Kind)
	return err
}

// query reads the filter as the conversation does.
func (c *exportCommand) query(ctx context.Context, cfg config.Config, frame *commands.Frame, printer *i18n.Printer) (models.CustomerQuery, error) {
	if strings.TrimSpace(c.Filter) == "" {
		return models.CustomerQuery{}, nil
	}
	user := bot.User{ID: models.SystemID, Zone: cfg.Team.Zone, Locale: c.language(cfg)}
	return frame.Query(ctx, commands.Call{Request: &bot.Request{User: user}, Printer: printer, Actor: models.System(), Rest: c.Filter}, c.Filter)
}

// spokenError words a refusal, as people in Slack get it; it is a misuse. Every other error stays as it is.
func spokenError(printer *i18n.Printer, err error) error {
	refused := models.AsErrors(err)
	if len(refused) == 0 {
		return err
	}
	var said []string
	for _, e := range refused {
		said = append(said, views.RefusalText(printer, e))
	}
	return misuse{fmt.Errorf("%s", strings.Join(said, "\n"))} //nolint:err113 // a sentence for a person
}
