package crm_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

const boss = "U0BOSS"

func lead(role models.Role) models.Operation {
	return models.Operation{Actor: models.Actor{ID: boss, Role: role}, Source: "test"}
}

func (w *world) erase(c models.Customer) models.Customer {
	w.t.Helper()
	erased, _, err := w.EraseSubject(w.ctx, lead(models.RoleAdmin), c.ID, models.ErasureInput{Code: c.Code, Reason: "asked"})
	if err != nil {
		w.t.Fatal(err)
	}
	return erased
}

// expectErased holds that an error says that the customer was erased, and when.
func expectErased(t *testing.T, what string, err error) {
	t.Helper()
	var refused *models.Error
	if !errors.As(err, &refused) || refused.Kind != models.KindGone || refused.Key != "error.erased" || refused.Args["Date"] != models.NewDate(2026, 11, 24) {
		t.Errorf("%s: %v", what, err)
	}
}

// Nothing can be done with an erased customer by any use case, and nothing that was done before can be taken back.
func TestErasedStaysErased(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Zanzibar")
		in, err := w.LogInteraction(w.ctx, by(alice), c.ID, models.InteractionInput{Kind: models.InteractionCall, Text: "Zanzibar"})
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.PlanFollowUp(w.ctx, by(alice), c.ID, models.FollowUpInput{Title: "Zanzibar", DueOn: models.NewDate(2026, 12, 1), Assignee: alice})
		if err != nil {
			t.Fatal(err)
		}
		saved, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{models.FieldNotes: "Zanzibar", models.FieldPhone: "138-1234-5678"})
		if err != nil {
			t.Fatal(err)
		}
		last, err := w.LastChange(w.ctx, as(alice))
		if err != nil {
			t.Fatal(err)
		}
		erased := w.erase(c)
		if !erased.Erased() || erased.Name != "Zanzibar" || erased.Notes != "" || !erased.NextFollowUp.IsZero() || erased.Version <= saved.Version {
			t.Errorf("erased: %+v", erased)
		}
		op := lead(models.RoleAdmin)
		status := models.StatusInput{To: models.StatusActive, InteractionID: in.ID}
		for what, do := range map[string]func() error{
			"update": func() error {
				_, err := w.UpdateCustomer(w.ctx, op, c.ID, 0, map[models.Field]string{models.FieldNotes: "x"})
				return err
			},
			"update of an old version": func() error {
				_, err := w.UpdateCustomer(w.ctx, op, c.ID, 1, map[models.Field]string{models.FieldNotes: "x"})
				return err
			},
			"log": func() error {
				_, err := w.LogInteraction(w.ctx, op, c.ID, models.InteractionInput{Kind: models.InteractionCall, Text: "x"})
				return err
			},
			"plan": func() error {
				_, err := w.PlanFollowUp(w.ctx, op, c.ID, models.FollowUpInput{DueOn: models.NewDate(2026, 12, 1)})
				return err
			},
			"done": func() error { _, err := w.CompleteFollowUp(w.ctx, op, f.ID, "x"); return err },
			"snooze": func() error {
				_, err := w.SnoozeFollowUp(w.ctx, op, f.ID, f.Version, models.NewDate(2026, 12, 2))
				return err
			},
			"cancel": func() error { _, err := w.CancelFollowUp(w.ctx, op, f.ID); return err },
			"edit a follow-up": func() error {
				_, err := w.EditFollowUp(w.ctx, op, f.ID, f.Version, models.FollowUpInput{DueOn: models.NewDate(2026, 12, 2)})
				return err
			},
			"show a follow-up": func() error { _, err := w.FollowUp(w.ctx, op.Actor, f.ID); return err },
			"status":           func() error { _, err := w.ChangeStatus(w.ctx, op, c.ID, status); return err },
			"undo":             func() error { _, err := w.Undo(w.ctx, by(alice), last.Operation); return err },
			"last change":      func() error { _, err := w.LastChange(w.ctx, as(alice)); return err },
			"reveal":           func() error { _, _, err := w.Reveal(w.ctx, op, c.ID); return err },
			"resolve":          func() error { _, err := w.ResolveCustomer(w.ctx, op.Actor, "c1"); return err },
			"ask to erase":     func() error { _, _, err := w.ErasureOf(w.ctx, op.Actor, c.ID); return err },
			"erase again": func() error {
				_, _, err := w.EraseSubject(w.ctx, op, c.ID, models.ErasureInput{Code: c.Code, Reason: "again"})
				return err
			},
		} {
			expectErased(t, what, do())
		}
		if found, err := w.SuggestCustomers(w.ctx, op.Actor, "C001", 10); err != nil || len(found) > 0 {
			t.Errorf("suggested: %v, %v", found, err)
		}
		if left, err := w.ResolveAny(w.ctx, op.Actor, "C001"); err != nil || !left.Erased() {
			t.Errorf("it is not shown as erased: %v", err)
		}
		page, err := w.History(w.ctx, as(alice), c.ID, "", 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Entries {
			if strings.Contains(e.OldValue+e.NewValue+e.Subject, "Zanzibar") || e.Action != models.ActionErase && e.OldValue+e.NewValue != "" {
				t.Errorf("the history still tells: %+v", e)
			}
		}
		if first := page.Entries[0]; first.Action != models.ActionErase || first.NewValue != "asked" || first.Actor != boss || first.Version != erased.Version {
			t.Errorf("the last entry is %+v", first)
		}
	})
}

