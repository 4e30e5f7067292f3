package crm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

func leads(user string) models.Operation {
	return models.Operation{Actor: models.Actor{ID: user, Role: models.RoleManager}, Source: "test"}
}

// held is all that hangs on a customer, sorted; audit says whether the audit log is in it.
func (w *world) held(id int64, audit bool) []string {
	w.t.Helper()
	all, err := w.store.Subject(w.ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, f := range all.FollowUps {
		lines = append(lines, fmt.Sprint("followup ", f.ID, f.Title, f.DueOn, f.DueTime, f.Assignee, f.State, f.Version))
	}
	for _, i := range all.Interactions {
		lines = append(lines, fmt.Sprint("interaction ", i.ID, i.Kind, i.Text))
	}
	for _, c := range all.Changes {
		lines = append(lines, fmt.Sprint("status ", c.ID, c.FromStatus, c.ToStatus, c.InteractionID))
	}
	for _, e := range all.Audit {
		if audit {
			lines = append(lines, fmt.Sprint("audit ", e.ID, e.Entity, e.EntityID, e.Field, e.OldValue, e.NewValue))
		}
	}
	slices.Sort(lines)
	return lines
}

// live lets some things happen to a customer.
func (w *world) live(random *rand.Rand, c models.Customer) {
	w.t.Helper()
	for range random.IntN(6) {
		var err error
		switch random.IntN(4) {
		case 0:
			_, err = w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{models.FieldNotes: fmt.Sprint("note ", random.IntN(99)), models.FieldPhone: fmt.Sprintf("138%08d", random.IntN(1e8))})
		case 1:
			w.log(c.ID, fmt.Sprint("call ", random.IntN(99)))
		case 2:
			w.plan(c.ID, models.NewDate(2026, time.December, 1+random.IntN(28)).String(), "")
		case 3:
			f := w.plan(c.ID, "2026-12-24", "09:00")
			_, err = w.CompleteFollowUp(w.ctx, by(alice), f.ID, "done")
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// Whatever happened to two customers: merged, all that hung on either hangs on the one that is kept, the other's code leads to
// it, and taken back both are as they were.
func TestMergingLosesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 1))
		for n := range 8 {
			kept, other := w.create(fmt.Sprint("Acme ", n)), w.create(fmt.Sprint("Acme Group ", n))
			w.live(random, kept)
			w.live(random, other)
			pair, err := w.ToMerge(w.ctx, leads(bob).Actor, kept.ID, other.ID)
			if err != nil {
				t.Fatal(err)
			}
			before := [][]string{w.state(kept.ID), w.state(other.ID)}
			belongings := [][]string{w.held(kept.ID, true), w.held(other.ID, true)}
			both := slices.Sorted(slices.Values(slices.Concat(w.held(kept.ID, false), w.held(other.ID, false))))
			in := models.MergeInput{Kept: kept.ID, Other: other.ID, KeptVersion: pair.Kept.Version, OtherVersion: pair.Other.Version}
			for _, spec := range pair.Fields {
				if random.IntN(2) == 0 {
					in.Take = append(in.Take, spec.Key)
				}
			}
			merged, id, err := w.MergeCustomers(w.ctx, leads(bob), in)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range pair.Fields {
				from := pair.Kept
				if slices.Contains(in.Take, spec.Key) {
					from = pair.Other
				}
				if got := merged.Get(spec.Key); got != from.Get(spec.Key) {
					t.Errorf("%s is %q, want %q", spec.Key, got, from.Get(spec.Key))
				}
			}
			if diff := cmp.Diff(both, w.held(kept.ID, false)); diff != "" {
				t.Errorf("merged, there hangs on it (-want +got):\n%s", diff)
			}
			if left := w.held(other.ID, false); len(left) > 0 {
				t.Errorf("on the other there still hangs %q", left)
			}
			if found, err := w.ResolveCustomer(w.ctx, as(alice), pair.Other.Code); err != nil || found.ID != kept.ID {
				t.Errorf("the other's code leads to %s, %v", found.Code, err)
			}
			if _, err := w.UpdateCustomer(w.ctx, by(alice), other.ID, 0, map[models.Field]string{models.FieldNotes: "x"}); models.AsErrors(err) == nil {
				t.Errorf("what was merged can be changed: %v", err)
			}
			undone, err := w.Unmerge(w.ctx, leads(bob), id)
			if err != nil || len(undone.Stays) > 0 {
				t.Fatal(undone.Stays, err)
			}
			after := [][]string{w.state(kept.ID), w.state(other.ID)}
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("taken back (-want +got):\n%s", diff)
			}
			for i, c := range []models.Customer{kept, other} {
				for _, line := range belongings[i] {
					if !slices.Contains(w.held(c.ID, true), line) {
						t.Errorf("%s lost %s", c.Code, line)
					}
				}
			}
			if _, err := w.Unmerge(w.ctx, leads(bob), id); models.AsErrors(err) == nil {
				t.Error("a merge is taken back twice")
			}
		}
	})
}

