package crm_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Whoever may look saves searches of their own; the team's are seen by all, and changed by who saved them or leads.
func TestSavedSearches(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		viewer := models.Operation{Actor: models.Actor{ID: "U0VIEWER", Role: models.RoleViewer}, Source: "test"}
		leader := models.Operation{Actor: models.Actor{ID: "U0LEADER", Role: models.RoleManager}, Source: "test"}
		mine := w.saved(by(alice), models.SavedSearchInput{Name: " 重点客户 ", Query: "行业:科技", Team: true})
		theirs := w.saved(viewer, models.SavedSearchInput{Name: "My own", Query: "status:active"})
		if mine.Name != "重点客户" || mine.Owner != alice || !mine.Team || theirs.Team {
			t.Errorf("saved: %+v, %+v", mine, theirs)
		}
		for actor, want := range map[string]string{alice: "重点客户", bob: "重点客户", "U0VIEWER": "My own 重点客户"} {
			list, err := w.SavedSearches(w.ctx, models.Actor{ID: actor, Role: models.RoleSales})
			var names []string
			for _, s := range list {
				names = append(names, s.Name)
			}
			if got := strings.Join(names, " "); err != nil || got != want {
				t.Errorf("%s sees %q, %v; want %q", actor, got, err, want)
			}
		}
		change := func(op models.Operation, s models.SavedSearch, in models.SavedSearchInput) error {
			_, err := w.ChangeSearch(w.ctx, op, s.ID, s.Version, in, models.CustomerQuery{})
			return err
		}
		better := models.SavedSearchInput{Name: "重点", Query: "行业:科技 状态:活跃", Team: true}
		for _, c := range []struct {
			what string
			err  error
			want string
		}{
			{"a colleague changes the team's", change(by(bob), mine, better), "error.not_permitted"},
			{"a colleague opens one's own", change(by(bob), theirs, better), "error.search_gone"},
			{"a leader changes one's own", change(leader, theirs, better), "error.search_gone"},
			{"a viewer shares one", change(viewer, theirs, models.SavedSearchInput{Name: "My own", Query: "x", Team: true}), "error.search_team"},
			{"a leader changes the team's", change(leader, mine, better), ""},
			{"who saved it, as it was", change(by(alice), mine, better), "error.search_changed"},
			{"a name of theirs", change(viewer, theirs, models.SavedSearchInput{Name: "重　点", Query: "x"}), ""},
			{"nothing asked", change(viewer, models.SavedSearch{ID: theirs.ID, Version: 2}, models.SavedSearchInput{Name: "a", Query: " "}), "error.required"},
			{"the team's name", change(viewer, models.SavedSearch{ID: theirs.ID, Version: 2}, models.SavedSearchInput{Name: "重点", Query: "x"}), "error.search_name_taken"},
		} {
			got := ""
			if errs := models.AsErrors(c.err); len(errs) > 0 {
				got = errs[0].Key
			} else if c.err != nil {
				got = c.err.Error()
			}
			if got != c.want {
				t.Errorf("%s: %q, want %q", c.what, got, c.want)
			}
		}
		if _, err := w.DeleteSearch(w.ctx, by(bob), mine.ID); models.AsErrors(err) == nil {
			t.Errorf("a colleague deletes the team's: %v", err)
		}
		if _, err := w.DeleteSearch(w.ctx, leader, mine.ID); err != nil {
			t.Error(err)
		}
		if _, err := w.SavedSearch(w.ctx, by(alice).Actor, mine.ID); models.AsErrors(err) == nil {
			t.Errorf("a deleted one is there: %v", err)
		}
		entries, err := w.store.Audit(w.ctx, models.EntitySearch, mine.ID, 20)
		if err != nil || len(entries) != 8 { // three of its making, two of the change, three of its end
			t.Errorf("the audit log has %d entries: %v", len(entries), err)
		}
	})
}

// What finds somebody by their phone, email or name isn't kept under a name.
func TestNoSavedSearchAsksForPersonalData(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, asks := range []models.CustomerQuery{only(models.FieldPhone, "13800000001"), only(models.FieldEmail, "li@example.com"), only(models.FieldContactName, "李娜"), {Words: "138 0000 0001"}} {
			_, err := w.SaveSearch(w.ctx, by(alice), models.SavedSearchInput{Name: "x", Query: "y"}, asks)
			if errs := models.AsErrors(err); len(errs) != 1 || errs[0].Key != "error.search_personal" {
				t.Errorf("%+v: %v", asks, err)
			}
		}
	})
}

// Two that are saved at once under one name are one, and there is an end to how many.
func TestOneSavedSearchOfAName(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				_, _ = w.SaveSearch(w.ctx, by(alice), models.SavedSearchInput{Name: "Same", Query: "x"}, models.CustomerQuery{})
			})
		}
		all.Wait()
		if list, err := w.SavedSearches(w.ctx, by(alice).Actor); err != nil || len(list) != 1 {
			t.Errorf("%d were saved, %v", len(list), err)
		}
		for i := range models.MaxSavedSearches - 1 {
			w.saved(by(alice), models.SavedSearchInput{Name: strings.Repeat("x", i+1), Query: "x"})
		}
		_, err := w.SaveSearch(w.ctx, by(alice), models.SavedSearchInput{Name: "One more", Query: "x"}, models.CustomerQuery{})
		if errs := models.AsErrors(err); len(errs) != 1 || errs[0].Key != "error.too_many_searches" {
			t.Errorf("one more: %v", err)
		}
		// With as many of one's own, the team's are seen, to the last.
		for _, name := range []string{"0 first of the team", "zzz last of the team"} {
			w.saved(by(bob), models.SavedSearchInput{Name: name, Query: "x", Team: true})
		}
		list, err := w.SavedSearches(w.ctx, by(alice).Actor)
		if n := len(list); err != nil || n != models.MaxSavedSearches+2 || list[0].Owner != bob || list[n-1].Owner != bob {
			t.Errorf("%d are seen, %v", n, err)
		}
	})
}

func (w *world) saved(op models.Operation, in models.SavedSearchInput) models.SavedSearch {
	w.t.Helper()
	s, err := w.SaveSearch(w.ctx, op, in, models.CustomerQuery{})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// only asks for the customers with a value of a field.
func only(field models.Field, value string) models.CustomerQuery {
	return models.CustomerQuery{Filters: []models.Filter{models.FilterOf(field, value)}}
}
