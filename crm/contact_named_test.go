package crm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// whose is who the contact of each deal of a customer is, by name, in the order of the deals' codes.
func (w *world) whose(id int64) string {
	w.t.Helper()
	_, deals, _, err := w.Deals(w.ctx, as(alice), id, 50)
	if err != nil {
		w.t.Fatal(err)
	}
	_, people, err := w.Contacts(w.ctx, as(alice), id)
	if err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, d := range deals {
		who := fmt.Sprint("nobody ", d.ContactID)
		if d.ContactID == 0 {
			who = "none"
		}
		for _, p := range people {
			if d.ContactID == p.ID && p.ID != 0 || d.ContactID == models.PrimaryContact && p.ID == 0 {
				who = p.ContactName.Plain()
			}
		}
		lines = append(lines, d.Code+" "+who)
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

func (w *world) expectWhose(what string, id int64, want string) {
	w.t.Helper()
	if got := w.whose(id); got != want {
		w.t.Errorf("%s: the contacts are %s, want %s", what, got, want)
	}
}

func (w *world) undoLast() {
	w.t.Helper()
	last, err := w.LastChange(w.ctx, as(alice))
	if err == nil {
		_, err = w.Undo(w.ctx, by(alice), last.Operation)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) contact(id int64, name string) models.Contact {
	w.t.Helper()
	_, added, err := w.AddContact(w.ctx, by(alice), id, values{models.FieldContactName: name}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return added
}

// A deal's contact is one person through whatever becomes of the customer's contacts: made the primary one, removed, merged, taken back.
func TestADealsContactIsFollowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Northwind")
		_, _, err := w.CreateDeal(w.ctx, by(alice), c.ID, values{models.FieldDealTitle: "x", models.FieldDealContact: "primary"})
		refused(t, err, models.FieldDealContact, "error.unknown_contact")
		w.contact(c.ID, "Ann")
		ben, cid := w.contact(c.ID, "Ben"), w.contact(c.ID, "Cid")
		first := w.deal(c.ID, values{models.FieldDealTitle: "one", models.FieldDealContact: "primary"})
		w.deal(c.ID, values{models.FieldDealTitle: "two", models.FieldDealContact: models.ContactKey(ben.ID)})
		w.deal(c.ID, values{models.FieldDealTitle: "three"})
		w.expectWhose("at first", c.ID, "D001 Ann, D002 Ben, D003 none")
		other := w.create("Contoso")
		w.contact(other.ID, "Zoe")
		yan := w.contact(other.ID, "Yan")
		_, _, err = w.UpdateDeal(w.ctx, by(alice), first.ID, models.EditBase{}, values{models.FieldDealContact: models.ContactKey(yan.ID)})
		refused(t, err, models.FieldDealContact, "error.unknown_contact")

		if _, err := w.MakePrimary(w.ctx, by(alice), c.ID, ben.ID, ben.Version); err != nil {
			t.Fatal(err)
		}
		w.expectWhose("Ben is the primary one", c.ID, "D001 Ann, D002 Ben, D003 none")
		w.undoLast()
		w.expectWhose("that is taken back", c.ID, "D001 Ann, D002 Ben, D003 none")
		now, err := w.Customer(w.ctx, as(alice), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.RemoveContact(w.ctx, by(alice), c.ID, 0, now.Version); err != nil {
			t.Fatal(err)
		}
		w.expectWhose("Ann is removed", c.ID, "D001 none, D002 Ben, D003 none")
		w.undoLast()
		w.expectWhose("and is there again", c.ID, "D001 Ann, D002 Ben, D003 none")
		if _, _, err := w.UpdateDeal(w.ctx, by(alice), first.ID, models.EditBase{}, values{models.FieldDealContact: models.ContactKey(cid.ID)}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.RemoveContact(w.ctx, by(alice), c.ID, cid.ID, cid.Version); err != nil {
			t.Fatal(err)
		}
		w.expectWhose("Cid is removed", c.ID, "D001 none, D002 Ben, D003 none")
		w.undoLast()
		w.expectWhose("Cid is there again", c.ID, "D001 Cid, D002 Ben, D003 none")
		if _, _, err := w.UpdateDeal(w.ctx, by(alice), first.ID, models.EditBase{}, values{models.FieldDealContact: "primary"}); err != nil {
			t.Fatal(err)
		}

		w.deal(other.ID, values{models.FieldDealTitle: "four", models.FieldDealContact: "primary"})
		w.deal(other.ID, values{models.FieldDealTitle: "five", models.FieldDealContact: models.ContactKey(yan.ID)})
		pair := func() (models.Customer, models.Customer) {
			both, err := w.ToMerge(w.ctx, models.Actor{ID: bob, Role: models.RoleAdmin}, c.ID, other.ID)
			if err != nil {
				t.Fatal(err)
			}
			return both.Kept, both.Other
		}
		kept, gone := pair()
		_, merge, err := w.MergeCustomers(w.ctx, byAdmin(), models.MergeInput{
			Kept: kept.ID, Other: gone.ID, KeptVersion: kept.Version, OtherVersion: gone.Version, Take: []models.Field{models.FieldContactName},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.expectWhose("merged", c.ID, "D001 Ann, D002 Ben, D003 none, D004 Zoe, D005 Yan")
		w.now = w.now.Add(1)
		third, err := w.store.DealByCode(w.ctx, "D003")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.UpdateDeal(w.ctx, by(alice), third.ID, models.EditBase{}, values{models.FieldDealContact: models.ContactKey(yan.ID)}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Unmerge(w.ctx, byAdmin(), merge); err != nil {
			t.Fatal(err)
		}
		w.expectWhose("the merge is taken back, kept", c.ID, "D001 Ann, D002 Ben, D003 none") // Yan is the other's again
		w.expectWhose("the merge is taken back, other", other.ID, "D004 Zoe, D005 Yan")

		page, err := w.History(w.ctx, as(alice), c.ID, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		named := false
		for _, e := range page.Entries {
			if models.Field(e.Field) == models.FieldDealContact && e.NewValue == models.ContactKey(ben.ID) {
				named = e.Names[e.NewValue] != "" && e.Names[e.NewValue] != "Ben"
			}
		}
		if !named {
			t.Error("the history doesn't say whose contact the deal got")
		}
	})
}

// Whatever is done to contacts and deals in whichever order, a deal's contact is nobody or one of its customer's, and the person that it was.
func TestADealsContactIsOnePerson(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	w.withSettings()
	count := 0
	rapid.Check(t, func(rt *rapid.T) {
		count++
		c := w.create(fmt.Sprint("Customer ", count))
		w.t = t
		is := map[string]string{} // of each deal, who it ought to be
		for step := range rapid.IntRange(2, 14).Draw(rt, "steps") {
			_, people, err := w.Contacts(w.ctx, as(alice), c.ID)
			if err != nil {
				rt.Fatal(err)
			}
			if len(people) == 0 || rapid.IntRange(0, 3).Draw(rt, "what") == 0 {
				w.contact(c.ID, fmt.Sprint("P", step))
				continue
			}
			p := rapid.SampledFrom(people).Draw(rt, "who")
			name := p.ContactName.Plain()
			switch rapid.IntRange(0, 3).Draw(rt, "do") {
			case 0:
				id := p.ID
				if id == 0 {
					id = models.PrimaryContact
				}
				is[w.deal(c.ID, values{models.FieldDealTitle: "x", models.FieldDealContact: models.ContactKey(id)}).Code] = name
			case 1:
				if p.ID != 0 {
					if _, err := w.MakePrimary(w.ctx, by(alice), c.ID, p.ID, p.Version); err != nil {
						rt.Fatal(err)
					}
				}
			default:
				if _, _, err := w.RemoveContact(w.ctx, by(alice), c.ID, p.ID, p.Version); err != nil {
					rt.Fatal(err)
				}
				if rapid.Bool().Draw(rt, "and back") {
					w.undoLast()
					continue
				}
				for code, who := range is {
					if who == name {
						is[code] = "none"
					}
				}
			}
		}
		var want []string
		for code, who := range is {
			want = append(want, code+" "+who)
		}
		slices.Sort(want)
		if got := w.whose(c.ID); got != strings.Join(want, ", ") {
			rt.Errorf("the contacts are %s, want %s", got, strings.Join(want, ", "))
		}
	})
}

// A deal has tags as a customer has: as they were first written, changed by their signs, renamed with the team's.
func TestTagsOfDeals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c := w.create("Northwind")
		if _, err := w.ChangeTags(w.ctx, by(alice), c.ID, []string{"Big"}, nil); err != nil {
			t.Fatal(err)
		}
		d := w.deal(c.ID, values{models.FieldDealTitle: "x", models.FieldTags: "ＢＩＧ， 华东"})
		tags := func(want string) {
			t.Helper()
			if found, err := w.store.Deal(w.ctx, d.ID); err != nil || found.Tags != want {
				t.Errorf("the tags are %q, %v, want %q", found.Tags, err, want)
			}
		}
		tags("Big,华东")
		if _, _, err := w.ChangeDealTags(w.ctx, by(alice), d.ID, []string{"Q4"}, []string{"big"}); err != nil {
			t.Fatal(err)
		}
		tags("华东,Q4")
		w.undoLast()
		tags("Big,华东")
		_, _, err := w.ChangeDealTags(w.ctx, by(alice), d.ID, nil, []string{"nope"})
		refused(t, err, models.FieldTags, "error.unknown_tag")
		_, _, err = w.ChangeDealTags(w.ctx, by(alice), d.ID, []string{strings.Repeat("x", 31)}, nil)
		refused(t, err, models.FieldTags, "error.long_tag")
		if renamed, err := w.RenameTag(w.ctx, byAdmin(), "华东", "East", false, "en"); err != nil || renamed.Changed != 1 {
			t.Errorf("%+v, %v", renamed, err)
		}
		tags("Big,East")
		if _, err := w.RenameTag(w.ctx, byAdmin(), "East", "Big", true, "en"); err != nil {
			t.Fatal(err)
		}
		tags("Big")
	})
}
