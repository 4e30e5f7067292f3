package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Ten thousand members are paged: each stands on one page, and no page reads more than it shows.
func TestManyMembersArePaged(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		const many, at = 10_000, "2026-11-24 08:00:00.000000"
		var fair *models.Campaign
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			fair = &models.Campaign{Name: "Fair", CreatedAt: now, UpdatedAt: now, Version: 1}
			return tx.InsertCampaigns(ctx, []*models.Campaign{fair})
		}))
		seed(t, st, 1000)
		for first := 0; first < many; first += 1000 {
			rows := make([]string, 1000)
			for i := range rows {
				state := models.MemberStates()[(first+i)%4]
				rows[i] = fmt.Sprintf("(%d, 'M001', %d, %d, '%s', '%s', '', '%s', '', '%s', 1)", fair.ID, i+1, first/1000, state, at, at, at)
			}
			_, err := st.Writer().ExecContext(ctx, "INSERT INTO campaign_members (campaign_id, code, customer_id, contact_id, state, state_at, created_by, created_at, updated_by, updated_at, version) VALUES "+strings.Join(rows, ", "))
			must(t, err)
		}
		for state, want := range map[models.MemberState]int{"": many, models.MemberAttended: many / 4} {
			seen := map[int64]bool{}
			for after := int64(0); ; {
				page, err := st.CampaignMembers(ctx, models.MemberQuery{CampaignID: fair.ID, State: state, After: after, Limit: 500})
				must(t, err)
				for _, m := range page.Members {
					if seen[m.ID] || state != "" && m.State != state {
						t.Fatalf("%+v stands there twice, or wrongly", m)
					}
					seen[m.ID] = true
				}
				if page.Total != want {
					t.Fatalf("%d members, want %d", page.Total, want)
				}
				if after = page.Next; after == 0 {
					break
				}
			}
			if len(seen) != want {
				t.Errorf("%d members stand on the pages, want %d", len(seen), want)
			}
		}
		counts, err := st.MemberStates(ctx, fair.ID, "")
		must(t, err)
		if counts[models.MemberInvited] != many/4 {
			t.Errorf("the states are %v", counts)
		}
	})
}
