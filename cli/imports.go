package cli

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// importsInSlack opens the files of imports that people have brought to Slack. The words are those by which columns are known.
func importsInSlack(robot **bot.Bot, words func() []mapping.Word) crm.OpenImport {
	return func(ctx context.Context, t models.Task, args models.ImportArgs, rules models.Rules) (crm.ImportSource, error) {
		file, err := (*robot).Download(ctx, args.File, read.DefaultLimits().Size)
		if err != nil {
			return nil, err
		}
		known := words()
		in, err := incoming.Open(ctx, file, t.Title, args, incoming.Known{Fields: mapping.NewFields(rules.Custom, rules, known...), Words: known})
		if err != nil {
			return nil, err
		}
		return in, nil
	}
}
