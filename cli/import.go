package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/store"
)

type importCommand struct {
	configured
	spoken
	File       string   `arg:"" help:"The file: .xlsx, or .csv in any usual encoding and with any separator."`
	DryRun     bool     `help:"Only say what would be done; write nothing."`
	Map        []string `help:"What a column gives, where its name doesn't say it: --map 列名=field, as often as needed. The field's name in either language or its key, or: tags, new (a custom field of its own), nothing." placeholder:"COLUMN=FIELD" sep:"none"`
	Duplicates string   `help:"What becomes of rows whose customer is there already: skip them, update it (empty cells never erase), or create another." enum:"skip,update,create" default:"skip" placeholder:"skip|update|create"`
	Kind       string   `help:"What each row is: a customer, a deal, a ticket, a campaign, or a member of one. Without it, the file tells." enum:",customers,deals,tickets,campaigns,members" default:"" placeholder:"customers|deals|tickets|campaigns|members"`
	Campaign   string   `help:"The campaign, by its ID or a name, of members whose rows name none: each row is a member then." placeholder:"M001"`
	State      string   `help:"What members have answered whose rows say nothing of it. Without it, new ones are invited." enum:",invited,answered,attended,declined" default:"" placeholder:"invited|answered|attended|declined"`
	Owner      string   `help:"Who gets the rows that name nobody: a Slack user ID, an email or a name. Without it, nobody." placeholder:"U…"`
	Sheet      string   `help:"The sheet of a workbook, by its name. Without it, the one that looks like a list of customers."`
	Encoding   string   `help:"The encoding of a CSV file, where it is found wrongly." placeholder:"NAME"`
	Rejected   string   `help:"Where to write the rows that were refused, in the form of the file with the reasons behind: correct them and import that." placeholder:"FILE"`
	JSON       bool     `name:"json" help:"Print what was done as JSON, in the last line."`
}

// importGarbage lets garbage be collected seldom: memory is at little more than twice of what is in use at most.
const importGarbage = 120

// importCache is how many kilobytes of an SQLite file are kept in memory: rows go into a dozen indexes, anywhere in the file.
const importCache = 16 << 10

// Run imports a file, or goes on where an import of it was interrupted.
func (c *importCommand) Run(ctx context.Context, o *outside) error {
	err := c.run(ctx, o)
	var ended exitWith
	if err != nil && !errors.As(err, &ended) && c.JSON { // the counts are the last line, whatever happened
		return errors.Join(err, counted{}.print(o.stdout))
	}
	return err
}

func (c *importCommand) run(ctx context.Context, o *outside) error {
	if c.State != "" && c.Campaign == "" {
		return misuse{errors.New("--state needs --campaign")}
	}
	if c.DryRun && c.Rejected != "" {
		return misuse{errors.New("--rejected needs the import: a dry run shows the first refusals")}
	}
	cfg, err := c.load(o)
	if err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(importGarbage)) // each row is looked at once, and forgotten
	st, err := openDatabase(ctx, cfg, store.WithWriteCache(importCache))
	if err != nil {
		return nothingDone{err}
	}
	defer func() { _ = st.Close() }()
	if err := st.prepare(ctx, newLog(cfg.Log, o.stderr)); err != nil {
		return nothingDone{err}
	}
	job, err := newImportJob(ctx, c, o, cfg, st)
	if err != nil {
		return nothingDone{err}
	}
	t, err := job.start(ctx)
	if err != nil {
		return nothingDone{spokenError(job.printer, err)}
	}
	if t, err = job.work(ctx, t); err != nil {
		return job.interrupted(t, err)
	}
	return job.tell(ctx, t)
}

// nothingDone is an error after which nothing was imported.
type nothingDone struct{ error }

// Unwrap returns what is wrong.
func (n nothingDone) Unwrap() error { return n.error }

// importJob is one import from the terminal.
type importJob struct {
	*importCommand
	o       *outside
	st      *keeping
	service *crm.Service
	printer *i18n.Printer
	known   incoming.Known
	path    string
	owner   string // this process in its claims
}

func newImportJob(ctx context.Context, c *importCommand, o *outside, cfg config.Config, st *keeping) (*importJob, error) {
	path, err := filepath.Abs(c.File)
	if err != nil {
		return nil, err
	}
	if c.Campaign != "" && c.Kind == "" {
		c.Kind = string(models.ImportMembers)
	}
	job := &importJob{importCommand: c, o: o, st: st, path: path, owner: ownerName()}
	team := teamOf(cfg)
	if err := askSlack(&team, cfg); err != nil {
		return nil, err
	}
	team.Imports = func(ctx context.Context, t models.Task, args models.ImportArgs, rules models.Rules) (crm.ImportSource, error) {
		file, err := openPath(args.File)
		if err != nil {
			return nil, err
		}
		known := job.known
		known.Fields = job.fields(rules)
		return asSource(incoming.Open(ctx, file, t.Title, args, known))
	}
	job.service = crm.New(st.Store, models.ClockFunc(time.Now), team)
	if err := job.service.CheckSettings(ctx); err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	frame, err := frameOf(cfg, commands.Parts{CRM: job.service})
	if err != nil {
		return nil, err
	}
	job.printer = frame.Speaking(c.language(cfg))
	for _, language := range []string{i18n.English, i18n.Chinese} {
		job.known.Words = append(job.known.Words, readerOf(frame.In(language), cfg.Team.Zone).Word)
	}
	job.known.Remembered = job.service.RememberedMapping
	job.known.Fields = job.fields(job.service.Rules(""))
	return job, nil
}

