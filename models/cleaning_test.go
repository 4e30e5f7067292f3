package models

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

var lookedOn = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// looked is a customer with which nothing is wrong.
func looked() LookedAt {
	return LookedAt{
		Customer: Customer{ID: 12, Name: "北京星河科技有限公司", Phone: "13812345678", Email: "wang@example.com", Owner: "U0BOB", Status: StatusActive, CreatedAt: lookedOn.AddDate(-1, 0, 0)},
		Silent:   lookedOn.AddDate(0, 0, -10),
	}
}

// What is wrong with a customer, each kind by hand, with what is nearly wrong and isn't.
func TestFindings(t *testing.T) {
	today := DateOf(lookedOn)
	rules := CleaningRules{StaleBefore: lookedOn.AddDate(0, 0, -180), Works: func(person string) bool { return person == "U0BOB" }}
	overdue := func(assignee string) FollowUp {
		return FollowUp{ID: 9, CustomerID: 12, Assignee: assignee, DueOn: today.AddDays(-3), State: FollowUpPlanned}
	}
	for _, test := range []struct {
		name  string
		alter func(*LookedAt)
		want  string // kind, record and detail of each
	}{
		{"all is well", func(*LookedAt) {}, ""},
		{"archived", func(l *LookedAt) { l.Customer.Phone, l.Customer.Email, l.Customer.ArchivedAt = "", "", &lookedOn }, ""},
		{"overdue, of who works", func(l *LookedAt) { l.Overdue = []FollowUp{overdue("U0BOB")} }, ""},
		{"overdue, of who left", func(l *LookedAt) { l.Overdue = []FollowUp{overdue("U0GONE")} }, "overdue 12/9 assignee"},
		{"overdue, of nobody", func(l *LookedAt) { l.Overdue = []FollowUp{overdue("")} }, "overdue 12/9 assignee"},
		{"overdue with nobody's customer", func(l *LookedAt) { l.Customer.Owner, l.Overdue = "", []FollowUp{overdue("U0BOB")} }, "overdue 12/9 owner"},
		{"overdue with the customer of who left", func(l *LookedAt) { l.Customer.Owner, l.Overdue = "U0GONE", []FollowUp{overdue("U0BOB")} }, "overdue 12/9 owner"},
		{"nobody's customer without work", func(l *LookedAt) { l.Customer.Owner = "" }, ""},
		{"slipped", func(l *LookedAt) { l.Slipped = []Deal{{ID: 4, ExpectedClose: today.AddDays(-1)}} }, "slipped 12/4 "},
		{"no way to reach anybody", func(l *LookedAt) { l.Customer.Phone, l.Customer.Email = "", "" }, "missing 12/0 "},
		{"only WeChat", func(l *LookedAt) { l.Customer.Phone, l.Customer.Email, l.Customer.WeChat = "", "", "wxid" }, ""},
		{"a further contact's email", func(l *LookedAt) {
			l.Customer.Phone, l.Customer.Email, l.Contacts = "", "", []Contact{{ID: 3, ContactName: "Li"}, {ID: 5, Email: "a@b.example"}}
		}, ""},
		{"contacts of whom nothing is known", func(l *LookedAt) {
			l.Customer.Phone, l.Customer.Email, l.Contacts = "", "", []Contact{{ID: 3, ContactName: "Li"}}
		}, "missing 12/0 "},
		{"a contact that can't be read", func(l *LookedAt) {
			l.Customer.Phone, l.Customer.Email, l.Contacts = "", "", []Contact{{ID: 3, Unreadable: true}}
		}, ""},
		{"a phone that is none", func(l *LookedAt) { l.Customer.Phone = "ask Li" }, "malformed 12/0 phone"},
		{"a phone that a sheet calculated with", func(l *LookedAt) { l.Customer.Phone = "1.38E+10" }, "malformed 12/0 phone"},
		{"both are none", func(l *LookedAt) { l.Customer.Phone, l.Customer.Email = "1", "wang@" }, "malformed 12/0 phone,email"},
		{"a contact's email is none", func(l *LookedAt) { l.Contacts = []Contact{{ID: 5, Email: "at example"}} }, "malformed 12/5 email"},
		{"silent for long", func(l *LookedAt) { l.Silent = lookedOn.AddDate(0, 0, -181) }, "stale 12/0 "},
		{"silent, but a deal moved on", func(l *LookedAt) { l.Silent, l.Heard = lookedOn.AddDate(0, 0, -181), true }, ""},
		{"silent and churned", func(l *LookedAt) { l.Silent, l.Customer.Status = lookedOn.AddDate(0, 0, -181), StatusChurned }, ""},
		{"churned: only its work counts", func(l *LookedAt) {
			l.Customer.Status, l.Customer.Phone, l.Customer.Name, l.Overdue = StatusChurned, "x", "IBM", []FollowUp{overdue("")}
		}, "overdue 12/9 assignee"},
		{"capitals", func(l *LookedAt) { l.Customer.Name = "IBM" }, "abbreviated 12/0 capitals"},
		{"capitals of a company that is named whole", func(l *LookedAt) {
			l.Customer.Name, l.Customer.Company = "IBM", "International Business Machines Corp."
		}, ""},
		{"a company named short", func(l *LookedAt) { l.Customer.Company = "星河" }, "abbreviated 12/0 short"},
		{"a person", func(l *LookedAt) { l.Customer.Name, l.Customer.Kind = "王伟", KindConsumer }, ""},
		{"another has a fuller name", func(l *LookedAt) { l.Customer.Name, l.Fuller = "北京星河科技", true }, "abbreviated 12/0 form"},
		{"several", func(l *LookedAt) { l.Customer.Name, l.Customer.Phone, l.Customer.Email = "华为", "", "" }, "missing 12/0 ; abbreviated 12/0 short"},
	} {
		l := looked()
		test.alter(&l)
		got := ""
		for i, f := range l.Findings(rules) {
			if i > 0 {
				got += "; "
			}
			got += fmt.Sprintf("%s %s %s", f.Kind, f.Record, f.Detail)
		}
		if got != test.want {
			t.Errorf("%s: found %q, want %q", test.name, got, test.want)
		}
	}
	real := looked()
	rules.Placeholder = true
	if found := real.Findings(rules); len(found) != 1 || found[0].Detail != "phone" {
		t.Errorf("where only made-up data may be, a real phone gives %+v", found)
	}
}

