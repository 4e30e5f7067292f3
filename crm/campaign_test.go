package crm_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func marketing() models.Operation {
	return models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleMarketing}, Source: "test"}
}

// campaign is the one of a name; its ID is 0 where there is none.
func (w *world) campaign(name string) models.Campaign {
	w.t.Helper()
	found, err := w.CampaignCalled(w.ctx, as(alice), name)
	if err != nil && !models.IsNotFound(err) {
		w.t.Fatal(err)
	}
	return found
}

func (w *world) newCampaign(name string) models.Campaign {
	w.t.Helper()
	made, err := w.CreateCampaign(w.ctx, marketing(), map[models.Field]string{models.FieldCampaignName: name})
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

// Each new source is a campaign, in whichever way it comes, and is written as that is called.
func TestEverySourceIsACampaign(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		created, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Northwind", Source: "Spring fair"})
		if err != nil {
			t.Fatal(err)
		}
		if m := w.campaign("spring  FAIR"); m.Code != "M001" || m.Name != "Spring fair" || m.CreatedBy != alice {
			t.Errorf("the source of a new customer is the campaign %+v", m)
		}
		other := w.create("Other")
		if _, err := w.UpdateCustomer(w.ctx, by(alice), other.ID, 0, map[models.Field]string{models.FieldSource: "ＳＰＲＩＮＧ fair"}); err != nil {
			t.Fatal(err)
		}
		if got := w.read(other.ID).Source; got != "Spring fair" {
			t.Errorf("the source is written %q", got)
		}
		if _, err := w.undo(); err != nil || w.read(other.ID).Source != "" {
			t.Errorf("taken back, the source is %q: %v", w.read(other.ID).Source, err)
		}
		_, d, err := w.CreateDeal(w.ctx, by(alice), created.ID, map[models.Field]string{models.FieldDealTitle: "x"})
		if err != nil || d.Source != "Spring fair" {
			t.Errorf("the deal comes from %q: %v", d.Source, err)
		}
		if _, d, err = w.UpdateDeal(w.ctx, by(alice), d.ID, models.EditBase{}, map[models.Field]string{models.FieldSource: "Webinar"}); err != nil || w.campaign("webinar").ID == 0 {
			t.Errorf("the deal's source %q is no campaign: %v", d.Source, err)
		}
		preview, err := w.PreviewBulk(w.ctx, by(alice), "en", models.BulkScope{IDs: []int64{other.ID}}, models.BulkChange{Source: "Mailing"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.StartBulk(w.ctx, by(alice), preview.Task.ID); err != nil || w.campaign("Mailing").ID == 0 {
			t.Errorf("the source of a bulk change is no campaign: %v", err)
		}
		if page, err := w.Campaigns(w.ctx, by(alice), "", "", 10); err != nil || page.Total != 3 {
			t.Errorf("there are %d campaigns: %v", page.Total, err)
		}
		for typed, want := range map[string]string{"m1": "Spring fair", "Ｍ００２": "Webinar", "活动M3": "Mailing", "M099": "M099"} { // a code that is no campaign's is a name
			if c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "By " + typed, Source: typed}); err != nil || c.Source != want {
				t.Errorf("who comes from %s has the source %q, want %q: %v", typed, c.Source, want, err)
			}
		}
		_, err = w.CreateCampaign(w.ctx, marketing(), map[models.Field]string{models.FieldCampaignName: "m7"})
		refused(t, err, models.FieldCampaignName, "error.campaign_name_code")
		_, err = w.UpdateCampaign(w.ctx, marketing(), 1, models.EditBase{}, map[models.Field]string{models.FieldCampaignName: "M２"}, "en")
		refused(t, err, models.FieldCampaignName, "error.campaign_name_code")
		if _, err := w.UpdateCampaign(w.ctx, marketing(), w.campaign("M004").ID, models.EditBase{}, map[models.Field]string{models.FieldCampaignName: "m099"}, "en"); err != nil {
			t.Errorf("one that is called so already can't keep its name: %v", err)
		}
	})
}

