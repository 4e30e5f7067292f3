package report

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
)

// shortText is how much of a name or title a line of what happened shows, in UTF-16 units.
const shortText = 60

// happened is what happened, in the order in which a manager asks: won and lost, who is new, what slipped, what is cold. What is nothing isn't
// shown. Each part opens to all its records.
func happened(p *i18n.Printer, s shown) (blocks []slack.Block) {
	h := s.report.Happened
	part := func(opening string, lines []string) {
		blocks = append(blocks, views.SectionWith(strings.Join(lines, "\n"), views.Button(recordsAction+"/"+opening, opening+" "+contextOf(s), p.T("button.report_all"))))
	}
	if h.Won.Count > 0 {
		part(openWon, dealLines(p, s, "report.won", h.Won, s.wonLine))
	}
	if h.Lost.Count > 0 {
		lines := dealLines(p, s, "report.lost", h.Lost, s.lostLine)
		if why := reasonList(p, h.Reasons); why != "" {
			lines = slices.Insert(lines, 1, why)
		}
		part(openLost, lines)
	}
	if h.New.Count > 0 {
		part(openNew, []string{p.Count("report.created", h.New.Count), customerNames(p, s, h.New, false)})
	}
	if h.Slipped.Count > 0 {
		part(openSlipped, dealLines(p, s, "report.slipped", h.Slipped, s.slippedLine))
	}
	if h.Cold.Count > 0 {
		title := p.Count("report.cold", h.Cold.Count)
		if h.Cold.Count >= models.MaxCounted {
			title = p.T("report.cold_many", "Max", p.Number(models.MaxCounted))
		}
		part(openCold, []string{title, customerNames(p, s, h.Cold, true)})
	}
	return blocks
}

// dealLines are how many deals there are and what they are worth, then the first of them.
func dealLines(p *i18n.Printer, s shown, key string, group reports.DealGroup, line func(*i18n.Printer, models.Deal) []string) []string {
	lines := []string{p.Count(key, group.Count) + together(p, group.Together)}
	for _, d := range group.Deals[:min(len(group.Deals), s.lines)] {
		c := s.report.Happened.Customers[d.CustomerID]
		parts := []string{"*" + d.Code + "* " + short(d.Title), views.Money(p, d.Amount), "*" + c.Code + "* " + short(s.nameOf(c))}
		var said []string
		for _, part := range append(parts, line(p, d)...) {
			if part != "" {
				said = append(said, part)
			}
		}
		lines = append(lines, "• "+strings.Join(said, " · "))
	}
	return andMore(p, lines, group.Count-min(len(group.Deals), s.lines))
}

// whose is a deal's owner; "" where it is nobody's.
func (s shown) whose(d models.Deal) string {
	if d.Owner == "" {
		return ""
	}
	return s.person(d.Owner)
}

func (s shown) wonLine(_ *i18n.Printer, d models.Deal) []string { return []string{s.whose(d)} }

func (s shown) lostLine(p *i18n.Printer, d models.Deal) []string {
	if d.LostReason == "" {
		return []string{s.whose(d)}
	}
	return []string{s.whose(d), views.Escape(views.OneLine(p.T("lost_reason." + d.LostReason)))}
}

func (s shown) slippedLine(p *i18n.Printer, d models.Deal) []string {
	return []string{p.T("report.expected", "Day", views.Day(p, d.ExpectedClose)), s.whose(d)}
}

// reasonList says why deals were lost; "" where nobody said it of any.
func reasonList(p *i18n.Printer, reasons []reports.ReasonCount) string {
	var parts []string
	said := false
	for _, r := range reasons {
		name := p.T("report.no_reason")
		if r.Reason != "" {
			said, name = true, views.Escape(views.OneLine(p.T("lost_reason."+r.Reason)))
		}
		parts = append(parts, name+" "+p.Number(r.Count))
	}
	if !said {
		return ""
	}
	return p.T("report.because", "Reasons", p.List(parts))
}

// customerNames are customers by name, and how many more there are; owners says whose they are.
func customerNames(p *i18n.Printer, s shown, group reports.CustomerGroup, owners bool) string {
	var names []string
	for _, c := range group.Customers {
		name := "*" + c.Code + "* " + short(s.nameOf(c))
		if owners && c.Owner != "" {
			name = p.T("report.name_of", "Name", name, "Person", s.person(c.Owner))
		}
		names = append(names, name)
	}
	return strings.Join(andMore(p, []string{strings.Join(names, " · ")}, group.Count-len(group.Customers)), " · ")
}

// andMore says how many there are besides those that are shown.
func andMore(p *i18n.Printer, lines []string, more int) []string {
	if more > 0 {
		return append(lines, p.T("report.more", "Count", p.Number(more)))
	}
	return lines
}

// together is what amounts are worth in the team's currency, and beside it those that have no rate.
func together(p *i18n.Printer, c models.Converted) string {
	var parts []string
	if c.Amount.Minor != 0 {
		parts = append(parts, views.Money(p, c.Amount))
	}
	for _, apart := range c.Apart {
		parts = append(parts, views.Money(p, apart.Amount))
	}
	if len(parts) == 0 {
		return ""
	}
	return " · " + strings.Join(parts, " + ")
}

// nameOf is a customer's name as the report's readers may see it.
func (s shown) nameOf(c models.Customer) string {
	if s.names == nil {
		return c.Name
	}
	return c.PublicName()
}

func short(text string) string { return views.Clip(views.Escape(views.OneLine(text)), shortText) }

// targetBlocks are targets against what was reached; nothing where none are set. Below them stands by which rates amounts were converted.
func targetBlocks(p *i18n.Printer, s shown) (blocks []slack.Block) {
	r := s.report
	if len(r.Targets) > 0 {
		blocks = views.Sections("*" + p.T("target.heading") + "*\n" + views.TargetLines(p, r.Targets, s.person))
	}
	if note := views.RatesNote(p, converted(r)); note != "" {
		blocks = append(blocks, views.Footnote(note))
	}
	return blocks
}

// converted are the rates by which a report's amounts were converted. What the targets are without stands apart in it; what deals are without
// stands beside their sum.
func converted(r reports.Report) models.Converted {
	all := models.Converted{Team: r.Together.Team, Apart: r.Together.Apart}
	for _, of := range []models.Converted{r.Together, r.Happened.Won.Together, r.Happened.Lost.Together, r.Happened.Slipped.Together} {
		if all.Team == "" {
			all.Team = of.Team
		}
		for _, rate := range of.Rates {
			if !slices.Contains(all.Rates, rate) {
				all.Rates = append(all.Rates, rate)
			}
		}
	}
	slices.SortFunc(all.Rates, func(a, b models.Rate) int { return strings.Compare(a.Currency, b.Currency) })
	if len(r.Targets) == 0 {
		all.Apart = nil
	}
	return all
}
