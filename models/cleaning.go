package models

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// FindingKind is what may be wrong with a team's data. docs/metrics.md defines each with an example.
type FindingKind string

// The kinds of findings.
const (
	FindingOverdue     FindingKind = "overdue"     // a follow-up is overdue, and who would do it, or whose customer it is, can't
	FindingLeft        FindingKind = "left"        // somebody who can't be given work any more still has some
	FindingSlipped     FindingKind = "slipped"     // an open deal should have closed
	FindingDuplicate   FindingKind = "duplicate"   // two customers may be the same
	FindingMissing     FindingKind = "missing"     // nobody at the customer can be reached
	FindingMalformed   FindingKind = "malformed"   // a phone or an email is none
	FindingStale       FindingKind = "stale"       // nothing at all has happened with a customer for long
	FindingAbbreviated FindingKind = "abbreviated" // a company has a short name only
)

// FindingRule says of a kind of finding who may repair one, and which changes end that one is ignored.
type FindingRule struct {
	Kind   FindingKind
	Repair Permission
	Ends   []FindingEnd // empty where something else ends it: what was decided of a pair holds, and people have other work then
}

// FindingEnd are changes that end that a finding is ignored: what it was about is not what was looked at any more.
type FindingEnd struct {
	Entity string
	Fields []Field // empty is any change
	Itself bool    // of the record that the finding names beside its customer, and of no other
}

// Meets reports whether an entry of the audit log, of a finding's customer, is such a change.
func (e FindingEnd) Meets(entry AuditEntry, f Finding) bool {
	return entry.Entity == e.Entity && !entry.Looked() && (!e.Itself || entry.EntityID == f.OtherID) &&
		(len(e.Fields) == 0 || slices.Contains(e.Fields, Field(entry.Field)))
}

// findingRules is the table of findings, what hurts most first.
var findingRules = []FindingRule{
	{FindingOverdue, MayFollowUp, []FindingEnd{
		{EntityFollowUp, []Field{FieldDueOn, FieldDueTime, FieldAssignee, FieldState}, true}, {EntityCustomer, []Field{FieldOwner}, false},
	}},
	{FindingLeft, MayBulk, nil},
	{FindingSlipped, MayEdit, []FindingEnd{{EntityDeal, []Field{FieldExpectedClose, FieldStage, FieldDealState}, true}}},
	{FindingDuplicate, MayMerge, nil},
	{FindingMissing, MayEdit, []FindingEnd{{EntityCustomer, []Field{FieldPhone, FieldEmail, FieldWeChat}, false}, {EntityContact, nil, false}}},
	{FindingMalformed, MayEdit, []FindingEnd{{EntityCustomer, []Field{FieldPhone, FieldEmail}, false}, {EntityContact, []Field{FieldPhone, FieldEmail}, true}}},
	{FindingStale, MayLog, []FindingEnd{
		{EntityInteraction, nil, false}, {EntityTicket, nil, false}, {EntityFollowUp, []Field{FieldState}, false}, {EntityDeal, []Field{FieldStage}, false}, {EntityCustomer, []Field{FieldStatus}, false},
	}},
	{FindingAbbreviated, MayEdit, []FindingEnd{{EntityCustomer, []Field{FieldName, FieldCompany, FieldCustomerKind}, false}}},
}

// FindingRules returns the table of findings, what hurts most first.
func FindingRules() []FindingRule { return slices.Clone(findingRules) }

// Rule returns the rule of a kind; known is false where there is no such kind.
func (k FindingKind) Rule() (rule FindingRule, known bool) {
	at := slices.IndexFunc(findingRules, func(r FindingRule) bool { return r.Kind == k })
	if at < 0 {
		return FindingRule{}, false
	}
	return findingRules[at], true
}

// Ended reports whether an entry of the audit log ends that a finding of its customer is ignored.
func (f Finding) Ended(entry AuditEntry) bool {
	rule, _ := f.Kind.Rule()
	return slices.ContainsFunc(rule.Ends, func(e FindingEnd) bool { return e.Meets(entry, f) })
}

// Finding is something in a team's data that may be wrong. It holds nothing that somebody typed.
type Finding struct {
	ID         int64
	Kind       FindingKind
	Record     string // what it is about, among those of its kind
	CustomerID int64  // 0 for what is about a person of the team; of a pair the older customer
	OtherID    int64  // of a pair the other customer, else the deal, follow-up or contact; 0 for none
	Owner      string // whose work it is to repair it: a Slack user ID; of people who can't be given work, who that is
	Detail     string // what of it exactly: keys, joined by commas; of people how many customers, deals and follow-ups they have
	Since      time.Time
	FirstSeen  time.Time
	Ignored    bool
	IgnoredBy  string
	IgnoredAt  *time.Time
	// IgnoredEntry is the last entry of the audit log of its customer when it was ignored: what ends that comes after.
	IgnoredEntry int64
}

// TableName keeps the noun.
func (Finding) TableName() string { return "findings" }

// Same reports whether a finding says of its record what another says.
func (f Finding) Same(other Finding) bool {
	return f.CustomerID == other.CustomerID && f.OtherID == other.OtherID && f.Owner == other.Owner && f.Detail == other.Detail && f.Since.Equal(other.Since)
}

// CleaningRules is what customers are looked at by.
type CleaningRules struct {
	Rules
	StaleBefore time.Time                // who was not heard of since is stale; zero finds nobody
	Works       func(person string) bool // whether somebody can be given work; "" can't
}

