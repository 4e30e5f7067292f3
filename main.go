// Guanxi is a CRM that lives in Slack. main hands its arguments to package cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/guanxi-crm/guanxi/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
