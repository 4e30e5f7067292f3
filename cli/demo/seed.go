// Package demo fills an empty database with customers that look like a team's: some weeks of history, in both
// languages, so that every list, reminder and report has something to show.
package demo

import (
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

//go:embed customers.csv
var customers string

// Person is a Slack user the sample customers can belong to.
type Person struct {
	ID   string
	Zone *time.Location
}

// Seed adds customers and what happened with them in the weeks before now: they are created, called, planned and won on
// the days that the file says. Some have asked for service in a channel, where talk says so. owners are the people by their Slack name. The team
// holds the rules.
func Seed(ctx context.Context, st *store.Store, team crm.Team, talk Talk, owners map[string]Person, now time.Time) error {
	past := &past{}
	s := seeder{crm: crm.New(st, past, team), past: past, ids: map[int]int64{}, followUps: map[int]int64{}}
	rows, err := read()
	if err != nil {
		return err
	}
	if err := s.addFields(ctx, now); err != nil {
		return fmt.Errorf("sample fields: %w", err)
	}
	if err := s.setRules(ctx); err != nil {
		return fmt.Errorf("sample rules: %w", err)
	}
	sellers := map[string]Person{}
	for i, row := range rows {
		owner, known := owners[row["owner"]]
		if !known {
			return fmt.Errorf("sample customer %d belongs to %q, who is not there", i+1, row["owner"])
		}
		sellers[row["owner"]] = owner
		s.live(i, row, owner, now)
	}
	if err := s.serve(ctx, talk, owners, now); err != nil {
		return fmt.Errorf("sample tickets: %w", err)
	}
	sort.SliceStable(s.events, func(i, j int) bool { return s.events[i].at.Before(s.events[j].at) })
	for _, e := range s.events {
		if e.at.After(now) {
			continue
		}
		past.now = e.at
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("sample %s: %w", e.what, err)
		}
	}
	past.now = now
	if err := s.setCampaigns(ctx); err != nil {
		return fmt.Errorf("sample campaigns: %w", err)
	}
	if err := s.untidy(ctx, st, rows); err != nil {
		return fmt.Errorf("untidy sample customers: %w", err)
	}
	if err := s.setTargets(ctx, sellers); err != nil {
		return fmt.Errorf("sample targets: %w", err)
	}
	return nil
}

// sampleFields are the custom fields.
func sampleFields() []models.CustomField {
	return []models.CustomField{
		{Kind: models.CustomNumber, LabelEN: "Budget", LabelZH: "预算"},
		{Kind: models.CustomChoice, LabelEN: "Reached by", LabelZH: "首次接触", Options: []models.Option{
			{Key: "fair", EN: "Trade fair", ZH: "展会"}, {Key: "referral", EN: "Referral", ZH: "转介绍"}, {Key: "website", EN: "Website", ZH: "官网"},
		}},
	}
}

// addFields adds the custom fields, and lets the use cases know them.
func (s *seeder) addFields(ctx context.Context, now time.Time) error {
	s.past.now = now.AddDate(0, 0, -40)
	for _, field := range sampleFields() {
		added, err := s.crm.AddField(ctx, models.Operation{Actor: models.System(), Source: "demo"}, field)
		if err != nil {
			return err
		}
		s.own = append(s.own, added)
	}
	_, err := s.crm.Enter(ctx, models.Identity{ID: models.SystemID})
	return err
}

// fillOwn gives a customer values of the custom fields.
func (s *seeder) fillOwn(c *models.Customer, i int) {
	for _, field := range s.own {
		value := strconv.Itoa(10_000 * (1 + i*7%30))
		if len(field.Options) > 0 {
			value = field.Options[i%len(field.Options)].Key
		}
		_ = c.Set(field.Key(), value) // values of the field's own kind
	}
}

// past is the clock of the weeks before now.
type past struct{ now time.Time }

func (p *past) Now() time.Time { return p.now }

type event struct {
	at   time.Time
	what string
	do   func(context.Context) error
}

type seeder struct {
	crm       *crm.Service
	past      *past
	own       []models.CustomField
	events    []event
	ids       map[int]int64 // by row
	followUps map[int]int64 // the early, completed one, by row
}