// What was changed after a merge stays when it is taken back; what was logged stays with the customer that was kept. Merged
// further, a code leads on, and the last merge is taken back first.
func TestMergesOneAfterTheOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, c := w.create("Acme"), w.create("Acme Group"), w.create("Acme International")
		w.log(c.ID, "of the third")
		f := w.plan(c.ID, "2026-12-01", "")
		merge := func(kept, other models.Customer, take ...models.Field) int64 {
			t.Helper()
			kept, other = w.read(kept.ID), w.read(other.ID)
			_, id, err := w.MergeCustomers(w.ctx, leads(bob), models.MergeInput{Kept: kept.ID, Other: other.ID, KeptVersion: kept.Version, OtherVersion: other.Version, Take: take})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		first := merge(b, c, models.FieldName)
		second := merge(a, b)
		if found, err := w.ResolveCustomer(w.ctx, as(alice), c.Code); err != nil || found.ID != a.ID {
			t.Errorf("C003 leads to %s, %v", found.Code, err)
		}
		if _, err := w.Unmerge(w.ctx, leads(bob), first); models.AsErrors(err) == nil {
			t.Error("the first merge is taken back before the second")
		}
		if _, err := w.CompleteFollowUp(w.ctx, by(alice), f.ID, "went well"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Unmerge(w.ctx, leads(bob), second); err != nil {
			t.Fatal(err)
		}
		if _, err := w.UpdateCustomer(w.ctx, by(alice), b.ID, 0, map[models.Field]string{models.FieldName: "Acme of today"}); err != nil {
			t.Fatal(err)
		}
		w.log(b.ID, "after it")
		undone, err := w.Unmerge(w.ctx, leads(bob), first)
		if err != nil || !slices.Equal(undone.Stays, []models.Field{models.FieldName}) || undone.Kept.Name != "Acme of today" || undone.Other.Name != "Acme International" {
			t.Errorf("stays %q, kept %q, other %q, %v", undone.Stays, undone.Kept.Name, undone.Other.Name, err)
		}
		if got := w.held(c.ID, false); len(got) != 3 { // its first status, the interaction and the follow-up, which was done meanwhile
			t.Errorf("on the third there hangs %q", got)
		}
		page, err := w.History(w.ctx, as(alice), c.ID, "", 50)
		if err != nil || !slices.ContainsFunc(page.Entries, func(e models.HistoryEntry) bool { return e.NewValue == "went well" }) {
			t.Errorf("what was done meanwhile isn't in the history of the third, %v", err)
		}
		w.now = w.now.Add(models.MaxMergeAge + time.Hour)
		if _, err := w.Unmerge(w.ctx, leads(bob), merge(a, b)); err != nil {
			t.Error(err)
		}
		id := merge(a, b)
		w.now = w.now.Add(models.MaxMergeAge + time.Hour)
		if _, err := w.Unmerge(w.ctx, leads(bob), id); models.AsErrors(err) == nil {
			t.Error("a merge of last month is taken back")
		}
	})
}

