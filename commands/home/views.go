package home

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

func hubDue(p *i18n.Printer, due int) string {
	if due == 0 {
		return p.T("hub.nothing_due")
	}
	return p.Count("hub.due", due)
}

// hub is the answer to a bare command: the few things most days begin with, as far as somebody may do them.
func hub(p *i18n.Printer, command string, due int, mayCreate bool) surface.Message {
	text := p.T("hub.title")
	buttons := []slack.BlockElement{views.Primary(views.RunButton("due", "due", p.T("due.my_day")))}
	if mayCreate {
		buttons = append(buttons, views.RunButton("new", "new", p.T("button.new")))
	}
	buttons = append(buttons, views.RunButton("find", "find", p.T("button.find")), views.RunButton("report", "report", p.T("button.report")), views.RunButton("help", "help", p.T("button.help")))
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Section("*" + text + "*\n" + hubDue(p, due)),
		views.Actions("", buttons...),
		views.Footnote(p.T("hub.hint", "Command", command)),
	}}
}

// listHome is the list of follow-ups in the App Home; see RowList.
const listHome = commands.HomeList

// homeData is what a person's App Home shows.
type homeData struct {
	Today     models.Date
	Due       models.DueDay
	Week      []models.Figure         // what the person did; nil when that is nothing
	Targets   []models.TargetProgress // the person's own of this month and quarter
	Seen      []models.Customer       // the last first
	Boards    []myBoard               // their open deals, by pipeline
	Tickets   myTickets               // what they have to serve
	Campaigns myCampaigns             // that are under way
	Team      models.Board            // everybody's open deals
	Found     int                     // how much of the team's data needs a look, for who may give it to others
	SetUp     []models.SetUpState     // for who sets the team up
	Role      models.Role
	MayCreate bool   // customers
	MayEdit   bool   // deals
	Command   string // the slash command
}

// homeItems is how many follow-ups the App Home shows with buttons.
const homeItems = 10

// home is a person's App Home: their day, the customers they looked at last, and what most days begin with. notice is
// what was just done there; the zero Message when nothing was.
func home(p views.Reader, d homeData, notice surface.Message) surface.Home {
	var blocks []slack.Block
	if notice.Text != "" {
		blocks = append(blocks, views.Footnote(notice.Text))
	}
	blocks = append(blocks, hub(p.Printer, d.Command, d.Due.Total(), d.MayCreate).Blocks...)
	shown := 0
	for _, part := range views.DueParts(p.Printer, d.Due, homeItems) {
		blocks = append(blocks, views.Divider(), views.Section("*"+part.Title+"*"))
		for _, item := range part.Items {
			blocks = append(blocks, views.FollowUpRow(p, item, d.Today, listHome)...)
			shown++
		}
	}
	if rest := d.Due.Total() - shown; rest > 0 {
		blocks = append(blocks, views.SectionWith(p.Count("due.more", rest), views.RunButton("due", "due", p.T("due.show_all"))))
	}
	blocks = slices.Concat(blocks, ticketBlocks(p.Printer, d.Tickets), campaignBlocks(p.Printer, d.Campaigns), myDeals(p.Printer, d), myWeek(p.Printer, d.Week))
	blocks = append(append(blocks, myTargets(p.Printer, d.Targets)...), teamBoard(p.Printer, d.Team)...)
	if d.Found > 0 {
		blocks = append(blocks, views.Divider(), views.SectionWith("🧹 "+p.Count("home.findings", d.Found), views.RunButton("clean", "clean", p.T("home.clean"))))
	}
	if len(d.Seen) > 0 {
		blocks = append(blocks, views.Divider(), views.Section("*"+p.T("home.seen")+"*"))
	}
	for _, c := range d.Seen {
		blocks = append(blocks, views.SectionWith(views.CustomerLine(p, c), views.RunButton("open", "show "+c.Code, p.T("button.open"))))
	}
	blocks = append(blocks, setUp(p.Printer, d.SetUp)...)
	return surface.Home{Blocks: append(blocks, views.Divider(), views.Actions("", views.RunButton("settings", "settings", p.T("button.settings"))),
		views.Footnote(p.T("help.roles_own", "Role", views.RoleName(p.Printer, d.Role))))}
}

// myTickets are a person's tickets, and those that nobody has where they may be asked to look after them.
type myTickets struct {
	Mine, Unassigned models.TicketPage
	Undecided        int // messages of support channels that are nobody's ticket yet
	Now              time.Time
}

// ticketBlocks shows a person's tickets, the most urgent first, and those that nobody has; nothing where there are none.
func ticketBlocks(p *i18n.Printer, t myTickets) (blocks []slack.Block) {
	for _, part := range []struct {
		title, which string
		page         models.TicketPage
	}{{"home.tickets", "mine", t.Mine}, {"home.tickets_unassigned", "unassigned", t.Unassigned}} {
		if part.page.Total == 0 {
			continue
		}
		blocks = append(blocks, views.Divider(), views.Section("*🎫 "+p.T(part.title, "Count", p.Number(part.page.Total))+"*"))
		blocks = append(blocks, views.OwnTickets(p, part.page, t.Now)...)
		if rest := part.page.Total - len(part.page.Tickets); rest > 0 {
			blocks = append(blocks, views.SectionWith(p.Count("due.more", rest), views.RunButton("tickets_"+part.which, "tickets "+part.which, p.T("due.show_all"))))
		}
	}
	if t.Undecided > 0 {
		blocks = append(blocks, views.SectionWith("❔ "+p.Count("ticket.undecided", t.Undecided), views.RunButton("undecided", "tickets", p.T("due.show_all"))))
	}
	return blocks
}