// Another name is written into all sources, also by undo; the former one leads to it, and no other campaign gets it.
func TestRenameCampaign(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		const many = 120 // more than one transaction
		for i := range many {
			if _, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: fmt.Sprint("Northwind ", i), Source: "Fair"}); err != nil {
				t.Fatal(err)
			}
		}
		_, d, err := w.CreateDeal(w.ctx, by(alice), 1, map[models.Field]string{models.FieldDealTitle: "x"})
		if err != nil {
			t.Fatal(err)
		}
		m, op := w.campaign("Fair"), marketing()
		op.Actor.Role = models.RoleAdmin
		saved, err := w.UpdateCampaign(w.ctx, op, m.ID, models.EditBase{}, map[models.Field]string{models.FieldCampaignName: "Messe 2026"}, "en")
		if err != nil || saved.Rewritten != many {
			t.Fatalf("%d sources were rewritten: %v", saved.Rewritten, err)
		}
		expect := func(want string) {
			t.Helper()
			_, deal, err := w.Deal(w.ctx, as(alice), d.ID)
			if c := w.read(77); err != nil || c.Source != want || deal.Source != want {
				t.Errorf("the sources are %q and %q, want %q: %v", c.Source, deal.Source, want, err)
			}
		}
		expect("Messe 2026")
		if name, err := w.CampaignNamed(w.ctx, as(alice), "FAIR"); err != nil || name != "Messe 2026" {
			t.Errorf("Fair is called %q: %v", name, err)
		}
		typed, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Late", Source: "fair"})
		if err != nil || typed.Source != "Messe 2026" {
			t.Errorf("who types the former name gets %q: %v", typed.Source, err)
		}
		_, err = w.CreateCampaign(w.ctx, marketing(), map[models.Field]string{models.FieldCampaignName: "fair"})
		refused(t, err, models.FieldCampaignName, "error.campaign_taken")
		last, err := w.LastChange(w.ctx, op.Actor)
		if err != nil || last.Campaign.ID != m.ID {
			t.Fatalf("the last change is of %+v: %v", last.Campaign, err)
		}
		if _, err := w.Undo(w.ctx, op, last.Operation); err != nil {
			t.Fatal(err)
		}
		expect("Fair")
		if w.read(typed.ID).Source != "Fair" {
			t.Errorf("taken back, the late one comes from %q", w.read(typed.ID).Source)
		}
	})
}

// Two campaigns become one: sources, members and codes of both lead to it. Two names of one are no two campaigns.
func TestMergeCampaigns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.create("A"), w.create("B")
		for id, source := range map[int64]string{a.ID: "Fair", b.ID: "Messe"} {
			if _, err := w.UpdateCustomer(w.ctx, by(alice), id, 0, map[models.Field]string{models.FieldSource: source}); err != nil {
				t.Fatal(err)
			}
		}
		kept, other := w.campaign("Fair"), w.campaign("Messe")
		if _, err := w.UpdateCampaign(w.ctx, marketing(), other.ID, models.EditBase{}, map[models.Field]string{models.FieldCost: "5万", models.FieldChannel: "event"}, "en"); err != nil {
			t.Fatal(err)
		}
		for _, join := range []struct {
			campaign, customer int64
			state              models.MemberState
		}{{kept.ID, a.ID, models.MemberInvited}, {other.ID, a.ID, models.MemberAttended}, {other.ID, b.ID, models.MemberAnswered}} {
			if _, _, err := w.AddMember(w.ctx, by(alice), join.campaign, join.customer, "", join.state); err != nil {
				t.Fatal(err)
			}
		}
		merged, err := w.MergeCampaigns(w.ctx, marketing(), kept.ID, other.ID, "en")
		if err != nil || merged.Cost.String() != "50000 CNY" || merged.Channel != "event" || merged.Rewritten != 1 {
			t.Fatalf("merged: %+v %v", merged, err)
		}
		if got := w.read(b.ID).Source; got != "Fair" {
			t.Errorf("B comes from %q", got)
		}
		for _, name := range []string{"Messe", other.Code, "fair"} {
			if found := w.campaign(name); found.ID != kept.ID {
				t.Errorf("%s leads to %s", name, found.Code)
			}
		}
		states, err := w.CampaignStates(w.ctx, as(alice), kept.ID)
		if err != nil || states[models.MemberAttended] != 1 || states[models.MemberAnswered] != 1 || states[models.MemberInvited] != 0 {
			t.Errorf("the members are %v: %v", states, err)
		}
	})
}

