package store_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// planCase is a query, or some, and how many rows a server may read for it, of the 3,000 customers and what they have.
type planCase struct {
	name string
	run  func(*store.Store) error
	most limits
}

// limits are how many rows may be read, by engine.
type limits map[string]int

// most allows every engine as many rows. A count up to models.MaxCounted reads twice as many.
func most(rows int) limits {
	return limits{storetest.EngineMariaDB: rows, storetest.EngineMySQL: rows, storetest.EngineTiDB: rows}
}

// onTiDB allows TiDB others: it reads a few hundred rows at once, and tables of this size whole where it joins them.
func (l limits) onTiDB(rows int) limits {
	l[storetest.EngineTiDB] = rows
	return l
}

// campaigns counts what came of campaigns.
func campaigns(scope models.CampaignScope) func(s *store.Store) error {
	return func(s *store.Store) error {
		for _, what := range []models.CampaignCounted{models.CampaignBrought, models.CampaignConverted, models.CampaignWon} {
			if _, err := s.CountCampaigns(ctx, what, scope); err != nil {
				return err
			}
		}
		return nil
	}
}

// servicePlanCases are what is asked of 3,000 tickets, of which two of five have something left to do.
func servicePlanCases() []planCase {
	today := models.DateOf(now)
	behind := func(list models.ReportList) func(*store.Store) error {
		query := models.ReportListQuery{List: list, Span: models.CountSpan{From: now.AddDate(0, 0, -7), To: now, Running: true, Now: now, Zone: time.UTC}, Limit: 10}
		return func(s *store.Store) error { _, err := s.ReportList(ctx, query); return err }
	}
	return []planCase{
		{"figures of service of a week", service(models.CountScope{}, today.AddDays(-6), today), most(11000)},
		{"figures of somebody's service in a week", service(models.CountScope{Person: "U0OWNER7"}, today.AddDays(-6), today), most(7000)},
		{"figures of service of an industry", service(models.CountScope{Industry: "3"}, today.AddDays(-6), today), most(12000)},
		{"figures of service of a week that is over", service(models.CountScope{}, today.AddDays(-20), today.AddDays(-14)), most(20000)}, // what happened since is read
		{"tickets solved behind a report", behind(models.ListSolved), most(2000)},
		{"late tickets behind a report", behind(models.ListOpenLate), most(4500)},
		{"tickets open when a week ended", func(s *store.Store) error {
			_, err := s.ReportList(ctx, models.ReportListQuery{List: models.ListOpen, Span: models.CountSpan{From: now.AddDate(0, 0, -14), To: now.AddDate(0, 0, -7), Zone: time.UTC}, Limit: 10})
			return err
		}, most(10000)},
		{"tickets of a report's workbook", func(s *store.Store) error {
			_, _, err := s.ReportTickets(ctx, models.ReportRows{From: now.AddDate(0, 0, -7), To: now}, 500, 100)
			return err
		}, most(3000)},
		{"whose tickets are due", func(s *store.Store) error { _, err := s.TicketAssignees(ctx, now); return err }, most(3000)},
	}
}

// service counts the figures of service over some days.
func service(scope models.CountScope, from, to models.Date) func(s *store.Store) error {
	return func(s *store.Store) error {
		_, err := reports.New(s).Tickets(ctx, scope, reports.Between(from, to, time.UTC), now)
		return err
	}
}

