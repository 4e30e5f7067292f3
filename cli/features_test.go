package cli

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// What the scheduler tells has words in both languages, and a value of another kind has none.
func TestEveryMessageOfTheSchedulerHasWords(t *testing.T) {
	frame := declared(t)
	for kind, value := range map[string]any{
		models.ToldDigest: models.Digest{}, models.ToldSummary: models.Summary{}, models.ToldReminder: models.Reminder{},
		models.ToldEscalation: models.Escalation{}, models.ToldReport: reports.Posted{}, models.ToldMonthly: reports.Posted{}, models.ToldQuarterly: reports.Posted{}, models.ToldOutside: models.ReportChannel{},
		models.ToldUnreachable: models.ReportChannel{}, models.ToldCleaning: models.CleaningTold{},
	} {
		for _, locale := range []string{"en-GB", "zh-CN"} {
			if message, err := frame.Told(kind, value, locale, time.UTC); err != nil || message.Text == "" || len(message.Blocks) == 0 {
				t.Errorf("%s in %s: %+v, %v", kind, locale, message, err)
			}
		}
		if _, err := frame.Told(kind, 7, "en", time.UTC); err == nil {
			t.Errorf("%s words a number", kind)
		}
	}
	if _, err := frame.Told("nothing", 7, "en", time.UTC); err == nil {
		t.Error("a kind that nobody words has words")
	}
}
