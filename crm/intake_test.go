package crm_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A message whose deletion is heard by one process while another hears the message itself leaves nothing of what it said: it becomes no ticket, or
// one that says nothing any more. It is asked once whose it is, and not after it is gone.
func TestWhatIsDeletedIsNeverTakenIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		one, other := newWorld(t, open()), newWorld(t, open())
		c := one.create("Northwind")
		for i := range 16 {
			said := models.Said{
				Channel: "C0HELP", TS: fmt.Sprintf("1790000000.%06d", 100+i), User: "U0PETRA", External: true, Text: "the password is hunter2", Change: models.SaidNew,
			}
			said.At, said.Key = models.TimeOfTS(said.TS), said.TakingKey()
			gone := said
			gone.Change, gone.Key = models.SaidDeleted, said.Key+":gone"
			var wg sync.WaitGroup
			var taken, deleted error
			wg.Go(func() {
				if i%2 == 0 {
					_, taken = one.TakeIn(one.ctx, said, nil, c.ID)
				} else {
					taken = one.AskWhose(one.ctx, said)
				}
			})
			wg.Go(func() {
				if deleted = other.NeverTake(other.ctx, gone); deleted != nil {
					return
				}
				var ours bool
				if _, ours, deleted = other.HearTicket(other.ctx, gone); !ours && deleted == nil {
					_, deleted = other.HearIntake(other.ctx, gone)
				}
			})
			wg.Wait()
			if deleted != nil || taken != nil && !errors.Is(taken, models.ErrAlreadyHandled) {
				t.Fatalf("%d: taken in: %v, deleted: %v", i, taken, deleted)
			}
			if found, known, err := one.TicketOfThread(one.ctx, said.Channel, said.TS); err != nil || known != (taken == nil && i%2 == 0) || known && (found.Subject != models.SubjectGone || found.Text != "") {
				t.Errorf("%d: taken in: %v, and the ticket is %v %+v, %v", i, taken, known, found, err)
			}
		}
		waiting, total, err := one.Intakes(one.ctx, as(alice), 10)
		if err != nil || total != 0 {
			t.Errorf("it is still asked of %d whose they are: %+v, %v", total, waiting, err)
		}
	})
}
