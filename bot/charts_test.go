package bot

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

// A table as text has every value with what heads it, in as many sections as Slack needs.
func TestATableAsText(t *testing.T) {
	table := slack.NewDataTableBlock("Trend").AddRow(slack.NewDataTableRawTextCell("Month"), slack.NewDataTableRawTextCell("New"), slack.NewDataTableRawTextCell("Won"))
	for range 120 {
		table.AddRow(slack.NewDataTableRawTextCell("2026-11"), slack.NewDataTableRawNumberCell(3), slack.NewDataTableRawNumberCell(1200).WithText("¥1,200"))
	}
	var all []string
	for _, block := range tableText(table) {
		text := block.(*slack.SectionBlock).Text.Text
		if len(text) > maxSection {
			t.Errorf("a section has %d bytes", len(text))
		}
		all = append(all, text)
	}
	text := strings.Join(all, "\n")
	if !strings.HasPrefix(text, "Trend\n2026-11 · New 3 · Won ¥1,200\n") || strings.Count(text, "2026-11 · New 3 · Won ¥1,200") != 120 {
		t.Errorf("the table says:\n%.200s", text)
	}
	if blocks := tableText(slack.NewDataTableBlock("nothing")); blocks != nil {
		t.Errorf("an empty table says %v", blocks)
	}
}
