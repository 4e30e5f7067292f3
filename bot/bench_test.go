package bot_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// BenchmarkCommand is a command's way to the handler and back by the response URL, without a database.
func BenchmarkCommand(b *testing.B) {
	w := sandboxtest.Start(b, sandbox.Options{})
	router := bot.NewRouter()
	router.OnError(func(context.Context, *bot.Request, error) bot.Reply { return bot.Reply{} })
	answered := make(chan struct{}, 1)
	router.Handle(bot.KindCommand, "/crm", func(context.Context, *bot.Request) (bot.Reply, error) {
		answered <- struct{}{}
		return say("hello"), nil
	})
	played, err := bot.New(bot.Options{
		AppToken: w.AppToken(), BotToken: w.BotToken(), APIURL: w.APIURL(), Router: router, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- played.Run(ctx) }()
	begun := time.Now()
	w.AwaitConnections(2)
	b.ReportMetric(float64(time.Since(begun).Microseconds())/1000, "ready-ms")
	room := w.User("alice").In("#sales")
	for b.Loop() {
		room.Command("/crm x")
		<-answered
	}
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
	var latencies []float64
	for _, entry := range w.Log() {
		if entry.Kind == traffic.Ack {
			latencies = append(latencies, entry.LatencyMS)
		}
	}
	slices.Sort(latencies)
	b.ReportMetric(latencies[len(latencies)/2], "ack-p50-ms")
	b.ReportMetric(latencies[len(latencies)*99/100], "ack-p99-ms")
}
