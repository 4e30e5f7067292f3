package pipeline

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// markWords are the words for the marks of deals.
var markWords = map[string]models.DealMark{
	"slipped": models.MarkSlipped, "overdue": models.MarkSlipped, "late": models.MarkSlipped, "过期": models.MarkSlipped, "已过期": models.MarkSlipped, "逾期": models.MarkSlipped,
	"stuck": models.MarkStuck, "停滞": models.MarkStuck, "卡住": models.MarkStuck,
	"cold": models.MarkCold, "久未跟进": models.MarkCold, "冷": models.MarkCold,
}

// board shows a pipeline: /crm pipeline [mine|@user|team] [slipped|stuck|cold] [this-quarter] [name of a pipeline] [share].
func (h handlers) board(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	query := models.DealQuery{}
	words, err := h.DealWords(cl, cl.Rest, commands.DealReading{Refusal: "error.pipeline_word", Also: func(word string) bool {
		mark, known := markWords[models.NormaliseText(word)]
		if known {
			query.Mark = mark
		}
		return known
	}})
	if err != nil {
		return bot.Reply{}, err
	}
	query.PipelineID, query.Owner, query.From, query.To = words.Pipeline.ID, words.Owner, words.From, words.To
	if words.Share {
		return h.share(ctx, cl, query)
	}
	message, err := h.message(ctx, cl, query)
	return commands.Say(message), err
}

// share shows a board to all in the channel: what the person who shares it sees, with names in the place of mentions.
func (h handlers) share(ctx context.Context, cl commands.Call, query models.DealQuery) (bot.Reply, error) {
	if err := h.CRM.CheckShare(ctx, cl.Actor, cl.Channel); err != nil {
		return bot.Reply{}, err
	}
	s, err := h.shown(ctx, cl, query)
	if err != nil {
		return bot.Reply{}, err
	}
	s.names, s.sharer = map[string]string{}, cl.User.ID
	for _, id := range append([]string{query.Owner}, owners(s.page.Deals)...) {
		s.names[id] = h.CRM.NameOf(ctx, id)
	}
	message, err := commands.Fitting(len(s.page.Deals), func(rows int) (surface.Message, error) {
		s.page.Deals = s.page.Deals[:min(rows, len(s.page.Deals))]
		return board(cl.Reader(), s), nil
	})
	return commands.SayAt(bot.Public, message), err
}

func owners(deals []models.Deal) (ids []string) {
	for _, d := range deals {
		ids = append(ids, d.Owner)
	}
	return ids
}

// shown is a page of the board as somebody sees it.
func (h handlers) shown(ctx context.Context, cl commands.Call, query models.DealQuery) (shown, error) {
	query.Today, query.Limit = h.Today(cl), commands.PageSize
	s := shown{query: query, today: query.Today, pipelines: h.CRM.Pipelines(), mayEdit: cl.Actor.May(models.MayEdit), mayShare: cl.Actor.May(models.MayShare)}
	var err error
	if s.board, err = h.CRM.Board(ctx, cl.Actor, query); err != nil {
		return shown{}, err
	}
	if s.marks, err = h.CRM.CountMarks(ctx, cl.Actor, query); err != nil {
		return shown{}, err
	}
	s.page, err = h.CRM.OpenDeals(ctx, cl.Actor, query)
	return s, err
}

// message is a page of the board.
func (h handlers) message(ctx context.Context, cl commands.Call, query models.DealQuery) (surface.Message, error) {
	s, err := h.shown(ctx, cl, query)
	if err != nil {
		return surface.Message{}, err
	}
	return commands.Fitting(len(s.page.Deals), func(rows int) (surface.Message, error) {
		if rows > 0 && rows < len(s.page.Deals) { // the next page begins behind fewer
			query.Limit = rows
			s.page, err = h.CRM.OpenDeals(ctx, cl.Actor, query)
		}
		return board(cl.Reader(), s), err
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

// readRow does what was chosen in a row's menu: the deal opens, or the form that closes it, or it is moved.
func (h handlers) readRow(req *bot.Request) commands.Step {
	verb, value := commands.CutWord(req.Value)
	if verb == doMove {
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.move(ctx, cl, value) })
	}
	code, known := models.ParseDealCode(value)
	typed := map[string]string{doOpen: "deal " + code, doWin: "deal " + code + " won", doLose: "deal " + code + " lost"}[verb]
	if !known || typed == "" {
		return commands.Answers(func(context.Context, commands.Call) (bot.Reply, error) {
			return bot.Reply{}, models.Invalid("", "error.stale_form")
		})
	}
	run := func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.GoOn(ctx, cl, typed) }
	if verb == doOpen {
		return commands.Answers(run)
	}
	return commands.Opens(run)
}

// move moves a deal, and shows the board anew that its row stands in: 3:2:4 is the deal 3 in its version 2, to the stage 4.
func (h handlers) move(ctx context.Context, cl commands.Call, value string) (bot.Reply, error) {
	ids, err := commands.ParseIDs(value, 3)
	if err != nil {
		return bot.Reply{}, err
	}
	query, ok := readRowBlock(cl.Block)
	_, moved, err := h.CRM.MoveDeal(ctx, cl.Operation("button pipeline.row"), ids[0], int(ids[1]), ids[2])
	p := cl.Printer
	notice := views.Notice("✅ " + p.T("notice.pipeline_moved", "Code", moved.Code, "Title", views.Escape(views.OneLine(moved.Title)), "Stage", views.StageText(p, moved.StageID)))
	if refused := models.AsErrors(err); ok && len(refused) == 1 && (refused[0].Kind == models.KindConflict || refused[0].Kind == models.KindNotFound) {
		notice, err = views.Notice("⚠️ "+views.RefusalText(p, refused[0])), nil // the board has other rows by now
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if !ok {
		return commands.SayAt(bot.Replace, notice), nil
	}
	message, err := h.message(ctx, cl, query)
	return commands.SayAt(bot.Replace, views.WithNotice(notice, message)), err
}

// pageValue says which page of which board follows.
func pageValue(q models.DealQuery, next string) string {
	return strings.Join([]string{strconv.FormatInt(q.PipelineID, 10), q.Owner, q.From.String(), q.To.String(), string(q.Mark), next}, ",")
}

// readPage reads what pageValue wrote.
func readPage(value string) (q models.DealQuery, ok bool) {
	parts := strings.Split(value, ",")
	if len(parts) != 6 {
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
	q.PipelineID, q.Owner, q.Mark, q.After = id, parts[1], models.DealMark(parts[4]), parts[5]
	return q, (q.Owner == "" || models.IsUser(q.Owner)) && (q.Mark == "" || slices.Contains(models.DealMarks(), q.Mark))
}
