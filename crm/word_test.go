package crm_test

import (
	"slices"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Exceptions to the sensitive words are added and removed like words: audited, kept, in force at once, and each listed once. What the
// program brings can be removed and put back.
func TestWordExceptions(t *testing.T) {
	admin := models.Actor{ID: alice, Role: models.RoleAdmin}
	op := models.Operation{Actor: admin, Source: "test"}
	each(t, func(t *testing.T, w *world) {
		if _, err := w.AddWord(w.ctx, op, "回扣"); err != nil {
			t.Fatal(err)
		}
		passes := func(text string, want bool) {
			t.Helper()
			if _, err := w.Enter(w.ctx, models.Identity{ID: alice}); err != nil { // as every request does, and so learns of changes
				t.Fatal(err)
			}
			if word, found := w.Rules("").Sensitive.Find(text); found == want {
				t.Errorf("%q: found %q", text, word)
			}
		}
		refused := func(key string, err error) {
			t.Helper()
			if errs := models.AsErrors(err); len(errs) != 1 || errs[0].Key != key {
				t.Errorf("%v, want %s", err, key)
			}
		}
		passes("已撤回扣款", true) // built in
		passes("退回扣子", false)
		list, err := w.AddWordException(w.ctx, op, " 退回扣子 ")
		if err != nil || !slices.Equal(list.Exceptions, []string{"退回扣子"}) {
			t.Fatalf("%v %v", list.Exceptions, err)
		}
		passes("退回扣子", true)
		_, err = w.AddWordException(w.ctx, op, "退回 扣子")
		refused("error.exception_known", err)
		_, err = w.AddWordException(w.ctx, op, "回扣")
		refused("error.exception_is_word", err)
		_, err = w.AddWordException(w.ctx, op, "…")
		refused("error.no_word", err)
		_, err = w.AddWordException(w.ctx, models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleSales}, Source: "test"}, "回扣子")
		if models.AsErrors(err) == nil {
			t.Errorf("somebody without the permission changed the list: %v", err)
		}
		if list, err = w.RemoveWord(w.ctx, op, "退回扣子"); err != nil || len(list.Exceptions) != 0 {
			t.Fatalf("%v %v", list.Exceptions, err)
		}
		if list, err = w.RemoveWord(w.ctx, op, "撤回扣款"); err != nil || slices.Contains(list.BuiltIn, "撤回扣款") {
			t.Fatalf("%v %v", list.BuiltIn, err)
		}
		if list, err = w.AddWordException(w.ctx, op, "撤回扣款"); err != nil || !slices.Contains(list.BuiltIn, "撤回扣款") || len(list.Exceptions) != 0 {
			t.Fatalf("%v %v %v", list.BuiltIn, list.Exceptions, err)
		}
		_, err = w.RemoveWord(w.ctx, op, "从未有过")
		refused("error.word_unknown", err)
		entries, err := w.store.Audit(w.ctx, models.EntitySettings, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var notes []string
		for _, e := range entries {
			notes = append(notes, e.OldValue+" → "+e.NewValue)
		}
		for _, want := range []string{" → 回扣", " → ≠ 退回扣子", "≠ 退回扣子 → ", "≠ 撤回扣款 → ", " → ≠ 撤回扣款"} {
			if !slices.Contains(notes, want) {
				t.Errorf("the log has no %q: %q", want, notes)
			}
		}
	})
}
