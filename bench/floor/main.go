// Command floor is what the bot is measured against: a bare slack-go Socket Mode handler that does the three things that
// most days are made of, with the least that they take: it reads a customer by its code, searches by words, and changes one
// field with its audit entry. It runs SQL through database/sql, with prepared statements, and answers with the bot's blocks.
// It has no validation, no languages, no retries, and remembers nothing between requests. It is configured by the same
// variables as the bot. It names only the columns that it shows or changes, so that a new one changes nothing here.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := serve(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

// handler answers commands.
type handler struct {
	db     *database
	api    *slack.Client
	client *socketmode.Client
	http   *http.Client
}

func serve(ctx context.Context) error {
	db, err := open(ctx, os.Getenv("GUANXI_DATABASE_DRIVER"), os.Getenv("GUANXI_DATABASE_DSN"), os.Getenv("GUANXI_PRIVACY_KEY"))
	if err != nil {
		return err
	}
	defer db.close()
	quiet := log.New(io.Discard, "", 0)
	// Everybody may be answered at once: each keeps a connection.
	web := &http.Client{Transport: &http.Transport{MaxIdleConns: 64, MaxIdleConnsPerHost: 64}}
	api := slack.New(os.Getenv("GUANXI_SLACK_BOT_TOKEN"), slack.OptionAppLevelToken(os.Getenv("GUANXI_SLACK_APP_TOKEN")),
		slack.OptionAPIURL(os.Getenv("GUANXI_SLACK_API_URL")), slack.OptionHTTPClient(web), slack.OptionLog(quiet))
	h := &handler{db: db, api: api, client: socketmode.New(api, socketmode.OptionLog(quiet)), http: web}
	go h.take(ctx)
	err = h.client.RunContext(ctx) // always an error: it runs until it fails or is told to stop
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// take hands every event to a goroutine of its own.
func (h *handler) take(ctx context.Context) {
	for event := range h.client.Events {
		if command, ok := event.Data.(slack.SlashCommand); ok {
			_ = h.client.Ack(*event.Request)
			go h.run(ctx, command)
		}
	}
}

// run answers a command.
func (h *handler) run(ctx context.Context, command slack.SlashCommand) {
	name, rest, _ := strings.Cut(command.Text, " ")
	var message *slack.WebhookMessage
	var looked int64 // at which customer
	err := h.enter(ctx, command.UserID)
	if err != nil {
		name = ""
	}
	switch name {
	case "":
	case "show":
		message, looked, err = h.show(ctx, rest)
	case "edit":
		message, err = h.edit(ctx, rest, source{command.UserID, "/crm edit", command.TriggerID})
	case "find":
		message, err = h.find(ctx, rest)
	default:
		err = fmt.Errorf("unknown command %q", command.Text)
	}
	h.respond(ctx, command.ResponseURL, message, err)
	if looked != 0 {
		if err := h.saw(ctx, command.UserID, looked); err != nil {
			fmt.Fprintln(os.Stderr, "not remembered:", err)
		}
	}
}

func (h *handler) respond(ctx context.Context, url string, message *slack.WebhookMessage, err error) {
	if err != nil {
		message = &slack.WebhookMessage{Text: "failed: " + err.Error()}
		fmt.Fprintln(os.Stderr, message.Text)
	}
	if message == nil {
		return
	}
	message.ResponseType = slack.ResponseTypeEphemeral
	if err := slack.PostWebhookCustomHTTPContext(ctx, url, h.http, message); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "not answered:", err)
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
