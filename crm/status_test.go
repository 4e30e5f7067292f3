package crm_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

func (w *world) log(customerID int64, text string) models.Interaction {
	w.t.Helper()
	in, err := w.LogInteraction(w.ctx, by(alice), customerID, models.InteractionInput{Kind: models.InteractionCall, Text: text})
	if err != nil {
		w.t.Fatalf("log: %v", err)
	}
	return in
}

func TestStatusFollowsFacts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, other := w.create("Acme"), w.create("Beta")
		old := w.log(c.ID, "long ago")
		elsewhere := w.log(other.ID, "with somebody else")
		w.now = now.Add(models.BasisMaxAge + time.Second)
		recent := w.log(c.ID, "met, wants a quote")

		for _, test := range []struct {
			in    models.StatusInput
			input models.Input
			key   string
		}{
			{models.StatusInput{To: models.StatusActive}, models.InputBasis, "error.basis_required"},
			{models.StatusInput{To: "lost", InteractionID: recent.ID}, models.FieldStatus.Input(), "error.unknown_status"},
			{models.StatusInput{To: models.StatusActive, InteractionID: old.ID}, models.InputBasis, "error.basis_unknown"},
			{models.StatusInput{To: models.StatusActive, InteractionID: elsewhere.ID}, models.InputBasis, "error.basis_unknown"},
			{models.StatusInput{To: models.StatusActive, InteractionID: 999}, models.InputBasis, "error.basis_unknown"},
			{models.StatusInput{To: models.StatusPotential, InteractionID: recent.ID}, models.FieldStatus.Input(), "error.same_status"},
			{models.StatusInput{To: models.StatusChurned, InteractionID: recent.ID}, models.FieldReason.Input(), "error.required"},
			{models.StatusInput{To: models.StatusActive, NewInteraction: &models.InteractionInput{Kind: "fax", Text: "x"}}, models.FieldKind.Input(), "error.unknown_interaction"},
		} {
			_, err := w.ChangeStatus(w.ctx, by(bob), c.ID, test.in)
			refused(t, err, test.input, test.key)
		}
		_, err := w.ChangeStatus(w.ctx, by(bob), c.ID, models.StatusInput{
			To: models.StatusPotential, NewInteraction: &models.InteractionInput{Kind: models.InteractionCall, Text: "rolled back"},
		})
		refused(t, err, models.FieldStatus, "error.same_status")

		active, err := w.ChangeStatus(w.ctx, by(bob), c.ID, models.StatusInput{To: models.StatusActive, InteractionID: recent.ID, Reason: "only a churn has one"})
		if err != nil || active.Status != models.StatusActive || active.Version != c.Version+1 {
			t.Fatalf("active = %v, %v", plain(active), err)
		}
		w.now = w.now.Add(time.Hour)
		churned, err := w.ChangeStatus(w.ctx, by(bob), c.ID, models.StatusInput{
			To: models.StatusChurned, Reason: " went elsewhere ", NewInteraction: &models.InteractionInput{Kind: models.InteractionEmail, Text: "they left"},
		})
		if err != nil || churned.Status != models.StatusChurned {
			t.Fatal(err)
		}
		card, err := w.CustomerCard(w.ctx, as(alice), w.read(c.ID))
		if err != nil || len(card.Events) != 3 { // both changes, one with its basis, and the interaction that is the basis of the other
			t.Fatalf("card = %+v, %v", card, err)
		}
		if last := card.Events[0]; last.Change.FromStatus != models.StatusActive || last.Change.ToStatus != models.StatusChurned ||
			last.Change.Reason != "went elsewhere" || last.Interaction.Text != "they left" || last.By != bob || !last.At.Equal(w.now.Truncate(time.Microsecond)) {
			t.Errorf("history = %+v", last)
		}
		if before := card.Events[1]; before.Change.Reason != "" || before.Interaction.ID != recent.ID {
			t.Errorf("history = %+v", before)
		}
	})
}

func TestBasisCandidates(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		w.log(c.ID, "too old")
		w.now = now.Add(models.BasisMaxAge)
		for i := range 21 {
			w.now = w.now.Add(time.Second)
			w.log(c.ID, fmt.Sprint(i))
		}
		list, err := w.BasisCandidates(w.ctx, as(alice), c.ID)
		if err != nil || len(list) != 20 || list[0].Text != "20" || list[19].Text != "1" {
			t.Errorf("%d candidates, %v", len(list), err)
		}
	})
}

func TestLogInteraction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		logged, err := w.LogInteraction(w.ctx, by(bob), c.ID, models.InteractionInput{
			Kind: models.InteractionChat, Text: " hello\r\nthere ", Permalink: "https://x.slack.com/archives/C1/p1",
		})
		if err != nil || logged.Text != "hello\nthere" || logged.CreatedBy != bob || logged.Permalink == "" {
			t.Errorf("logged = %+v, %v", logged, err)
		}
		_, err = w.LogInteraction(w.ctx, by(bob), c.ID, models.InteractionInput{Kind: models.InteractionChat, Text: "ｆ福-利"})
		refused(t, err, models.FieldText, "error.sensitive_word")
		_, err = w.LogInteraction(w.ctx, by(bob), 99, models.InteractionInput{Kind: models.InteractionChat, Text: "x"})
		refused(t, err, "", "error.customer_gone")
	})
}
