package crm_test

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Who asked is heard, whoever they are here, once it is solved; their first answer counts, and nobody answers for them.
func TestWhoAskedIsHeard(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		raised := w.asked(c.ID, "U0PETRA", "1790000000.000100")
		telephone := w.ticket(c.ID, values{models.FieldTicketSubject: "by telephone"})
		petra := models.Operation{Actor: models.Actor{ID: "U0PETRA"}, Source: "test"}
		rate := func(op models.Operation, id int64, how models.Satisfaction, want string) {
			t.Helper()
			w.now = w.now.Add(time.Minute)
			if _, err := w.RateTicket(w.ctx, op, id, how); want == "" && err != nil || want != "" && !isKey(err, want) {
				t.Errorf("%s by %s: %v, want %q", how, op.Actor.ID, err, want)
			}
		}
		explain := func(op models.Operation, reason, want string) {
			t.Helper()
			if _, err := w.ExplainRating(w.ctx, op, raised.ID, reason); want == "" && err != nil || want != "" && !isKey(err, want) {
				t.Errorf("%s by %s: %v, want %q", reason, op.Actor.ID, err, want)
			}
		}
		move := func(to models.TicketState) models.Ticket {
			t.Helper()
			w.now = w.now.Add(time.Second)
			_, moved, err := w.MoveTicket(w.ctx, by(alice), raised.ID, 0, to)
			if err != nil {
				t.Fatal(err)
			}
			return moved
		}
		rate(petra, raised.ID, models.SatisfactionGood, "error.satisfaction_reopened")
		if move(models.TicketSolved).AskedAt == nil {
			t.Error("who asked isn't asked")
		}
		if moved := move(models.TicketOpen); moved.AskedAt != nil {
			t.Error("a slip is asked about")
		}
		asked := move(models.TicketSolved)
		if asked.AskedAt == nil || !asked.AskedAt.Equal(w.now.Truncate(time.Microsecond)) {
			t.Errorf("asked at %v", asked.AskedAt)
		}
		rate(petra, raised.ID, "splendid", "error.stale_form")
		rate(by(alice), raised.ID, models.SatisfactionGood, "error.satisfaction_not_yours")
		rate(doing("U0ADMIN", models.RoleAdmin), raised.ID, models.SatisfactionGood, "error.satisfaction_not_yours")
		rate(models.Operation{Actor: models.System(), Source: "test"}, telephone.ID, models.SatisfactionGood, "error.satisfaction_not_yours")
		explain(petra, "speed", "error.stale_form")
		rate(petra, raised.ID, models.SatisfactionPoor, "")
		_, before, _ := w.Ticket(w.ctx, as(alice), raised.ID)
		rate(petra, raised.ID, models.SatisfactionPoor, "") // pressed twice
		rate(petra, raised.ID, models.SatisfactionGood, "error.satisfaction_given")
		explain(petra, "weather", "error.stale_form")
		explain(petra, "speed", "")
		explain(petra, "speed", "")
		explain(petra, "contact", "error.satisfaction_given")
		explain(by(alice), "speed", "error.satisfaction_not_yours")
		_, after, err := w.Ticket(w.ctx, as(alice), raised.ID)
		if err != nil || after.Satisfaction != models.SatisfactionPoor || after.SatisfiedBy != "speed" || after.Version != before.Version+1 {
			t.Errorf("it is %+v, %v", after, err)
		}
		w.now = w.now.Add(time.Hour)
		move(models.TicketOpen)
		if moved := move(models.TicketSolved); !moved.AskedAt.Equal(*asked.AskedAt) {
			t.Error("who has answered is asked again")
		}
		if _, err := w.ArchiveCustomer(w.ctx, doing("U0ADMIN", models.RoleAdmin), c.ID, true); err != nil {
			t.Fatal(err)
		}
		rate(petra, raised.ID, models.SatisfactionGood, "error.stale_form") // and is told nothing of why
	})
}
