package cleaning

import (
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// entries are a finding of each kind.
func entries() []models.FindingEntry {
	since := viewstest.Now.AddDate(0, 0, -200)
	customer, other := viewstest.Customer(), viewstest.Consumer()
	followUp := viewstest.Due(9, viewstest.Today.AddDays(-4), "call back").FollowUp
	of := func(kind models.FindingKind, detail string) models.FindingEntry {
		return models.FindingEntry{Finding: models.Finding{ID: 7, Kind: kind, CustomerID: customer.ID, Owner: customer.Owner, Since: since, Detail: detail}, Customer: customer}
	}
	overdue, unowned := of(models.FindingOverdue, "assignee"), of(models.FindingOverdue, "owner")
	overdue.FollowUp, unowned.FollowUp, unowned.Owner, overdue.OtherID = followUp, followUp, "", 9
	left := of(models.FindingLeft, "3,2,4")
	left.Customer, left.Owner, left.Why = models.Customer{}, "U0BOB", models.UnfitGone
	slipped := of(models.FindingSlipped, "")
	slipped.Deal = viewstest.Deals()[0]
	pair := of(models.FindingDuplicate, "name,phone,sound")
	pair.Other = other
	contact := of(models.FindingMalformed, "email")
	contact.OtherID = 5
	return []models.FindingEntry{
		overdue, unowned, left, slipped, pair, of(models.FindingMissing, ""), of(models.FindingMalformed, "phone,email"), contact, of(models.FindingStale, ""), of(models.FindingAbbreviated, "capitals"),
	}
}

// summary is one with a trend; some kinds are gone.
func summary() models.CleaningSummary {
	s := models.CleaningSummary{Ignored: 2, StaleAfter: 180}
	for i, rule := range models.FindingRules() {
		s.Counts = append(s.Counts, models.FindingCount{Kind: rule.Kind, Count: i % 4, Before: 3, Known: true, Repairs: true})
	}
	for month := range 3 {
		s.Looks = append(s.Looks, models.CleaningLook{
			Day:    models.NewDate(2026, time.September+time.Month(month), 1),
			Counts: map[models.FindingKind]int{models.FindingSlipped: 3 - month, models.FindingMissing: 4 * month},
		})
	}
	return s
}

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		p = viewstest.Team(p)
		to := viewstest.UTC(p)
		own, first, clean, look := summary(), summary(), summary(), summary()
		own.Own, own.Looks = true, nil
		first.Through, first.Of, first.Looks, first.Ignored = 5000, 100000, nil, 0
		for i := range clean.Counts {
			clean.Counts[i].Count = 0
		}
		look.Ignored = 0
		list := entries()
		set := map[string]surface.Message{
			"summary": summed(to, summary(), true), "own": summed(to, own, true), "viewer": summed(to, summary(), false), "first": summed(to, first, true), "clean": summed(to, clean, true),
			"monthly":   monthly(to, models.CleaningTold{Day: models.NewDate(2026, 12, 1), Summary: look, Late: true}),
			"none":      findings(to, string(models.FindingMissing), models.FindingPage{}, viewstest.Today),
			"ignored":   findings(to, ignored, models.FindingPage{Entries: judgedEntries(list), Total: len(list)}, viewstest.Today),
			"forgotten": judged(p, list[0].Finding, true), "two": judged(p, list[4].Finding, true), "heeded": judged(p, list[0].Finding, false),
		}
		for _, rule := range models.FindingRules() {
			page := models.FindingPage{Total: 12, Next: "next"}
			for _, entry := range list {
				if entry.Kind == rule.Kind {
					page.Entries = append(page.Entries, entry)
				}
			}
			set["list_"+string(rule.Kind)] = findings(to, string(rule.Kind), page, viewstest.Today)
		}
		return viewstest.Shown{Messages: set}
	}, os.DirFS("."))
}

// judgedEntries are findings that somebody ignored.
func judgedEntries(list []models.FindingEntry) []models.FindingEntry {
	at := viewstest.Now
	for i := range list {
		list[i].Ignored, list[i].IgnoredBy, list[i].IgnoredAt = true, "U0ALICE", &at
	}
	return list
}

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		var page models.FindingPage
		for _, entry := range entries() {
			if entry.CustomerID != 0 {
				entry.Customer, entry.Other = typed.Card.Customer, typed.Card.Customer
				entry.Deal.Title, entry.FollowUp.Title = typed.Card.Customer.Name, typed.Card.Customer.Name
			}
			page.Entries = append(page.Entries, entry)
		}
		return viewstest.Shown{Messages: map[string]surface.Message{"list": findings(typed.To, string(models.FindingMissing), page, viewstest.Today)}}
	}, os.DirFS("."))
}
