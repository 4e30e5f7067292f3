package tests

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A field that is declared personal is sealed, shown masked, revealed to some, found by the whole value, and bounded for who
// may not see it; a form that leaves a mask alone changes nothing. Declared so no more, it is as any other.
func TestPersonalFieldsOfATeam(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		w.start()
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		alice.Command("/crm field add 身份证号 text en=Passport personal=yes").Ephemeral("Added", "Personal data")
		alice.Command("/crm field add 生日 date en=Birthday personal=是").Ephemeral("Added")
		alice.Command("/crm field add 评级 choice en=Grade options=甲=Prime, 乙=Second personal=yes").Ephemeral("Added")
		alice.Command("/crm field add 积分 number en=Points").Ephemeral("Added")
		alice.Command("/crm field add 产品 choices en=Products options=x personal=yes").Ephemeral("can’t be declared personal")
		alice.Command("/crm new Northwind passport=440301199005171234 birthday=1990-05-17 grade=Prime points=77117 owner=<@U0LINA> !").Ephemeral("C001")
		private := []string{"440301199005171234", "1990-05-17", "19900517", "Prime"}
		hides := func(what, text string) {
			t.Helper()
			for _, part := range private {
				if strings.Contains(text, part) {
					t.Errorf("%s shows %s: %s", what, part, text)
				}
			}
		}
		card := alice.Command("/crm show C001").Ephemeral("C001", "Passport", "***", "77,117")
		hides("the card", card.Rendered())
		hides("another's card", bob.Command("/crm show C001").Ephemeral("C001", "***").Rendered())
		card.PressLabel("Reveal").Modal().Expect("Passport", "440301199005171234", "1990-05-17", "Prime")

		form := alice.Command("/crm edit C001").Modal()
		form.Fill("notes", "left alone").Fill("custom.1", "\u3000"+form.Value("custom.1")+" \u200b").Submit().ExpectClosed()
		alice.Command("/crm show C001").Ephemeral("left alone").PressLabel("Reveal").Modal().Expect("440301199005171234", "1990-05-17", "Prime")
		alice.Fresh().Command("/crm edit C001 passport=*** notes=left alone again").Ephemeral("left alone again").PressLabel("Reveal").Modal().Expect("440301199005171234")
		form = alice.Command("/crm edit C001").Modal()
		form.Fill("custom.2", "1991-06-18").Submit().ExpectClosed()
		private = append(private, "1991-06-18", "19910618")
		alice.Fresh().Command("/crm show C001").Ephemeral("C001").PressLabel("Reveal").Modal().Expect("440301199005171234", "1991-06-18")
		hides("the history", alice.Command("/crm history C001").Ephemeral("Birthday", "***").Rendered())
		alice.Command("/crm undo").Ephemeral("Birthday").PressLabel("Take it back").Expect("")

		for query, found := range map[string]bool{"passport:440301199005171234": true, "passport:440301": false, "birthday:1990-05-17": true, "grade:prime": true, "grade:second": false} {
			want := "Nothing"
			if found {
				want = "C001"
			}
			alice.Fresh().Command("/crm find " + query).Ephemeral(want)
		}
		alice.Command("/crm find birthday:>1980-01-01").Ephemeral("only found by the whole value")
		alice.Command("/crm find birthday:1980-01-01..1999-01-01").Ephemeral("only found by the whole value")
		answered := 0
		for n := range 25 {
			if !bob.Fresh().Command(fmt.Sprintf("/crm find passport:44030119900517%04d", n)).Ephemeral("").Contains("one day takes") {
				answered++
			}
		}
		if answered != 20 {
			t.Errorf("%d guesses are answered", answered)
		}
		kept := dump(t, db)
		for _, part := range []string{"440301199005171234", "1990-05-17", "1991-06-18", "19900517"} {
			if strings.Contains(kept, part) {
				t.Errorf("the database holds %s", part)
			}
		}
		alice.Command("/crm field rename passport personal=no").Ephemeral("Saved the field")
		alice.Command("/crm show C001").Ephemeral("440301199005171234")
		alice.Command("/crm find passport:440301").Ephemeral("C001")
		alice.Command("/crm field rename points personal=yes").Ephemeral("Saved the field", "Personal data")
		alice.Fresh().Command("/crm show C001").Ephemeral("Points", "***")
		alice.Command("/crm find points:77117").Ephemeral("C001")
		if kept := ownValuesIn(t, db); strings.Contains(kept, "77117") || !strings.Contains(kept, "440301199005171234") {
			t.Errorf("after the declarations: %s", kept)
		}
	})
}

// ownValuesIn is all that a database holds of the custom fields.
func ownValuesIn(t *testing.T, db storetest.Database) string {
	t.Helper()
	handle, err := sql.Open(db.Driver, db.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer handle.Close()
	return strings.Join(rows(t, handle, "SELECT * FROM custom_values"), "\n")
}
