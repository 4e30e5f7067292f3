package crm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

const (
	alice = "U0ALICE"
	bob   = "U0BOB"
)

// now is a Tuesday, 10:00 in Shanghai and still early morning in UTC.
var now = time.Date(2026, 11, 24, 2, 0, 0, 123456789, time.UTC)

// world is a service on a fresh database with a clock that tests move.
type world struct {
	*crm.Service
	t     *testing.T
	store *store.Store
	now   time.Time
	ctx   context.Context
	file  sheet // that is imported
}

// each runs a test on every engine.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open func() *store.Store) { test(t, newWorld(t, open())) })
}

func newWorld(t *testing.T, st *store.Store) *world {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: st, now: now, ctx: context.Background()}
	w.Service = crm.New(st, models.ClockFunc(func() time.Time { return w.now }), crm.Team{
		Zone: zone, Industries: []string{"tech", "retail"}, Words: []string{"福利"},
		Imports: func(context.Context, models.Task, models.ImportArgs, models.Rules) (crm.ImportSource, error) {
			return w.file, nil
		},
	})
	return w
}

// as is a person of the sales team.
func as(user string) models.Actor { return models.Actor{ID: user, Role: models.RoleSales} }

func by(actor string) models.Operation { return models.Operation{Actor: as(actor), Source: "test"} }

func once(actor, key string) models.Operation {
	return models.Operation{Actor: as(actor), Source: "test", Key: key}
}

func (w *world) create(name string) models.Customer {
	w.t.Helper()
	c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: name})
	if err != nil {
		w.t.Fatalf("create %q: %v", name, err)
	}
	return c
}

func (w *world) read(id int64) models.Customer {
	w.t.Helper()
	c, err := w.Customer(w.ctx, as(alice), id)
	if err != nil {
		w.t.Fatalf("read customer %d: %v", id, err)
	}
	return c
}

// refused checks that err is one refusal with this key, at this place of the form.
func refused[K models.FormKey](t *testing.T, err error, at K, key string) *models.Error {
	t.Helper()
	for _, e := range models.AsErrors(err) {
		if e.Key == key && e.Input == models.Input(at) {
			return e
		}
	}
	t.Fatalf("err = %v, want %s at %q", err, key, at)
	return nil
}

func date(s string) models.Date {
	d, err := models.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func full() models.Customer {
	return models.Customer{
		Name: "  北京科技有限公司 ", ContactName: "王经理", ContactTitle: "采购经理", Company: "北京科技集团", Industry: "tech",
		Phone: "138-1234-5678", Email: "Wang@Example.com", Address: "北京市海淀区", Status: models.StatusActive,
		Opportunity: "年度合同 🚀", NextFollowUp: date("2026-12-01"), NextFollowUpTime: "09:30", Notes: "line one\r\nline two",
		Owner: bob,
	}
}

func TestCreateKeepsEveryField(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		created, err := w.CreateCustomer(w.ctx, by(alice), full())
		if err != nil {
			t.Fatal(err)
		}
		want := full()
		want.ID, want.Code, want.Version = created.ID, "C001", 1
		want.Name, want.NameKey = "北京科技有限公司", "北京科技有限公司"
		want.PhoneKey, want.EmailKey = "13812345678", "wang@example.com"
		want.Notes = "line one\nline two"
		want.CreatedBy, want.UpdatedBy = alice, alice
		want.CreatedAt = now.Truncate(time.Microsecond)
		want.UpdatedAt = want.CreatedAt
		if diff := cmp.Diff(plain(want), plain(created)); diff != "" {
			t.Errorf("created (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(plain(want), plain(w.read(created.ID))); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
		card, err := w.CustomerCard(w.ctx, as(alice), created)
		if err != nil {
			t.Fatal(err)
		}
		if len(card.FollowUps) != 1 || card.FollowUps[0].Assignee != bob || card.FollowUps[0].Zone != "Asia/Shanghai" {
			t.Errorf("follow-ups = %+v, want one of bob's", card.FollowUps)
		}
		wantDue := time.Date(2026, 12, 1, 1, 30, 0, 0, time.UTC)
		if due := card.FollowUps[0].DueAt; due == nil || !due.Equal(wantDue) {
			t.Errorf("DueAt = %v, want %v", due, wantDue)
		}
		if len(card.Events) != 0 {
			t.Errorf("the card tells of %+v, want nothing yet", card.Events)
		}
		if changes, err := w.store.StatusChanges(w.ctx, created.ID, 5); err != nil || len(changes) != 1 || changes[0].FromStatus != "" || changes[0].ToStatus != models.StatusActive {
			t.Errorf("status history = %+v, want the first row, %v", changes, err)
		}
	})
}

// plain is a customer whose personal data shows in a diff.
func plain(c models.Customer) map[string]string {
	fields := map[string]string{
		"id": fmt.Sprint(c.ID), "name_key": c.NameKey, "phone_key": c.PhoneKey.Plain(), "email_key": c.EmailKey.Plain(),
		"version": fmt.Sprint(c.Version), "created": c.CreatedBy + c.CreatedAt.String(), "updated": c.UpdatedBy + c.UpdatedAt.String(),
	}
	for _, field := range append(models.EditableFields(), models.FieldCode) {
		fields[string(field)] = c.Get(field)
	}
	return fields
}

func TestCreateFillsIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		if c.Status != models.StatusPotential || c.Owner != alice || c.Code != "C001" {
			t.Errorf("status %q, owner %q, code %q", c.Status, c.Owner, c.Code)
		}
		c, err := w.CreateCustomer(w.ctx, models.Operation{Actor: models.System()}, models.Customer{Name: "Imported"})
		if err != nil || c.Owner != "" || c.Code != "C002" {
			t.Errorf("by the system: owner %q, code %q, %v", c.Owner, c.Code, err)
		}
	})
}

