package crm_test

import (
	"errors"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// whole is a sentence with every part, about a customer, or a new one where it is 0.
func whole(customer int64) models.Capture {
	return models.Capture{
		Customer: customer, Name: "Hooli",
		Interaction: &models.InteractionInput{Kind: models.InteractionWeChat, Text: "wants a quote", At: now.AddDate(0, 0, -1)},
		FollowUp:    &models.FollowUpInput{Title: "send it", DueOn: date("2026-12-01"), DueTime: "10:00"},
		Deal:        map[models.Field]string{models.FieldDealTitle: "50 seats", models.FieldAmount: "20万"},
	}
}

// toldOf counts what there is of a customer: interactions, and open follow-ups and deals.
func (w *world) toldOf(id int64) (interactions, open int) {
	w.t.Helper()
	card, err := w.CustomerCard(w.ctx, as(alice), w.read(id))
	if err != nil {
		w.t.Fatal(err)
	}
	_, _, deals, err := w.Deals(w.ctx, as(alice), id, 5)
	if err != nil {
		w.t.Fatal(err)
	}
	log, err := w.store.Interactions(w.ctx, id, time.Time{}, 20)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(log), len(card.FollowUps) + deals
}

// What a sentence comes to is saved together, once, and taken back together.
func TestASentenceIsSavedAsOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Acme")
		saved, err := w.Capture(w.ctx, once(alice, "k1"), whole(c.ID), nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := now.AddDate(0, 0, -1).Truncate(time.Microsecond); !saved.Interaction.HappenedAt.Equal(want) || saved.FollowUp.Assignee != alice || saved.Created {
			t.Errorf("saved %+v, %+v", saved.Interaction, saved.FollowUp)
		}
		if _, err := w.Capture(w.ctx, once(alice, "k1"), whole(c.ID), nil); !errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("the second press gets %v", err)
		}
		if got := saved.Deal; got.Title != "50 seats" || got.Amount.String() != "200000 CNY" || got.Owner != alice || w.read(c.ID).Opportunity != "50 seats" {
			t.Errorf("the deal is %+v", got)
		}
		if got := w.next(c.ID); got != "2026-12-01 10:00" {
			t.Errorf("next is %s", got)
		}
		last, err := w.LastChange(w.ctx, as(alice))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Undo(w.ctx, by(alice), last.Operation); err != nil {
			t.Fatal(err)
		}
		if interactions, open := w.toldOf(c.ID); interactions+open != 0 || w.next(c.ID) != " " {
			t.Errorf("%d interactions and %d follow-ups are left, next %s", interactions, open, w.next(c.ID))
		}
	})
}

// A customer that isn't known is created with what is told of it; what was told is taken back, and the customer stays, as every new one does.
func TestASentenceOfANewCustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		saved, err := w.Capture(w.ctx, by(alice), whole(0), nil)
		if err != nil || !saved.Created || saved.Customer.Name != "Hooli" || saved.Customer.Owner != alice || saved.Customer.NextFollowUp.String() != "2026-12-01" {
			t.Fatalf("%+v, %v", saved.Customer, err)
		}
		_, err = w.Capture(w.ctx, by(bob), whole(0), nil)
		if got := shown(t, err); len(got) != 1 {
			t.Errorf("the same name again shows %v", got)
		}
		if _, err := w.Capture(w.ctx, by(bob), whole(0), known(err)); err != nil {
			t.Errorf("knowing it: %v", err)
		}
		last, err := w.LastChange(w.ctx, as(alice))
		if err != nil || len(last.Entries) == 0 {
			t.Fatalf("%+v, %v", last, err)
		}
		if _, err := w.Undo(w.ctx, by(alice), last.Operation); err != nil {
			t.Fatal(err)
		}
		if interactions, open := w.toldOf(saved.Customer.ID); interactions+open != 0 {
			t.Errorf("%d interactions and %d follow-ups are left", interactions, open)
		}
	})
}

