package commands

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// The rows of which customer was meant are the answers to one question, as the transport knows them.
func TestCandidatesAreOneQuestion(t *testing.T) {
	catalogues, err := i18n.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := views.Candidates(views.ReaderOf(catalogues.For("en"), time.UTC), "con", []models.Customer{{Code: "C001", Name: "Contoso"}, {Code: "C002", Name: "Contoso"}},
		func(int) string { return "show" })
	rows := 0
	for _, block := range asked.Blocks {
		if row, ok := block.(*slack.SectionBlock); ok && row.Accessory != nil {
			rows++
			if !strings.HasPrefix(row.BlockID, bot.QuestionPrefix+"which/") {
				t.Errorf("a row's block_id is %q", row.BlockID)
			}
		}
	}
	if rows != 2 {
		t.Errorf("%d rows are asked about", rows)
	}
}
