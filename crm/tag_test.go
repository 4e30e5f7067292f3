package crm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A tag comes by being used and is shown as it was first written, whatever is typed later; it is taken back like any change.
func TestTagsComeByBeingUsed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, other := w.create("Northwind"), w.create("Other")
		expect := func(id int64, want string) {
			t.Helper()
			if got := w.read(id).Tags; got != want {
				t.Errorf("the tags are %q, want %q", got, want)
			}
		}
		change := func(id int64, added, removed string) error {
			_, err := w.ChangeTags(w.ctx, by(alice), id, models.ParseTags(added), models.ParseTags(removed))
			return err
		}
		for _, err := range []error{change(c.ID, "VIP，重點", ""), change(other.ID, "ｖｉｐ,重点,#new", ""), change(c.ID, "vip", "重点")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		expect(other.ID, "VIP,重點,new")
		expect(c.ID, "VIP")
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		expect(c.ID, "VIP,重點")
		refused(t, change(c.ID, "", "never"), models.FieldTags, "error.unknown_tag")
		refused(t, change(c.ID, strings.Repeat("长", models.MaxTag+1), ""), models.FieldTags, "error.long_tag")
		refused(t, change(c.ID, "福 利", ""), models.FieldTags, "error.sensitive_word")
		var many []string
		for i := range models.MaxTags + 1 {
			many = append(many, fmt.Sprint("t", i))
		}
		refused(t, change(c.ID, strings.Join(many, ","), ""), models.FieldTags, "error.too_many_tags")
		expect(c.ID, "VIP,重點")

		find := func(tag string, not bool) []string {
			t.Helper()
			f := models.FilterOf(models.FieldTags, tag)
			if tag == "" {
				f.Any = []models.Match{{By: models.MatchNone}}
			}
			f.Not = not
			page, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Filters: []models.Filter{f}, Sort: models.SortName})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, found := range page.Customers {
				names = append(names, found.Name)
			}
			return names
		}
		w.create("Zero")
		for _, test := range []struct {
			tag  string
			not  bool
			want string
		}{{"Vip", false, "[Northwind Other]"}, {"new", false, "[Other]"}, {"new", true, "[Northwind Zero]"}, {"", false, "[Zero]"}, {"", true, "[Northwind Other]"}} {
			if got := fmt.Sprint(find(test.tag, test.not)); got != test.want {
				t.Errorf("tag %q, left out: %v, finds %s", test.tag, test.not, got)
			}
		}

		admin := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}, Source: "test"}
		rename := func(from, to string, merge bool) (string, int, error) {
			renamed, err := w.RenameTag(w.ctx, admin, from, to, merge, "en")
			return renamed.Name, renamed.Changed, err
		}
		if name, changed, err := rename("vip", "Gold", false); name != "Gold" || changed != 2 || err != nil {
			t.Errorf("renamed to %q at %d, %v", name, changed, err)
		}
		expect(c.ID, "Gold,重點")
		if name, err := w.TagNamed(w.ctx, as(alice), "VIP"); name != "Gold" || err != nil {
			t.Errorf("VIP is %q now, %v", name, err)
		}
		if err := change(c.ID, "vip", ""); err != nil { // by its former name
			t.Fatal(err)
		}
		expect(c.ID, "Gold,重點")
		_, _, err := rename("new", "gold", false)
		refused(t, err, "", "error.tag_taken")
		if name, changed, err := rename("new", "gold", true); name != "Gold" || changed != 1 || err != nil {
			t.Errorf("merged into %q at %d, %v", name, changed, err)
		}
		expect(other.ID, "Gold,重點")
		if _, changed, err := rename("重点", "重点", false); changed != 2 || err != nil { // another spelling
			t.Errorf("written otherwise at %d, %v", changed, err)
		}
		expect(other.ID, "Gold,重点")
		if name, _, err := rename("VIP", "Platinum", false); name != "Platinum" || err != nil {
			t.Errorf("renamed twice: %q, %v", name, err)
		}
		expect(c.ID, "Platinum,重点")
		_, _, err = rename("never", "x", false)
		refused(t, err, "", "error.unknown_tag")
		_, _, err = rename("重点", "", false)
		refused(t, err, "", "error.one_tag")
		if _, err := w.RenameTag(w.ctx, by(alice), "重点", "x", false, "en"); models.AsErrors(err)[0].Kind != models.KindForbidden {
			t.Errorf("who is no admin gets %v", err)
		}
		tags, err := w.Tags(w.ctx, as(alice))
		if fmt.Sprint(tags) != "[{Platinum platinum} {重点 重点}]" || err != nil {
			t.Errorf("the team has %v, %v", tags, err)
		}
		if found, err := w.SuggestTags(w.ctx, as(alice), "Plat", 5); fmt.Sprint(found) != "[Platinum]" || err != nil {
			t.Errorf("suggested are %v, %v", found, err)
		}
	})
}

// A tag that many customers have is renamed in batches, by a task that tells its end; each customer's history says that the system did it.
func TestRenamingATagOfMany(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	admin := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}, Source: "test"}
	const many = 301
	var ids []int64
	for i := range many {
		c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: fmt.Sprint("Northwind ", i), Tags: "VIP,other"})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	if err := w.SetRole(w.ctx, lead(models.RoleAdmin), bob, models.RoleAdmin); err != nil {
		t.Fatal(err)
	}
	renamed, err := w.RenameTag(w.ctx, admin, "vip", "Gold", false, "en")
	if err != nil || renamed.Task.ID == 0 || renamed.Task.Total != many || w.read(ids[0]).Tags != "VIP,other" {
		t.Fatalf("renamed: %+v, %v", renamed, err)
	}
	batches := 0
	if _, err := w.Work(w.ctx, "one", inSlack, func(context.Context, models.Task) { batches++ }); err != nil {
		t.Fatal(err)
	}
	news, err := w.TaskNews(w.ctx, renamed.Task.ID, true)
	if err != nil || news.Task.State != models.TaskDone || news.Task.Counts.Rows != many || news.MayUndo || batches != 5 {
		t.Errorf("its end is told so: %+v, %v, after %d batches", news, err, batches)
	}
	for _, id := range ids {
		if got := w.read(id).Tags; got != "Gold,other" {
			t.Fatalf("a customer has the tags %s", got)
		}
	}
	history, err := w.History(w.ctx, as(alice), ids[many-1], "", 1)
	if err != nil || history.Entries[0].Actor != models.SystemID || history.Entries[0].NewValue != "Gold,other" {
		t.Errorf("its history says %+v, %v", history.Entries, err)
	}
}

// What comes back under a former name of a tag has the present one: a restored customer, and a change that is taken back.
func TestFormerTagsComeBackByTheirPresentName(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}, Source: "test"}
		c, other := w.create("Northwind"), w.create("Other")
		for _, id := range []int64{c.ID, other.ID} {
			if _, err := w.ChangeTags(w.ctx, admin, id, []string{"VIP"}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.ArchiveCustomer(w.ctx, admin, c.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ChangeTags(w.ctx, by(alice), other.ID, nil, []string{"VIP"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.RenameTag(w.ctx, admin, "VIP", "Gold", false, "en"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ArchiveCustomer(w.ctx, admin, c.ID, false); err != nil {
			t.Fatal(err)
		}
		for _, id := range []int64{c.ID, other.ID} {
			if got := w.read(id).Tags; got != "Gold" {
				t.Errorf("%d has the tags %q", id, got)
			}
		}
		page, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldTags, "Gold")}})
		if err != nil || page.Total != 2 {
			t.Errorf("Gold finds %d, %v", page.Total, err)
		}
	})
}
