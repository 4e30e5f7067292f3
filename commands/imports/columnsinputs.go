package imports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/read"
	"github.com/guanxi-crm/guanxi/views"
)

// columnInputs ask what a column is, and what is asked of it besides.
func (f columnsForm) columnInputs(i int) []slack.Block {
	c, at := f.in.Mapping.Columns[i], strconv.Itoa(i)
	hint := []string{f.samples(c)}
	for _, doubt := range c.Doubts {
		hint = append(hint, "⚠️ "+plainRemark(f.Printer, doubt))
	}
	options, chosen := f.targets, f.target(i)
	if !slices.ContainsFunc(options, func(o *slack.OptionBlockObject) bool { return o.Value == chosen }) {
		chosen = asIs
	}
	if chosen == asIs {
		options = append([]*slack.OptionBlockObject{views.Option(asIs, f.asItIs(c))}, options...)
	}
	options = options[:min(len(options), maxMenu)]
	blocks := []slack.Block{menu(useBlock+at, f.called(i), strings.Join(hint, "\n"), options, chosen)}
	if asks(c, "notice.map_order") {
		blocks = append(blocks, menu(orderBlock+at, f.T("import.ask_order", "Name", c.Name), "", f.orderOptions(), string(c.Order)))
	}
	if asks(c, "notice.map_decimal") {
		blocks = append(blocks, menu(decimalBlock+at, f.T("import.ask_decimal", "Name", c.Name), "", []*slack.OptionBlockObject{
			views.Option(".", f.T("import.decimal_point")), views.Option(",", f.T("import.decimal_comma")),
		}, c.Decimal))
	}
	if asks(c, "notice.map_unit") {
		blocks = append(blocks, menu(unitBlock+at, f.T("import.ask_unit", "Name", c.Name), "", []*slack.OptionBlockObject{
			views.Option(unitKeep, f.T("import.unit_keep", "Unit", c.Unit)), views.Option(unitNone, f.T("import.unit_none")),
		}, unitKeep))
	}
	return append(blocks, f.wordInputs(i)...)
}

func (f columnsForm) orderOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, order := range orders {
		options = append(options, views.Option(string(order), f.T("import.order_"+string(order))))
	}
	return options
}

// wordInputs ask what words of a choice mean that aren't its values.
func (f columnsForm) wordInputs(i int) []slack.Block {
	c := f.in.Mapping.Columns[i]
	spec, found := f.in.Spec(i)
	if c.Use != mapping.ToField && c.Use != mapping.ToRecord || !found || !asks(c, "notice.map_choices") {
		return nil
	}
	options := []*slack.OptionBlockObject{views.Option(wordNothing, f.T("import.word_nothing"))}
	if spec.Custom != nil {
		for _, o := range spec.Custom.Offered("") {
			options = append(options, views.Option(wordNothing+o.Key, o.Label(f.Language())))
		}
	} else {
		for _, value := range spec.Choices(f.rules) {
			options = append(options, views.Option(wordNothing+value, f.T(spec.Words+value)))
		}
	}
	options = options[:min(len(options), maxMenu)]
	var blocks []slack.Block
	for n, word := range c.Unknown[:min(len(c.Unknown), maxWords)] {
		label := f.T("import.ask_word", "Word", views.Clip(views.OneLine(word), maxSample), "Name", c.Name)
		chosen := ""
		if means, suggested := c.Choices[key.Fold(word)]; suggested {
			chosen = wordNothing + means
		}
		blocks = append(blocks, views.Optional(menu(wordBlock+strconv.Itoa(i)+"."+strconv.Itoa(n), label, "", options, chosen)))
	}
	return blocks
}

// emptyWords are the words of which it was asked whether they count as empty, in their order; nil where it wasn't asked.
func (f columnsForm) emptyWords() []string {
	if !slices.ContainsFunc(f.in.Mapping.Doubts, func(d mapping.Remark) bool { return d.Key == "notice.map_nothing" }) {
		return nil
	}
	var words []string
	for word := range f.in.Mapping.Empty {
		words = append(words, word)
	}
	slices.Sort(words)
	return words[:min(len(words), 10)] // options of checkboxes
}

