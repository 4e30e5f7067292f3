package views_test

import (
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// BenchmarkCard is what a card costs before it goes out: words and blocks, and then their JSON.
func BenchmarkCard(b *testing.B) {
	p := viewstest.Catalogues(b).For(i18n.Chinese)
	held := viewstest.Card()
	b.Run("blocks", func(b *testing.B) {
		for b.Loop() {
			views.Card(viewstest.UTC(p), held)
		}
	})
	b.Run("json", func(b *testing.B) {
		message := views.Card(viewstest.UTC(p), held)
		for b.Loop() {
			if _, err := json.Marshal(slack.WebhookMessage{Text: message.Text, Blocks: &slack.Blocks{BlockSet: message.Blocks}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
