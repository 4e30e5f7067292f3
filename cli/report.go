package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/report"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

type reportCommand struct {
	configured
	spoken
	reportPeriod
	Owner string `help:"The report of one person: a Slack user ID, an email, or a name that only they have." placeholder:"U…"`
	Out   string `help:"The file to write, .xlsx." required:"" placeholder:"FILE"`
}

// reportPeriod is what a report is about.
type reportPeriod struct {
	Week    string `help:"A week of ISO 8601. Without any period, the last full week." placeholder:"2026-W48"`
	Month   string `help:"A month." placeholder:"2026-11"`
	Quarter string `help:"A quarter." placeholder:"2026-Q4"`
	From    string `help:"The first day; with --to." placeholder:"2026-11-01"`
	To      string `help:"The last day; with --from." placeholder:"2026-11-15"`
}

// Run writes the workbook of a report. Whoever runs the program has the key of personal data, so that it stands there plainly, and the audit log
// says that a copy was taken.
func (c *reportCommand) Run(ctx context.Context, o *outside) error {
	if !strings.HasSuffix(strings.ToLower(c.Out), ".xlsx") {
		return misuse{fmt.Errorf("%s: the name must end in .xlsx", c.Out)}
	}
	cfg, err := c.load(o)
	if err != nil {
		return err
	}
	period, err := c.of(models.DateOf(time.Now().In(cfg.Team.Zone)), cfg.Team.Zone)
	if err != nil {
		return misuse{err}
	}
	st, err := openDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := st.prepare(ctx, newLog(cfg.Log, o.stderr)); err != nil {
		return err
	}
	team := teamOf(cfg)
	if err := askSlack(&team, cfg); err != nil {
		return err
	}
	service := crm.New(st.Store, models.ClockFunc(time.Now), team)
	if err := service.CheckSettings(ctx); err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	frame, err := frameOf(cfg, commands.Parts{CRM: service, Reports: reports.New(st.Store)})
	if err != nil {
		return err
	}
	rows, err := c.write(ctx, o, cfg, frame, period)
	if err != nil {
		return spokenError(frame.In(c.language(cfg)), err)
	}
	_, err = fmt.Fprintf(o.stdout, "%s: %s to %s, %d rows\n", c.Out, period.From, period.To, rows)
	return err
}

// reportMemory is from how much memory, in bytes, the garbage of a workbook is collected sooner: each of its large sheets keeps 32 MB, and with garbage in
// proportion 100,000 customers with their deals and follow-ups took 214 MB.
const reportMemory = 128 << 20

// write counts the report and writes its workbook.
func (c *reportCommand) write(ctx context.Context, o *outside, cfg config.Config, frame *commands.Frame, period reports.Period) (rows int, err error) {
	scope := models.CountScope{Person: c.Owner}
	if c.Owner != "" {
		if scope.Person, err = frame.CRM.PersonCalled(ctx, models.System(), c.Owner); err != nil {
			return 0, err
		}
		if scope.Person == "" {
			return 0, models.Invalid(models.FieldOwner, "error.unknown_user", "Value", c.Owner)
		}
	}
	question, err := frame.CRM.ReportOn(ctx, models.System(), scope, period.To)
	if err != nil {
		return 0, err
	}
	now := frame.CRM.Now("")
	figures, err := frame.Reports.Report(ctx, question, period, now)
	if err != nil {
		return 0, err
	}
	printer := frame.Labelled(c.language(cfg))
	book := report.Workbook{
		Printer: printer, Reader: frame.Naming(ctx, readerOf(printer, cfg.Team.Zone)), Rules: frame.CRM.Rules(""), Report: figures, At: now,
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(reportMemory))
	shown := newBar(o.stderr)
	defer shown.clear()
	err = writeFile(c.Out, func(w io.Writer) error {
		op := models.Operation{Actor: models.System(), Source: "guanxi report"}
		rows, err = book.Write(ctx, w, frame.CRM, op, scope, func(rows int) { shown.show(rows, 0) })
		return err
	})
	return rows, err
}

var (
	weekForm    = regexp.MustCompile(`^(\d{4})-[Ww](\d{1,2})$`)
	monthForm   = regexp.MustCompile(`^(\d{4})-(\d{1,2})$`)
	quarterForm = regexp.MustCompile(`^(\d{4})-[Qq]([1-4])$`)
)

// of reads which period is asked for. It ends today at the latest, so that it is compared with as many days before.
func (p reportPeriod) of(today models.Date, zone *time.Location) (reports.Period, error) {
	asked := 0
	for _, said := range []string{p.Week, p.Month, p.Quarter, p.From + p.To} {
		if said != "" {
			asked++
		}
	}
	if asked == 0 {
		return reports.Week(today, zone), nil
	}
	if asked > 1 {
		return reports.Period{}, errors.New("name one period: --week, --month, --quarter, or --from with --to")
	}
	from, to, err := p.days()
	if err != nil {
		return reports.Period{}, err
	}
	if from.After(today) {
		return reports.Period{}, fmt.Errorf("%s is in the future: there is nothing to report yet", from)
	}
	if to.DaysSince(from) > report.MaxDays {
		return reports.Period{}, fmt.Errorf("a report is about %d days at most", report.MaxDays)
	}
	return reports.Between(from, to, zone).Until(today), nil
}

// days are the first and the last day of the period that is named.
func (p reportPeriod) days() (from, to models.Date, err error) {
	numbers := func(form *regexp.Regexp, text string) (year, number int, ok bool) {
		parts := form.FindStringSubmatch(text)
		if parts == nil {
			return 0, 0, false
		}
		year, _ = strconv.Atoi(parts[1]) // both are digits
		number, _ = strconv.Atoi(parts[2])
		return year, number, year > 0
	}
	switch {
	case p.Week != "":
		year, week, ok := numbers(weekForm, p.Week)
		monday := models.NewDate(year, time.January, 4).Monday().AddDays(7 * (week - 1)) // 4 January is in week 1
		if isoYear, isoWeek := monday.In(time.UTC).ISOWeek(); !ok || isoYear != year || isoWeek != week {
			return from, to, fmt.Errorf("%q is no week; one is written as 2026-W48", p.Week)
		}
		return monday, monday.AddDays(6), nil
	case p.Month != "":
		year, month, ok := numbers(monthForm, p.Month)
		if !ok || month < 1 || month > 12 {
			return from, to, fmt.Errorf("%q is no month; one is written as 2026-11", p.Month)
		}
		from = models.NewDate(year, time.Month(month), 1)
		return from, from.AddMonths(1).AddDays(-1), nil
	case p.Quarter != "":
		year, quarter, ok := numbers(quarterForm, p.Quarter)
		if !ok {
			return from, to, fmt.Errorf("%q is no quarter; one is written as 2026-Q4", p.Quarter)
		}
		from = models.NewDate(year, time.Month(3*quarter-2), 1)
		return from, from.AddMonths(3).AddDays(-1), nil
	case p.From == "" || p.To == "":
		return from, to, errors.New("--from and --to belong together")
	}
	if from, err = models.ParseDate(p.From); err != nil {
		return from, to, fmt.Errorf("--from %q is no day; one is written as 2026-11-01", p.From)
	}
	if to, err = models.ParseDate(p.To); err != nil {
		return from, to, fmt.Errorf("--to %q is no day; one is written as 2026-11-15", p.To)
	}
	if to.Before(from) {
		return from, to, fmt.Errorf("%s is after %s: --from comes first", p.From, p.To)
	}
	return from, to, nil
}
