package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
	"github.com/guanxi-crm/guanxi/views"
)

// pathFile is a file of this machine that is imported.
type pathFile struct {
	*os.File
	size int64
}

// Size returns how many bytes the file has.
func (f pathFile) Size() int64 { return f.size }

func openPath(path string) (incoming.File, error) {
	file, err := os.Open(path) //nolint:gosec // whoever runs the program names it
	if err != nil {
		return nil, misuse{err}
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", path)
	}
	if err != nil {
		_ = file.Close() // it was only opened
		return nil, misuse{err}
	}
	return pathFile{file, info.Size()}, nil
}

// fields are the team's fields with their names in each language.
func (j *importJob) fields(rules models.Rules) *mapping.Fields {
	return mapping.NewFields(rules.Custom, rules, j.known.Words...)
}

// open opens the file, finds what its columns are, and says what it couldn't find out.
func (j *importJob) open(ctx context.Context) (*incoming.Incoming, error) {
	args, err := j.arguments(ctx)
	if err != nil {
		return nil, err
	}
	file, err := openPath(j.path)
	if err != nil {
		return nil, err
	}
	in, err := incoming.Open(ctx, file, filepath.Base(j.path), args, j.known)
	if err != nil {
		return nil, err
	}
	if err := j.decide(in); err != nil {
		_ = in.Close() // what is wrong with it counts
		return nil, err
	}
	return in, nil
}

// arguments are what is known before the file is looked at. Which sheet is named by its name is found by a first opening.
func (j *importJob) arguments(ctx context.Context) (models.ImportArgs, error) {
	args := models.ImportArgs{File: j.path, Encoding: j.Encoding, Of: models.ImportKind(j.Kind)}
	if j.Sheet == "" {
		return args, nil
	}
	file, err := openPath(j.path)
	if err != nil {
		return args, err
	}
	defer func() { _ = file.Close() }() // it was only read
	book, err := read.Open(ctx, file, file.Size(), filepath.Base(j.path), read.Options{Named: names.Known, Ours: names.MarksSheet})
	if err != nil {
		return args, err
	}
	var sheets []string
	for i, sheet := range book.Sheets() {
		if sheets = append(sheets, sheet.Name); sheet.Name == j.Sheet {
			args.Sheet, args.Chosen = i, true
			return args, nil
		}
	}
	return args, models.Invalid("", "error.import_no_sheet", "Value", j.Sheet, "Sheets", strings.Join(sheets, ", "))
}

// decide takes what --map says of columns, and says what is left open.
func (j *importJob) decide(in *incoming.Incoming) error {
	for _, text := range j.Map {
		if err := decideColumn(in, text); err != nil {
			return err
		}
	}
	if in.Counts.Rows == 0 {
		return models.Invalid("", "error.import_no_rows")
	}
	for _, d := range in.Mapping.Doubts {
		if !mapping.Nameless(d) {
			continue
		}
		if in.Mapping.Rows() == models.ImportCampaigns {
			return models.Invalid("", "error.import_no_campaign", "Column", in.Mapping.Columns[0].Name)
		}
		return models.Invalid("", "error.import_no_name", "Column", in.Mapping.Columns[0].Name)
	}
	j.describe(in)
	return in.Finish()
}

// decideColumn takes one COLUMN=FIELD.
func decideColumn(in *incoming.Incoming, text string) error {
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return misuse{fmt.Errorf("--map %s: write COLUMN=FIELD", text)}
	}
	name, target := strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+1:])
	column := -1
	for _, c := range in.Columns() {
		if c.Name == name || names.Squeezed(c.Name) == names.Squeezed(name) && column < 0 {
			column = c.Index
		}
	}
	for _, c := range in.Columns() {
		if column < 0 && c.Letter == name {
			column = c.Index
		}
	}
	if column < 0 {
		return models.Invalid("", "error.import_no_column", "Value", name, "Columns", columnNames(in))
	}
	switch target {
	case "nothing", "-", "":
		in.Decide(column, mapping.ToNothing, "")
	case "new":
		in.Take(column)
	case "tags":
		in.Decide(column, mapping.ToTags, "")
	default:
		if given, known := in.OfRecord(target); known {
			in.Decide(column, mapping.ToRecord, given)
			break
		}
		if found, listed := names.Find(target); listed && found.Role.OpenDeal() {
			in.Decide(column, mapping.ToRecord, models.Field(found.Role))
			break
		}
		spec, known := in.Named(target)
		if !known {
			return models.Invalid("", "error.import_no_field", "Value", target)
		}
		in.Decide(column, mapping.ToField, spec.Key)
	}
	return nil
}

// describe says what is made of the columns, and what couldn't be found out.
func (j *importJob) describe(in *incoming.Incoming) {
	how := string(in.Book.Format)
	if in.Book.Encoding != "" {
		how = fmt.Sprintf("%s, separator %q", in.Book.Encoding, in.Book.Separator)
	}
	j.say("%s: %d rows (%s)", in.Name, in.Counts.Rows, how)
	for i, c := range in.Columns() {
		becomes := "not taken"
		use := in.Mapping.Columns[i].Use
		switch {
		case c.Field != "":
			becomes = j.label(c.Field)
		case c.Taken && use == mapping.ToNew:
			becomes = "a new custom field"
		case use == mapping.ToNew:
			becomes = fmt.Sprintf("not taken (--map %q makes it a custom field)", c.Name+"=new")
		case c.Taken:
			becomes = string(use)
		}
		j.say("  %s %s → %s", c.Letter, c.Name, becomes)
		for _, d := range in.Mapping.Columns[i].Doubts {
			j.say("      ? %s", views.RefusalText(j.printer, &models.Error{Key: d.Key, Args: d.Args}))
		}
	}
	for _, d := range in.Mapping.Doubts {
		j.say("  ? %s", views.RefusalText(j.printer, &models.Error{Key: d.Key, Args: d.Args}))
	}
}

// askSlack lets people be looked up, where there are tokens.
func askSlack(team *crm.Team, cfg config.Config) error {
	if cfg.Slack.BotToken.Plain() == "" || cfg.Slack.AppToken.Plain() == "" {
		return nil
	}
	router := bot.NewRouter() // nobody is listened to
	router.OnError(func(context.Context, *bot.Request, error) bot.Reply { return bot.Reply{} })
	robot, err := bot.New(bot.Options{BotToken: cfg.Slack.BotToken.Plain(), AppToken: cfg.Slack.AppToken.Plain(), APIURL: cfg.Slack.APIURL, Zone: cfg.Team.Zone, Router: router})
	if err != nil {
		return err
	}
	team.Person = func(ctx context.Context, id string) (crm.Colleague, error) { return colleague(ctx, robot, id) }
	team.PersonByEmail = robot.PersonByEmail
	return nil
}
