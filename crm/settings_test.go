package crm_test

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A setting that can't be read is an error for whoever reads it, and no change overwrites what is left of it. Once it is
// mended, everything works as before.
func TestADamagedSettingIsToldAndKept(t *testing.T) {
	admin := models.Actor{ID: alice, Role: models.RoleAdmin}
	op := models.Operation{Actor: admin, Source: "test"}
	for _, setting := range []struct {
		name    string
		good    string
		damaged []string
		read    func(w *world) error
		changes map[string]func(w *world) error
	}{
		{
			name: "sensitive_words",
			good: `{"added":["发票"],"removed":["福利"],"mode":"warn"}`,
			damaged: []string{
				`{"added":["发票"`, `{"added":["发票"]} x`, `["发票"]`, `null`, `{"addd":["发票"]}`, `{"mode":"blok"}`, `{"added":"发票"}`, "\x00", "发票",
			},
			read: func(w *world) error { _, err := w.SensitiveWords(w.ctx, admin); return err },
			changes: map[string]func(w *world) error{
				"add a word":    func(w *world) error { _, err := w.AddWord(w.ctx, op, "回扣"); return err },
				"remove a word": func(w *world) error { _, err := w.RemoveWord(w.ctx, op, "发票"); return err },
				"set the mode":  func(w *world) error { _, err := w.SetWordMode(w.ctx, op, models.WordsBlock); return err },
			},
		},
		{
			name: "channels",
			good: `[{"id":"C0SALES","name":"sales","summary":true}]`,
			damaged: []string{
				`[{"id":"C0SALES","summary":tru`, `[] []`, `{"id":"C0SALES"}`, `[{"summary":true}]`, `[{"id":"C0SALES","digest":true}]`,
				`[{"id":"C0SALES","zone":"Mars/Olympus"}]`, `[{"id":"C0SALES","language":"tlh"}]`, `[{"id":7}]`, `"C0SALES"`,
			},
			read: func(w *world) error { _, err := w.ReportChannels(w.ctx, admin); return err },
			changes: map[string]func(w *world) error{
				"add a channel": func(w *world) error {
					_, err := w.SetReportChannel(w.ctx, op, models.ReportChannel{ID: "C0NEW", Report: true})
					return err
				},
				"take a channel off": func(w *world) error {
					_, err := w.SetReportChannel(w.ctx, op, models.ReportChannel{ID: "C0SALES"})
					return err
				},
			},
		},
	} {
		t.Run(setting.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				for _, damaged := range setting.damaged {
					w.saveSetting(setting.name, damaged)
					if err := setting.read(w); err == nil || models.AsErrors(err) != nil {
						t.Errorf("reading %q: %v; want an error that is logged", damaged, err)
					}
					if err := w.CheckSettings(w.ctx); err == nil || !strings.Contains(err.Error(), setting.name) {
						t.Errorf("checking %q: %v", damaged, err)
					}
					for name, change := range setting.changes {
						if err := change(w); err == nil || models.AsErrors(err) != nil {
							t.Errorf("%s over %q: %v; want an error that is logged", name, damaged, err)
						}
						if kept, err := w.store.Setting(w.ctx, setting.name); err != nil || kept != damaged {
							t.Errorf("%s changed %q to %q, %v", name, damaged, kept, err)
						}
					}
				}
				w.saveSetting(setting.name, setting.good)
				if err := setting.read(w); err != nil {
					t.Errorf("reading the mended setting: %v", err)
				}
				if err := w.CheckSettings(w.ctx); err != nil {
					t.Errorf("checking the mended setting: %v", err)
				}
				for name, change := range setting.changes {
					w.saveSetting(setting.name, setting.good)
					if err := change(w); err != nil {
						t.Errorf("%s after it was mended: %v", name, err)
					}
				}
			})
		})
	}
}

// While the list of words can't be read, no text is saved that would be compared with it. Everything else goes on.
func TestNothingIsUncheckedWhileTheWordsAreUnknown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		w.saveSetting("sensitive_words", `{"added":["发票"`)
		_, err := w.LogInteraction(w.ctx, by(alice), c.ID, models.InteractionInput{Kind: models.InteractionCall, Text: "asked for a quote"})
		if errs := models.AsErrors(err); len(errs) != 1 || errs[0].Key != "error.words_unknown" || errs[0].Input != models.FieldText.Input() {
			t.Errorf("a text that can't be checked: %v", err)
		}
		if _, err := w.PlanFollowUp(w.ctx, by(alice), c.ID, models.FollowUpInput{DueOn: models.DateOf(now).AddDays(1)}); err != nil {
			t.Errorf("a follow-up without a text: %v", err)
		}
		if got := w.read(c.ID); got.Name != "Northwind" {
			t.Errorf("reads %q", got.Name)
		}
		w.saveSetting("sensitive_words", `{"added":["发票"]}`)
		if _, err := w.LogInteraction(w.ctx, by(alice), c.ID, models.InteractionInput{Kind: models.InteractionCall, Text: "asked for a quote"}); err != nil {
			t.Errorf("after it was mended: %v", err)
		}
	})
}

// An empty list of channels was once saved as null.
func TestNoChannelsMayBeNull(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.saveSetting("channels", "null")
		if list, err := w.ReportChannels(w.ctx, models.System()); err != nil || len(list) != 0 {
			t.Errorf("channels %v, %v", list, err)
		}
	})
}

// saveSetting writes a setting past the use cases, and lets a person enter, as each request does.
func (w *world) saveSetting(name, value string) {
	w.t.Helper()
	err := w.store.Tx(w.ctx, func(tx *store.Tx) error {
		if err := tx.LockSettings(w.ctx); err != nil {
			return err
		}
		return tx.SaveSetting(w.ctx, name, value)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Enter(w.ctx, models.Identity{ID: alice}); err != nil {
		w.t.Fatalf("nobody gets in with %s=%q: %v", name, value, err)
	}
}
