package campaign

import (
	"math/big"
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func fair() models.Campaign {
	return models.Campaign{
		ID: 1, Code: "M001", Name: "春季展会 <Spring & fair>", Channel: "event", BeginsOn: models.NewDate(2026, 11, 1), EndsOn: models.NewDate(2026, 11, 30),
		Budget: models.Money{Minor: 5_000_000, Currency: "CNY"}, Cost: models.Money{Minor: 4_000_000, Currency: "CNY"}, AudienceID: 3, Owner: "U0ALICE",
		Notes: "Hall 3, *stand* 12", Tags: "VIP,重点", CreatedBy: "U0ALICE", CreatedAt: viewstest.Now, UpdatedBy: "U0BOB", UpdatedAt: viewstest.Now, Version: 2,
	}
}

func result() reports.CampaignResult {
	return reports.CampaignResult{
		Campaign: fair(),
		CampaignNumbers: reports.CampaignNumbers{
			Brought: 12, Converted: 5, Won: 3, WonAmount: models.Money{Minor: 9_000_000, Currency: "CNY"},
			Rates: []models.Rate{{Currency: "USD", Worth: "7.12", Day: models.NewDate(2026, 11, 20)}},
			Apart: []models.Worth{{Amount: models.Money{Minor: 5000, Currency: "EUR"}}},
		},
		Cost: models.Money{Minor: 4_000_000, Currency: "CNY"}, PerCustomer: models.Money{Minor: 333_333, Currency: "CNY"}, Return: big.NewRat(5, 4),
	}
}

func months() []reports.CampaignMonth {
	return []reports.CampaignMonth{
		{Month: models.NewDate(2026, 10, 1), CampaignNumbers: reports.CampaignNumbers{Brought: 2}},
		{Month: models.NewDate(2026, 11, 1), CampaignNumbers: reports.CampaignNumbers{Brought: 10, Converted: 5, Won: 3, WonAmount: models.Money{Minor: 9_000_000, Currency: "CNY"}}, Cost: models.Money{Minor: 4_000_000, Currency: "CNY"}},
	}
}

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to, today := viewstest.UTC(p), models.NewDate(2026, 11, 24)
		searches := []models.SavedSearch{{ID: 3, Name: "Key accounts", Team: true}}
		rules := models.Rules{Channels: models.OptionKeys(models.FirstChannels())}
		whole := card{
			result: result(), months: months(), states: map[models.MemberState]int{models.MemberInvited: 120, models.MemberAttended: 30}, rule: models.FirstTouch, today: today, team: "CNY",
			audience: audience{SavedSearch: searches[0], total: 150}, mayManage: true, mayEdit: true, mayUndo: true,
		}
		bare := card{result: reports.CampaignResult{Campaign: models.Campaign{ID: 2, Code: "M002", Name: "Referral", CreatedBy: models.SystemID, CreatedAt: viewstest.Now, UpdatedBy: models.SystemID, UpdatedAt: viewstest.Now}, Unknown: reports.CostNotSaid}, rule: models.LastTouch, today: today, team: "CNY"}
		planned := bare
		planned.result.Campaign.BeginsOn, planned.result.Unknown = models.NewDate(2027, 3, 1), reports.CostYetToCome
		broken := whole
		broken.audience.broken = models.Errors{models.Invalid("", "error.unknown_field", "Word", "level")}
		broken.result.Return, broken.result.PerCustomer, broken.result.Brought = nil, models.Money{}, 0
		archived := bare
		archived.result.Campaign.ArchivedAt, archived.mayManage = &viewstest.Now, true
		customer := viewstest.Customer()
		member := models.CampaignMember{ID: 30, CampaignID: 1, Code: "M001", CustomerID: customer.ID, State: models.MemberInvited, StateAt: viewstest.Now, Version: 2}
		some := models.MemberPage{Members: []models.CampaignMember{member}, Customers: map[int64]models.Customer{customer.ID: customer}, Total: 10_000, Next: 30}
		conflict := models.HistoryEntry{AuditEntry: models.AuditEntry{At: viewstest.Now, Actor: "U0BOB", Entity: models.EntityCampaign, Action: models.ActionUpdate, Field: string(models.FieldCost), OldValue: "", NewValue: "40000 CNY"}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"list":      campaignList(to, page{results: []reports.CampaignResult{result(), bare.result}, total: 14, next: "x", today: today, mayManage: true}),
				"list_none": campaignList(to, page{phase: models.CampaignOver, today: today}), "card": campaignCard(to, whole), "card_bare": campaignCard(to, bare), "card_planned": campaignCard(to, planned),
				"card_broken": campaignCard(to, broken), "card_archived": campaignCard(to, archived),
				"members":      memberList(to, members{campaign: fair(), page: some, mayEdit: true}),
				"members_none": memberList(to, members{campaign: fair(), state: models.MemberDeclined}),
				"history":      historyMessage(to, fair(), []models.HistoryEntry{conflict}),
				"history_none": historyMessage(to, fair(), nil),
			},
			Modals: map[string]surface.Modal{
				"new":  newForm(p, asked{searches, rules}, map[models.Field]string{models.FieldCampaignName: "春季展会", models.FieldChannel: "event", models.FieldBudget: "50000 CNY"}),
				"edit": editForm(p, fair(), asked{searches, rules}), "edit_alone": editForm(p, fair(), asked{rules: rules}),
				"add": addForm(p, fair()), "many": manyForm(p, fair(), some, map[models.MemberState]int{models.MemberInvited: 120}),
			},
		}
	}, os.DirFS("."))
}

// Where a campaign stands follows from its days.
func TestPhase(t *testing.T) {
	day, gone := models.NewDate(2026, 11, 24), viewstest.Now
	for want, m := range map[models.CampaignPhase]models.Campaign{
		models.CampaignRuns: {BeginsOn: day, EndsOn: day}, models.CampaignPlanned: {BeginsOn: day.AddDays(1)}, models.CampaignOver: {BeginsOn: day, EndsOn: day.AddDays(-1)},
		models.CampaignUndated: {EndsOn: day}, models.CampaignShelved: {BeginsOn: day, ArchivedAt: &gone},
	} {
		if got := m.Phase(day); got != want {
			t.Errorf("%+v is %s, want %s", m, got, want)
		}
	}
}