// Who joins a campaign in the moment in which that is merged comes with it, or is refused: nobody stays a member of what isn't there any more.
func TestMembersJoinWhileCampaignsMerge(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		one, other := newWorld(t, open()), newWorld(t, open())
		kept := one.newCampaign("Fair")
		for round := range 2 {
			gone := one.newCampaign(fmt.Sprint("Messe ", round))
			var ids []int64
			for i := range 9 {
				ids = append(ids, one.create(fmt.Sprintf("Customer %d of %d", i, round)).ID)
			}
			joined := make([]error, len(ids))
			var merged error
			var wg sync.WaitGroup
			wg.Go(func() {
				for i, id := range ids {
					_, _, joined[i] = one.AddMember(one.ctx, by(alice), gone.ID, id, "", models.MemberAttended)
				}
			})
			wg.Go(func() { _, merged = other.MergeCampaigns(other.ctx, marketing(), kept.ID, gone.ID, "en") })
			wg.Wait()
			if merged != nil {
				t.Fatal(merged)
			}
			for i, id := range ids {
				if joined[i] != nil && !isKey(joined[i], "error.campaign_archived") {
					t.Fatal(joined[i])
				}
				members, err := one.store.MembersOfAll(one.ctx, []int64{id})
				if err != nil || len(members) != 0 != (joined[i] == nil) || len(members) > 1 || len(members) == 1 && (members[0].CampaignID != kept.ID || members[0].Code != kept.Code) {
					t.Errorf("round %d: joined: %v, and it is a member as %+v, %v", round, joined[i], members, err)
				}
			}
		}
	})
}

// whole is all that campaigns and what names them are, in lines that can be compared.
func (w *world) whole(customers ...int64) (lines []string) {
	w.t.Helper()
	page, err := w.Campaigns(w.ctx, marketing(), "", "", 50)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range page.Campaigns {
		members, err := w.CampaignMembers(w.ctx, as(alice), models.MemberQuery{CampaignID: m.ID, Limit: 50})
		if err != nil {
			w.t.Fatal(err)
		}
		keys, err := w.store.CampaignKeys(w.ctx, m.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(m.Code, " ", m.Name, " ", keys, m.Cost, m.Channel, m.BeginsOn, m.EndsOn, m.Tags, m.Notes, m.Owner))
		for _, one := range members.Members {
			touches, err := w.store.Touches(w.ctx, one.ID)
			if err != nil {
				w.t.Fatal(err)
			}
			lines = append(lines, fmt.Sprint("  ", one.ID, one.Code, one.CustomerID, one.State, one.StateAt.UTC()))
			for _, touch := range touches {
				lines = append(lines, fmt.Sprint("    ", touch.ID, touch.CampaignID, touch.FromState, touch.ToState, touch.MovedAt.UTC()))
			}
		}
	}
	for _, id := range customers {
		deals, err := w.store.DealsOfAll(w.ctx, []int64{id})
		if err != nil {
			w.t.Fatal(err)
		}
		lines = append(lines, w.read(id).Source)
		for _, d := range deals {
			lines = append(lines, "  "+d.Source)
		}
	}
	return lines
}

