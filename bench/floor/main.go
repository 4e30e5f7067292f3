// Command floor is what the bot is measured against: a bare slack-go Socket Mode handler that runs the bot's SQL through
// database/sql, with prepared statements, and answers with the same blocks. It has no validation, no
// languages, no retries, and remembers nothing between requests. It is configured by the same variables as the bot.
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

	"github.com/guanxi-crm/guanxi/models"
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

// handler answers commands and forms.
type handler struct {
	db     *database
	api    *slack.Client
	client *socketmode.Client
	http   *http.Client
	own    own
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
		switch data := event.Data.(type) {
		case slack.SlashCommand:
			_ = h.client.Ack(*event.Request)
			go h.run(ctx, data)
		case slack.InteractionCallback:
			go h.submitted(ctx, data, *event.Request)
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
	case "view":
		message, looked, err = h.showOwn(ctx, rest)
	case "edit":
		message, err = h.edit(ctx, rest, source{command.UserID, "/crm edit", command.TriggerID})
	case "find":
		message, err = h.find(ctx, rest)
	case "new":
		fields, shout := strings.CutSuffix(rest, " !")
		if !shout {
			_, err = h.api.OpenViewContext(ctx, command.TriggerID, form(command.ResponseURL))
			break
		}
		message, err = h.create(ctx, parse(fields, command.UserID), source{command.UserID, "/crm new", command.TriggerID})
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

// submitted saves a form. It is acknowledged when it is saved: only then is there nothing to say at a field.
func (h *handler) submitted(ctx context.Context, callback slack.InteractionCallback, request socketmode.Request) {
	c := models.Customer{}
	err := h.enter(ctx, callback.User.ID)
	for block, inputs := range callback.View.State.Values {
		err = firstError(err, c.Set(models.Field(block), entered(inputs["value"])))
	}
	var message *slack.WebhookMessage
	if err == nil {
		message, err = h.create(ctx, c, source{callback.User.ID, "modal customer.new", callback.TriggerID})
	}
	_ = h.client.Ack(request)
	h.respond(ctx, callback.View.PrivateMetadata, message, err)
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

// parse reads "name field=value …", with one-word values.
func parse(text, user string) models.Customer {
	c := models.Customer{Owner: user, Status: models.StatusPotential}
	var name []string
	for _, word := range strings.Fields(text) {
		field, value, assigned := strings.Cut(word, "=")
		if !assigned {
			name = append(name, word)
			continue
		}
		if long, known := shortNames[field]; known {
			field = long
		}
		_ = c.Set(models.Field(field), value)
	}
	_ = c.Set(models.FieldName, strings.Join(name, " "))
	return c
}

var shortNames = map[string]string{"contact": "contact_name", "title": "contact_title", "next": "next_follow_up"}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
