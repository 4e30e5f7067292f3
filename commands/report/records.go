package report

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	recordsAction = "report.records" // what opens the records behind a figure: a button whose value says which of what, or a menu whose block does
	pageAction    = "report.page"    // the button that shows the next page of them
)

// openBlock begins the block_id of the menu of figures, behind which stands of what they are.
const openBlock = "report.open/"

// What of a report can be opened that is no figure with a key of its own.
const (
	openNew     = reports.KeyNew
	openWon     = "deals_won"
	openLost    = "deals_lost"
	openSlipped = "slipped"
	openCold    = "cold"
	openChanges = "changes"
)

// openings are the records behind each figure, by its key, and behind each part of what happened.
var openings = map[string]models.ReportListQuery{
	openNew:            {List: models.ListNew},
	"interactions":     {List: models.ListInteractions},
	reports.KeyDone:    {List: models.ListDone},
	"done_on_time":     {List: models.ListDone, Punctual: models.OnTime},
	"done_late":        {List: models.ListDone, Punctual: models.Late},
	reports.KeyOverdue: {List: models.ListOverdue},
	"activated":        {List: models.ListChanges, To: models.StatusActive},
	"conversion":       {List: models.ListChanges, From: models.StatusPotential, To: models.StatusActive},
	"churn_rate":       {List: models.ListChanges, From: models.StatusActive, To: models.StatusChurned},
	"churned":          {List: models.ListChanges, To: models.StatusChurned},
	openWon:            {List: models.ListWon},
	openLost:           {List: models.ListLost},
	"deals_closed":     {List: models.ListClosed},
	openSlipped:        {List: models.ListSlipped},
	openCold:           {List: models.ListCold},
	openChanges:        {List: models.ListChanges},
}

// opened is what an opening opens; known is false where it opens nothing.
func opened(opening string) (query models.ReportListQuery, known bool) {
	if query, known = openings[opening]; known {
		return query, true
	}
	list := models.ReportList(opening)
	return models.ReportListQuery{List: list}, slices.ContainsFunc(ticketLists, func(l ticketList) bool { return l.list == list })
}

// counting are the records behind what is counted, for a figure that has no list of its own.
var counting = map[models.Counted]string{
	models.CountedNew: openNew, models.CountedStatusChanges: openChanges, models.CountedInteractions: "interactions",
	models.CountedDone: reports.KeyDone, models.CountedOverdue: reports.KeyOverdue, models.CountedDeals: "deals_closed",
}

// openingOf is what a figure opens to.
func openingOf(d reports.Definition) string {
	if _, known := openings[d.Key]; known {
		return d.Key
	}
	return counting[d.From]
}

// behind is of what records are shown: the days, and whose and which.
type behind struct {
	period reports.Period
	scope  models.CountScope
}

// contextOf is what a report's records are of, as a button carries it.
func contextOf(s shown) string {
	scope, period := s.asked.scope, s.report.Period
	zone := "UTC"
	if period.Zone != nil {
		zone = period.Zone.String()
	}
	whole := ""
	if !period.Whole.IsZero() {
		whole = period.Whole.String()
	}
	parts := []string{period.From.String(), period.To.String(), whole, zone, scope.Person, scope.Industry, scope.Source, scope.Tag}
	for i, part := range parts {
		parts[i] = url.QueryEscape(part)
	}
	return strings.Join(parts, ",")
}

// readContext reads what contextOf wrote.
func readContext(text string) (b behind, ok bool) {
	parts := strings.Split(text, ",")
	if len(parts) != 8 {
		return b, false
	}
	for i, part := range parts {
		var err error
		if parts[i], err = url.QueryUnescape(part); err != nil {
			return b, false
		}
	}
	from, err := models.ParseDate(parts[0])
	to, failed := models.ParseDate(parts[1])
	whole, wrong := models.Date{}, error(nil)
	if parts[2] != "" {
		whole, wrong = models.ParseDate(parts[2])
	}
	if !whole.IsZero() && (whole.Before(to) || whole.After(to.AddMonths(12))) {
		return b, false
	}
	zone, unknown := time.LoadLocation(parts[3])
	if err != nil || failed != nil || wrong != nil || unknown != nil || to.Before(from) || to.After(from.AddMonths(12*mostYears)) || parts[4] != "" && !models.IsUser(parts[4]) {
		return b, false
	}
	b = behind{reports.Between(from, to, zone), models.CountScope{Person: parts[4], Industry: parts[5], Source: parts[6], Tag: parts[7]}}
	b.period.Whole = whole
	return b, true
}

// records shows the records behind a figure, to whoever opened it and as far as they may see them.
func (h handlers) records(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	opening, of, pressed := strings.Cut(cl.Value, " ")
	if !pressed { // chosen in the menu
		of = strings.TrimPrefix(strings.TrimPrefix(cl.Block, openBlock), ticketsBlock)
	}
	message, err := h.listed(ctx, cl, opening, of, "")
	return commands.Say(message), err
}

// recordsPage shows the next page in the place of the one whose button was pressed.
func (h handlers) recordsPage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	opening, rest, _ := strings.Cut(cl.Value, " ")
	of, after, _ := strings.Cut(rest, " ")
	message, err := h.listed(ctx, cl, opening, of, after)
	return commands.SayAt(bot.Replace, message), err
}

// listed is a page of the records behind a figure.
func (h handlers) listed(ctx context.Context, cl commands.Call, opening, of, after string) (surface.Message, error) {
	query, known := opened(opening)
	b, ok := readContext(of)
	if !known || !ok {
		return surface.Message{}, models.Invalid("", "error.stale_form")
	}
	query.After, query.Scope, query.Span = after, asked{scope: b.scope}.counted(), b.period.Span(h.CRM.Now(""))
	return commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		query.Limit = rows
		page, err := h.CRM.ReportList(ctx, cl.Actor, query)
		if err != nil {
			return surface.Message{}, err
		}
		return records(cl.Reader(), listedAs{opening: opening, of: of, behind: b, today: h.Today(cl), now: h.CRM.Now("")}, page), nil
	})
}
