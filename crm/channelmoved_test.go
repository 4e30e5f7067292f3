package crm_test

import (
	"errors"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Whatever is kept of a channel goes with it to its other ID, once, and nothing else does.
func TestAChannelGetsAnotherID(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		admin := models.Operation{Actor: models.Actor{ID: alice, Role: models.RoleAdmin}, Source: "test"}
		for _, id := range []string{"C0OLD", "C0OTHER"} {
			if _, err := w.SetReportChannel(w.ctx, admin, models.ReportChannel{ID: id, Tickets: true, Summary: true}); err != nil {
				t.Fatal(err)
			}
			if err := w.FollowChannel(w.ctx, "name of "+id, id); err != nil {
				t.Fatal(err)
			}
			said := models.Said{Key: "heard:" + id, Channel: id, TS: "1790000000.000100", User: "U0PETRA", Text: "It smokes", Change: models.SaidNew, At: w.now}
			if _, err := w.TakeIn(w.ctx, said, nil, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []error{nil, models.ErrAlreadyHandled} {
			if err := w.ChannelMoved(w.ctx, "evt:1", "C0OLD", "C0NEW"); !errors.Is(err, want) {
				t.Errorf("time %d: %v", i, err)
			}
		}
		for _, nothing := range [][2]string{{"C0NEW", "C0NEW"}, {"", "C0OTHER"}, {"C0NEW", "U0BOB"}} {
			if err := w.ChannelMoved(w.ctx, "evt:"+nothing[0]+nothing[1], nothing[0], nothing[1]); err != nil {
				t.Error(err)
			}
		}
		channels, err := w.ReportChannels(w.ctx, admin.Actor)
		if err != nil || len(channels) != 2 || channels[0].ID != "C0NEW" || !channels[0].Tickets || !channels[0].Summary || channels[1].ID != "C0OTHER" {
			t.Errorf("%+v, %v", channels, err)
		}
		for id, serves := range map[string]bool{"C0OLD": false, "C0NEW": true, "C0OTHER": true} {
			_, does, err := w.Serves(w.ctx, id)
			found, known, failed := w.TicketOfThread(w.ctx, id, "1790000000.000100")
			if does != serves || known != serves || err != nil || failed != nil {
				t.Errorf("%s serves: %v, with %+v, %v, %v", id, does, found, err, failed)
			}
			if !known {
				continue
			}
			answer, err := w.store.OutboxByKeys(w.ctx, models.TicketKey(found.ID, found.Thread))
			if err != nil || len(answer) != 1 || answer[0].Recipient != id {
				t.Errorf("%s: its answer goes to %+v, %v", id, answer, err)
			}
			if _, ours, err := w.HearTicket(w.ctx, models.Said{Key: "heard:" + id + ":2", Channel: id, TS: "1790000001.000100", Thread: found.Thread, User: "U0PETRA", Text: "still", Change: models.SaidNew, At: w.now}); err != nil || !ours {
				t.Errorf("%s isn't heard: %v", id, err)
			}
			_, _, list, _, err := w.Conversation(w.ctx, as(alice), found.ID, 10)
			if err != nil || len(list) != 2 || list[0].Channel != id {
				t.Errorf("%s: %+v, %v", id, list, err)
			}
		}
		for name, want := range map[string]string{"name of C0OLD": "C0NEW", "name of C0OTHER": "C0OTHER"} {
			if got, err := w.ChannelFollowed(w.ctx, name); got != want || err != nil {
				t.Errorf("#%s is %q, %v", name, got, err)
			}
		}
	})
}