// A merge is taken back with all that came with it, and what the kept one was before stays with that.
func TestMergeOfCampaignsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		var ids []int64
		for i, source := range []string{"Fair", "Messe", "Mässe", "", "Fair"} {
			c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: fmt.Sprint("Northwind ", i), Source: source})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.ID)
			if _, _, err := w.CreateDeal(w.ctx, by(alice), c.ID, map[models.Field]string{models.FieldDealTitle: "x", models.FieldSource: []string{"Messe", "Fair"}[i%2]}); err != nil {
				t.Fatal(err)
			}
		}
		w.merge("Messe", "Mässe")
		kept, other := w.campaign("Fair"), w.campaign("Messe")
		update := func(m models.Campaign, values map[models.Field]string) {
			t.Helper()
			if _, err := w.UpdateCampaign(w.ctx, marketing(), m.ID, models.EditBase{}, values, "en"); err != nil {
				t.Fatal(err)
			}
		}
		update(kept, map[models.Field]string{models.FieldCost: "300", models.FieldBegins: "2026-11-20"})
		update(other, map[models.Field]string{models.FieldCost: "5万", models.FieldChannel: "event", models.FieldEnds: "2026-11-10", models.FieldCampaignNotes: "hall 3", models.FieldTags: "big"})
		for _, join := range []struct {
			campaign, customer int64
			state              models.MemberState
		}{{kept.ID, ids[0], "invited"}, {other.ID, ids[0], "invited"}, {other.ID, ids[1], "answered"}, {other.ID, ids[2], "attended"}, {kept.ID, ids[2], "declined"}, {other.ID, ids[0], "attended"}} {
			w.now = w.now.Add(time.Minute)
			if _, _, err := w.AddMember(w.ctx, by(alice), join.campaign, join.customer, "", join.state); err != nil {
				t.Fatal(err)
			}
		}
		before := w.whole(ids...)
		merged := w.merge("Fair", "Messe")
		if merged.Cost.String() != "300 CNY" || merged.LeftCost.String() != "50000 CNY" || merged.Channel != "event" || merged.Notes != "hall 3" || !merged.EndsOn.IsZero() {
			t.Errorf("what goes together is taken, and what isn't is said: %+v", merged)
		}
		states, err := w.CampaignStates(w.ctx, as(alice), kept.ID)
		if err != nil || states["attended"] != 1 || states["answered"] != 1 || states["declined"] != 1 || states["invited"] != 0 {
			t.Errorf("merged, the members are %v: %v", states, err)
		}
		last, err := w.LastChange(w.ctx, marketing().Actor)
		if err != nil || last.Campaign.ID != kept.ID {
			t.Fatalf("the last change is %+v: %v", last, err)
		}
		if _, err := w.Undo(w.ctx, marketing(), last.Operation); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.whole(ids...)); diff != "" {
			t.Errorf("taken back (-before +now):\n%s", diff)
		}
		if _, err := w.Undo(w.ctx, marketing(), last.Operation); models.AsErrors(err) == nil {
			t.Errorf("it is taken back twice: %v", err)
		}
		// what happened since stays with who it happened to, and a change of the campaign holds it
		w.merge("Fair", "Messe")
		w.now = w.now.Add(time.Minute)
		if _, _, err := w.AddMember(w.ctx, by(alice), kept.ID, ids[1], "", "declined"); err != nil {
			t.Fatal(err)
		}
		late, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Late", Source: "messe"})
		if err != nil || late.Source != "Fair" {
			t.Fatalf("who names the former one comes from %q: %v", late.Source, err)
		}
		if last, err = w.LastChange(w.ctx, marketing().Actor); err == nil {
			_, err = w.Undo(w.ctx, marketing(), last.Operation)
		}
		if states, _ := w.CampaignStates(w.ctx, as(alice), other.ID); err != nil || states["declined"] != 1 || w.read(late.ID).Source != "Fair" || w.read(ids[1]).Source != "Messe" {
			t.Errorf("taken back later: %v, %q, %v", states, w.read(late.ID).Source, err)
		}
		w.merge("Fair", "Messe")
		merge, err := w.LastChange(w.ctx, marketing().Actor)
		if err != nil {
			t.Fatal(err)
		}
		op := marketing()
		op.Actor.ID = "U0CAROL"
		if _, err := w.UpdateCampaign(w.ctx, op, kept.ID, models.EditBase{}, map[models.Field]string{models.FieldBudget: "1"}, "en"); err != nil {
			t.Fatal(err)
		}
		_, err = w.Undo(w.ctx, marketing(), merge.Operation)
		refused(t, err, "", "error.undo_campaign_since")
	})
}

func (w *world) merge(kept, other string) crm.ChangedCampaign {
	w.t.Helper()
	merged, err := w.MergeCampaigns(w.ctx, marketing(), w.campaign(kept).ID, w.campaign(other).ID, "en")
	if err != nil {
		w.t.Fatal(err)
	}
	return merged
}

