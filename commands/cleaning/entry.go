package cleaning

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// about says what a finding is about, in a line or two.
func about(p views.Reader, e models.FindingEntry, today models.Date) string {
	customer, owner := customerLine(e.Customer), ""
	if e.Owner != "" {
		owner = views.Mention(e.Owner)
	}
	switch e.Kind {
	case models.FindingOverdue:
		f := e.FollowUp
		what := joined(p.T("clean.due", "When", p.Due(f.Due())), views.Clip(views.Escape(views.OneLine(f.Title)), views.TimelineLine), mentioned(f.Assignee))
		return joined(customer, owner) + "\n" + joined(what, p.T("clean.no_"+e.Detail))
	case models.FindingLeft:
		left := e.Left()
		return joined(views.Mention(e.Owner), unfit(p.Printer, e.Why)) + "\n" + joined(some(p, "clean.left_customers", left.Customers), some(p, "clean.left_deals", left.Deals), some(p, "clean.left_followups", left.FollowUps))
	case models.FindingSlipped:
		return views.DealLine(p.Printer, e.Deal, today) + "\n" + customer
	case models.FindingDuplicate:
		return customer + "\n" + customerLine(e.Other) + "\n" + p.T("clean.same", "Fields", p.List(labels(p.Printer, e.Details())))
	case models.FindingMalformed:
		key := "clean.refused"
		if e.OtherID != 0 {
			key = "clean.refused_contact"
		}
		return joined(customer, owner, p.T(key, "Fields", p.List(labels(p.Printer, e.Details()))))
	case models.FindingStale:
		return joined(customer, p.T("status."+string(e.Customer.Status)), owner, p.Count("clean.silent", max(1, today.DaysSince(models.DateOf(e.Since.In(p.Location))))))
	case models.FindingAbbreviated:
		return joined(customer, views.Clip(views.Escape(views.OneLine(e.Customer.Company)), views.TimelineLine), owner, p.T("clean.why."+e.Detail))
	}
	return joined(customer, owner)
}

// some counts what there is; "" for nothing.
func some(p views.Reader, key string, n int) string {
	if n == 0 {
		return ""
	}
	return p.Count(key, n)
}

func mentioned(user string) string {
	if user == "" {
		return ""
	}
	return views.Mention(user)
}

// unfit says why somebody can't be given work; "" where they can by now.
func unfit(p *i18n.Printer, why models.Unfit) string {
	if why == models.Fit {
		return ""
	}
	return p.T("clean.unfit." + string(why))
}

func labels(p *i18n.Printer, fields []string) []string {
	list := make([]string, len(fields))
	for i, field := range fields {
		list[i] = p.T("field." + field)
	}
	return list
}

// repairs are the ways to repair a finding.
func repairs(p *i18n.Printer, e models.FindingEntry) []slack.BlockElement {
	code := e.Customer.Code
	edit := func(field models.Field) slack.BlockElement {
		return views.Primary(views.RunButton("edit", "edit "+code+" "+string(field), p.T("button.clean_edit")))
	}
	show := views.RunButton("show", "show "+code, p.T("button.open"))
	switch e.Kind {
	case models.FindingOverdue:
		if e.Detail == string(models.FieldOwner) {
			return []slack.BlockElement{edit(models.FieldOwner), show}
		}
		id := views.Itoa(e.OtherID)
		return []slack.BlockElement{views.Primary(views.Button(views.FollowUpEditAction+"/"+id, id, p.T("button.reassign"))), show}
	case models.FindingLeft:
		return ofPerson(p, e)
	case models.FindingSlipped:
		return []slack.BlockElement{
			views.Primary(views.RunButton("edit", "deal "+e.Deal.Code+" edit", p.T("button.clean_close"))), views.RunButton("show", "deal "+e.Deal.Code, p.T("button.open")),
		}
	case models.FindingDuplicate:
		return []slack.BlockElement{views.Primary(views.RunButton("merge", "merge "+code+" "+e.Other.Code, p.T("button.clean_merge")))}
	case models.FindingMalformed:
		if e.OtherID != 0 {
			return []slack.BlockElement{views.Primary(views.RunButton("contact", "contact "+code, p.T("button.clean_contacts")))}
		}
		return []slack.BlockElement{edit(models.Field(e.Details()[0])), show}
	case models.FindingMissing:
		return []slack.BlockElement{edit(models.FieldPhone), show}
	case models.FindingStale:
		return []slack.BlockElement{
			views.Primary(views.RunButton("log", "log "+code, p.T("button.log"))), views.RunButton("churned", "status "+code+" churned", p.T("button.clean_churned")), show,
		}
	case models.FindingAbbreviated:
		return []slack.BlockElement{edit(models.FieldCompany), show}
	}
	return []slack.BlockElement{show}
}

// ofPerson are the ways to give what somebody has to others.
func ofPerson(p *i18n.Printer, e models.FindingEntry) (buttons []slack.BlockElement) {
	left, who := e.Left(), views.Mention(e.Owner)
	if left.Customers > 0 {
		buttons = append(buttons, views.Primary(views.RunButton("bulk", "bulk owner:"+who, p.T("button.clean_customers"))))
	}
	if left.Deals > 0 {
		buttons = append(buttons, views.RunButton("deals", "pipeline "+who, p.T("button.clean_deals")))
	}
	if left.FollowUps > 0 {
		buttons = append(buttons, views.RunButton("due", "due all "+who, p.T("button.clean_followups")))
	}
	return buttons
}
