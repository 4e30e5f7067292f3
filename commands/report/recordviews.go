package report

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// openingsMenu is the menu of the figures that open to their records; nothing where none counted anything.
func openingsMenu(p *i18n.Printer, s shown) []slack.Block {
	var options []*slack.OptionBlockObject
	seen := map[string]bool{}
	offer := func(opening string, n int) {
		if n > 0 && !seen[opening] && opening != "" {
			seen[opening] = true
			options = append(options, views.Option(opening, p.T("report.opens", "List", p.T("report.list."+opening), "Count", p.Number(n))))
		}
	}
	values := map[string]models.Figure{}
	for _, f := range s.report.Figures {
		values[f.Key] = f
	}
	for _, d := range reports.Definitions() {
		if d.Total {
			offer(openingOf(d), values[d.Key].Now.N)
		}
	}
	changes := 0
	for _, t := range s.report.Transitions {
		changes += t.Count
	}
	offer(openLost, s.report.Happened.Lost.Count)
	offer(openSlipped, s.report.Happened.Slipped.Count)
	offer(openCold, s.report.Happened.Cold.Count)
	offer(openChanges, changes)
	block := openBlock + contextOf(s)
	if len(options) == 0 || len(block) > views.MaxBlockID {
		return nil
	}
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("report.open_records"), views.MaxOption), recordsAction, options...)
	if len(dealFigures(s.report)) == 0 {
		return []slack.Block{views.Actions(block, menu)}
	}
	return []slack.Block{views.Actions(block, menu, views.RunButton("board", "pipeline "+whoseDue(s.asked.scope.Person), p.T("button.report_board")))}
}

// listedAs is which records are shown.
type listedAs struct {
	behind
	opening string
	of      string // as a button carries it
	today   models.Date
	now     time.Time
}

// records is a page of the records behind a figure, each with a way to it.
func records(p views.Reader, l listedAs, page models.ReportListPage) surface.Message {
	text := p.T("report.opens", "List", p.T("report.list."+l.opening), "Count", p.Number(page.Total))
	when := p.T("report.span", "From", l.period.From, "To", l.period.To)
	switch {
	case l.opening == openCold:
		when = p.T("report.now")
	case l.period.From == l.period.To:
		when = views.Day(p.Printer, l.period.From)
	}
	parts := []string{"*" + text + "*", when}
	if l.scope.Person != "" {
		parts = append(parts, views.Mention(l.scope.Person))
	}
	blocks := []slack.Block{views.Section(strings.Join(parts, " · "))}
	if len(page.Entries) == 0 {
		blocks = append(blocks, views.Section(p.T("report.no_records")))
	}
	for i, entry := range page.Entries {
		command, tag := "show "+entry.Customer.Code, "open/"+strconv.Itoa(i)
		if entry.Deal != nil {
			command = "deal " + entry.Deal.Code
		}
		if entry.Ticket != nil {
			command = "ticket " + entry.Ticket.Code
		}
		line := recordLine(p, l, entry)
		if entry.Customer.Code == "" || entry.Ticket != nil && entry.Customer.Erased() {
			blocks = append(blocks, views.Section(line))
			continue
		}
		blocks = append(blocks, views.SectionWith(line, views.RunButton(tag, command, p.T("button.open"))))
	}
	var buttons []slack.BlockElement
	if l.opening == reports.KeyOverdue && page.Total > 0 {
		buttons = append(buttons, views.RunButton("due", "due overdue "+whoseDue(l.scope.Person), p.T("button.report_due")))
	}
	if page.Next != "" {
		buttons = append(buttons, views.Button(pageAction, l.opening+" "+l.of+" "+page.Next, p.T("button.more")))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	if l.opening != openCold {
		blocks = append(blocks, views.Footnote(p.T("report.zone", "Zone", periodZone(p.Printer, l.period))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// whoseDue is how /crm due and /crm pipeline name whose follow-ups and deals they list.
func whoseDue(person string) string {
	if person == "" {
		return "team"
	}
	return views.Mention(person)
}

// recordLine is a record that was counted, and its customer.
func recordLine(p views.Reader, l listedAs, e models.ReportEntry) string {
	customer := "*" + e.Customer.Code + "* " + views.Clip(views.Escape(views.OneLine(e.Customer.Name)), views.TimelineLine)
	at := views.SlackTime(e.At())
	var first, second []string
	switch {
	case e.Deal != nil:
		first, second = []string{views.DealLine(p.Printer, *e.Deal, l.today)}, []string{customer}
		if e.Deal.LostReason != "" {
			second = append(second, views.Escape(views.OneLine(p.T("lost_reason."+e.Deal.LostReason))))
		}
		if !e.Deal.Open() && e.Deal.Owner != "" {
			second = append(second, views.Mention(e.Deal.Owner))
		}
	case e.FollowUp != nil:
		f := e.FollowUp
		first = []string{customer, views.Clip(views.Escape(views.OneLine(f.Title)), views.TimelineLine)}
		second = []string{p.T("report.due", "When", p.Due(f.Due())), views.Mention(f.Assignee)}
		if f.State == models.FollowUpDone && f.ClosedAt != nil {
			second = append(second, p.T("report.done_at", "When", at, "Person", views.WhoDid(p.Printer, f.ClosedBy)))
		}
	case e.Ticket != nil:
		first, second = ticketRecord(p, l, e)
		second = append([]string{customer}, second...)
	case e.Interaction != nil:
		i := e.Interaction
		first = []string{customer, views.InteractionIcon(i.Kind) + " " + views.Clip(views.Escape(views.OneLine(i.Text)), views.TimelineLine)}
		second = []string{at, views.WhoDid(p.Printer, i.CreatedBy)}
	case e.Change != nil && e.Change.FromStatus != "":
		first = []string{customer, p.T("status."+string(e.Change.FromStatus)) + " → " + views.StatusText(p.Printer, e.Change.ToStatus)}
		second = []string{at, views.WhoDid(p.Printer, e.Change.ChangedBy)}
	case e.Change != nil:
		first = []string{customer, views.StatusText(p.Printer, e.Customer.Status)}
		second = []string{at}
		if e.Customer.Owner != "" {
			second = append(second, views.Mention(e.Customer.Owner))
		}
	default:
		first = []string{views.ColdLine(p, models.ColdCustomer{Customer: e.Customer, Silences: e.Silences}, l.today)}
		if e.Customer.Owner != "" {
			second = []string{views.Mention(e.Customer.Owner)}
		}
	}
	return strings.TrimSpace(joined(first) + "\n" + joined(second))
}

func joined(parts []string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, " · ")
}