// Who is erased is erased with what was merged into them, and two people who merge the same two customers merge them once.
func TestMergedAreErasedTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.create("Acme"), w.create("Acme Group")
		in := models.MergeInput{Kept: a.ID, Other: b.ID, KeptVersion: a.Version, OtherVersion: b.Version}
		results := make(chan error, 2)
		for _, in := range []models.MergeInput{in, {Kept: b.ID, Other: a.ID, KeptVersion: b.Version, OtherVersion: a.Version}} {
			go func() {
				_, _, err := w.MergeCustomers(w.ctx, leads(bob), in)
				results <- err
			}()
		}
		refused := 0
		for range 2 {
			if err := <-results; models.AsErrors(err) != nil {
				refused++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if refused != 1 {
			t.Fatalf("%d of two merges were refused", refused)
		}
		kept := w.read(a.ID)
		if kept.Archived() {
			kept = w.read(b.ID)
		}
		op := models.Operation{Actor: models.Actor{ID: alice, Role: models.RoleAdmin}, Source: "test"}
		if all, err := w.ExportSubject(w.ctx, op, kept.ID); err != nil || len(all.Merged) != 1 || all.Merged[0].Name == kept.Name {
			t.Errorf("with %q, %d are exported, %v", kept.Name, len(all.Merged), err)
		}
		if _, _, err := w.EraseSubject(w.ctx, op, kept.ID, models.ErasureInput{Code: kept.Code, Reason: "asked", Name: true}); err != nil {
			t.Fatal(err)
		}
		for _, id := range []int64{a.ID, b.ID} {
			if c := w.read(id); !c.Erased() || c.Name != c.Code {
				t.Errorf("%s is called %q, erased: %v", c.Code, c.Name, c.Erased())
			}
		}
	})
}

// The walk through the pairs shows each that agree in something once, not those that were decided, nor what is archived or has only
// a placeholder in common; what was put off comes again.
func TestWalkingThePairs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		make := func(name, phone, email string) models.Customer {
			t.Helper()
			c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: name, Phone: models.Personal(phone), Email: models.Personal(email)})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		a := make("Acme Ltd", "138-1234-5678", "")
		make("ACME GmbH", "138-1234-5678", "")
		c := make("Contoso", "13812345678", "info@contoso.example")
		make("Contoso Deutschland", "123-456-7890", "info@contoso.example")
		make("Fabrikam", "123-456-7890", "")
		walk := func() []string {
			t.Helper()
			var pairs []string
			for from := (models.PairPlace{}); len(pairs) < 9; {
				pair, found, err := w.NextPair(w.ctx, leads(bob).Actor, from)
				if err != nil {
					t.Fatal(err)
				}
				if !found {
					break
				}
				pairs = append(pairs, fmt.Sprint(pair.First.Code, pair.Second.Code, pair.Same))
				if err := w.DecidePair(w.ctx, leads(bob), pair.First.ID, pair.Second.ID, len(pairs) > 1); err != nil {
					t.Fatal(err)
				}
				from = pair.Place
			}
			return pairs
		}
		if diff := cmp.Diff([]string{"C001C002[name phone]", "C001C003[phone]", "C002C003[phone]", "C003C004[email]"}, walk()); diff != "" {
			t.Error(diff)
		}
		if left := walk(); len(left) > 0 {
			t.Errorf("what was decided comes again: %q", left)
		}
		w.now = w.now.Add(models.PairLater)
		if _, err := w.ArchiveCustomer(w.ctx, leads(bob), c.ID, true); err != nil {
			t.Fatal(err)
		}
		if left := walk(); len(left) > 0 {
			t.Errorf("with the third archived there are %q", left)
		}
		if _, err := w.ArchiveCustomer(w.ctx, leads(bob), c.ID, false); err != nil {
			t.Fatal(err)
		}
		if left := walk(); len(left) != 3 {
			t.Errorf("after a week there are %q", left)
		}
		if _, err := w.LastChange(w.ctx, leads(bob).Actor); models.AsErrors(err) == nil {
			t.Error("a decision is taken back as if it were a change")
		}
		if err := w.DecidePair(w.ctx, leads(bob), a.ID, a.ID, false); models.AsErrors(err) == nil {
			t.Error("a customer isn't the same as itself")
		}
	})
}

