package pipeline

import (
	"context"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// board shows a pipeline: /crm pipeline [mine|@user|team] [this-quarter] [name of a pipeline].
func (h handlers) board(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	query := models.DealQuery{}
	if entry, known := h.CRM.Pipelines().Entry(); known {
		query.PipelineID = entry.PipelineID
	}
	rest := strings.TrimSpace(cl.Rest)
	if found, known := h.called(rest); known { // its name may have blanks
		query.PipelineID, rest = found.ID, ""
	}
	for word, after := commands.CutWord(rest); word != ""; word, after = commands.CutWord(after) {
		if err := h.read(cl, word, &query); err != nil {
			return bot.Reply{}, err
		}
	}
	message, err := h.message(ctx, cl, query)
	return commands.Say(message), err
}

// read takes a word into the query: whose deals, expected to close when, of which pipeline.
func (h handlers) read(cl commands.Call, word string, query *models.DealQuery) error {
	if commands.MeansTeam(word) {
		query.Owner = ""
		return nil
	}
	if owner, err := commands.Person(cl, word); err == nil {
		query.Owner = owner
		return nil
	}
	if found, known := h.called(word); known {
		query.PipelineID = found.ID
		return nil
	}
	today := h.Today(cl)
	first, last, known := when.Period(commands.Unescape(word), commands.InUTC(today), false)
	if !known {
		return models.Invalid("", "error.pipeline_word", "Word", models.Shorten(commands.Unescape(word), 60), "Pipelines", h.names(cl))
	}
	query.From, query.To = models.DateOf(first), models.DateOf(last)
	return nil
}

// called returns the pipeline in use that is called so, in whichever language.
func (h handlers) called(text string) (models.Pipeline, bool) {
	wanted := models.SqueezeLabel(commands.Unescape(text))
	for _, p := range h.CRM.Pipelines().Active() {
		if wanted != "" && (wanted == models.SqueezeLabel(p.LabelEN) || wanted == models.SqueezeLabel(p.LabelZH)) {
			return p, true
		}
	}
	return models.Pipeline{}, false
}

func (h handlers) names(cl commands.Call) string {
	var labels []string
	for _, p := range h.CRM.Pipelines().Active() {
		labels = append(labels, p.Label(cl.Printer.Language()))
	}
	return cl.Printer.List(labels)
}

// message is a page of the board.
func (h handlers) message(ctx context.Context, cl commands.Call, query models.DealQuery) (surface.Message, error) {
	sums, err := h.CRM.Board(ctx, cl.Actor, query)
	if err != nil {
		return surface.Message{}, err
	}
	return commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		query.Limit = rows
		page, err := h.CRM.OpenDeals(ctx, cl.Actor, query)
		return board(cl.Reader(), shown{query: query, board: sums, page: page, today: h.Today(cl), own: cl.User.ID}), err
	})
}

// page shows the next page in the place of the one whose button was pressed.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	query, ok := readPage(cl.Value)
	if !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	message, err := h.message(ctx, cl, query)
	return commands.SayAt(bot.Replace, message), err
}

// pageValue says which page of which board follows.
func pageValue(q models.DealQuery, next string) string {
	return strings.Join([]string{strconv.FormatInt(q.PipelineID, 10), q.Owner, q.From.String(), q.To.String(), next}, ",")
}

// readPage reads what pageValue wrote.
func readPage(value string) (q models.DealQuery, ok bool) {
	parts := strings.Split(value, ",")
	if len(parts) != 5 {
		return q, false
	}
	id, err := commands.ParseID(parts[0])
	if err != nil {
		return q, false
	}
	for i, into := range []*models.Date{&q.From, &q.To} {
		if parts[2+i] == "" {
			continue
		}
		if *into, err = models.ParseDate(parts[2+i]); err != nil {
			return q, false
		}
	}
	q.PipelineID, q.Owner, q.After = id, parts[1], parts[4]
	return q, q.Owner == "" || models.IsUser(q.Owner)
}