func TestShortNames(t *testing.T) {
	for _, test := range []struct {
		name   string
		fuller bool
		want   string
	}{
		{"华为", false, "short"},
		{"阿里巴巴", false, "short"},
		{"华为技术有限公司", false, ""},
		{"北京星河科技", false, ""},
		{"北京星河科技", true, "form"},
		{"IBM", false, "capitals"},
		{"CATL", false, "capitals"},
		{"I", false, "short"},
		{"Acme", false, "short"},
		{"Acme Ltd", true, ""},
		{"Northwind", true, "form"},
		{"Northwind", false, ""},
		{"复旦大学", false, ""},
		{"市医院", true, ""},
		{"12306", false, ""},
		{"ＩＢＭ", false, "short"},
		{"", true, ""},
		{"三M", false, "short"},
		{"Siemens AG", false, ""},
	} {
		if got := ShortName(test.name, test.fuller); got != test.want {
			t.Errorf("%q (fuller %v) is short by %q, want %q", test.name, test.fuller, got, test.want)
		}
	}
}

// What ends that a finding is ignored is about the finding: its fields, and of several deals and follow-ups its own.
func TestWhatEndsThatAFindingIsIgnored(t *testing.T) {
	phone := AuditEntry{Entity: EntityCustomer, Field: string(FieldPhone), Action: ActionUpdate}
	for _, test := range []struct {
		kind  FindingKind
		other int64
		entry AuditEntry
		want  bool
	}{
		{FindingMalformed, 0, phone, true},
		{FindingMissing, 0, phone, true},
		{FindingStale, 0, phone, false},
		{FindingMalformed, 0, AuditEntry{Entity: EntityCustomer, Field: string(FieldNotes)}, false},
		{FindingMalformed, 0, AuditEntry{Entity: EntityCustomer, Action: ActionReveal, Field: string(FieldPhone)}, false},
		{FindingMalformed, 5, AuditEntry{Entity: EntityContact, EntityID: 5, Field: string(FieldEmail)}, true},
		{FindingMalformed, 5, AuditEntry{Entity: EntityContact, EntityID: 6, Field: string(FieldEmail)}, false},
		{FindingSlipped, 4, AuditEntry{Entity: EntityDeal, EntityID: 4, Field: string(FieldExpectedClose)}, true},
		{FindingSlipped, 4, AuditEntry{Entity: EntityDeal, EntityID: 7, Field: string(FieldExpectedClose)}, false},
		{FindingOverdue, 9, AuditEntry{Entity: EntityFollowUp, EntityID: 9, Field: string(FieldAssignee)}, true},
		{FindingOverdue, 9, AuditEntry{Entity: EntityCustomer, EntityID: 12, Field: string(FieldOwner)}, true},
		{FindingStale, 0, AuditEntry{Entity: EntityInteraction, EntityID: 3, Action: ActionLog}, true},
		{FindingAbbreviated, 0, AuditEntry{Entity: EntityCustomer, Action: ActionIgnore}, false},
	} {
		if got := (Finding{Kind: test.kind, CustomerID: 12, OtherID: test.other}).Ended(test.entry); got != test.want {
			t.Errorf("%s of %d after %+v: %v", test.kind, test.other, test.entry, got)
		}
	}
	if _, known := FindingKind("x").Rule(); known || len(FindingRules()) != 8 {
		t.Error("the table has other kinds")
	}
	if !slices.ContainsFunc(ShortNameRules(), func(r ShortNameRule) bool { return r.Key == "form" }) {
		t.Error("a rule is gone")
	}
}