// Names that sound alike are a pair, whatever script they are in; the same name isn't one for that a second time.
func TestPairsThatSoundAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"张伟科技有限公司", "章伟科技", "张伟科技（北京）", "李娜", "Li Na", "章伟", "张伟", "Northwind", "张伟科技集团有限公司"} {
			if _, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		var pairs []string
		for from := (models.PairPlace{}); len(pairs) < 9; {
			pair, found, err := w.NextPair(w.ctx, leads(bob).Actor, from)
			if err != nil {
				t.Fatal(err)
			}
			if !found {
				break
			}
			pairs = append(pairs, fmt.Sprint(pair.First.Name, " / ", pair.Second.Name, " ", pair.Same))
			if err := w.DecidePair(w.ctx, leads(bob), pair.First.ID, pair.Second.ID, false); err != nil {
				t.Fatal(err)
			}
			from = pair.Place
		}
		want := []string{"张伟科技有限公司 / 张伟科技集团有限公司 [name]", "李娜 / Li Na [sound]", "张伟科技有限公司 / 章伟科技 [sound]", "章伟科技 / 张伟科技集团有限公司 [sound]"}
		if diff := cmp.Diff(want, pairs); diff != "" {
			t.Errorf("the pairs (-want +got):\n%s", diff)
		}
	})
}

// Of two customers that are merged the tags of both may be kept, each once, and go apart again when the merge is taken back.
func TestAMergeKeepsTheTagsOfBoth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kept, other := w.create("Northwind"), w.create("Northwind Ltd")
		for id, tags := range map[int64]string{kept.ID: "VIP,重点", other.ID: "Fair,重点"} {
			if _, err := w.ChangeTags(w.ctx, by(alice), id, models.ParseTags(tags), nil); err != nil {
				t.Fatal(err)
			}
		}
		saved, id, err := w.MergeCustomers(w.ctx, leads(bob), models.MergeInput{
			Kept: kept.ID, Other: other.ID, KeptVersion: 2, OtherVersion: 2, Both: []models.Field{models.FieldTags, models.FieldName, models.FieldOwner},
		})
		if err != nil || saved.Tags != "VIP,重点,Fair" || saved.Name != "Northwind" {
			t.Fatalf("merged: %q with %q, %v", saved.Name, saved.Tags, err)
		}
		if _, err := w.Unmerge(w.ctx, leads(bob), id); err != nil {
			t.Fatal(err)
		}
		if a, b := w.read(kept.ID).Tags, w.read(other.ID).Tags; a != "VIP,重点" || b != "Fair,重点" {
			t.Errorf("apart again they have %s and %s", a, b)
		}
	})
}

// A phone, an email or a WeChat ID that both have, however each is written, isn't asked about and makes nobody another contact.
func TestMergingTheSameNumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kept, other := w.create("Acme"), w.create("Acme Ltd")
		for id, set := range map[int64]map[models.Field]string{
			kept.ID:  {models.FieldPhone: "138-1234-5678", models.FieldEmail: "Wang@Example.com"},
			other.ID: {models.FieldPhone: "+86 138 1234 5678", models.FieldEmail: "wang@example.com"},
		} {
			if _, err := w.UpdateCustomer(w.ctx, by(alice), id, 0, set); err != nil {
				t.Fatal(err)
			}
		}
		pair, err := w.ToMerge(w.ctx, manager(alice), kept.ID, other.ID)
		if err != nil || len(pair.Fields) != 1 || pair.Fields[0].Key != models.FieldName {
			t.Fatalf("asked about %v, %v", pair.Fields, err)
		}
		if _, _, err := w.MergeCustomers(w.ctx, leads(bob), models.MergeInput{Kept: kept.ID, Other: other.ID, KeptVersion: pair.Kept.Version, OtherVersion: pair.Other.Version}); err != nil {
			t.Fatal(err)
		}
		_, contacts, err := w.Contacts(w.ctx, as(alice), kept.ID)
		if err != nil || len(contacts) != 1 || w.read(kept.ID).Phone.Plain() != "138-1234-5678" {
			t.Errorf("contacts besides the primary one: %v, phone %q, %v", contacts, w.read(kept.ID).Phone.Plain(), err)
		}
	})
}
