package tests

import (
	"testing"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// When the database is away, people are told so in their language, nothing is half-saved, and what was typed is not lost.
func TestDatabaseAway(t *testing.T) {
	storetest.EachServer(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		w.hurried = true
		cfg := w.config()
		cfg.Database.Wait = 0
		w.startWith(cfg)
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		form := alice.Command("/crm edit C001").Modal()
		form.Fill("notes", "a long story")

		w.cable.Pull()
		alice.Command("/crm new Lost !").Ephemeral("database can't be reached", "Nothing was saved")
		wang.Command("/crm 查找").Ephemeral("暂时连不上数据库")
		alice.Command("/crm edit C001").Ephemeral("database can't be reached")
		form.Submit()
		form.Expect("database can't be reached")
		if got := form.Value("notes"); got != "a long story" {
			t.Errorf("what was typed came back as %q", got)
		}

		w.cable.Plug()
		form.Submit().ExpectClosed()
		alice.ExpectMessage("Saved", "a long story")
		alice.Command("/crm find").Ephemeral("1 customer")
	})
}