// planCases are all lists and searches. field is a custom field of numbers, no two the same.
func planCases(field int64) []planCase {
	today := models.DateOf(now)
	search := func(q models.CustomerQuery) func(*store.Store) error {
		q.Zone = "Asia/Shanghai" // as commands send it
		return func(s *store.Store) error {
			page, err := s.SearchCustomers(ctx, q)
			if err != nil || page.Next == "" {
				return err
			}
			second := q
			second.After = page.Next
			_, err = s.SearchCustomers(ctx, second)
			return err
		}
	}
	valued := func(from, to int64, key string) func(*store.Store) error {
		match := models.Match{By: models.MatchSpan, From: from, To: to}
		if key != "" {
			match = models.Match{By: models.MatchBeginning, Value: key}
		}
		return search(models.CustomerQuery{Filters: []models.Filter{{Field: models.CustomFieldKey(field), Any: []models.Match{match}}}})
	}
	due := func(q models.DueQuery) func(*store.Store) error {
		return func(s *store.Store) error {
			page, err := s.DueFollowUps(ctx, q)
			if err != nil || page.Next == "" {
				return err
			}
			second := q
			second.After = page.Next
			_, err = s.DueFollowUps(ctx, second)
			return err
		}
	}
	count := func(what models.Counted, span models.CountSpan) func(*store.Store) error {
		span.From, span.To, span.Zone = now.AddDate(0, 0, -7), now, time.UTC
		return func(s *store.Store) error { _, err := s.Count(ctx, what, span); return err }
	}
	coldRules := models.ColdRules{Contact: 30, Step: 14, Stuck: 30, Close: 1}
	cold := func(query models.ColdQuery) func(*store.Store) error {
		query.Cut, query.Limit = coldRules.CutOn(today, time.UTC, 0), 10
		return func(s *store.Store) error {
			page, err := s.ColdCustomers(ctx, query)
			if err != nil || page.Next == "" {
				return err
			}
			second := query
			second.After = page.Next
			_, err = s.ColdCustomers(ctx, second)
			return err
		}
	}
	coldDeals := func(query models.ColdQuery) func(*store.Store) error {
		query.Cut, query.Limit = coldRules.CutOn(today, time.UTC, 0), 10
		return func(s *store.Store) error {
			page, err := s.ColdDeals(ctx, query)
			if err != nil || page.Next == "" {
				return err
			}
			second := query
			second.After = page.Next
			_, err = s.ColdDeals(ctx, second)
			return err
		}
	}
	findings := func(q models.FindingQuery) func(*store.Store) error {
		return func(s *store.Store) error {
			page, err := s.Findings(ctx, q)
			if err == nil && page.Next != "" {
				q.After = page.Next
				_, err = s.Findings(ctx, q)
			}
			return err
		}
	}
	timeline := func(kinds []models.EventKind) func(*store.Store) error {
		return func(s *store.Store) error {
			page, err := s.Timeline(ctx, models.TimelineQuery{CustomerID: 4, Kinds: kinds, Limit: 1})
			if err != nil || page.Next == "" {
				return err
			}
			_, err = s.Timeline(ctx, models.TimelineQuery{CustomerID: 4, Kinds: kinds, After: page.Next, Limit: 10})
			return err
		}
	}
	pages := func(q models.DealQuery) func(*store.Store) error {
		q.PipelineID = 1
		return func(s *store.Store) error {
			page, err := s.DealPage(ctx, q)
			if err != nil || page.Next == "" {
				return err
			}
			q.After = page.Next
			_, err = s.DealPage(ctx, q)
			return err
		}
	}
	figures := func(what models.DealCounted, owner string) func(*store.Store) error {
		scope := models.DealScope{PipelineID: 1, Stages: []int64{1, 2, 3, 4}, CountScope: models.CountScope{Person: owner}, From: now.AddDate(0, 0, -7), To: now, Today: today}
		return func(s *store.Store) error { _, err := s.CountDeals(ctx, what, scope); return err }
	}
	behind := func(list models.ReportList, scope models.CountScope) func(*store.Store) error {
		query := models.ReportListQuery{List: list, Scope: scope, Span: models.CountSpan{From: now.AddDate(0, 0, -7), To: now, DueBefore: today, Running: true, Zone: time.UTC}}
		return func(s *store.Store) error {
			page, err := s.ReportList(ctx, query)
			if err == nil && page.Next != "" {
				query.After = page.Next
				_, err = s.ReportList(ctx, query)
			}
			return err
		}
	}
	worth := func(list models.ReportList) func(*store.Store) error {
		query := models.ReportListQuery{List: list, Span: models.CountSpan{From: now.AddDate(0, 0, -7), To: now, DueBefore: today, Zone: time.UTC}}
		return func(s *store.Store) error {
			_, err := s.TallyDeals(ctx, query)
			if err == nil {
				_, err = s.WorthiestDeals(ctx, query, "CNY")
			}
			return err
		}
	}
	return []planCase{
		{"new customers behind a report", behind(models.ListNew, models.CountScope{}), most(800)},
		{"an industry's new customers behind a report", behind(models.ListNew, models.CountScope{Industry: "technology"}), most(1200)},
		{"changes behind a report", behind(models.ListChanges, models.CountScope{}), most(600)},
		{"interactions behind a report", behind(models.ListInteractions, models.CountScope{}), most(800)},
		{"somebody's interactions behind a report", behind(models.ListInteractions, models.CountScope{Person: "U0OWNER7"}), most(600)},
		{"follow-ups done behind a report", behind(models.ListDone, models.CountScope{}), most(600)},
		{"deals won behind a report", behind(models.ListWon, models.CountScope{}), most(600)},
		{"deals closed behind a report", behind(models.ListClosed, models.CountScope{}), most(900)},
		{"overdue behind a report", behind(models.ListOverdue, models.CountScope{}), most(4000)}, // all that are overdue are counted
		{"deals that slipped behind a report", behind(models.ListSlipped, models.CountScope{}), most(1200)},
		{"overdue when a week ended", func(s *store.Store) error {
			_, err := s.ReportList(ctx, models.ReportListQuery{List: models.ListOverdue, Span: models.CountSpan{From: now.AddDate(0, 0, -14), To: now.AddDate(0, 0, -7), DueBefore: today.AddDays(-7), Zone: time.UTC}})
			return err
		}, most(9000)},
		{"what deals won are worth", worth(models.ListWon), most(900)},
		{"currencies of deals", func(s *store.Store) error { _, err := s.DealCurrencies(ctx); return err }, most(20)},
		{"deals closed in a week", figures(models.DealsClosed, ""), most(300)},
		{"deals of all pipelines closed in a week", func(s *store.Store) error {
			_, err := s.CountDeals(ctx, models.DealsClosed, models.DealScope{From: now.AddDate(0, 0, -7), To: now})
			return err
		}, most(300)},
		{"targets of a quarter", func(s *store.Store) error {
			_, err := s.Targets(ctx, today.QuarterStart(), today.QuarterStart().AddMonths(3))
			if err == nil {
				_, err = s.Target(ctx, "U0OWNER7", models.TargetMonth, today.MonthStart())
			}
			return err
		}, most(20)},
		{"how long wins took", figures(models.DealsTook, ""), most(600)},
		{"how far deals came", figures(models.DealsCame, ""), most(1500)},
		{"how long wins took by owner", figures(models.DealsTookByOwner, ""), most(600)},
		{"stays finished in a week", figures(models.DealStaysFinished, ""), most(900)},
		{"somebody's deals closed in a week", figures(models.DealsClosed, "U0OWNER7"), most(300)},
		{"somebody's stays", figures(models.DealStaysUnended, "U0OWNER7"), most(900)},
		{"somebody's months", figures(models.DealsExpected, "U0OWNER7"), most(600)},
		{"deals of a customer", func(s *store.Store) error {
			_, _, err := s.DealsOf(ctx, 5, 50)
			if err == nil {
				_, _, err = s.OpenDeals(ctx, 5, 3)
			}
			return err
		}, most(30)},
		{"deal", func(s *store.Store) error {
			_, err := s.NearestDeal(ctx, 6)
			if err == nil {
				_, err = s.DealByCode(ctx, "D006")
			}
			if err == nil {
				_, err = s.StageMoves(ctx, 6)
			}
			return err
		}, most(30)},
		{"deals of a contact", func(s *store.Store) error {
			_, err := s.DealsAmong(ctx, store.Belongings{CustomerID: 5, Contact: models.PrimaryContact})
			if err == nil {
				_, err = s.DealsAmong(ctx, store.Belongings{CustomerID: 5, Others: true})
			}
			return err
		}, most(30)},
		{"deals with tags", func(s *store.Store) error {
			lists, err := s.BelongingTags(ctx)
			if err == nil {
				_, err = s.WithBelongingTags(ctx, append(lists, "VIP"))
			}
			if err == nil {
				_, err = s.DealsAmong(ctx, store.Belongings{CustomerID: 5, Tagged: true})
			}
			return err
		}, most(60)},
		{"deals of an export", func(s *store.Store) error {
			_, err := s.NearestDeals(ctx, []int64{5, 6, 7, 8})
			if err == nil {
				_, err = s.DealsAfter(ctx, 1500, "", 20)
			}
			return err
		}, most(120)},
		{"records of a report", func(s *store.Store) error {
			rows := models.ReportRows{From: now.AddDate(0, 0, -7), To: now}
			_, err := s.ReportDeals(ctx, rows, 1500, 20)
			if err == nil {
				_, err = s.PlannedAfter(ctx, rows, models.FollowUp{}, 20)
			}
			if err == nil {
				_, err = s.DoneAfter(ctx, rows, models.FollowUp{}, 20)
			}
			return err
		}, most(300)},
		{"open deals", pages(models.DealQuery{}), most(200)},
		{"somebody's open deals", pages(models.DealQuery{Owner: "U0OWNER7"}), most(300)},
		{"open deals as who sees their own", pages(models.DealQuery{VisibleTo: "U0OWNER7"}), most(7000)}, // of each deal before the page is full, whether its customer is seen: by a follow-up, a deal, a ticket
		{"their own open deals as who sees their own", pages(models.DealQuery{VisibleTo: "U0OWNER7", Owner: "U0OWNER7"}), most(300)},
		{"tickets", func(s *store.Store) error {
			_, err := s.Tickets(ctx, models.TicketQuery{Assignee: "U0OWNER7"})
			if err == nil {
				_, err = s.TicketIn(ctx, "C0HELP", "1.2")
			}
			if errors.Is(err, store.ErrNotFound) {
				_, err = s.CustomerOfRequester(ctx, "U0ELSE", "C0HELP")
			}
			if err == nil {
				_, err = s.AwaitsAnswer(ctx, "C0HELP", now)
			}
			return err
		}, most(20)},
		{"targets of tickets", func(s *store.Store) error {
			_, err := s.TicketsToAlert(ctx, now, 10)
			if err == nil {
				_, err = s.TicketsToTime(ctx, []int64{1, 2, 3})
			}
			if err == nil {
				_, err = s.TicketMovesOf(ctx, []int64{1, 2, 3})
			}
			if err == nil {
				_, err = s.TicketAlerts(ctx, "breach:U0OWNER7:1")
			}
			return err
		}, most(30)},
		{"a channel that moves", func(s *store.Store) error {
			return s.Tx(ctx, func(tx *store.Tx) error { return tx.MoveChannel(ctx, "C0HELP", "C0OTHER") })
		}, most(20)},
		{"stuck deals", pages(models.DealQuery{Mark: models.MarkStuck, Cut: coldRules.CutOn(today, time.UTC, 0)}), most(7500)},
		{"marks of deals", func(s *store.Store) error {
			_, err := s.CountMarks(ctx, models.DealQuery{PipelineID: 1, Today: today, Cut: coldRules.CutOn(today, time.UTC, 0)})
			return err
		}, most(15000)}, // counted
		{"whether a customer is seen", func(s *store.Store) error { _, err := s.Assigned(ctx, 5, "U0OWNER7"); return err }, most(20)},
		{"recent as who sees their own", func(s *store.Store) error { _, err := s.RecentCustomers(ctx, "U0OWNER7", 10); return err }, most(3500).onTiDB(9000)},
		{"customer", func(s *store.Store) error { _, err := s.Customer(ctx, 5); return err }, most(5)},
		{"by code", func(s *store.Store) error { _, err := s.CustomerByCode(ctx, "C005"); return err }, most(5)},
		{"by name", func(s *store.Store) error {
			_, err := s.CustomersByName(ctx, "北京华华华科技有限公司", "", 10)
			return err
		}, most(50)},
		{"by names", func(s *store.Store) error {
			var names []string
			for _, r := range "北京华华华科技有限公司来访了，要看报价，下周三再去一趟，带上合同和发票" {
				names = append(names, strings.Join(names[max(0, len(names)-1):], "")+string(r))
			}
			_, err := s.CustomersNamed(ctx, names, "", 50)
			return err
		}, most(250)},
		{"recent", func(s *store.Store) error { _, err := s.RecentCustomers(ctx, "", 10); return err }, most(50).onTiDB(4400)},
		{"search newest", search(models.CustomerQuery{}), most(2100).onTiDB(2900)},
		{"search by name", search(models.CustomerQuery{Sort: models.SortName}), most(2100).onTiDB(3400)},
		{"search by due", search(models.CustomerQuery{Sort: models.SortDue}), most(2100).onTiDB(8500)},
		{"search of an owner", search(models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldOwner, "U0OWNER7")}}), most(300)},
		{"search of an owner by due", search(models.CustomerQuery{Sort: models.SortDue, Filters: []models.Filter{models.FilterOf(models.FieldOwner, "U0OWNER7")}}), most(600)},
		{"search of a status", search(models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldStatus, string(models.StatusActive))}}), most(2100)},
		{"search of an industry", search(models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldIndustry, "3")}}), most(1000).onTiDB(1800)},
		{"search by email", search(models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldEmail, "P77@example.com")}}), most(20)},
		{"search by phone", search(models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldPhone, "13800000077")}}), most(20)},
		{"search by contact", search(models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldContactName, "王经理77")}}), most(20)},
		{"search due", search(models.CustomerQuery{Filters: []models.Filter{models.SpanOf(models.FieldNextFollowUp, today, today)}}), most(700)}, // the days around it as well, for moments planned elsewhere
		{"search rare words", search(models.CustomerQuery{Words: "华宏泰"}), most(400)},
		{"search pinyin", search(models.CustomerQuery{Words: "bjhhh"}), most(2500)},
		{"search common words", search(models.CustomerQuery{Words: "有限公司"}), most(9000).onTiDB(28700)},
		{"search common words by name", search(models.CustomerQuery{Words: "有限公司", Sort: models.SortName}), most(9000).onTiDB(15200)},
		{"search common words by due", search(models.CustomerQuery{Words: "有限公司", Sort: models.SortDue}), most(9000).onTiDB(26000)},
		{"search common words of an owner", search(models.CustomerQuery{Words: "有限公司", Filters: []models.Filter{models.FilterOf(models.FieldOwner, "U0OWNER7")}}), most(5000).onTiDB(8300)},
		{"search common words of a status", search(models.CustomerQuery{Words: "有限公司", Filters: []models.Filter{models.FilterOf(models.FieldStatus, string(models.StatusActive))}}), most(9500).onTiDB(47800)},
		{"search common words by email", search(models.CustomerQuery{Words: "有限公司", Filters: []models.Filter{models.FilterOf(models.FieldEmail, "P77@example.com")}}), most(2000)},
		{"search common words as who sees their own", search(models.CustomerQuery{Words: "有限公司", VisibleTo: "U0OWNER7"}), most(20000).onTiDB(50000)},
		{"search nothing", search(models.CustomerQuery{Words: "不存在"}), most(300)},
		{"search near", search(models.CustomerQuery{Words: "北京华宏秦科技"}), most(13000)},
		{"search by a number of few", valued(100_0000, 149_0000, ""), most(500)},
		{"search by a number of many", valued(100_0000, 2000_0000, ""), most(4800).onTiDB(19300)},
		{"search by a beginning of few", valued(0, 0, "101"), most(200)},
		{"search by a beginning of many", valued(0, 0, "1"), most(4800).onTiDB(17200)},
		{"custom values", func(s *store.Store) error { _, err := s.CustomValues(ctx, 5); return err }, most(5)},
		{"due", due(models.DueQuery{Range: models.DueToday, Today: today}), most(2200).onTiDB(4000)},
		{"due of one", due(models.DueQuery{Range: models.DueAll, Assignee: "U0OWNER7"}), most(200)},
		{"due assignees", func(s *store.Store) error { _, err := s.DueAssignees(ctx, today, time.UTC); return err }, most(1100)},
		{"timed", func(s *store.Store) error { _, err := s.TimedFollowUps(ctx, now.Add(-time.Hour), now, 50); return err }, most(100)},
		{"open of a customer", func(s *store.Store) error { _, err := s.OpenFollowUps(ctx, 4, 5); return err }, most(10)},
		{"interactions", func(s *store.Store) error { _, err := s.Interactions(ctx, 4, now.AddDate(0, 0, -30), 20); return err }, most(10)},
		{"status history", func(s *store.Store) error { _, err := s.StatusChanges(ctx, 4, 3); return err }, most(10)},
		{"audit", func(s *store.Store) error { _, err := s.AuditSince(ctx, "customer", 4, 1); return err }, most(10)},
		{"duplicates", func(s *store.Store) error {
			c := models.Customer{Name: "北京华华华科技股份公司", PhoneKey: "13800000077", EmailKey: "p78@example.com"}
			found, err := s.Duplicates(ctx, c, models.DuplicateFields())
			if err == nil && len(found) < 3 {
				err = fmt.Errorf("only %d duplicates", len(found))
			}
			return err
		}, most(60)},
		{"lookalikes of many", func(s *store.Store) error {
			wanted := store.Likenesses{models.FieldWebsite: {"nobody.example"}}
			for i := range 20 {
				wanted[models.FieldPhone] = append(wanted[models.FieldPhone], fmt.Sprintf("138000000%d", 60+i))
				wanted[models.FieldEmail] = append(wanted[models.FieldEmail], fmt.Sprintf("p%d@example.com", 60+i))
				wanted[models.FieldName] = append(wanted[models.FieldName], fmt.Sprint("不存在", i))
			}
			found, err := s.CustomersLike(ctx, wanted)
			if err == nil && len(found[models.FieldPhone])+len(found[models.FieldEmail]) < 20 {
				err = fmt.Errorf("only %v", found)
			}
			return err
		}, most(200)},
		{"customers by codes", func(s *store.Store) error { _, err := s.CustomersByCodes(ctx, []string{"C007", "C008"}); return err }, most(10)},
		{"remembered columns", func(s *store.Store) error { _, _, err := s.ImportMapping(ctx, "none"); return err }, most(10)},
		{"history", func(s *store.Store) error {
			page, err := s.History(ctx, 4, "", 1)
			if err != nil || page.Next == "" {
				return err
			}
			_, err = s.History(ctx, 4, page.Next, 10)
			return err
		}, most(40)},
		{"cold of one", cold(models.ColdQuery{Owner: "U0OWNER7"}), most(300)},
		{"cold of everybody", cold(models.ColdQuery{}), most(4500)}, // counted
		{"cold that nobody was told of", func(s *store.Store) error {
			_, err := s.UntoldSilences(ctx, models.ColdCut{models.ColdContact: now.AddDate(0, 0, -89)})
			return err
		}, most(150)},
		{"cold to tell", func(s *store.Store) error {
			cut := coldRules.CutOn(today, time.UTC, 0)
			_, err := s.Tellable(ctx, models.ColdTelling{Lead: true, Cut: cut, LeadCut: cut, ToldBy: now, Untold: []string{"", "U0GONE"}})
			return err
		}, most(60)},
		{"cold as told", func(s *store.Store) error {
			_, err := s.ToldCold(ctx, "digest", "U0OWNER7", time.Time{}, 5)
			return err
		}, most(20)},
		{"cold deals of one", coldDeals(models.ColdQuery{Owner: "U0OWNER7"}), most(300)},
		{"cold deals of everybody", coldDeals(models.ColdQuery{}), most(4500)},                        // counted
		{"findings of a kind", findings(models.FindingQuery{Kind: models.FindingSlipped}), most(600)}, // counted
		{"findings of one", findings(models.FindingQuery{Kind: models.FindingOverdue, Owner: "U0OWNER8"}), most(100)},
		{"findings that are ignored", findings(models.FindingQuery{Kinds: []models.FindingKind{models.FindingStale, models.FindingMissing}, Ignored: true}), most(40)},
		{"findings counted", func(s *store.Store) error { _, err := s.CountFindings(ctx, "", false); return err }, most(3200)},
		{"findings of one counted", func(s *store.Store) error { _, err := s.CountFindings(ctx, "U0OWNER7", false); return err }, most(120)},
		{"customers looked at", func(s *store.Store) error {
			ids, _, err := s.ToLookAt(ctx, 1000, 50)
			if err != nil {
				return err
			}
			if _, err := s.LookedAt(ctx, ids, store.LookQuery{Today: today, Zone: time.UTC, StaleBefore: now.AddDate(0, 0, -30)}); err != nil {
				return err
			}
			for _, field := range models.PairFields() {
				if _, err := s.SharedAmong(ctx, field, ids); err != nil {
					return err
				}
			}
			return s.Tx(ctx, func(tx *store.Tx) error { return tx.KeepFindings(ctx, ids, nil, now) })
		}, most(1500)},
		{"customers that changed", func(s *store.Store) error { _, err := s.ChangedCustomers(ctx, now.AddDate(0, 0, -1), 0); return err }, most(400)},
		{"timeline", timeline(models.EventKinds()), most(60)},
		{"timeline of a kind", timeline([]models.EventKind{models.EventRecord}), most(40)},
		{"last operation", func(s *store.Store) error { _, err := s.LastOperation(ctx, "U0OWNER7"); return err }, most(10).onTiDB(300)},
		{"an operation", func(s *store.Store) error { _, err := s.OperationEntries(ctx, "U0OWNER7", "operation7"); return err }, most(20)},
		{"status changes on", func(s *store.Store) error { _, err := s.StatusChangesOn(ctx, 4, 4); return err }, most(10)},
		{"status changes of a week", count(models.CountedStatusChanges, models.CountSpan{}), most(600)},
		{"deals of a week", count(models.CountedDeals, models.CountSpan{}), most(400)},
		{"new of a week", count(models.CountedNew, models.CountSpan{}), most(800)},
		{"status changes of a week by tag", count(models.CountedStatusChanges, models.CountSpan{By: models.ByTag}), most(1200)},
		{"status changes of a week of an industry", count(models.CountedStatusChanges, models.CountSpan{Scope: models.CountScope{Industry: "3"}}), most(1200)},
		{"cohorts of a week", count(models.CountedCohorts, models.CountSpan{}), most(1200)},
		{"interactions of a week of one", count(models.CountedInteractions, models.CountSpan{Scope: models.CountScope{VisibleTo: "U0OWNER7"}}), most(3000)},
		{"interactions of a week", count(models.CountedInteractions, models.CountSpan{}), most(600)},
		{"done of a week", count(models.CountedDone, models.CountSpan{}), most(600)},
		{"overdue", count(models.CountedOverdue, models.CountSpan{DueBefore: today, Running: true}), most(1300)},
		{"outbox", func(s *store.Store) error {
			_, err := s.ClaimOutbox(ctx, models.OutboxClaim{Owner: "p", Now: now, Lease: time.Minute, First: "reminder", Limit: 4})
			return err
		}, most(60)},
		{"backlog", func(s *store.Store) error { _, err := s.OutboxBacklog(ctx, now); return err }, most(30)},
		{"posted", func(s *store.Store) error { _, err := s.ClaimPosted(ctx, now, now, 10); return err }, most(30)},
		{"check keys", func(s *store.Store) error { return s.CheckKeys(ctx) }, most(30)},
		{"protect nothing", func(s *store.Store) error { _, err := s.Protect(ctx); return err }, most(60)},
		{"silent customers", func(s *store.Store) error {
			_, _, err := s.SilentCustomers(ctx, now.AddDate(0, 0, -60), 0, 50)
			return err
		}, most(900).onTiDB(4200)},
		{"all of a customer", func(s *store.Store) error { _, err := s.Subject(ctx, 4); return err }, most(40)},
		{"counts of a customer", func(s *store.Store) error { _, err := s.SubjectCounts(ctx, 4); return err }, most(40)},
		{"erase", func(s *store.Store) error {
			c, err := s.Customer(ctx, 9)
			if err != nil {
				return err
			}
			erased := c
			erased.Erase(now, true)
			erased.Version++
			return s.Tx(ctx, func(tx *store.Tx) error { return tx.EraseCustomer(ctx, c, &erased, "U0BOSS") })
		}, most(400)},
		{"nothing to rewrite", func(s *store.Store) error { _, err := s.Scrub(ctx); return err }, most(10)},
		{"job", func(s *store.Store) error { _, _, err := s.LastJobRun(ctx, "weekly", now); return err }, most(20)},
		{"job runs ahead", func(s *store.Store) error { _, err := s.JobRunsAfter(ctx, now.AddDate(1, 0, 0), 50); return err }, most(20)},
		{"held ahead", func(s *store.Store) error {
			far := now.AddDate(1, 0, 0)
			_, err := s.FreeAhead(ctx, now, models.Furthest{Claim: far, Look: far, Lease: far})
			return err
		}, most(20)},
		{"put off ahead", func(s *store.Store) error { _, err := s.PutOffUntilAfter(ctx, now.AddDate(1, 0, 0), 50); return err }, most(20)},
		{"dated ahead", func(s *store.Store) error {
			_, err := s.RedateEnvelopes(ctx, now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0), now, 50)
			return err
		}, most(20)},
		{"campaigns by phase", func(s *store.Store) error {
			_, err := s.Campaigns(ctx, []models.CampaignPhase{models.CampaignRuns, models.CampaignPlanned, models.CampaignUndated, models.CampaignOver}, today, "", 10)
			if err == nil {
				_, err = s.CampaignsBetween(ctx, today.AddDays(-30), today)
			}
			return err
		}, most(60)},
		{"campaigns by name", func(s *store.Store) error {
			_, err := s.CampaignsNamed(ctx, []string{"Fair", "Messe"})
			if err == nil {
				_, err = s.CampaignsLike(ctx, "fa", 10)
			}
			return err
		}, most(30)},
		{"members of a campaign", func(s *store.Store) error {
			_, err := s.CampaignMembers(ctx, models.MemberQuery{CampaignID: 1, State: models.MemberInvited, After: 10, Limit: 10})
			if err == nil {
				_, err = s.MemberStates(ctx, 1, "")
			}
			return err
		}, most(30)},
		{"campaigns of a customer", func(s *store.Store) error { _, _, err := s.Memberships(ctx, 4, 3); return err }, most(20)},
		{"written otherwise", func(s *store.Store) error { _, err := s.WrittenOtherwise(ctx, []string{"nobody"}, "Fair"); return err }, most(20)},
		{"results of a campaign", campaigns(models.CampaignScope{Campaigns: []int64{1}, From: now.AddDate(-5, 0, 0), To: now}), most(60)},
		{"results of a campaign by the last touch", campaigns(models.CampaignScope{Campaigns: []int64{1}, Touch: models.LastTouch, From: now.AddDate(-5, 0, 0), To: now}), most(60)},
		{"days lived through", func(s *store.Store) error { _, _, err := s.LivedUntil(ctx, now); return err }, most(220)},
	}
}
