package tests

import (
	"database/sql"
	"testing"
)

// A customer whose sealed contact data is damaged is found, shown, changed, exported and erased like any other; the data
// itself is neither shown nor written over.
func TestADamagedCustomer(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		w.start().stop()
		handle, err := sql.Open(w.db.Driver, w.db.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer handle.Close()
		first := w.start()
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind phone=138-1234-5678 email=a@example.com !").Ephemeral("C001")
		alice.Command("/crm new Southwind phone=139-1234-5678 !").Ephemeral("C002")
		form := w.User("bob").In("sales").Command("/crm edit C001").Modal()
		first.stop()
		var whole string
		if err := handle.QueryRow("SELECT sealed FROM customers WHERE code = 'C001'").Scan(&whole); err != nil {
			t.Fatal(err)
		}
		keep := func(sealed string) {
			t.Helper()
			if _, err := handle.Exec("UPDATE customers SET sealed = ? WHERE code = 'C001'", sealed); err != nil {
				t.Fatal(err)
			}
		}
		keep(whole[:20] + "=" + whole[21:])
		w.start()
		alice.Command("/crm find").Ephemeral("2 customers", "C001", "contact data can't be read", "C002")
		wang.Command("/crm 查找").Ephemeral("C001", "联系方式无法读取")
		alice.Command("/crm show C001").Ephemeral("can't be read", "please tell your administrator")
		alice.Command("/crm edit C001 notes=still here").Ephemeral("Saved", "still here")
		alice.Command("/crm edit C001 phone=137-1234-5678").Modal().Expect("can't be read, and isn't overwritten").Close()
		again := alice.Command("/crm edit C001").Modal()
		again.Expect("can't be read").Fill("address", "New Street").Submit().ExpectError("address", "isn't overwritten")
		again.Clear("address").Fill("notes", "by the form").Submit().ExpectClosed()
		alice.ExpectMessage("Saved", "by the form")
		form.Fill("opportunity", "bigger").Submit().ExpectError("phone", "isn't overwritten") // from before, with masks in it
		alice.Command("/crm history C001").Ephemeral("still here")
		alice.Command("/crm privacy export C001").Expect("All that is held")
		keep(whole)
		alice.Command("/crm show C001").Ephemeral("138****5678", "by the form")
		alice.Command("/crm find phone:138-1234-5678").Ephemeral("1 customer", "C001")
		keep(whole[1:])
		erase := alice.Command("/crm privacy erase C001").Modal()
		erase.Fill("code", "C001").Fill("erasure_reason", "asked for").Submit()
		alice.Command("/crm show C001").Ephemeral("Erased", "This is all that is left")
		alice.Command("/crm find").Ephemeral("1 customer", "C002")
	})
}
