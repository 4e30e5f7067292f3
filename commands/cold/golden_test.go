package cold

import (
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		p = viewstest.Team(p)
		to, rules := viewstest.UTC(p), models.ColdRules{Contact: 30, Step: 14, Stuck: 20, Close: 1, Lead: 7}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"cold":       coldList(to, "", models.ColdPage{Customers: viewstest.Cold(), Total: 3, Next: "next"}, rules, viewstest.Today, true),
				"cold_mine":  coldList(to, "U0ALICE", models.ColdPage{Customers: viewstest.Cold()[:1], Total: models.MaxCounted}, models.ColdRules{Contact: 30}, viewstest.Today, false),
				"cold_none":  coldList(to, "U0ALICE", models.ColdPage{}, rules, viewstest.Today, false),
				"deals":      dealList(to, "", models.ColdPage{Deals: viewstest.ColdDeals(), DealTotal: 2, Next: "next"}, rules, viewstest.Today, true),
				"deals_mine": dealList(to, "U0ALICE", models.ColdPage{Deals: viewstest.ColdDeals()[:1], DealTotal: models.MaxCounted}, models.ColdRules{Stuck: 20}, viewstest.Today, false),
				"deals_none": dealList(to, "U0ALICE", models.ColdPage{}, rules, viewstest.Today, false),
				"deals_off":  dealList(to, "U0ALICE", models.ColdPage{}, models.ColdRules{Contact: 30}, viewstest.Today, false),
				"no_rules":   noRules(p, true), "rules_set": rulesSet(p, rules), "rules_off": rulesSet(p, models.ColdRules{}),
			},
			Modals: map[string]surface.Modal{"rules": rulesForm(p, models.SuggestedColdRules())},
		}
	}, os.DirFS("."))
}

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		silence := models.Silence{Rule: models.ColdStep, Since: viewstest.Now.Add(-40 * 24 * time.Hour)}
		page := models.ColdPage{Customers: []models.ColdCustomer{{Customer: typed.Card.Customer, Silences: []models.Silence{silence}}}, Total: 1}
		deal := viewstest.ColdDeals()[0]
		deal.Deal.Title, deal.Customer = typed.Card.Customer.Name, typed.Card.Customer
		return viewstest.Shown{Messages: map[string]surface.Message{
			"deals": dealList(typed.To, "", models.ColdPage{Deals: []models.ColdDeal{deal}, DealTotal: 1}, models.ColdRules{Stuck: 14}, viewstest.Today, true),
			"cold":  coldList(typed.To, "", page, models.ColdRules{Step: 14}, viewstest.Today, true),
		}}
	}, os.DirFS("."))
}