func read() ([]map[string]string, error) {
	records, err := csv.NewReader(strings.NewReader(customers)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("sample customers: %w", err)
	}
	rows := make([]map[string]string, 0, len(records)-1)
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// live lists what happens with one customer, and when.
func (s *seeder) live(i int, row map[string]string, owner Person, now time.Time) {
	age, _ := strconv.Atoi(row["days_ago"]) // the file is ours and tested
	born := models.DateOf(now.In(owner.Zone)).AddDays(-age).At(models.TimeOfDay(fmt.Sprintf("%02d:%02d", 9+i%8, i*7%60)), owner.Zone)
	words := phrases(row["name"])
	op := func() models.Operation {
		return models.Operation{Actor: models.Actor{ID: owner.ID, Role: models.RoleSales}, Source: "demo", Zone: owner.Zone.String()}
	}
	at := func(days, hours int, what string, do func(context.Context) error) {
		s.events = append(s.events, event{born.AddDate(0, 0, days).Add(time.Duration(hours) * time.Hour), what + " " + row["name"], do})
	}
	at(0, 0, "customer", func(ctx context.Context) error {
		c := draft(row, owner.ID)
		s.fillOwn(&c, i)
		created, err := s.crm.CreateCustomer(ctx, op(), c)
		s.ids[i] = created.ID
		return err
	})
	for _, contact := range people[i] {
		at(0, 1, "contact", func(ctx context.Context) error {
			_, _, err := s.crm.AddContact(ctx, op(), s.ids[i], contact, nil)
			return err
		})
	}
	s.deals(i, age, row, now, at, op, words)
	s.touched(i, row["source"], at, op)
	at(0, 2, "call", func(ctx context.Context) error { return s.log(ctx, op(), i, models.InteractionCall, words.call) })
	if age >= 5 {
		s.followedUp(i, at, op, words, i%4 == 0)
	}
	if status := models.Status(row["status"]); status != models.StatusPotential {
		at(min(5, age-1), 1, "status", func(ctx context.Context) error { return s.change(ctx, op(), i, models.StatusActive, words) })
		if status == models.StatusChurned {
			at(min(9, age-1), 3, "status", func(ctx context.Context) error { return s.change(ctx, op(), i, status, words) })
		}
	}
	if days, err := strconv.Atoi(row["follow_in"]); err == nil {
		due := models.DateOf(now.In(owner.Zone)).AddDays(days)
		at(0, 3, "plan", func(ctx context.Context) error {
			_, err := s.crm.PlanFollowUp(ctx, op(), s.ids[i], models.FollowUpInput{Title: words.next[i%len(words.next)], DueOn: due, Zone: owner.Zone.String()})
			return err
		})
	}
}

// followedUp is an early follow-up that was done, some of them late.
func (s *seeder) followedUp(i int, at func(int, int, string, func(context.Context) error), op func() models.Operation, words language, late bool) {
	at(0, 1, "early plan", func(ctx context.Context) error {
		due := models.DateOf(s.now()).AddDays(2)
		planned, err := s.crm.PlanFollowUp(ctx, op(), s.ids[i], models.FollowUpInput{Title: words.first, DueOn: due, Zone: op().Zone})
		s.followUps[i] = planned.ID
		return err
	})
	days := 2
	if late {
		days = 4
	}
	at(days, 0, "visit", func(ctx context.Context) error { return s.log(ctx, op(), i, models.InteractionVisit, words.visit) })
	at(days, 1, "done", func(ctx context.Context) error {
		_, err := s.crm.CompleteFollowUp(ctx, op(), s.followUps[i], words.outcome)
		return err
	})
}

func (s *seeder) now() time.Time {
	zone := time.UTC
	return s.crm.Today(zone.String()).In(zone)
}

func (s *seeder) log(ctx context.Context, op models.Operation, i int, kind models.InteractionKind, text string) error {
	_, err := s.crm.LogInteraction(ctx, op, s.ids[i], models.InteractionInput{Kind: kind, Text: text})
	return err
}

func (s *seeder) change(ctx context.Context, op models.Operation, i int, to models.Status, words language) error {
	in := models.StatusInput{To: to, NewInteraction: &models.InteractionInput{Kind: models.InteractionMeeting, Text: words.signed}}
	if to == models.StatusChurned {
		in.Reason, in.NewInteraction.Text = words.reason, words.left
	}
	_, err := s.crm.ChangeStatus(ctx, op, s.ids[i], in)
	return err
}

func draft(row map[string]string, owner string) models.Customer {
	c := models.Customer{Status: models.StatusPotential, Owner: owner}
	for _, field := range models.EditableFields() {
		if value, listed := row[string(field)]; listed && field != models.FieldStatus && field != models.FieldOwner {
			_ = c.Set(field, value) // free text only: nothing to refuse before the rules do
		}
	}
	return c
}

// language is the texts about customers of one language.
type language struct {
	call, visit, first, outcome, signed, left, reason string
	next, deals                                       []string
	currency                                          string
}

func phrases(name string) language {
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return language{
			call: "初次电话沟通，介绍了产品。", visit: "上门拜访，演示了主要功能。", first: "发送产品资料", outcome: "资料已发送，对方有兴趣",
			signed: "签订合同，开始合作。", left: "对方表示不再续约。", reason: "更换了供应商",
			next:     []string{"送报价", "确认合同细节", "安排产品演示", "回访使用情况"},
			deals:    []string{"年度软件采购", "二期扩容", "实施与培训服务", "数据接口开发", "运维服务续约"},
			currency: "CNY",
		}
	}
	return language{
		call: "First call, introduced the product.", visit: "Visited and showed the main features.", first: "Send the brochure", outcome: "Sent; they are interested",
		signed: "Contract signed.", left: "They will not renew.", reason: "Moved to another supplier",
		next:     []string{"Send the quote", "Settle contract details", "Arrange a demo", "Ask how it is going"},
		deals:    []string{"Annual licences", "Extension to more sites", "Training and set-up", "Data integration", "Support contract"},
		currency: "USD",
	}
}

// people are further contacts of some of the sample customers, by their place in the file.
var people = map[int][]map[models.Field]string{
	0: {
		{models.FieldContactName: "刘院长", models.FieldContactTitle: "总经理", models.FieldContactRole: string(models.ContactDecides), models.FieldPhone: "138-0000-2001", models.FieldContactNotes: "上午联系，喜欢看数据。"},
		{models.FieldContactName: "赵会计", models.FieldContactRole: string(models.ContactPays), models.FieldEmail: "finance01@example.com", models.FieldWeChat: "zhao_caiwu"},
	},
	1: {
		{models.FieldContactName: "Grace Park", models.FieldContactTitle: "VP Operations", models.FieldContactRole: string(models.ContactDecides), models.FieldEmail: "grace.park@example.com", models.FieldPhone: "555-0102-2002"},
		{models.FieldContactName: "Sam Ortiz", models.FieldContactTitle: "Dispatcher", models.FieldContactRole: string(models.ContactUses), models.FieldContactNotes: "Works nights; write, don't call."},
	},
	4: {{models.FieldContactName: "孙工", models.FieldContactTitle: "工程师", models.FieldContactRole: string(models.ContactUses), models.FieldPhone: "138-0000-2005"}},
}