// Who may not, who types another code, and who gives no reason or a bad one, erases nothing; a delivery that comes twice
// erases once.
func TestErasureIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, other := w.create("One"), w.create("Other")
		good := models.ErasureInput{Code: c.Code, Reason: "asked"}
		for what, test := range map[string]struct {
			op    models.Operation
			in    models.ErasureInput
			input models.Input
		}{
			"a manager": {lead(models.RoleManager), good, ""}, "a viewer": {lead(models.RoleViewer), good, ""}, "nobody": {models.Operation{}, good, ""},
			"another code": {lead(models.RoleAdmin), models.ErasureInput{Code: other.Code, Reason: "asked"}, models.FieldCode.Input()},
			"a name":       {lead(models.RoleAdmin), models.ErasureInput{Code: "One", Reason: "asked"}, models.FieldCode.Input()},
			"no code":      {lead(models.RoleAdmin), models.ErasureInput{Reason: "asked"}, models.FieldCode.Input()},
			"no reason":    {lead(models.RoleAdmin), models.ErasureInput{Code: c.Code, Reason: " \n"}, models.InputErasureReason},
			"a sensitive":  {lead(models.RoleAdmin), models.ErasureInput{Code: c.Code, Reason: "福-利"}, models.InputErasureReason},
			"too long":     {lead(models.RoleAdmin), models.ErasureInput{Code: c.Code, Reason: strings.Repeat("长", 501)}, models.InputErasureReason},
		} {
			_, _, err := w.EraseSubject(w.ctx, test.op, c.ID, test.in)
			refused := models.AsErrors(err)
			if len(refused) != 1 || refused[0].Input != test.input {
				t.Errorf("%s: %v", what, err)
			}
		}
		if w.read(c.ID).Erased() {
			t.Fatal("it was erased")
		}
		if _, _, err := w.EraseSubject(w.ctx, lead(models.RoleAdmin), 404, good); models.AsErrors(err) == nil {
			t.Errorf("an unknown customer: %v", err)
		}
		op := lead(models.RoleAdmin)
		op.Key = "once"
		if _, _, err := w.EraseSubject(w.ctx, op, c.ID, good); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.EraseSubject(w.ctx, op, c.ID, good); !errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("the second delivery: %v", err)
		}
		if w.read(other.ID).Erased() {
			t.Error("the other was erased")
		}
	})
}

// An export holds everything plain, is noted once, and is no change; only who leads may take one.
func TestExportSubject(t *testing.T) {
	protected(t, func(t *testing.T, w *world) {
		c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "x", Phone: "138-1234-5678", NextFollowUp: models.NewDate(2026, 12, 1)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{models.FieldPhone: "139-8765-4321"}); err != nil {
			t.Fatal(err)
		}
		for _, role := range append(models.Roles(), models.RoleNone) {
			held, err := w.ExportSubject(w.ctx, lead(role), c.ID)
			if may := role == models.RoleAdmin || role == models.RoleManager; may != (err == nil) || may != (held.Customer.Phone == "139-8765-4321") {
				t.Errorf("%s: %v", role, err)
			}
		}
		held, err := w.ExportSubject(w.ctx, lead(models.RoleManager), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if looks := held.Looks(); len(looks) != 3 || looks[2].Action != models.ActionExport || looks[2].Actor != boss {
			t.Errorf("the looks are %+v", looks)
		}
		if len(held.FollowUps) != 1 || len(held.Changes) != 1 || !held.At.Equal(w.now.Truncate(time.Microsecond)) {
			t.Errorf("held: %d follow-ups, %d changes, at %s", len(held.FollowUps), len(held.Changes), held.At)
		}
		if last, err := w.LastChange(w.ctx, as(alice)); err != nil || last.Customer.ID != c.ID {
			t.Errorf("the last change is %+v, %v", last, err)
		}
	})
}
