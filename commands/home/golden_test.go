package home

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		c := viewstest.Customer()
		overdue, todays := viewstest.Due(1, models.NewDate(2026, 11, 20), "送报价"), viewstest.Due(2, viewstest.Today, "")
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"hub": hub(p, "/crm", 1, true), "hub_viewer": hub(p, "/crm", 0, false),
				"home_admin": {Text: "home", Blocks: home(to, homeData{
					Today: viewstest.Today, Role: models.RoleAdmin, Command: "/crm", MayCreate: true, Found: 12,
					Week: viewstest.Figures(viewstest.Defined(func(d reports.Definition) bool { return d.MyWeek }), map[string][2]int{"new": {3, 5}, "interactions": {7, 7}, "done": {2, 0}}),
					Targets: []models.TargetProgress{{
						Target: models.Target{Person: "U0ALICE", Span: models.TargetMonth, Begins: models.NewDate(2026, 11, 1), Amount: models.Money{Minor: 100_000_00, Currency: "CNY"}, Customers: 3},
						Won:    models.Money{Minor: 25_000_00, Currency: "CNY"}, New: 1,
					}},
					SetUp: []models.SetUpState{{Step: models.SetUpCustomers, Done: true}, {Step: models.SetUpChannels}, {Step: models.SetUpLeads}, {Step: models.SetUpDelivery}, {Step: models.SetUpReactions}, {Step: models.SetUpHearing}},
				}, surface.Message{}).Blocks},
				"home_deals": {Text: "home", Blocks: home(viewstest.UTC(viewstest.Team(p)), homeData{Today: viewstest.Today, Role: models.RoleSales, Command: "/crm", MayCreate: true, MayEdit: true, Boards: []myBoard{{
					Board: models.NewBoard(viewstest.Pipelines().All()[0], []models.DealSum{{StageID: 1, Count: 1}, {StageID: 3, Currency: "CNY", Count: 2, Amount: 1234550}, {StageID: 3, Currency: "USD", Count: 1, Amount: 99}}),
					Marks: map[models.DealMark]int{models.MarkSlipped: 1, models.MarkCold: 2},
					Page:  models.DealPage{Deals: viewstest.Deals()[:2], Customers: map[int64]models.Customer{7: c}, Marks: map[int64][]models.DealMark{viewstest.Deals()[0].ID: {models.MarkSlipped, models.MarkCold}}},
				}}, Team: teamsBoard()}, surface.Message{}).Blocks},
				"home_tickets": {Text: "home", Blocks: home(to, homeData{Today: viewstest.Today, Role: models.RoleSupport, Command: "/crm", MayCreate: true, Tickets: myTickets{
					Mine:       models.TicketPage{Tickets: viewstest.Tickets()[:1], Customers: map[int64]models.Customer{7: c}, Total: 4},
					Unassigned: models.TicketPage{Tickets: viewstest.Tickets()[1:2], Customers: map[int64]models.Customer{7: c}, Total: 1}, Undecided: 1, Now: viewstest.Now,
				}}, surface.Message{}).Blocks},
				"home_campaigns": {Text: "home", Blocks: home(to, homeData{Today: viewstest.Today, Role: models.RoleMarketing, Command: "/crm", MayCreate: true, Campaigns: myCampaigns{Total: 4, OfTeam: true, Results: []reports.CampaignResult{
					{Campaign: models.Campaign{Code: "M002", Name: "*Autumn* fair", BeginsOn: viewstest.Today.AddDays(-3)}, CampaignNumbers: reports.CampaignNumbers{Brought: 12, Converted: 3, Won: 1, WonAmount: models.Money{Minor: 1250000, Currency: "CNY"}}},
					{Campaign: models.Campaign{Code: "M001", Name: "春季展会", BeginsOn: viewstest.Today, EndsOn: viewstest.Today.AddDays(9)}},
				}}}, surface.Message{}).Blocks},
				"home": {Text: "home", Blocks: home(to, homeData{Today: viewstest.Today, Due: viewstest.DueDay(1, overdue, todays), Seen: []models.Customer{c}, Role: models.RoleSales, Command: "/crm", MayCreate: true}, views.Notice("done")).Blocks},
			},
			Modals: map[string]surface.Modal{
				"settings": settings(p, settingsData{Preferences: models.Preferences{Zone: "Asia/Shanghai", DigestTime: "07:45", QuietFrom: "21:00", QuietTo: "07:00", MutedUntil: viewstest.Today}, SlackZone: "UTC", Undelivered: 2}),
			},
		}
	}, os.DirFS("."))
}

// teamsBoard is a board with amounts in the team's currency and in one without a rate.
func teamsBoard() models.Board {
	board := models.NewBoard(viewstest.Pipelines().All()[0], []models.DealSum{{StageID: 1, Currency: "CNY", Count: 12, Amount: 123_456_00}, {StageID: 3, Currency: "CNY", Count: 2, Amount: 1234550}, {StageID: 3, Currency: "USD", Count: 1, Amount: 99}})
	board.Together = models.Rates{Team: "CNY"}.Together(board.Total.Worths)
	return board
}
