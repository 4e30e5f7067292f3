package cleaning

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	openAction   = "clean.open"   // the button that lists what was found of a kind, which is its value
	pageAction   = "clean.page"   // the button that shows the next page: the kind, and where it begins
	ignoreAction = "clean.ignore" // the button that ignores a finding: its ID, and the list that it stands in
	heedAction   = "clean.heed"   // the button that takes that back; likewise
)

// summed says how the data is. lists says that the reader may open what was found.
func summed(p views.Reader, s models.CleaningSummary, lists bool) surface.Message {
	text := p.Count("clean.found", s.Total())
	whose := p.T("clean.everybody")
	if s.Own {
		whose = p.T("clean.own")
	}
	blocks := []slack.Block{views.Section("*" + text + "* · " + whose)}
	if s.Of > 0 {
		blocks = append(blocks, views.Section(p.T("clean.under_way", "Through", p.Number(s.Through), "Of", p.Number(s.Of))))
	}
	blocks = append(blocks, counts(p.Printer, s, lists)...)
	var buttons []slack.BlockElement
	if s.Of > 0 {
		buttons = append(buttons, views.Primary(views.RunButton("clean", "clean", p.T("button.clean_on"))))
	}
	if lists && s.Ignored > 0 {
		buttons = append(buttons, views.Button(openAction+"/"+ignored, ignored, p.T("button.clean_ignored", "Count", p.Number(s.Ignored))))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Footnote(p.T("clean.hint")))}
}

// monthly tells a channel of a monthly look: how much was found, and never of whom.
func monthly(p views.Reader, told models.CleaningTold) surface.Message {
	text := p.T("clean.monthly", "Day", told.Day)
	blocks := []slack.Block{views.Section("*" + text + "* · " + p.Count("clean.found", told.Summary.Total()))}
	if told.Late {
		blocks = append(blocks, views.Footnote(p.T("reminder.late")))
	}
	blocks = append(blocks, counts(p.Printer, told.Summary, true)...)
	return surface.Message{Text: text, Blocks: append(blocks, views.Footnote(p.T("clean.hint")))}
}

// explained says what a kind of findings is.
func explained(p *i18n.Printer, kind models.FindingKind, s models.CleaningSummary) string {
	if kind == models.FindingStale {
		return p.Count("clean.about.stale", s.StaleAfter)
	}
	return p.T("clean.about." + string(kind))
}

// counts are the kinds of findings with how many there are of each, and how that moves.
func counts(p *i18n.Printer, s models.CleaningSummary, lists bool) []slack.Block {
	var blocks []slack.Block
	var none []string
	for _, c := range s.Counts {
		name := p.T("finding." + string(c.Kind))
		if c.Count == 0 {
			none = append(none, name+moved(p, c))
			continue
		}
		line := p.T("clean.kind", "Name", name, "Count", p.Number(c.Count), "Moved", moved(p, c)) + "\n" + explained(p, c.Kind, s)
		if !lists {
			blocks = append(blocks, views.Section(line))
			continue
		}
		blocks = append(blocks, views.SectionWith(line, views.Button(openAction+"/"+string(c.Kind), string(c.Kind), p.T("button.clean_show"))))
	}
	if len(none) > 0 {
		blocks = append(blocks, views.Footnote(p.T("clean.none_of", "Kinds", strings.Join(none, " · "))))
	}
	if chart := trend(p, s.Looks); len(s.Looks) > 1 && !chart.Empty() {
		blocks = append(blocks, chart.Lines())
	}
	return blocks
}

// moved is how a count moved since the look before: " (−5)".
func moved(p *i18n.Printer, c models.FindingCount) string {
	if !c.Known || c.Count == c.Before {
		return ""
	}
	return p.T("clean.moved", "Change", p.Signed(c.Count-c.Before))
}

// trend is how many findings of each kind each look found. Kinds that were never found are left out.
func trend(p *i18n.Printer, looks []models.CleaningLook) views.Chart {
	chart := views.Chart{Title: p.T("clean.trend")}
	for _, look := range looks {
		chart.Labels = append(chart.Labels, look.Day.String())
	}
	for _, rule := range models.FindingRules() {
		series, some := views.ChartSeries{Name: p.T("clean.series." + string(rule.Kind))}, false
		for _, look := range looks {
			series.Values = append(series.Values, float64(look.Counts[rule.Kind]))
			some = some || look.Counts[rule.Kind] > 0
		}
		if some {
			chart.Series = append(chart.Series, series)
		}
	}
	return chart
}

// findings is a page of what was found of a kind, or of what is ignored, each with the way to repair it.
func findings(p views.Reader, list string, page models.FindingPage, today models.Date) surface.Message {
	name := p.T("clean.ignored")
	if list != ignored {
		name = p.T("finding." + list)
	}
	text := p.T("clean.list", "Name", name, "Count", p.Number(page.Total))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(page.Entries) == 0 {
		blocks = append(blocks, views.Section(p.T("clean.none")))
	}
	for _, entry := range page.Entries {
		line := about(p, entry, today)
		id := views.Itoa(entry.ID) + " " + list
		if list == ignored {
			line = p.T("finding."+string(entry.Kind)) + " · " + line + "\n" + p.T("clean.ignored_by", "Person", views.Mention(entry.IgnoredBy), "When", ignoredAt(entry))
			blocks = append(blocks, views.SectionWith(line, views.Button(heedAction+"/"+views.Itoa(entry.ID), id, p.T("button.clean_heed"))))
			continue
		}
		blocks = append(blocks, views.Section(line), views.Actions("", append(repairs(p.Printer, entry), views.Button(ignoreAction+"/"+views.Itoa(entry.ID), id, p.T("button.clean_ignore")))...))
	}
	buttons := []slack.BlockElement{views.Button(pageAction+"/again", list, p.T("button.clean_again")), views.RunButton("all", "clean", p.T("button.clean_all"))}
	if page.Next != "" {
		buttons = append(buttons, views.Button(pageAction, list+" "+page.Next, p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

func ignoredAt(entry models.FindingEntry) string {
	if entry.IgnoredAt == nil {
		return "–"
	}
	return views.SlackTime(*entry.IgnoredAt)
}

// judged says that a finding is ignored, or isn't any more.
func judged(p *i18n.Printer, f models.Finding, ignore bool) surface.Message {
	name := p.T("finding." + string(f.Kind))
	switch {
	case !ignore:
		return views.Notice(p.T("notice.clean_heeded", "Finding", name))
	case f.Kind == models.FindingDuplicate:
		return views.Notice(p.T("notice.clean_two"))
	}
	return views.Notice(p.T("notice.clean_ignored", "Finding", name))
}

// customerLine names a customer: C001 Acme.
func customerLine(c models.Customer) string {
	return "*" + c.Code + "* " + views.Clip(views.Escape(views.OneLine(c.Name)), views.TimelineLine)
}

func joined(parts ...string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, " · ")
}