// A membership comes, changes and goes with undo; its contact follows, and who sees no customer sees no member of it.
func TestMembers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Northwind", ContactName: "王经理"})
		if err != nil {
			t.Fatal(err)
		}
		m := w.newCampaign("Fair")
		_, member, err := w.AddMember(w.ctx, by(alice), m.ID, c.ID, models.ContactKey(models.PrimaryContact), "")
		if err != nil || member.State != models.MemberInvited {
			t.Fatalf("%+v: %v", member, err)
		}
		state := func(want string) {
			t.Helper()
			got := "none"
			if page, err := w.CampaignMembers(w.ctx, as(alice), models.MemberQuery{CampaignID: m.ID, Limit: 10}); err != nil {
				t.Fatal(err)
			} else if len(page.Members) > 0 {
				touches, err := w.store.Touches(w.ctx, page.Members[0].ID)
				got = fmt.Sprint(page.Members[0].State, " ", len(touches), " ", models.ContactKey(page.Members[0].ContactID))
				if err != nil || page.Members[0].StateAt != touches[len(touches)-1].MovedAt {
					t.Errorf("it is so since %s, and touched %v: %v", page.Members[0].StateAt, touches, err)
				}
			}
			if got != want {
				t.Errorf("the member is %s, want %s", got, want)
			}
		}
		state("invited 1 primary")
		w.now = w.now.Add(1e9)
		if _, err := w.SetMember(w.ctx, by(alice), member.ID, member.Version, models.MemberAttended); err != nil {
			t.Fatal(err)
		}
		state("attended 2 primary")
		_, err = w.SetMember(w.ctx, by(alice), member.ID, member.Version, models.MemberDeclined)
		refused(t, err, "", "error.member_changed")
		_, err = w.SetMember(w.ctx, by(alice), member.ID, 0, "asleep")
		refused(t, err, models.FieldMemberState, "error.unknown_member_state")
		_, _, err = w.AddMember(w.ctx, by(alice), m.ID, c.ID, "77", "")
		refused(t, err, models.FieldMemberContact, "error.unknown_contact")
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		state("invited 1 primary")
		if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{models.FieldContactName: ""}); err != nil {
			t.Fatal(err)
		}
		state("invited 1 ")
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		state("invited 1 primary")
		present, err := w.store.CampaignMember(w.ctx, member.ID)
		if err != nil {
			t.Fatal(err)
		}
		mail := w.newCampaign("Mail") // reached it before
		if _, _, err := w.AddMember(w.ctx, by(alice), mail.ID, c.ID, "", models.MemberAnswered); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
		attended, err := w.SetMember(w.ctx, by(alice), member.ID, present.Version, models.MemberAttended)
		if err != nil {
			t.Fatal(err)
		}
		brought := func(of models.Campaign, want int) {
			t.Helper()
			count := 0
			rows, err := w.store.CountCampaigns(w.ctx, models.CampaignBrought, models.CampaignScope{Campaigns: []int64{of.ID}, Touch: models.LastTouch, From: w.now.AddDate(-1, 0, 0), To: w.now.AddDate(1, 0, 0)})
			for _, row := range rows {
				count += row.Count
			}
			if count != want || err != nil {
				t.Errorf("%s brought %d, want %d: %v", of.Name, count, want, err)
			}
		}
		brought(m, 1)
		brought(mail, 0)
		w.now = w.now.Add(time.Hour)
		if _, err := w.RemoveMember(w.ctx, by(alice), member.ID, attended.Version); err != nil {
			t.Fatal(err)
		}
		state("none")
		brought(m, 0)
		brought(mail, 1)
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		state("attended 2 primary")
		brought(m, 1)
		if back, err := w.store.CampaignMember(w.ctx, member.ID); err != nil || !back.StateAt.Equal(attended.StateAt) || !back.CreatedAt.Equal(member.CreatedAt) || back.Version <= attended.Version+1 {
			t.Errorf("taken back it is %+v, it was %+v: %v", back, attended, err)
		}

		stranger := models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}
		page, err := w.CampaignMembers(w.ctx, stranger, models.MemberQuery{CampaignID: m.ID, Limit: 10})
		if err != nil || page.Total != 0 || len(page.Members) != 0 {
			t.Errorf("who doesn't see the customer sees %d members: %v", page.Total, err)
		}
		viewer := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleViewer}}
		if _, _, err := w.AddMember(w.ctx, viewer, m.ID, c.ID, "", ""); len(models.AsErrors(err)) == 0 || models.AsErrors(err)[0].Kind != models.KindForbidden {
			t.Errorf("a viewer adds a member: %v", err)
		}
		if _, err := w.CreateCampaign(w.ctx, by(alice), map[models.Field]string{models.FieldCampaignName: "x"}); models.AsErrors(err) == nil {
			t.Error("somebody of sales makes a campaign")
		}
		if _, err := w.ArchiveCampaign(w.ctx, marketing(), m.ID, true); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.AddMember(w.ctx, by(alice), m.ID, c.ID, "", models.MemberAttended)
		refused(t, err, "", "error.campaign_archived")
	})
}