// One part that breaks a rule keeps all of them from being saved, and so does what somebody may not.
func TestASentenceIsSavedWholeOrNot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Acme")
		for name, spoil := range map[string]func(*models.Capture){
			"text":        func(in *models.Capture) { in.Interaction.Text = "福利" },
			"title":       func(in *models.Capture) { in.FollowUp.Title = "福利" },
			"due_on":      func(in *models.Capture) { in.FollowUp.DueOn = date("2026-11-20") },
			"happened_at": func(in *models.Capture) { in.Interaction.At = now.Add(time.Hour) },
			"kind":        func(in *models.Capture) { in.Interaction.Kind = "telepathy" },
			"name":        func(in *models.Capture) { in.Customer, in.Name = 0, " " },
			"deal_title":  func(in *models.Capture) { in.Deal[models.FieldDealTitle] = "" },
			"amount":      func(in *models.Capture) { in.Deal[models.FieldAmount] = "much" },
			"":            func(in *models.Capture) { in.Interaction, in.FollowUp, in.Deal = nil, nil, nil },
		} {
			in := whole(c.ID)
			spoil(&in)
			_, err := w.Capture(w.ctx, by(alice), in, nil)
			if errs := models.AsErrors(err); len(errs) == 0 || string(errs[0].Input) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		viewer := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleViewer}}
		if _, err := w.Capture(w.ctx, viewer, whole(c.ID), nil); models.AsErrors(err) == nil {
			t.Errorf("a viewer gets %v", err)
		}
		if interactions, open := w.toldOf(c.ID); interactions+open != 0 {
			t.Errorf("%d interactions and %d follow-ups are saved", interactions, open)
		}
	})
}

// Who is meant in a sentence is found by code, whole name, a piece of it, and the name of one of its people whose data the reader sees anyway.
func TestWhoIsMentioned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := full()
		c.Name, c.ContactName = "北京星河科技有限公司", "王磊"
		made, err := w.CreateCustomer(w.ctx, by(alice), c)
		if err != nil {
			t.Fatal(err)
		}
		found, err := w.Mentioned(w.ctx, as(bob), []string{"北京星河科技", "星河", made.Code, "C999", "见了"})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []int{1, 0, 1, 0, 0} {
			if len(found[i]) != want {
				t.Errorf("word %d names %d customers", i, len(found[i]))
			}
		}
		for words, contact := range map[string]bool{"星河": false, "王磊": true} {
			list, isContact, err := w.MentionedPart(w.ctx, as(alice), "", words)
			if err != nil || len(list) != 1 || isContact != contact {
				t.Errorf("%s names %d customers, contact %v, %v", words, len(list), isContact, err)
			}
		}
	})
}

// With visibility: owner nobody else's customer is mentioned, and with personal data protected nobody else's people are.
func TestWhoIsMentionedIsSeen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		hidden := crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{Industries: []string{"tech", "retail"}, Access: crm.Access{OwnOnly: true}, Privacy: models.PrivacyProtected})
		c := full()
		c.Name, c.ContactName, c.Owner = "Acme", "Jane Smith", alice
		made, err := hidden.CreateCustomer(w.ctx, by(alice), c)
		if err != nil {
			t.Fatal(err)
		}
		other := as(bob)
		other.OwnOnly = true
		found, err := hidden.Mentioned(w.ctx, other, []string{"Acme", made.Code})
		if err != nil || len(found[0])+len(found[1]) > 0 {
			t.Errorf("somebody else is told of %v, %v", found, err)
		}
		for _, asker := range []models.Actor{other, as(bob)} {
			if list, _, err := hidden.MentionedPart(w.ctx, asker, "", "Jane Smith"); err != nil || len(list) > 0 {
				t.Errorf("somebody else is told of %v, %v", list, err)
			}
		}
		if list, _, err := hidden.MentionedPart(w.ctx, as(alice), "", "Jane Smith"); err != nil || len(list) != 1 {
			t.Errorf("the owner is told of %v, %v", list, err)
		}
	})
}
