package tests

import (
	"context"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/store"
)

// Whoever and whatever a text refers to is recorded as its reader sees it, by whichever way it came.
func TestReferencesAreRecordedAsTheyAreRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for text, want := range map[string]string{
			"met <@U0BOB>":                        "met @Bob Keller",
			"told <@U0BOB|bobby> so":              "told @bobby so",
			"asked in <#C0SALES>":                 "asked in #sales",
			"asked in <#C0SALES|>":                "asked in #sales",
			"wrote to <!here>":                    "wrote to @here",
			"wrote to <!subteam^S012345|@buyers>": "wrote to @buyers",
			"see <https://northwind.example/a?b=1&amp;c=2|the offer>":          "see the offer (https://northwind.example/a?b=1&c=2)",
			"see <https://northwind.example/a>":                                "see https://northwind.example/a",
			"site <http://www.northwind.example|www.northwind.example> is up":  "site www.northwind.example is up",
			"mail <mailto:info@northwind.example|info@northwind.example> sent": "mail info@northwind.example sent",
			"mail <mailto:info@northwind.example|the office> sent":             "mail the office (info@northwind.example) sent",
			"rang <tel:+15550100|+1 555 0100>":                                 "rang +1 555 0100",
			"on <!date^1795532400^{date}|24 November>":                         "on 24 November",
			"a &lt;b&gt; &amp; c":                                              "a <b> & c",
			"told <@U0NOBODY>":                                                 "told <@U0NOBODY>", // nobody can tell who that is
		} {
			alice.Command("/crm log C001 " + text).Ephemeral("Logged")
			if got := w.lastLogged(1); got != want {
				t.Errorf("%q is recorded as %q", text, got)
			}
		}
		// What names a person to the bot still does.
		alice.Command("/crm edit C001 owner=<@U0BOB>").Ephemeral("C001")
		bob.Command("/crm find owner:me").Ephemeral("1 customer", "Northwind")

		// The same from a message that is logged, in both its forms, and where it names a follow-up.
		bob.Say("<@U0ALICE> promised <https://northwind.example/a|offer>")
		note := alice.ExpectMessage("promised")
		if got := note.Shortcut("interaction.log").Modal().Value("text"); got != "@Alice Johnson promised offer (https://northwind.example/a)" {
			t.Errorf("the form begins with %q", got)
		}
		if got := note.Shortcut("followup.plan").Modal().Value("title"); got != "@Alice Johnson promised offer (https://northwind.example/a)" {
			t.Errorf("the follow-up begins with %q", got)
		}
	})
}

// A message with a file, or by /me, says what its text says.
func TestAMessageWithAFileIsRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bob, wang := w.User("bob").In("sales"), w.User("wangwei")
		bob.Command("/crm new Northwind !").Ephemeral("C001")
		wang.DM().Upload("报价.pdf", []byte("%PDF-1.4"), "查看 C001")
		wang.DM().ExpectMessage("C001 · Northwind")
	})
}

// lastLogged is the text of a customer's last interaction, as the database has it.
func (w *world) lastLogged(customer int64) string {
	w.t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, w.db.Driver, w.db.DSN)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	list, err := st.Interactions(ctx, customer, time.Time{}, 1)
	if err != nil || len(list) == 0 {
		w.t.Fatalf("nothing is logged: %v", err)
	}
	return list[0].Text
}
