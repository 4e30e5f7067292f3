package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/sandbox"
)

type sandboxCommand struct {
	Manifest string `help:"The app's manifest, JSON or YAML. Without one an app that may do everything and takes every command." placeholder:"FILE" type:"existingfile"`
	Addr     string `help:"Where the workspace and its page are served." default:"127.0.0.1:8065"`
	Open     bool   `help:"Open the page in the browser."`
}

// Run serves a local Slack, alone, for whatever app connects to it.
func (c *sandboxCommand) Run(ctx context.Context, o *outside) error {
	app, err := c.app()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("the page can't be served on %s: %w (choose another with --addr)", c.Addr, err)
	}
	workspace := sandbox.New(sandbox.Options{App: app, Addr: c.Addr})
	defer workspace.Close()
	address := "http://" + listener.Addr().String()
	if _, err := fmt.Fprint(o.stdout, pointing(workspace.App(), address)); err != nil {
		return errors.Join(err, listener.Close())
	}
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error { return serveHTTP(ctx, listener, demoHandler(workspace)) })
	running.Go(func() error { return c.show(ctx, address) })
	return running.Wait()
}

func (c *sandboxCommand) show(ctx context.Context, address string) error {
	if !c.Open {
		return nil
	}
	return openBrowser(ctx, address)
}

// app returns the app that the manifest describes. Like Slack it takes JSON and YAML.
func (c *sandboxCommand) app() (sandbox.App, error) {
	if c.Manifest == "" {
		return sandbox.DefaultApp(), nil
	}
	data, err := os.ReadFile(c.Manifest)
	if err != nil {
		return sandbox.App{}, fmt.Errorf("read the manifest: %w", err)
	}
	if !strings.HasPrefix(strings.TrimSpace(string(data)), "{") {
		decoded, err := config.DecodeYAML(data)
		if err == nil {
			data, err = json.Marshal(decoded)
		}
		if err != nil {
			return sandbox.App{}, fmt.Errorf("%s is neither JSON nor YAML: %w", c.Manifest, err)
		}
	}
	app, err := sandbox.AppFromManifest(data)
	if err != nil {
		return sandbox.App{}, fmt.Errorf("%s: %w", c.Manifest, err)
	}
	return app, nil
}

// pointing says how SDKs are told to use this Slack instead of slack.com.
func pointing(app sandbox.App, address string) string {
	api := address + "/api/"
	lines := []string{
		app.Name + " has a Slack of its own: " + address,
		"",
		"  API URL    " + api,
		"  app token  " + app.AppToken,
		"  bot token  " + app.BotToken,
		"",
		"Point the app at it:",
		"",
		fmt.Sprintf("  Bolt for JavaScript  new App({ token: %q, appToken: %q, socketMode: true,", app.BotToken, app.AppToken),
		fmt.Sprintf("                         clientOptions: { slackApiUrl: %q } })", api),
		fmt.Sprintf("  Bolt for Python      client = WebClient(token=%q, base_url=%q)", app.BotToken, api),
		fmt.Sprintf("                       SocketModeHandler(App(client=client), app_token=%q, web_client=client)", app.AppToken),
		fmt.Sprintf("  slack-go             slack.New(%q, slack.OptionAppLevelToken(%q), slack.OptionAPIURL(%q))", app.BotToken, app.AppToken, api),
		"",
	}
	return strings.Join(lines, "\n") + "\n"
}