// asSource is a file that was opened as the use cases know it.
func asSource(in *incoming.Incoming, err error) (crm.ImportSource, error) {
	if err != nil {
		return nil, err
	}
	return in, nil
}

// start puts the import in line, or finds the one that was interrupted.
func (j *importJob) start(ctx context.Context) (models.Task, error) {
	op := models.Operation{Actor: models.System(), Source: "guanxi import"}
	in, err := j.open(ctx)
	if err != nil {
		return models.Task{}, err
	}
	defer func() { _ = in.Close() }() // it was only read
	args := in.Args
	if args.Owner, err = j.person(ctx, j.Owner); err != nil {
		return models.Task{}, err
	}
	if j.Campaign != "" {
		campaign, err := j.service.CampaignCalled(ctx, models.System(), j.Campaign)
		if err != nil {
			return models.Task{}, err
		}
		args.Campaign, args.MemberState = campaign.Code, models.MemberState(j.State)
	}
	args.Duplicates, args.Basis = models.DuplicatePolicy(j.Duplicates), j.printer.T("import.basis", "File", in.Name)
	mode := models.TaskDo
	if j.DryRun {
		mode = models.TaskPreview
	}
	if t, found, err := j.begun(ctx, mode, args); err != nil || found {
		return t, err
	}
	return j.service.StartImport(ctx, op, models.Task{Mode: mode, Place: models.TaskInTerminal, Title: in.Name, Locale: j.printer.Language()}, args)
}

// begun is the same import where it was begun and hasn't ended: its process was killed. It is taken over from one that runs no more.
func (j *importJob) begun(ctx context.Context, mode models.TaskMode, args models.ImportArgs) (models.Task, bool, error) {
	list, err := j.st.Tasks(ctx, models.SystemID, 50)
	if err != nil {
		return models.Task{}, false, fmt.Errorf("look for an import that was interrupted: %w", err)
	}
	for _, t := range list {
		var was models.ImportArgs
		if t.Kind != models.TaskImport || t.Mode != mode || t.Place != models.TaskInTerminal || t.Ended() || json.Unmarshal([]byte(t.Args), &was) != nil {
			continue
		}
		if was.Hash != args.Hash || was.Duplicates != args.Duplicates || was.Owner != args.Owner || was.Campaign != args.Campaign || was.MemberState != args.MemberState || string(was.Mapping) != string(args.Mapping) {
			continue
		}
		if t.State == models.TaskRunning && isGone(t.ClaimedBy) {
			if err := j.st.LeaveTask(ctx, t, time.Now()); err != nil && !errors.Is(err, models.ErrLeaseLost) {
				return t, false, fmt.Errorf("take over an import that was interrupted: %w", err)
			}
		} else if t.State == models.TaskRunning && t.LeaseUntil != nil && t.LeaseUntil.After(time.Now()) {
			continue // somebody is at it
		}
		if t.Through > 0 {
			j.say("An import of this file was interrupted behind row %d: it goes on there.", t.Through)
		}
		return t, true, nil
	}
	return models.Task{}, false, nil
}

// waitFor is how often a task is looked for that another process is at.
const waitFor = 500 * time.Millisecond

// work does tasks in line until this one has ended.
func (j *importJob) work(ctx context.Context, t models.Task) (models.Task, error) {
	shown := newBar(j.o.stderr)
	defer shown.clear()
	waited := false
	for {
		worked, err := j.service.Work(ctx, j.owner, []models.TaskPlace{models.TaskInTerminal}, func(_ context.Context, at models.Task) {
			if at.ID == t.ID {
				t = at
				shown.show(at.Counts.Rows, int(at.Total))
			}
		})
		if err != nil {
			return t, err
		}
		now, err := j.service.Task(ctx, models.System(), t.ID)
		if err != nil || now.Ended() {
			return now, err
		}
		if t = now; worked {
			continue
		}
		if !waited {
			waited = true
			j.say("Another import, or bulk change, is under way: this one waits for it.")
		}
		select {
		case <-ctx.Done():
			return t, ctx.Err()
		case <-time.After(waitFor):
		}
	}
}

// interrupted is how the program ends when the import doesn't.
func (j *importJob) interrupted(t models.Task, err error) error {
	j.say("%v", spokenError(j.printer, err))
	j.say("Interrupted behind row %d: run the same command again, and it goes on there.", t.Through)
	n := countedOf(t)
	if j.JSON {
		if err := n.print(j.o.stdout); err != nil {
			return err
		}
	}
	return j.status(t, n)
}

// shownRows is how many rows of which the same is to say are shown on the terminal.
const shownRows = 3

// person is the user ID of who is named: by it, an email, or a name.
func (j *importJob) person(ctx context.Context, named string) (string, error) {
	if named == "" || models.IsUser(named) {
		return named, nil
	}
	id, err := j.service.PersonCalled(ctx, models.System(), named)
	if err == nil && id == "" {
		err = models.Invalid(models.FieldOwner, "error.unknown_user", "Value", named)
	}
	return id, err
}

// isGone reports a process of this machine, as ownerName names it, that runs no more.
func isGone(claimedBy string) bool {
	parts := strings.Split(claimedBy, "/")
	if len(parts) < 3 {
		return false
	}
	host, err := os.Hostname()
	var pid int
	if _, failed := fmt.Sscan(parts[len(parts)-2], &pid); err != nil || failed != nil || strings.Join(parts[:len(parts)-2], "/") != host {
		return false
	}
	return !runs(pid)
}
