package views_test

import (
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/views"
)

// BenchmarkCard is what a card costs before it goes out: words and blocks, and then their JSON.
func BenchmarkCard(b *testing.B) {
	p := catalogues(b).For(i18n.Chinese)
	held := card()
	b.Run("blocks", func(b *testing.B) {
		for b.Loop() {
			views.Card(utc(p), held)
		}
	})
	b.Run("json", func(b *testing.B) {
		message := views.Card(utc(p), held)
		for b.Loop() {
			if _, err := json.Marshal(slack.WebhookMessage{Text: message.Text, Blocks: &slack.Blocks{BlockSet: message.Blocks}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
