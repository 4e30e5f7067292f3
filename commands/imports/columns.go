package imports

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/read"
	"github.com/guanxi-crm/guanxi/views"
)

// asking is what the form of the columns remembers.
type asking struct {
	Preview int64 `json:"p"`
	Columns []int `json:"c"` // that it shows
}

// readAtOnce is how many rows are read while somebody waits for a form.
const readAtOnce = 50_000

// askColumns asks what columns are, with some of their values: first those that aren't sure.
func (h handlers) askColumns(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	t, args, err := h.previewOf(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if _, found := h.looks.get(keyOf(args)); !found && args.Rows > readAtOnce {
		reply := commands.Say(views.Notice("🔎 " + cl.Printer.T("import.reading_again", "File", fileName(t.Title))))
		reply.Later = func(ctx context.Context, _ bot.Far) (bot.Reply, error) {
			_, err := h.looked(ctx, cl, args, t.Title)
			return bot.Reply{}, err
		}
		return reply, nil
	}
	in, err := h.looked(ctx, cl, args, t.Title)
	if err != nil {
		return bot.Reply{}, err
	}
	f, err := h.questions(ctx, cl, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(f.modal(), commands.Pack(asking{t.ID, f.shown})), nil
}

// questions prepares the form for a reader.
func (h handlers) questions(ctx context.Context, cl commands.Call, in *incoming.Incoming) (f columnsForm, err error) {
	f = columnsForm{Reader: cl.Reader(), in: in, makes: cl.Actor.May(models.MayManageFields), custom: h.CRM.Fields()}
	f.rules = h.CRM.Rules(cl.User.Zone.String())
	f.targets = f.allTargets()
	f.shown = f.order()
	if in.Args.Campaign != "" && in.Mapping.Rows() == models.ImportMembers {
		f.campaign, err = h.CRM.CampaignCalled(ctx, cl.Actor, in.Args.Campaign)
	}
	return f, err
}

// takeCampaign takes the campaign whose members rows are that name none.
func (h handlers) takeCampaign(ctx context.Context, cl commands.Call, in *incoming.Incoming) error {
	if in.Mapping.Rows() != models.ImportMembers {
		return nil
	}
	in.Args.Campaign = ""
	chosen := cl.Form.Get(string(models.FieldMemberCampaign))
	if chosen == "" {
		return nil
	}
	id, err := commands.ParseID(chosen)
	if err != nil {
		return err
	}
	campaign, err := h.CRM.Campaign(ctx, cl.Actor, id)
	in.Args.Campaign = campaign.Code
	return err
}

// submitColumns looks again with what was decided.
func (h handlers) submitColumns(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form asking
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	cl.Value = views.Itoa(form.Preview)
	t, args, err := h.previewOf(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in, err := h.looked(ctx, cl, args, t.Title)
	if err != nil {
		return bot.Reply{}, err
	}
	if another, is := otherReading(cl, in); is {
		return h.begin(ctx, cl, another, "modal import.columns")
	}
	f, err := h.questions(ctx, cl, in)
	if err != nil {
		return bot.Reply{}, err
	}
	f.shown = slices.DeleteFunc(form.Columns, func(i int) bool { return i < 0 || i >= len(in.Mapping.Columns) })
	if wrong := f.decide(cl.Form); len(wrong) > 0 {
		return bot.Reply{Errors: wrong}, nil
	}
	if err := h.takeCampaign(ctx, cl, in); err != nil {
		return bot.Reply{}, err
	}
	if err := finish(in); err != nil {
		return bot.Reply{}, err
	}
	if err := h.start(ctx, cl, cl.Operation("modal import.columns"), models.Task{Mode: models.TaskPreview, Title: t.Title}, in.Args); err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, looking(cl.Printer, t.Title)), nil
}

// otherReading is how the file is to be read instead: another sheet, kind, encoding or separator. What was decided of its columns doesn't hold
// then.
func otherReading(cl commands.Call, in *incoming.Incoming) (models.ImportArgs, bool) {
	args := models.ImportArgs{File: in.Args.File, Duplicates: in.Args.Duplicates, Owner: in.Args.Owner, Sheet: in.Args.Sheet, Encoding: in.Args.Encoding, Separator: in.Args.Separator, Chosen: in.Args.Chosen, Campaign: in.Args.Campaign, MemberState: in.Args.MemberState}
	if sheet := cl.Form.Get(sheetBlock); sheet != "" {
		if n, err := strconv.Atoi(sheet); err == nil && n >= 0 && n < len(in.Book.Sheets()) {
			args.Sheet, args.Chosen = n, true
		}
	}
	args.Of = in.Args.Of
	if kind := models.ImportKind(cl.Form.Get(kindBlock)); slices.Contains(models.ImportKinds(), kind) {
		args.Of = kind
	}
	if encoding := cl.Form.Get(encodingBlock); encoding != "" && encoding != in.Book.Encoding {
		args.Encoding = encoding
	}
	if between := cl.Form.Get(separatorBlock); between != "" && between != separatorName(in.Book.Separator) {
		args.Separator = separators[between]
	}
	return args, args.Sheet != in.Args.Sheet || args.Of != in.Args.Of || args.Encoding != in.Args.Encoding || args.Separator != in.Args.Separator
}

// separators are what may stand between the cells of a CSV file, by the names that the form has for them.
var separators = map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}

// separatorName is the name of a separator; "" for one that the form doesn't offer.
func separatorName(separator rune) string {
	for name, text := range separators {
		if text == string(separator) {
			return name
		}
	}
	return ""
}

// order is which columns the form shows: those that somebody is asked about, then those that nothing is made of yet, then the others; as many
// as fit.
func (f columnsForm) order() []int {
	var asked, open, others []int
	for i, c := range f.in.Mapping.Columns {
		switch {
		case doubtful(c):
			asked = append(asked, i)
		case f.target(i) == notTaken && c.Filled > 0:
			open = append(open, i)
		default:
			others = append(others, i)
		}
	}
	all := slices.Concat(asked, open, others)
	return all[:min(len(all), f.room())]
}

// decide takes over what was entered. It returns what is wrong by the block at which it stands.
func (f columnsForm) decide(form bot.Form) map[string]string {
	wrong := map[string]string{}
	chosen := map[string]int{} // columns by the field that they give, of those for which one is chosen here
	for _, i := range f.shown {
		to := form.Get(useBlock + strconv.Itoa(i))
		if to == "" {
			to = f.target(i)
		}
		if before, twice := chosen[to]; twice && f.single(to) {
			wrong[useBlock+strconv.Itoa(i)] = f.T("import.columns_twice", "Name", f.in.Mapping.Columns[before].Name)
			continue
		}
		chosen[to] = i
	}
	if len(wrong) > 0 {
		return wrong
	}
	for _, i := range f.shown {
		f.decideColumn(form, i, form.Get(useBlock+strconv.Itoa(i)))
	}
	if more, err := strconv.Atoi(form.Get(moreBlock)); err == nil && more >= 0 && more < len(f.in.Mapping.Columns) && !slices.Contains(f.shown, more) {
		f.decideColumn(form, more, form.Get(moreUseBlock))
	}
	f.decideEmpty(form)
	for _, doubt := range f.in.Mapping.Doubts {
		if mapping.Nameless(doubt) && len(f.shown) > 0 {
			why := f.T("import.columns_no_name")
			if f.in.Mapping.Rows() == models.ImportCampaigns {
				why = plainRemark(f.Printer, doubt)
			}
			wrong[useBlock+strconv.Itoa(f.shown[0])] = why
		}
	}
	return wrong
}

// decideColumn lets a column be what was chosen, and answers what was asked of it.
func (f columnsForm) decideColumn(form bot.Form, i int, to string) {
	if to != "" && to != f.target(i) {
		f.in.Args.NewFields = slices.DeleteFunc(f.in.Args.NewFields, func(n models.NewField) bool { return n.Column == i })
		switch field, isField := strings.CutPrefix(to, toField); {
		case isField:
			use := mapping.ToField
			if _, _, ofRecord := models.GivenBy(models.Field(field)); ofRecord {
				use = mapping.ToRecord
			}
			f.in.Decide(i, use, models.Field(field))
		case to == asTags:
			f.in.Decide(i, mapping.ToTags, "")
		case to == asNew && f.makes:
			f.in.Take(i)
		case to == notTaken:
			f.in.Decide(i, mapping.ToNothing, "")
		}
	}
	c := &f.in.Mapping.Columns[i]
	at := strconv.Itoa(i)
	if order := mapping.Order(form.Get(orderBlock + at)); slices.Contains(orders, order) {
		c.Order = order
	}
	if decimal := form.Get(decimalBlock + at); decimal == "." || decimal == "," {
		c.Decimal = decimal
	}
	if form.Get(unitBlock+at) == unitNone {
		c.Unit = ""
	}
	for n, word := range c.Unknown {
		if means := form.Get(wordBlock + at + "." + strconv.Itoa(n)); means != "" {
			if c.Choices == nil {
				c.Choices = map[string]string{}
			}
			c.Choices[key.Fold(word)] = strings.TrimPrefix(means, wordNothing)
		}
	}
	c.Doubts = nil
}

// decideEmpty says which words count as empty, where that was asked.
func (f columnsForm) decideEmpty(form bot.Form) {
	words := f.emptyWords()
	if len(words) == 0 {
		return
	}
	for n, word := range words {
		f.in.Mapping.Empty[word] = slices.Contains(form[emptyBlock], strconv.Itoa(n))
	}
}

// orders are the orders of dates, as the form shows them.
var orders = []mapping.Order{mapping.DayFirst, mapping.MonthFirst, mapping.YearFirst}

// isCSV reports a file of which encoding and separator may be chosen.
func isCSV(in *incoming.Incoming) bool { return in.Book.Format == read.CSV }
