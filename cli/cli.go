// Package cli is the program's commands. It reads the configuration, wires the rooms together and runs them.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/guanxi-crm/guanxi/config"
)

// Exit statuses.
const (
	exitOK      = 0
	exitFailed  = 1
	exitMisused = 2 // wrong arguments or configuration: starting again won't help
)

// commandLine is what may be typed after the program's name.
type commandLine struct {
	Serve    serveCommand    `cmd:"" help:"Run the bot against Slack."`
	Demo     demoCommand     `cmd:"" help:"Run the bot with a local Slack in the browser and sample customers; nothing to set up."`
	Sandbox  sandboxCommand  `cmd:"" help:"Run the local Slack alone, for any Slack app: the page, the tokens, and how to point an SDK at it."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database up to date and leave. serve does it too when it starts."`
	Keys     keysCommand     `cmd:"" help:"Make, rotate and drop the keys that seal personal data."`
	Template templateCommand `cmd:"" help:"Write the blank sheet of customers that people fill in, with lists to choose from and notes."`
	Export   exportCommand   `cmd:"" help:"Write customers to a workbook or CSV file, which can be changed and imported again."`
	Report   reportCommand   `cmd:"" help:"Write the report of a period to a workbook: what happened, figures with charts, customers, deals and follow-ups."`
	Import   importCommand   `cmd:"" help:"Import customers from a workbook or CSV file; after an interruption, the same command goes on where it was."`
	Manifest manifestCommand `cmd:"" help:"Print the Slack app manifest to paste at api.slack.com/apps."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// outside is what a command gets of its surroundings.
type outside struct {
	env            []string
	stdout, stderr io.Writer
}

// Main runs the program and returns its exit status: 0; 1 when it failed; 2 when its arguments or configuration are
// wrong. When ctx ends, the program ends in order.
func Main(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	var line commandLine
	status := -1
	parser, err := kong.New(&line, kong.Name("guanxi"), kong.Description("A CRM that lives in Slack. 住在 Slack 里的客户管理。"),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { status = code }), kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	switch {
	case status >= 0: // --help was asked for and given
		return status
	case err != nil:
		_, _ = fmt.Fprintln(stderr, "guanxi:", err, "(guanxi --help lists the commands)")
		return exitMisused
	}
	return exitStatus(command.Run(&outside{env, stdout, stderr}), stderr)
}

// misuse is an error of the configuration: starting again won't help.
type misuse struct{ error }

// Unwrap returns what is wrong.
func (m misuse) Unwrap() error { return m.error }

// exitWith ends the program with a status when all is said.
type exitWith int

// Error names the status.
func (e exitWith) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// exitStatus prints what went wrong and returns the exit status.
func exitStatus(err error, stderr io.Writer) int {
	var (
		wrong  misuse
		none   nothingDone
		status exitWith
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &none) && !errors.As(err, &wrong):
		_, _ = fmt.Fprintln(stderr, "guanxi:", none.Error())
		return exitMisused
	case errors.As(err, &wrong):
		_, _ = fmt.Fprintln(stderr, wrong.Error())
		return exitMisused
	}
	_, _ = fmt.Fprintln(stderr, "guanxi:", err)
	return exitFailed
}

// configured is the flag that several commands have.
type configured struct {
	Config string `help:"The configuration file. Also GUANXI_CONFIG. Without one, the environment is all there is." placeholder:"FILE"`
}

// load reads the configuration file, which the flag or GUANXI_CONFIG names, and the environment over it.
func (c configured) load(o *outside) (config.Config, error) {
	file := c.Config
	for _, variable := range o.env {
		if value, ok := strings.CutPrefix(variable, "GUANXI_CONFIG="); ok && file == "" {
			file = value
		}
	}
	cfg, err := config.Load(file, o.env)
	if err != nil {
		return cfg, misuse{err}
	}
	return cfg, nil
}

type migrateCommand struct {
	configured
}

// Run migrates.
func (c *migrateCommand) Run(ctx context.Context, o *outside) error {
	cfg, err := c.load(o)
	if err != nil {
		return err
	}
	st, err := openDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	pending, err := st.Pending(ctx)
	if err != nil {
		return fmt.Errorf("look for migrations: %w", err)
	}
	if err := st.prepare(ctx, newLog(cfg.Log, o.stderr)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "%s: %d migrations applied, the database is up to date\n", cfg.Database.Driver, pending)
	return err
}
