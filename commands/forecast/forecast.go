package forecast

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// monthsAhead is how many months a forecast has where no days were named.
const monthsAhead = 4

// forecast shows what is expected of the months to come: /crm forecast [mine|@user|team] [this-quarter] [pipeline] [share].
func (h handlers) forecast(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	words, question, err := h.asked(cl, false)
	if err != nil {
		return bot.Reply{}, err
	}
	today := h.Today(cl)
	period := reports.Between(today.MonthStart(), today.MonthStart().AddMonths(monthsAhead).AddDays(-1), cl.User.Zone)
	if !words.From.IsZero() {
		period = reports.Between(words.From, words.To, cl.User.Zone)
	}
	expected, err := h.Reports.Forecast(ctx, question, period, today)
	if err != nil {
		return bot.Reply{}, err
	}
	s := shown{question: question, today: today}
	if words.Share {
		s.names = map[string]string{question.Owner: h.CRM.NameOf(ctx, question.Owner)}
	}
	return h.say(ctx, cl, words, forecast(cl.Reader(), s, expected))
}

// figures shows the figures of deals over a period, this quarter where none is named: /crm figures [mine|@user|team] [last-month] [pipeline]
// [share].
func (h handlers) figures(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	words, question, err := h.asked(cl, true)
	if err != nil {
		return bot.Reply{}, err
	}
	today := h.Today(cl)
	from, to := words.From, words.To
	if from.IsZero() {
		from, to = today.QuarterStart(), today.QuarterStart().AddMonths(3).AddDays(-1)
	}
	if today.Before(from) {
		return bot.Reply{}, models.Invalid("", "error.figures_ahead")
	}
	report, err := h.Reports.Deals(ctx, question, reports.Between(from, to, cl.User.Zone).Until(today), h.CRM.Now(cl.User.Zone.String()))
	if err != nil {
		return bot.Reply{}, err
	}
	s := shown{question: question, today: today}
	if words.Share {
		s.names = map[string]string{question.Owner: h.CRM.NameOf(ctx, question.Owner)}
		for _, person := range report.People[:min(peopleShown, len(report.People))] {
			s.names[person.ID] = h.CRM.NameOf(ctx, person.ID)
		}
	}
	return h.say(ctx, cl, words, figures(cl.Reader(), s, report))
}

// asked is what was typed, and the question that it is.
func (h handlers) asked(cl commands.Call, past bool) (commands.DealWords, models.DealQuestion, error) {
	words, err := h.DealWords(cl, cl.Rest, commands.DealReading{Past: past, Refusal: "error.deal_word"})
	if err != nil {
		return words, models.DealQuestion{}, err
	}
	if words.Pipeline.ID == 0 {
		return words, models.DealQuestion{}, models.NotFound("error.no_stages")
	}
	rates, err := h.CRM.Rates()
	return words, models.DealQuestion{Pipeline: words.Pipeline, Owner: words.Owner, VisibleTo: cl.Actor.Sees(), Rates: rates}, err
}

// say answers the person, or posts to the channel what may be shown there.
func (h handlers) say(ctx context.Context, cl commands.Call, words commands.DealWords, message surface.Message) (bot.Reply, error) {
	if !words.Share {
		return commands.Say(message), nil
	}
	if err := h.CRM.CheckShare(ctx, cl.Actor, cl.Channel); err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Public, message), nil
}