func TestCreateRefusesAndSavesNothing(t *testing.T) {
	tests := []struct {
		draft models.Customer
		field models.Field
		key   string
	}{
		{models.Customer{Name: " \r\n "}, models.FieldName, "error.required"},
		{models.Customer{Name: string(slices.Repeat([]rune("字"), 101))}, models.FieldName, "error.too_long"},
		{models.Customer{Name: "a\x00b"}, models.FieldName, "error.control_characters"},
		{models.Customer{Name: "a", Notes: "发福 利"}, models.FieldNotes, "error.sensitive_word"},
		{models.Customer{Name: "a", Industry: "mining"}, models.FieldIndustry, "error.unknown_industry"},
		{models.Customer{Name: "a", Status: "lost"}, models.FieldStatus, "error.unknown_status"},
		{models.Customer{Name: "a", Owner: "bob"}, models.FieldOwner, "error.unknown_user"},
		{models.Customer{Name: "a", NextFollowUp: date("2026-11-23")}, models.FieldNextFollowUp, "error.past_date"},
		{models.Customer{Name: "a", NextFollowUpTime: "10:00"}, models.FieldNextFollowUp, "error.time_without_date"},
		{models.Customer{Name: "a", NextFollowUp: date("2026-12-01"), NextFollowUpTime: "25:00"}, models.FieldNextFollowUpTime, "error.bad_time"},
		{models.Customer{Name: "a", Email: "nobody"}, models.FieldEmail, "error.bad_email"},
	}
	each(t, func(t *testing.T, w *world) {
		for _, test := range tests {
			_, err := w.CreateCustomer(w.ctx, by(alice), test.draft)
			refused(t, err, test.field, test.key)
		}
		if c := w.create("first"); c.Code != "C001" {
			t.Errorf("code %s after refusals, want C001", c.Code)
		}
	})
}