// myCampaigns are campaigns under way with what came of them: the team's, or a person's own.
type myCampaigns struct {
	Results []reports.CampaignResult // the first of them
	Total   int
	OfTeam  bool
}

// campaignBlocks shows campaigns under way, each with what came of it, and the way to all; nothing where there are none.
func campaignBlocks(p *i18n.Printer, c myCampaigns) []slack.Block {
	if c.Total == 0 {
		return nil
	}
	title := "home.campaigns_mine"
	if c.OfTeam {
		title = "home.campaigns"
	}
	blocks := []slack.Block{views.Divider(), views.SectionWith("*📣 "+p.T(title, "Count", p.Number(c.Total))+"*", views.RunButton("campaigns", "campaign", p.T("due.show_all")))}
	for _, r := range c.Results {
		line := views.CampaignTitle(r.Campaign) + " · " + views.CampaignDays(p, r.Campaign) + "\n" + views.CampaignNumbers(p, r.Brought, r.Converted, r.Won, r.WonAmount)
		blocks = append(blocks, views.SectionWith(line, views.OpenRecord(p, "campaign", r.Campaign.Code)))
	}
	return blocks
}

// myBoard is what a person's open deals of a pipeline are worth, and those that are to be looked after first.
type myBoard struct {
	Board models.Board
	Marks map[models.DealMark]int
	Page  models.DealPage
}

// myDeals shows a person's open deals by stage, how many are to be looked after, and the next ones, with the form that says what is so now;
// nothing where they have none.
func myDeals(p *i18n.Printer, d homeData) (blocks []slack.Block) {
	for _, b := range d.Boards {
		if b.Board.Total.Count == 0 {
			continue
		}
		lines := []string{"*" + p.T("home.deals", "Name", views.Escape(views.OneLine(b.Board.Pipeline.Label(p.Language())))) + "*"}
		for _, stage := range b.Board.Stages {
			if stage.Count > 0 {
				lines = append(lines, views.BoardLine(p, views.Escape(views.OneLine(stage.Stage.Label(p.Language()))), stage))
			}
		}
		lines = append(lines, views.BoardLine(p, "*"+p.T("home.deals_total")+"*", b.Board.Total))
		blocks = append(append(blocks, views.Divider()), views.Sections(strings.Join(lines, "\n"))...)
		if said := views.MarkCounts(p, b.Marks); said != "" {
			blocks = append(blocks, views.Footnote(said))
		}
		for _, deal := range b.Page.Deals {
			line := views.MarkedDealLine(p, deal, b.Page.Marks[deal.ID], d.Today, "") + "\n*" + b.Page.Customers[deal.CustomerID].Code + "* " + views.Clip(views.Escape(views.OneLine(b.Page.Customers[deal.CustomerID].Name)), views.TimelineLine)
			button := views.OpenRecord(p, "deal", deal.Code)
			if d.MayEdit {
				button = views.RunButton("deal/"+deal.Code, "deal "+deal.Code+" edit", p.T("button.edit"))
			}
			blocks = append(blocks, views.SectionWith(line, button))
		}
	}
	if len(blocks) > 0 {
		blocks = append(blocks, views.Actions("", views.RunButton("board", "pipeline mine", p.T("home.board")), views.RunButton("cold", "cold", p.T("home.cold"))))
	}
	return blocks
}

// teamBoard is the chart of everybody's open deals, with their sum; nothing where there are none.
func teamBoard(p *i18n.Printer, board models.Board) []slack.Block {
	if board.Total.Count == 0 {
		return nil
	}
	title := p.T("home.team", "Name", board.Pipeline.Label(p.Language()))
	blocks := []slack.Block{views.Divider(), views.SectionWith("*"+views.Escape(views.OneLine(title))+"*\n"+views.BoardLine(p, p.T("home.deals_total"), board.Total), views.RunButton("team", "pipeline team", p.T("home.team_board")))}
	if chart := views.BoardChart(p, title, board.Together.Team, board); !chart.Empty() {
		blocks = append(blocks, chart.Bars())
	}
	return blocks
}

// myWeek shows a person's own numbers; nothing when there are none.
func myWeek(p *i18n.Printer, week []models.Figure) []slack.Block {
	if len(week) == 0 {
		return nil
	}
	return append([]slack.Block{views.Divider(), views.Section("*" + p.T("home.week") + "*")}, commands.FigureFields(p, week)...)
}

// myTargets shows how far a person is with their own targets; nothing where they have none.
func myTargets(p *i18n.Printer, list []models.TargetProgress) []slack.Block {
	if len(list) == 0 {
		return nil
	}
	return append([]slack.Block{views.Divider()}, views.Sections("*"+p.T("target.heading")+"*\n"+views.TargetLines(p, list, nil))...)
}
