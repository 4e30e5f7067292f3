package commands

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// A filter that is typed in whatever way finds something or is refused in words that name a field or a value.
func FuzzCustomFilters(f *testing.F) {
	for _, seed := range []string{">1", "<=10万", "1..2", "..", "=x", "北京", "&gt;=5", "<@U0BOB>", "this-week", "2026-11-01..2026-11-30", "", "\xff", "yes", "<", "99999999999999999999"} {
		for kind := range models.CustomKinds() {
			f.Add(kind, seed)
		}
	}
	var fields []models.CustomField
	for i, kind := range models.CustomKinds() {
		field := models.CustomField{ID: int64(i + 1), Kind: kind, LabelEN: "x", LabelZH: "x"}
		if field.Chooses() {
			field.AddOptions(models.ParseOptions("北京=Beijing"))
		}
		fields = append(fields, field)
	}
	now := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	frame, err := New(Parts{CRM: crm.New(nil, models.ClockFunc(func() time.Time { return now }), crm.Team{})})
	if err != nil {
		f.Fatal(err)
	}
	catalogues, err := i18n.New(nil)
	if err != nil {
		f.Fatal(err)
	}
	cl := Call{Request: &bot.Request{User: bot.User{ID: "U0ALICE", Zone: time.UTC}}, Printer: catalogues.For(i18n.English)}
	f.Fuzz(func(t *testing.T, kind int, text string) {
		field := fields[(kind%len(fields)+len(fields))%len(fields)]
		filter, err := frame.customFilter(cl, field, text)
		switch {
		case err != nil && models.AsErrors(err) == nil:
			t.Fatalf("%q for %s gets %v", text, field.Kind, err)
		case err == nil && filter.FieldID != field.ID:
			t.Fatalf("%q for %s finds by another field", text, field.Kind)
		case err == nil && !field.Ordered() && filter.Key == "" && len(filter.Forms) == 0:
			t.Fatalf("%q for %s would find by nothing", text, field.Kind)
		}
	})
}
