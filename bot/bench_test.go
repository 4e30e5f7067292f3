package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// BenchmarkCommand is a command's way to the handler, without a database. BenchmarkFloor is the same with a bare
// slack-go handler in the same local Slack.
func BenchmarkCommand(b *testing.B) {
	w := sandboxtest.Start(b, sandbox.Options{})
	router := bot.NewRouter()
	router.OnError(func(context.Context, *bot.Request, error) bot.Reply { return bot.Reply{} })
	router.Handle(bot.KindCommand, "/crm", func(context.Context, *bot.Request) (bot.Reply, error) { return say("hello"), nil })
	played, err := bot.New(bot.Options{
		AppToken: w.AppToken(), BotToken: w.BotToken(), APIURL: w.APIURL(), Router: router, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	measure(b, w, 2, played.Run)
}

func BenchmarkFloor(b *testing.B) {
	w := sandboxtest.Start(b, sandbox.Options{})
	quiet := log.New(io.Discard, "", 0)
	api := slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionAPIURL(w.APIURL()), slack.OptionLog(quiet))
	client := socketmode.New(api, socketmode.OptionLog(quiet))
	measure(b, w, 1, func(ctx context.Context) error {
		go func() {
			for event := range client.Events {
				command, ok := event.Data.(slack.SlashCommand)
				if !ok {
					continue
				}
				_ = client.Ack(*event.Request)
				_ = slack.PostWebhookContext(ctx, command.ResponseURL, &slack.WebhookMessage{Text: "hello", ResponseType: "ephemeral"})
			}
		}()
		defer func() { close(client.Events) }()
		_ = client.RunContext(ctx)
		http.DefaultClient.CloseIdleConnections()
		return nil
	})
}

// measure sends commands one after the other and waits for each answer.
func measure(b *testing.B, w *sandboxtest.Workspace, connections int, run func(context.Context) error) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	begun := time.Now()
	go func() { done <- run(ctx) }()
	w.AwaitConnections(connections)
	b.ReportMetric(float64(time.Since(begun).Microseconds())/1000, "ready-ms")
	client := &http.Client{}
	defer client.CloseIdleConnections()
	log, answers := w.Server(), uint64(0)
	answered := func() bool {
		for _, entry := range log.Log(answers) {
			answers = entry.Seq
			if entry.Kind == traffic.ResponseURL {
				return true
			}
		}
		return false
	}
	body := []byte(`{"user":"alice","channel":"sales","command":"/crm x"}`)
	var took []float64
	for b.Loop() {
		sent := time.Now()
		response, err := client.Post(w.URL()+"/_control/command", "application/json", bytes.NewReader(body))
		if err != nil || response.StatusCode != http.StatusOK {
			b.Fatal(fmt.Sprint(err, response))
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		for !answered() {
			time.Sleep(20 * time.Microsecond)
		}
		took = append(took, float64(time.Since(sent).Microseconds())/1000)
	}
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "p50-ms")
	b.ReportMetric(took[len(took)*99/100], "p99-ms")
}