func TestTextIsOnlyText(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{
			"'; DROP TABLE customers; --", `back\slash"quote'`, "<!channel> *bold*", "100% _under_", "مرحبا", "👩‍👩‍👧 Ltd", "ﷺ長い",
			string(slices.Repeat([]rune("ﷺ"), 100)), string(slices.Repeat([]rune("𠮷"), 100)),
		} {
			c := w.create(name)
			if got := w.read(c.ID).Name; got != name {
				t.Errorf("name %q came back as %q", name, got)
			}
			if found, err := w.ResolveCustomer(w.ctx, as(alice), name); err != nil || found.ID != c.ID {
				t.Errorf("resolve %q: %v, %v", name, found.ID, err)
			}
		}
		for _, words := range []string{"%", "_", "'", `\`, "\x00", "\xff\xfe", "a\xffb", "<!channel>", string(make([]byte, 100_000)), string(slices.Repeat([]rune("科技 abc "), 10_000))} {
			if _, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Words: words, Filters: []models.Filter{models.FilterOf(models.FieldOwner, words), models.FilterOf(models.FieldEmail, words), models.FilterOf(models.FieldPhone, words), models.FilterOf(models.FieldIndustry, words)}}); err != nil {
				t.Errorf("search %.20q: %v", words, err)
			}
			_, err := w.ResolveCustomer(w.ctx, as(alice), words)
			var several *models.AmbiguousError
			if err != nil && models.AsErrors(err) == nil && !errors.As(err, &several) {
				t.Errorf("resolve %.20q: %v", words, err)
			}
		}
	})
}

func TestCodesAreUniqueUnderConcurrentCreators(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		worlds := []*world{newWorld(t, open()), newWorld(t, open())}
		var (
			mu    sync.Mutex
			codes []string
			wg    sync.WaitGroup
		)
		for i := range 50 {
			wg.Go(func() {
				w := worlds[i%2]
				c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: fmt.Sprintf("Customer %d", i)})
				if err != nil {
					t.Errorf("creator %d: %v", i, err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				codes = append(codes, c.Code)
			})
		}
		wg.Wait()
		slices.Sort(codes)
		for i, code := range codes {
			if want := models.CustomerCode(int64(i + 1)); code != want {
				t.Fatalf("codes %v: %q at %d, want %q", codes, code, i, want)
			}
		}
		if len(codes) != 50 {
			t.Errorf("%d codes, want 50", len(codes))
		}
	})
}

func TestADeliveryChangesSomethingOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		worlds := []*world{newWorld(t, open()), newWorld(t, open())}
		var (
			wg      sync.WaitGroup
			results = make([]error, 16)
		)
		for i := range results {
			wg.Go(func() {
				w := worlds[i%2]
				_, results[i] = w.CreateCustomer(w.ctx, once(alice, "envelope-1"), models.Customer{Name: "Acme"})
			})
		}
		wg.Wait()
		saved := 0
		for _, err := range results {
			if err == nil {
				saved++
			} else if !errors.Is(err, models.ErrAlreadyHandled) {
				t.Errorf("err = %v, want ErrAlreadyHandled", err)
			}
		}
		if page, err := worlds[0].SearchCustomers(context.Background(), as(alice), models.CustomerQuery{}); saved != 1 || page.Total != 1 || err != nil {
			t.Errorf("%d deliveries saved %d customers (%v), want 1 each", saved, page.Total, err)
		}
		// A refusal doesn't use the key up: the person corrects the form under the same key.
		w := worlds[0]
		_, err := w.CreateCustomer(w.ctx, once(alice, "envelope-2"), models.Customer{Name: "Beta", Industry: "mining"})
		refused(t, err, models.FieldIndustry, "error.unknown_industry")
		if _, err := w.CreateCustomer(w.ctx, once(alice, "envelope-2"), models.Customer{Name: "Beta"}); err != nil {
			t.Errorf("after a refusal: %v", err)
		}
	})
}

func TestUpdate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		w.now = w.now.Add(time.Hour)
		manager := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleManager}, Source: "test"}
		updated, err := w.UpdateCustomer(w.ctx, manager, c.ID, c.Version, map[models.Field]string{
			models.FieldName: "\ufeff Acme Group \u200b", models.FieldPhone: "+86 138 1234 5678", models.FieldNotes: "a\r\nb", models.FieldOwner: bob,
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plain(updated), plain(w.read(c.ID))); diff != "" {
			t.Errorf("returned and stored differ:\n%s", diff)
		}
		if updated.Version != 2 || updated.Name != "Acme Group" || updated.PhoneKey != "13812345678" || updated.Notes != "a\nb" || updated.UpdatedBy != bob {
			t.Errorf("updated = %v", plain(updated))
		}
		entries, err := w.store.Audit(w.ctx, "customer", c.ID, 10)
		if err != nil || len(entries) != 5 {
			t.Fatalf("audit = %+v, %v, want 4 fields and the creation", entries, err)
		}
		if e := entries[0]; e.Field != "owner" || e.OldValue != alice || e.NewValue != bob || e.Actor != bob || e.Source != "test" || e.Version != 2 {
			t.Errorf("audit = %+v", e)
		}
		same, err := w.UpdateCustomer(w.ctx, by(bob), c.ID, 0, map[models.Field]string{models.FieldName: "Acme Group"})
		if err != nil || same.Version != 2 {
			t.Errorf("an update that changes nothing: version %d, %v", same.Version, err)
		}
		if found, err := w.ResolveCustomer(w.ctx, as(alice), "grou"); err != nil || found.ID != c.ID {
			t.Errorf("found by its new name: %v, %v", found.ID, err)
		}
	})
}

func TestUpdateRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		for _, test := range []struct {
			field models.Field
			value string
			at    models.Field
			key   string
		}{
			{models.FieldStatus, "active", models.FieldStatus, "error.status_needs_basis"},
			{models.FieldCode, "C999", models.FieldCode, "error.read_only"},
			{"colour", "red", "colour", "error.read_only"},
			{models.FieldName, "", models.FieldName, "error.required"},
			{models.FieldNextFollowUp, "soon", models.FieldNextFollowUp, "error.bad_date"},
			{models.FieldNextFollowUp, "2026-11-01", models.FieldNextFollowUp, "error.past_date"},
			{models.FieldNextFollowUp, "2036-11-25", models.FieldNextFollowUp, "error.far_date"},
			{models.FieldOwner, "@bob", models.FieldOwner, "error.unknown_user"},
		} {
			_, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{test.field: test.value})
			refused(t, err, test.at, test.key)
		}
		if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID+1, 0, nil); models.AsErrors(err) == nil {
			t.Errorf("unknown customer: %v", err)
		}
		if diff := cmp.Diff(plain(c), plain(w.read(c.ID))); diff != "" {
			t.Errorf("changed by refused updates:\n%s", diff)
		}
	})
}

func TestUpdateOfAnOldVersion(t *testing.T) {
	type fields = map[models.Field]string
	tests := []struct {
		name     string
		theirs   []fields // saved since the form was opened
		mine     fields
		want     fields
		conflict []models.Field
	}{
		{"other fields merge", []fields{{"notes": "theirs"}}, fields{"company": "mine"}, fields{"notes": "theirs", "company": "mine"}, nil},
		{"a field left alone keeps theirs", []fields{{"notes": "theirs"}}, fields{"notes": "old", "company": "mine"}, fields{"notes": "theirs", "company": "mine"}, nil},
		{"the same to the same", []fields{{"notes": "same"}}, fields{"notes": "same"}, fields{"notes": "same"}, nil},
		{"the same field twice", []fields{{"notes": "theirs"}}, fields{"notes": "mine", "company": "mine"}, fields{"notes": "theirs", "company": ""}, []models.Field{"notes"}},
		{"several, in the record's order", []fields{{"notes": "1", "company": "2"}}, fields{"notes": "3", "company": "4"}, fields{"notes": "1"}, []models.Field{"company", "notes"}},
		{"changed and changed back", []fields{{"notes": "theirs"}, {"notes": "old"}}, fields{"notes": "mine"}, fields{"notes": "old"}, []models.Field{"notes"}},
		{"left alone after two changes", []fields{{"notes": "1"}, {"notes": "2"}}, fields{"notes": "old"}, fields{"notes": "2"}, nil},
		{"the same time in two spellings", []fields{{"next_follow_up": "2026-12-01", "next_follow_up_time": "09:00"}}, fields{"next_follow_up": "2026-12-01", "next_follow_up_time": "9:00"}, fields{"next_follow_up_time": "09:00"}, nil},
	}
	each(t, func(t *testing.T, w *world) {
		for _, test := range tests {
			c := w.create("Acme")
			opened, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, fields{"notes": "old"})
			if err != nil {
				t.Fatal(err)
			}
			for _, theirs := range test.theirs {
				if _, err := w.UpdateCustomer(w.ctx, by(bob), c.ID, 0, theirs); err != nil {
					t.Fatal(err)
				}
			}
			_, err = w.UpdateCustomer(w.ctx, by(alice), c.ID, opened.Version, test.mine)
			if test.conflict == nil && err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			if test.conflict != nil {
				e := refused(t, err, "", "error.conflict")
				if diff := cmp.Diff(map[string]any{"Code": c.Code, "Fields": test.conflict}, e.Args); diff != "" {
					t.Errorf("%s: conflict (-want +got):\n%s", test.name, diff)
				}
			}
			got := w.read(c.ID)
			for field, value := range test.want {
				if got.Get(field) != value {
					t.Errorf("%s: %s = %q, want %q", test.name, field, got.Get(field), value)
				}
			}
		}
		c := w.create("Forged")
		_, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 99, fields{"notes": "x"})
		refused(t, err, "", "error.conflict")
	})
}
