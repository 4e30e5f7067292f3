package pipeline

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// pageAction is the button that shows the next page of a board; its value says of which (pageValue). rowAction is the menu of a deal's row;
// an option's value is what to do, and the deal.
const (
	pageAction = "pipeline.page"
	rowAction  = "pipeline.row"
)

// What a row's menu does.
const (
	doOpen = "open"
	doMove = "move"
	doWin  = "won"
	doLose = "lost"
)

// shown is a page of a board as somebody sees it.
type shown struct {
	query     models.DealQuery
	board     models.Board
	marks     map[models.DealMark]int
	page      models.DealPage
	pipelines *models.Pipelines
	today     models.Date
	mayEdit   bool
	mayShare  bool
	names     map[string]string // what people are called, by user ID, where a whole channel reads it; else nil
	sharer    string            // who shares it there
}

// board is what the open deals of a pipeline are worth, stage by stage, and a page of them.
func board(p views.Reader, s shown) surface.Message {
	text := title(p.Printer, s)
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if s.board.Total.Count == 0 {
		none := "pipeline.none"
		if s.query.Mark != "" {
			none = "pipeline.none_marked"
		}
		blocks = append(blocks, views.Section(p.T(none)))
	} else {
		blocks = append(append(append(blocks, charts(p.Printer, s)...), views.Sections(strings.Join(stageLines(p.Printer, s.board), "\n"))...), marked(p.Printer, s)...)
		blocks = append(blocks, views.Divider())
	}
	for _, d := range s.page.Deals {
		blocks = append(blocks, row(p.Printer, s, d))
	}
	blocks = append(blocks, views.Actions("", buttons(p.Printer, s)...))
	if note := views.RatesNote(p.Printer, s.board.Together); note != "" {
		blocks = append(blocks, views.Footnote(note))
	}
	if s.sharer != "" {
		blocks = append(blocks, views.Footnote(p.T("pipeline.shared_by", "User", views.Mention(s.sharer))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// title says of which board it is.
func title(p *i18n.Printer, s shown) string {
	parts := []string{p.T("pipeline.title", "Name", views.Escape(views.OneLine(s.board.Pipeline.Label(p.Language()))))}
	if who := s.person(s.query.Owner); who != "" {
		parts = append(parts, who)
	}
	if s.query.Mark != "" {
		parts = append(parts, views.MarkText(p, s.query.Mark))
	}
	if !s.query.From.IsZero() {
		parts = append(parts, p.T("pipeline.closing", "From", views.Day(p, s.query.From), "To", views.Day(p, s.query.To)))
	}
	return strings.Join(parts, " · ")
}

// person is somebody as the board's readers see them: a mention, or where a whole channel reads it, their name.
func (s shown) person(id string) string {
	switch {
	case id == "":
		return ""
	case s.names == nil:
		return views.Mention(id)
	}
	return views.Escape(views.OneLine(s.names[id]))
}

// stageLines are the stages, each in a line, and what they are worth together.
func stageLines(p *i18n.Printer, b models.Board) []string {
	var lines []string
	for _, stage := range b.Stages {
		lines = append(lines, views.BoardLine(p, "*"+views.Escape(views.OneLine(stage.Stage.Label(p.Language())))+"*", stage))
	}
	lines = append(lines, views.BoardLine(p, "*"+p.T("pipeline.total")+"*", b.Total))
	if line := togetherLine(p, b.Together); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// togetherLine is what all amounts that have a rate are worth in the team's currency; "" where it says nothing that isn't said already.
func togetherLine(p *i18n.Printer, together models.Converted) string {
	if len(together.Rates) == 0 {
		return ""
	}
	return "≈ " + views.BoardWorth(p, together.Worth)
}

// marked says how many deals are to be looked after; nothing where none is.
func marked(p *i18n.Printer, s shown) []slack.Block {
	if said := views.MarkCounts(p, s.marks); said != "" {
		return []slack.Block{views.Footnote(said)}
	}
	return nil
}

// row is a deal in a line with its marks and customer, and its menu; for a channel, with a button that opens it for whoever presses it.
func row(p *i18n.Printer, s shown, d models.Deal) slack.Block {
	c := s.page.Customers[d.CustomerID]
	if s.names != nil {
		c.Name = c.PublicName()
	}
	whose := s.person(d.Owner)
	if s.query.Owner != "" { // said above
		whose = ""
	}
	line := views.MarkedDealLine(p, d, s.page.Marks[d.ID], s.today, whose) + "\n*" + c.Code + "* " + views.Clip(views.Escape(views.OneLine(c.Name)), views.TimelineLine)
	if s.names != nil || !s.mayEdit {
		return views.SectionWith(line, views.OpenRecord(p, "deal", d.Code))
	}
	block := views.SectionWith(line, menu(p, s, d))
	block.BlockID = fmt.Sprintf("%s/%d.%d/%s", rowAction, d.ID, d.Version, pageValue(s.query, s.query.After))
	if len(block.BlockID) > views.MaxBlockID { // the board is shown anew from its beginning
		block.BlockID = fmt.Sprintf("%s/%d.%d/%s", rowAction, d.ID, d.Version, pageValue(s.query, ""))
	}
	return block
}

// readRowBlock reads from a row's block_id on which page of which board it stands.
func readRowBlock(block string) (models.DealQuery, bool) {
	parts := strings.SplitN(block, "/", 3)
	if len(parts) != 3 || parts[0] != rowAction {
		return models.DealQuery{}, false
	}
	return readPage(parts[2])
}

// menu opens a deal, moves it to another open stage of its pipeline, or closes it.
func menu(p *i18n.Printer, s shown, d models.Deal) slack.BlockElement {
	options := []*slack.OptionBlockObject{views.Option(doOpen+" "+d.Code, p.T("button.open"))}
	pipeline, _ := s.pipelines.Find(d.PipelineID)
	for _, stage := range pipeline.Offered(models.StageOpen) {
		if stage.ID != d.StageID {
			options = append(options, views.Option(fmt.Sprintf("%s %d:%d:%d", doMove, d.ID, d.Version, stage.ID), "→ "+stage.Label(p.Language())))
		}
	}
	options = append(options, views.Option(doWin+" "+d.Code, "🏆 "+p.T("pipeline.won")), views.Option(doLose+" "+d.Code, p.T("pipeline.lost")))
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("pipeline.menu"), views.MaxOption), rowAction, options...)
}

// buttons lead to other boards, and to the next page.
func buttons(p *i18n.Printer, s shown) []slack.BlockElement {
	if s.names != nil {
		return []slack.BlockElement{views.RunButton("mine", "pipeline mine", p.T("button.pipeline_mine"))}
	}
	whose, other := "team", views.RunButton("mine", "pipeline mine", p.T("button.pipeline_mine"))
	if s.query.Owner != "" {
		whose, other = views.Mention(s.query.Owner), views.RunButton("team", "pipeline team", p.T("button.pipeline_team"))
	}
	words := []string{"pipeline", whose}
	if !s.query.From.IsZero() {
		words = append(words, s.query.From.String()+".."+s.query.To.String())
	}
	list := []slack.BlockElement{other}
	for _, mark := range models.DealMarks() {
		if s.marks[mark] > 0 && s.query.Mark != mark {
			list = append(list, views.RunButton(string(mark), strings.Join(append(words, string(mark)), " ")+named(s), views.MarkText(p, mark)))
		}
	}
	if s.query.Mark != "" {
		words = append(words, string(s.query.Mark))
	}
	if s.mayShare && s.board.Total.Count > 0 {
		list = append(list, views.RunButton("share", strings.Join(append(words, "share"), " ")+named(s), p.T("button.share")))
	}
	if s.page.Next != "" {
		list = append(list, views.Button(pageAction, pageValue(s.query, s.page.Next), p.T("button.more")))
	}
	return list
}

// named names a board's pipeline behind a command, where it isn't the first.
func named(s shown) string {
	if entry, known := s.pipelines.Entry(); known && entry.PipelineID == s.board.Pipeline.ID {
		return ""
	}
	return " " + commands.Kept(s.board.Pipeline.LabelEN)
}