func (f columnsForm) emptyInput(words []string) slack.Block {
	var options, on []*slack.OptionBlockObject
	for n, word := range words {
		option := views.Option(strconv.Itoa(n), word)
		options = append(options, option)
		if f.in.Mapping.Empty[word] {
			on = append(on, option)
		}
	}
	boxes := slack.NewCheckboxGroupsBlockElement(views.FieldAction, options...)
	boxes.InitialOptions = on
	return views.Optional(slack.NewInputBlock(emptyBlock, views.Plain(f.T("import.ask_empty"), maxLabel), nil, boxes))
}

// moreInputs let one more column be decided where not all are shown.
func (f columnsForm) moreInputs() []slack.Block {
	if len(f.shown) == len(f.in.Mapping.Columns) {
		return nil
	}
	var options []*slack.OptionBlockObject
	for i := range f.in.Mapping.Columns {
		if !slices.Contains(f.shown, i) && len(options) < maxMenu {
			options = append(options, views.Option(strconv.Itoa(i), f.called(i)+" → "+f.named(i)))
		}
	}
	return []slack.Block{
		views.Section(f.Count("import.columns_more", len(f.in.Mapping.Columns)-len(f.shown))),
		views.Optional(menu(moreBlock, f.T("import.ask_more"), "", options, "")),
		views.Optional(menu(moreUseBlock, f.T("import.ask_more_use"), "", f.targets, "")),
	}
}

// sheetInputs ask which sheet is meant, where there are several.
func (f columnsForm) sheetInputs() []slack.Block {
	var options []*slack.OptionBlockObject
	for i, sheet := range f.in.Book.Sheets() {
		if !sheet.Hidden && len(options) < maxMenu {
			options = append(options, views.Option(strconv.Itoa(i), sheet.Name))
		}
	}
	if len(options) < 2 {
		return nil
	}
	return []slack.Block{menu(sheetBlock, f.T("import.ask_sheet"), f.T("import.ask_reading"), options, strconv.Itoa(f.in.Args.Sheet))}
}

// kindInput asks what each row is.
func (f columnsForm) kindInput() slack.Block {
	var options []*slack.OptionBlockObject
	for _, kind := range models.ImportKinds() {
		options = append(options, views.Option(string(kind), f.T("import.kind_"+string(kind))))
	}
	return menu(kindBlock, f.T("import.ask_kind"), f.T("import.ask_reading"), options, string(f.in.Mapping.Rows()))
}

// campaignInput asks whose members rows are that name no campaign.
func (f columnsForm) campaignInput() slack.Block {
	input := views.CampaignInput(f.Printer, models.FieldMemberCampaign)
	input.Hint = views.Plain(f.T("import.campaign_hint"), maxLabel)
	if element, is := input.Element.(*slack.SelectBlockElement); is && f.campaign.ID != 0 {
		element.InitialOption = views.Option(views.Itoa(f.campaign.ID), views.CampaignChoice(f.campaign))
	}
	return input
}

// textInputs ask how the text of a CSV file is read.
func (f columnsForm) textInputs() []slack.Block {
	if !isCSV(f.in) {
		return nil
	}
	var encodings, between []*slack.OptionBlockObject
	for _, encoding := range read.Encodings() {
		encodings = append(encodings, views.Option(encoding, encoding))
	}
	for _, name := range []string{"comma", "semicolon", "tab", "bar"} {
		between = append(between, views.Option(name, f.T("import.separator_"+name)))
	}
	return []slack.Block{
		menu(encodingBlock, f.T("import.ask_encoding"), f.T("import.ask_reading"), encodings, f.in.Book.Encoding),
		views.Optional(menu(separatorBlock, f.T("import.ask_separator"), "", between, separatorName(f.in.Book.Separator))),
	}
}