// Many are added, and changed, at once, and taken back as one.
func TestManyMembers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 30 {
			w.create(fmt.Sprint("Northwind ", i))
		}
		m := w.newCampaign("Fair")
		op := marketing()
		states := func(want string) {
			t.Helper()
			counts, err := w.CampaignStates(w.ctx, op.Actor, m.ID)
			if got := fmt.Sprint(counts); err != nil || got != want {
				t.Errorf("the members are %s, want %s: %v", got, want, err)
			}
		}
		task, err := w.ChangeMembers(w.ctx, op, "en", models.BulkScope{Query: models.CustomerQuery{}}, m.ID, "")
		if err != nil || task.Counts.Updated != 30 {
			t.Fatalf("%+v: %v", task.Counts, err)
		}
		states("map[invited:30]")
		again, err := w.ChangeMembers(w.ctx, op, "en", models.BulkScope{Query: models.CustomerQuery{}}, m.ID, "")
		if err != nil || again.Counts.Updated != 0 || again.Counts.Same != 30 {
			t.Errorf("added twice: %+v %v", again.Counts, err)
		}
		came, err := w.ChangeMembers(w.ctx, op, "en", models.BulkScope{IDs: []int64{3, 4, 5}}, m.ID, models.MemberAttended)
		if err != nil {
			t.Fatal(err)
		}
		states("map[attended:3 invited:27]")
		if _, err := w.ChangeMembers(w.ctx, op, "en", models.BulkScope{Members: &models.MemberQuery{CampaignID: m.ID, State: models.MemberInvited}}, m.ID, models.MemberDeclined); err != nil {
			t.Fatal(err)
		}
		states("map[attended:3 declined:27]")
		if undone, err := w.UndoBulk(w.ctx, op, came.ID); err != nil || undone.Counts.Undone != 3 {
			t.Errorf("taken back: %+v %v", undone.Counts, err)
		}
		states("map[declined:27 invited:3]")
		if undone, err := w.UndoBulk(w.ctx, op, task.ID); err != nil || undone.Counts.Kept == 0 { // what was changed since stays
			t.Errorf("taken back: %+v %v", undone.Counts, err)
		}
	})
}

// Two people's changes of a campaign are merged by field, or asked about.
func TestCampaignConflict(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.newCampaign("Fair")
		set := func(version int, field models.Field, value string) error {
			_, err := w.UpdateCampaign(w.ctx, marketing(), m.ID, models.EditBase{Version: version}, map[models.Field]string{field: value}, "en")
			return err
		}
		for _, err := range []error{set(1, models.FieldCost, "100 CNY"), set(1, models.FieldCampaignNotes, "hall 3")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		var conflict *models.ConflictError
		if err := set(1, models.FieldCost, "200 CNY"); !errors.As(err, &conflict) || conflict.Fields[0].Theirs != "100 CNY" {
			t.Errorf("two costs: %v", err)
		}
		for field, value := range map[models.Field]string{
			models.FieldCost: "a lot", models.FieldBegins: "soon", models.FieldChannel: "pigeon", models.FieldAudience: "77", models.FieldOwner: "bob", models.FieldCampaignName: "", models.FieldCampaignNotes: "福利",
		} {
			if refused := models.AsErrors(set(0, field, value)); len(refused) != 1 || refused[0].Input != field.Input() {
				t.Errorf("%s as %s: %v", value, field, refused)
			}
		}
		if err := set(0, models.FieldBegins, "2026-12-02"); err != nil {
			t.Fatal(err)
		}
		refused(t, set(0, models.FieldEnds, "2026-12-01"), models.FieldEnds, "error.campaign_ends")
	})
}

