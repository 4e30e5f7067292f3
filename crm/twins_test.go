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

// Of two people who save the same customer at the same moment, by two processes, one is asked: whatever the two have in
// common, also where one of them edits another customer into it.
func TestTwinsMeet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		one, two := newWorld(t, open()), newWorld(t, open())
		const pairs = 20
		for what, twins := range map[string]func(i int) [2]models.Customer{
			"name": func(i int) [2]models.Customer {
				return [2]models.Customer{{Name: fmt.Sprintf("Pair %d Ltd", i)}, {Name: fmt.Sprintf("PAIR %d, Inc.", i)}}
			},
			"phone": func(i int) [2]models.Customer {
				return [2]models.Customer{{Name: fmt.Sprint("left ", i), Phone: models.Personal(fmt.Sprintf("138-0000-%04d", i))}, {Name: fmt.Sprint("right ", i), Phone: models.Personal(fmt.Sprintf("+86 1380000%04d", i))}}
			},
			"email": func(i int) [2]models.Customer {
				return [2]models.Customer{{Name: fmt.Sprint("up ", i), Email: models.Personal(fmt.Sprintf("Wang%d@Example.com", i))}, {Name: fmt.Sprint("down ", i), Email: models.Personal(fmt.Sprintf("wang%d@example.com", i))}}
			},
		} {
			for i := range pairs {
				pair := twins(i)
				var other models.Customer
				edits := i%3 == 0
				if edits {
					var err error
					if other, err = one.CreateCustomer(one.ctx, by(alice), models.Customer{Name: fmt.Sprintf("before %s %d", what, i)}); err != nil {
						t.Fatal(err)
					}
				}
				begin := make(chan struct{})
				var errs [2]error
				var both sync.WaitGroup
				both.Go(func() {
					<-begin
					_, errs[0] = one.CreateUnlessDuplicate(one.ctx, by(alice), pair[0], nil)
				})
				both.Go(func() {
					<-begin
					if !edits {
						_, errs[1] = two.CreateUnlessDuplicate(two.ctx, by(bob), pair[1], nil)
						return
					}
					set := map[models.Field]string{models.Field(what): pair[1].Get(models.Field(what))}
					_, errs[1] = two.UpdateUnlessDuplicate(two.ctx, by(alice), other.ID, models.EditBase{}, set, nil)
				})
				close(begin)
				both.Wait()
				asked := 0
				for _, err := range errs {
					var found *models.DuplicateError
					if errors.As(err, &found) {
						asked++
					} else if err != nil {
						t.Fatal(err)
					}
				}
				if asked != 1 {
					t.Errorf("pair %d with one %s: %d were asked", i, what, asked)
				}
			}
		}
	})
}
