package home

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// recentlySeen is how many customers the App Home shows of those looked at last.
const recentlySeen = 5

// home shows a person's day in the App Home.
func (h handlers) home(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.homeWith(ctx, cl, surface.Message{})
}

// homeWith shows the App Home anew, under a line that says what was just done there.
func (h handlers) homeWith(ctx context.Context, cl commands.Call, notice surface.Message) (bot.Reply, error) {
	due, err := h.CRM.DueDay(ctx, cl.Actor, cl.User.ID, h.Today(cl), cl.User.Zone, commands.PageSize)
	if err != nil {
		return bot.Reply{}, err
	}
	seen, err := h.CRM.RecentlySeen(ctx, cl.Actor, recentlySeen)
	if err != nil {
		return bot.Reply{}, err
	}
	week, err := h.Reports.Personal(ctx, cl.User.ID, h.Today(cl), cl.User.Zone)
	if err != nil {
		return bot.Reply{}, err
	}
	targets, _, err := h.TargetsUntil(ctx, cl, h.CRM.Today("")) // of the team, by whose days targets go
	if err != nil {
		return bot.Reply{}, err
	}
	targets = slices.DeleteFunc(targets, func(t models.TargetProgress) bool { return t.Person != cl.User.ID })
	data := homeData{Today: h.Today(cl), Due: due, Week: week, Targets: targets, Seen: seen, Role: cl.Actor.Role, Command: commands.Slash, MayCreate: cl.Actor.May(models.MayCreate), MayEdit: cl.Actor.May(models.MayEdit)}
	if data.Boards, err = h.boards(ctx, cl); err != nil {
		return bot.Reply{}, err
	}
	if data.Tickets, err = h.tickets(ctx, cl); err != nil {
		return bot.Reply{}, err
	}
	if data.Campaigns, err = h.campaigns(ctx, cl); err != nil {
		return bot.Reply{}, err
	}
	if data.Team, err = h.team(ctx, cl); err != nil {
		return bot.Reply{}, err
	}
	if data.Found, err = h.CRM.FindingsKnown(ctx, cl.Actor); err != nil {
		return bot.Reply{}, err
	}
	if cl.Actor.May(models.MayOperate) {
		if data.SetUp, err = h.CRM.SetUp(ctx, cl.Actor); err != nil {
			return bot.Reply{}, err
		}
		if h.ReactionsMissing(ctx) {
			data.SetUp = append(data.SetUp, models.SetUpState{Step: models.SetUpReactions})
		}
		if h.MessagesMissing() {
			data.SetUp = append(data.SetUp, models.SetUpState{Step: models.SetUpHearing})
		}
	}
	home := home(cl.Reader(), data, notice)
	return bot.Reply{Home: &home}, nil
}

// dealsShown is how many of a person's open deals the App Home shows: the nearest close dates first.
const dealsShown = 3

// boards are a person's open deals, by pipeline.
func (h handlers) boards(ctx context.Context, cl commands.Call) (boards []myBoard, err error) {
	for _, pipeline := range h.CRM.Pipelines().All() {
		query := models.DealQuery{PipelineID: pipeline.ID, Owner: cl.User.ID, Today: h.Today(cl), Limit: dealsShown}
		var b myBoard
		if b.Board, err = h.CRM.Board(ctx, cl.Actor, query); err != nil {
			return nil, err
		}
		if b.Board.Total.Count == 0 {
			continue
		}
		if b.Marks, err = h.CRM.CountMarks(ctx, cl.Actor, query); err != nil {
			return nil, err
		}
		if b.Page, err = h.CRM.OpenDeals(ctx, cl.Actor, query); err != nil {
			return nil, err
		}
		boards = append(boards, b)
	}
	return boards, nil
}

// ticketsShown is how many of a person's tickets the App Home shows, and how many of those that nobody has: the most urgent first.
const ticketsShown = 3

// tickets are those that a person has and that aren't done, and for who gives tickets to people, or takes them, those that nobody has.
func (h handlers) tickets(ctx context.Context, cl commands.Call) (t myTickets, err error) {
	t.Now = h.CRM.Now("")
	if t.Mine, err = h.CRM.Tickets(ctx, cl.Actor, models.TicketQuery{Assignee: cl.User.ID, Limit: ticketsShown}); err != nil {
		return t, err
	}
	if cl.Actor.May(models.MayAssign) || cl.Actor.Role == models.RoleSupport {
		if t.Unassigned, err = h.CRM.Tickets(ctx, cl.Actor, models.TicketQuery{Unassigned: true, Limit: ticketsShown}); err != nil {
			return t, err
		}
		_, t.Undecided, err = h.CRM.Intakes(ctx, cl.Actor, 1)
	}
	return t, err
}

// campaignsShown is how many campaigns under way the App Home shows: the latest first.
const campaignsShown = 3

// campaigns are those under way: the team's for who works in marketing, for all others their own.
func (h handlers) campaigns(ctx context.Context, cl commands.Call) (c myCampaigns, err error) {
	c.OfTeam = cl.Actor.Role == models.RoleMarketing
	owner := cl.User.ID
	if c.OfTeam {
		owner = ""
	}
	running, err := h.CRM.RunningCampaigns(ctx, models.Operation{Actor: cl.Actor, Zone: cl.User.Zone.String()}, owner)
	if err != nil || len(running) == 0 {
		return c, err
	}
	question, err := h.CampaignQuestion(cl, models.FirstTouch)
	if err != nil {
		return c, err
	}
	c.Total = len(running)
	c.Results, err = h.Reports.Campaigns(ctx, question, running[:min(len(running), campaignsShown)])
	return c, err
}

// team is the board of everybody's open deals in the pipeline in which deals begin; none for who sees only their own.
func (h handlers) team(ctx context.Context, cl commands.Call) (models.Board, error) {
	entry, known := h.CRM.Pipelines().Entry()
	if !known || cl.Actor.OwnOnly {
		return models.Board{}, nil
	}
	return h.CRM.Board(ctx, cl.Actor, models.DealQuery{PipelineID: entry.PipelineID, Today: h.Today(cl)})
}

// hub answers a bare command.
func (h handlers) hub(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	message, err := h.hubMessage(ctx, cl)
	return commands.Say(message), err
}

func (h handlers) hubMessage(ctx context.Context, cl commands.Call) (surface.Message, error) {
	q := models.DueQuery{Range: models.DueToday, Assignee: cl.User.ID, Today: h.Today(cl), Limit: 1}
	page, err := h.CRM.DueFollowUps(ctx, cl.Actor, q)
	return hub(cl.Printer, commands.Slash, page.Total, cl.Actor.May(models.MayCreate)), err
}