// The memberships of two customers that are merged are both kept, and given back with the merge.
func TestMembersOfMergedCustomers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kept, other, m := w.create("A"), w.create("B"), w.newCampaign("Fair")
		for _, id := range []int64{kept.ID, other.ID} {
			if _, _, err := w.AddMember(w.ctx, by(alice), m.ID, id, "", models.MemberAttended); err != nil {
				t.Fatal(err)
			}
		}
		manager := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleManager}}
		_, merge, err := w.MergeCustomers(w.ctx, manager, models.MergeInput{Kept: kept.ID, Other: other.ID, KeptVersion: w.read(kept.ID).Version, OtherVersion: w.read(other.ID).Version})
		if err != nil {
			t.Fatal(err)
		}
		of := func(id int64) int {
			list, _, err := w.store.Memberships(w.ctx, id, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if of(kept.ID) != 2 || of(other.ID) != 0 {
			t.Errorf("merged, they have %d and %d memberships", of(kept.ID), of(other.ID))
		}
		if _, err := w.Unmerge(w.ctx, manager, merge); err != nil || of(kept.ID) != 1 || of(other.ID) != 1 {
			t.Errorf("taken back, they have %d and %d memberships: %v", of(kept.ID), of(other.ID), err)
		}
	})
}

// Two who write the same new source at once make one campaign.
func TestTwoMakeOneCampaign(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		first, second := newWorld(t, open()), newWorld(t, open())
		done := make(chan error, 2)
		for i, w := range []*world{first, second} {
			go func() {
				var err error
				for n := range 8 {
					_, failed := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: fmt.Sprintf("Northwind %d of %d", n, i), Source: fmt.Sprint("Fair ", n)})
					err = errors.Join(err, failed)
				}
				done <- err
			}()
		}
		if err := errors.Join(<-done, <-done); err != nil {
			t.Fatal(err)
		}
		if page, err := first.Campaigns(first.ctx, by(alice), "", "", 20); err != nil || page.Total != 8 {
			t.Errorf("there are %d campaigns: %v", page.Total, err)
		}
	})
}

// What was typed as the source of an erased customer goes with it where nothing else says it.
func TestErasedSources(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Northwind", Source: "Zanzibar’s cousin"})
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range []string{"Shared", "Described", "Zanzibar’s aunt"} {
			if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{models.FieldSource: source}); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := w.CreateDeal(w.ctx, by(alice), c.ID, map[models.Field]string{models.FieldDealTitle: "x", models.FieldSource: "Zanzibar’s deal"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Other", Source: "Shared"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.UpdateCampaign(w.ctx, marketing(), w.campaign("Described").ID, models.EditBase{}, map[models.Field]string{models.FieldChannel: "event"}, "en"); err != nil {
			t.Fatal(err)
		}
		admin := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}}
		if _, _, err := w.EraseSubject(w.ctx, admin, c.ID, models.ErasureInput{Code: c.Code, Reason: "asked"}); err != nil {
			t.Fatal(err)
		}
		for name, stays := range map[string]bool{"Shared": true, "Described": true, "Zanzibar’s cousin": false, "Zanzibar’s aunt": false, "Zanzibar’s deal": false} {
			if m := w.campaign(name); (m.ID != 0) != stays {
				t.Errorf("the campaign %q is there: %v", name, m.ID != 0)
			}
		}
		entries, err := w.store.Audit(w.ctx, models.EntityCampaign, 1, 10)
		if err != nil || len(entries) == 0 || entries[0].NewValue != "" {
			t.Errorf("the audit log tells of what was typed: %+v %v", entries, err)
		}
	})
}
