package find

import (
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// A search as long as Slack takes it, made of what is wrong, is looked into no further than anybody reads.
func TestALongSearchIsLookedIntoShortly(t *testing.T) {
	o := commandstest.New(t, crm.Access{}, Feature)
	o.WithFields()
	for name, part := range map[string]string{
		"slips":           "phne: ",
		"several slips":   "phne: emial: industy: ",
		"unknown filters": "phne=1 emial=2 ",
		"bad values":      "status:nope ",
		"open quotes":     "\"a “b ",
		"colons":          ": : ",
	} {
		t.Run(name, func(t *testing.T) {
			cl := o.Call()
			cl.Rest = strings.Repeat(part, 40_000/len(part))
			if _, errs := (handlers{o.Frame}).query(cl); len(errs) > commands.MaxRefusals+2 {
				t.Errorf("%d refusals", len(errs))
			}
		})
	}
}

// A filter that is typed in whatever way finds something or is refused in words that name a field or a value.
func FuzzOwnFilters(f *testing.F) {
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
	frame, err := commands.New(commands.Parts{CRM: crm.New(nil, models.ClockFunc(func() time.Time { return now }), crm.Team{})}, Feature)
	if err != nil {
		f.Fatal(err)
	}
	catalogues, err := i18n.New(nil)
	if err != nil {
		f.Fatal(err)
	}
	h := handlers{frame}
	cl := commands.Call{Request: &bot.Request{User: bot.User{ID: commandstest.Owner, Zone: time.UTC}}, Printer: catalogues.For(i18n.English)}
	f.Fuzz(func(t *testing.T, kind int, text string) {
		field := fields[(kind%len(fields)+len(fields))%len(fields)]
		filter, err := h.customFilter(cl, field, text)
		switch {
		case err != nil && models.AsErrors(err) == nil:
			t.Fatalf("%q for %s gets %v", text, field.Kind, err)
		case err == nil && filter.FieldID != field.ID:
			t.Fatalf("%q for %s finds by another field", text, field.Kind)
		case err == nil && !field.Ordered() && filter.Key == "":
			t.Fatalf("%q for %s would find by nothing", text, field.Kind)
		}
	})
}
