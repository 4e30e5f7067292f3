package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// However many ask at once for one person, in however many processes, no more different values are within the bound; a
// value that was asked is, again and again; the next day begins anew, and what was asked long ago is forgotten.
func TestQuestionsAreBounded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		day := models.NewDate(2026, 11, 24)
		ask := func(day models.Date, value string) bool {
			within := false
			err := st.Tx(t.Context(), func(tx *store.Tx) (err error) {
				within, err = tx.AskPersonal(t.Context(), "U0BOB", day, []models.Question{{Field: models.FieldPhone, Value: value}}, 20)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			return within
		}
		var within atomic.Int32
		var asking sync.WaitGroup
		for n := range 30 {
			asking.Go(func() {
				if ask(day, fmt.Sprint(n)) {
					within.Add(1)
				}
			})
		}
		asking.Wait()
		if got := within.Load(); got != 20 {
			t.Errorf("%d of 30 are within the bound", got)
		}
		again := 0
		for n := range 30 {
			if ask(day, fmt.Sprint(n)) {
				again++
			}
		}
		if again != 20 {
			t.Errorf("%d are within it when asked again", again)
		}
		if !ask(day.AddDays(1), "new") || !ask(day.AddDays(9), "new") {
			t.Error("another day doesn't begin anew")
		}
		if !ask(day, "new") {
			t.Error("what was asked nine days ago is not forgotten")
		}
	})
}