// LookedAt is a customer with what a look needs to know of it.
type LookedAt struct {
	Customer Customer
	Contacts []Contact  // beside the primary one
	Silent   time.Time  // since when nobody was in touch; zero where nobody is to be, as with a churned customer
	Heard    bool       // a deal or a ticket moved on, or a follow-up was done, since CleaningRules.StaleBefore
	Overdue  []FollowUp // open follow-ups whose day is over
	Slipped  []Deal     // open deals whose expected close is over
	Fuller   bool       // another customer of nearly the same name has a fuller one
}

// Findings are what is wrong with a customer, but for whom it may be the same as. Of one that is churned only its work counts: nobody is
// going to call it.
func (l LookedAt) Findings(rules CleaningRules) (found []Finding) {
	if !l.Customer.Listed() {
		return nil
	}
	add := func(kind FindingKind, other int64, since time.Time, detail ...string) {
		f := Finding{Kind: kind, CustomerID: l.Customer.ID, OtherID: other, Owner: l.Customer.Owner, Since: since.UTC(), Detail: joinKeys(detail)}
		f.Record = recordKey(l.Customer.ID, other)
		found = append(found, f)
	}
	for _, f := range l.Overdue {
		switch {
		case !rules.Works(f.Assignee):
			add(FindingOverdue, f.ID, f.DueOn.In(time.UTC), string(FieldAssignee))
		case !rules.Works(l.Customer.Owner):
			add(FindingOverdue, f.ID, f.DueOn.In(time.UTC), string(FieldOwner))
		}
	}
	for _, d := range l.Slipped {
		add(FindingSlipped, d.ID, d.ExpectedClose.In(time.UTC))
		if d.Owner != "" {
			found[len(found)-1].Owner = d.Owner
		}
	}
	if l.Customer.Status == StatusChurned || l.Customer.Unreadable {
		return found
	}
	if !l.reachable() {
		add(FindingMissing, 0, l.Customer.CreatedAt)
	}
	if bad := malformed(&l.Customer, Customers, rules.Rules); len(bad) > 0 {
		add(FindingMalformed, 0, l.Customer.CreatedAt, bad...)
	}
	for i := range l.Contacts {
		if bad := malformed(&l.Contacts[i], Contacts, rules.Rules); len(bad) > 0 {
			add(FindingMalformed, l.Contacts[i].ID, l.Customer.CreatedAt, bad...)
		}
	}
	if !l.Heard && !l.Silent.IsZero() && l.Silent.Before(rules.StaleBefore) {
		add(FindingStale, 0, l.Silent)
	}
	if why := l.abbreviated(); why != "" {
		add(FindingAbbreviated, 0, l.Customer.CreatedAt, why)
	}
	return found
}

// reachable reports whether there is a way to reach somebody at the customer. What can't be read may be one.
func (l LookedAt) reachable() bool {
	return l.Customer.Phone+l.Customer.Email+l.Customer.WeChat != "" ||
		slices.ContainsFunc(l.Contacts, func(c Contact) bool { return c.Unreadable || c.Phone+c.Email+c.WeChat != "" })
}

// malformed are the fields by which a customer or a contact is reached and that would be refused today.
func malformed[R any](r *R, kind *RecordKind[R], rules Rules) (fields []string) {
	for _, field := range []Field{FieldPhone, FieldEmail} {
		at, known := kind.at[field]
		if !known || kind.Get(r, field) == "" {
			continue
		}
		errs := kind.Fields[at].Validate(kind.Get(r, field), true, rules)
		if check := kind.rows[at].check; check != nil {
			errs = append(errs, check(r, nil, rules)...)
		}
		if len(errs) > 0 {
			fields = append(fields, string(field))
		}
	}
	return fields
}

// abbreviated says by which rule the company's name is a short one; "" where it isn't, or the customer is a person.
func (l LookedAt) abbreviated() string {
	if l.Customer.Kind == KindConsumer {
		return ""
	}
	name := l.Customer.Company
	if name == "" {
		name = l.Customer.Name
	}
	return ShortName(name, l.Fuller)
}

// recordKey names a record of a customer, among those of a kind of finding.
func recordKey(customer, other int64) string {
	return strconv.FormatInt(customer, 10) + "/" + strconv.FormatInt(other, 10)
}

func joinKeys(keys []string) string { return strings.Join(keys, ",") }

// PairFinding is the finding of two customers that may be the same.
func PairFinding(p Pair) Finding {
	older, other := p.First, p.Second
	if other.ID < older.ID {
		older, other = other, older
	}
	fields := make([]string, len(p.Same))
	for i, field := range p.Same {
		fields[i] = string(field)
	}
	return Finding{
		Kind: FindingDuplicate, Record: recordKey(older.ID, other.ID), CustomerID: older.ID, OtherID: other.ID, Owner: older.Owner, Since: other.CreatedAt.UTC(), Detail: joinKeys(fields),
	}
}

// PersonFinding is the finding of somebody who can't be given work any more and still has some.
func PersonFinding(person string, left LeftBehind, at time.Time) Finding {
	sums := make([]string, 0, 3)
	for _, n := range []int{left.Customers, left.Deals, left.FollowUps} {
		sums = append(sums, strconv.Itoa(n))
	}
	return Finding{Kind: FindingLeft, Record: person, Owner: person, Since: at, Detail: joinKeys(sums)}
}

// Left is what the person of a finding of FindingLeft has.
func (f Finding) Left() (left LeftBehind) {
	for i, text := range strings.SplitN(f.Detail, ",", 3) {
		n, _ := strconv.Atoi(text) // PersonFinding wrote it
		*[]*int{&left.Customers, &left.Deals, &left.FollowUps}[i] = n
	}
	return left
}

// Details are what a finding is about exactly: keys.
func (f Finding) Details() []string {
	if f.Detail == "" {
		return nil
	}
	return strings.Split(f.Detail, ",")
}
