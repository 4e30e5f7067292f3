package cli

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

type serveCommand struct {
	configured
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, o *outside) error {
	cfg, err := c.load(o)
	if err != nil {
		return err
	}
	if err := cfg.ValidateForServe(); err != nil {
		return misuse{err}
	}
	log := newLog(cfg.Log, o.stderr)
	program, err := Assemble(ctx, cfg, models.ClockFunc(time.Now), log, Suspicious())
	if err != nil {
		return err
	}
	log.Info("guanxi is starting", "version", version(), "database", cfg.Database.Driver)
	return errors.Join(program.Run(ctx), program.Close())
}
