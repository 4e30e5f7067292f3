package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
)

type templateCommand struct {
	configured
	spoken
	Out    string `help:"The file to write, .xlsx or .csv." default:"customers.xlsx" placeholder:"FILE"`
	Custom bool   `help:"With the team's custom fields, which are read from the database."`
}

// Run writes the blank sheet that people fill in.
func (c *templateCommand) Run(ctx context.Context, o *outside) error {
	csv, ok := isCSV(c.Out)
	if !ok {
		return misuse{fmt.Errorf("%s: the name must end in .xlsx or .csv", c.Out)}
	}
	cfg, err := c.load(o)
	if err != nil {
		return err
	}
	var custom *models.CustomFields
	if c.Custom {
		if custom, err = c.customFields(ctx, o); err != nil {
			return err
		}
	}
	frame, err := frameOf(cfg, commands.Parts{})
	if err != nil {
		return err
	}
	reader := readerOf(frame.In(c.language(cfg)), cfg.Team.Zone)
	err = writeFile(c.Out, func(w io.Writer) error {
		begin := sheets.NewCustomersXLSX
		if csv {
			begin = sheets.NewCustomersCSV
		}
		sheet, err := begin(w, reader, models.Rules{Industries: frame.Industries, Custom: custom}, false)
		if err != nil {
			return err
		}
		return sheet.Close()
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.stdout, c.Out)
	return err
}

// customFields are the team's fields.
func (c *templateCommand) customFields(ctx context.Context, o *outside) (*models.CustomFields, error) {
	cfg, err := c.load(o)
	if err != nil {
		return nil, err
	}
	st, err := openDatabase(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }()
	if err := st.migrate(ctx); err != nil {
		return nil, err
	}
	list, err := st.CustomFields(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the custom fields: %w", err)
	}
	return models.NewCustomFields(list).Of(models.EntityCustomer), nil
}
