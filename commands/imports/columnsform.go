package imports

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// columnsModal is the callback ID of the form of the columns.
const columnsModal = "import.columns.form"

// The block_ids of the form. Those of a column end with its number.
const (
	useBlock       = "use."
	orderBlock     = "order."
	decimalBlock   = "decimal."
	unitBlock      = "unit."
	wordBlock      = "word." // and, behind the column's, the word's number
	moreBlock      = "more"
	moreUseBlock   = "more_use"
	emptyBlock     = "empty"
	sheetBlock     = "sheet"
	kindBlock      = "kind"
	encodingBlock  = "encoding"
	separatorBlock = "separator"
)

// What a column may become, as values of its menu. A field's begins with toField.
const (
	toField  = "field:"
	asTags   = "tags"
	asNew    = "new"
	notTaken = "nothing"
	asIs     = "as_it_is" // what the menu has no other value for: a further contact
)

// unitNone says that numbers are counted in ones; wordNothing begins the values of what a word means.
const (
	unitKeep    = "keep"
	unitNone    = "none"
	wordNothing = "="
)

// How much the form asks: a view has 100 blocks and 250 kB at most (docs.slack.dev/surfaces/modals).
const (
	maxAsked   = 20   // columns
	maxOptions = 1500 // of the menus of all columns together
	maxWords   = 5    // of a choice, at a time
	maxMenu    = 100  // options of a menu
)

// columnsForm asks what the columns of a file are.
type columnsForm struct {
	views.Reader
	in      *incoming.Incoming
	custom  *models.CustomFields
	rules   models.Rules
	makes   bool // whether they may make custom fields
	targets []*slack.OptionBlockObject
	shown   []int // the columns that it asks about

	campaign models.Campaign // whose members rows are that name none; without ID there is none
}

// room is how many columns fit.
func (f columnsForm) room() int { return max(1, min(maxAsked, maxOptions/max(len(f.targets), 1))) }

// allTargets are what a column may become.
func (f columnsForm) allTargets() []*slack.OptionBlockObject {
	options := []*slack.OptionBlockObject{views.Option(notTaken, f.T("import.use_nothing"))}
	if kind := f.in.Mapping.Rows(); kind.Records() {
		return append(options, f.recordTargets(kind)...)
	}
	if f.makes {
		options = append(options, views.Option(asNew, f.T("import.use_new")))
	}
	for _, field := range models.ImportDealFields() {
		options = append(options, views.Option(toField+string(field), f.label(field)))
	}
	for _, spec := range models.Customers.With(f.custom).Fields {
		switch {
		case spec.Given && spec.Key != models.FieldCode, spec.Retired(), spec.Type == models.TypeTags, spec.Sheet == models.NoColumn:
			continue
		case len(options) == maxMenu-1:
			continue
		}
		options = append(options, views.Option(toField+string(spec.Key), f.label(spec.Key)))
	}
	return append(options, views.Option(asTags, f.label(models.FieldTags)))
}

// recordTargets are what a column of a list of records may give: the record, or its customer where that is new.
func (f columnsForm) recordTargets(kind models.ImportKind) (options []*slack.OptionBlockObject) {
	var given []models.Field
	if kind.OfCustomers() {
		given = append(given, models.FieldCode, models.FieldName)
	}
	given = append(given, kind.Rows()...)
	for _, custom := range f.rules.Further.Active() {
		if custom.Of() == kind.Kind().Entity {
			given = append(given, kind.Gives(custom.Key()))
		}
	}
	for _, spec := range models.Customers.Fields {
		if !spec.Given && spec.Sheet != models.NoColumn && f.in.OfCustomerAlone(spec.Key) && !slices.Contains(given, spec.Key) {
			given = append(given, spec.Key)
		}
	}
	for _, field := range given[:min(len(given), maxMenu-2)] { // asIs comes before
		options = append(options, views.Option(toField+string(field), f.label(field)))
	}
	return options
}

// label is what a field is called.
func (f columnsForm) label(field models.Field) string { return views.FieldLabel(f.Printer, field) }

// target is what a column is now, as a value of its menu.
func (f columnsForm) target(i int) string {
	c := f.in.Mapping.Columns[i]
	switch c.Use {
	case mapping.ToField:
		return toField + string(c.Field)
	case mapping.ToTags:
		return asTags
	case mapping.ToNew:
		if slices.ContainsFunc(f.in.Args.NewFields, func(n models.NewField) bool { return n.Column == i }) {
			return asNew
		}
		return notTaken
	case mapping.ToRecord:
		return toField + string(c.Role)
	case mapping.ToContact:
		return asIs
	}
	return notTaken
}

// single reports what one column only can give.
func (f columnsForm) single(to string) bool {
	field, isField := strings.CutPrefix(to, toField)
	several := []models.Field{models.FieldPhone, models.FieldEmail, models.FieldAddress, models.FieldContactName}
	return isField && !slices.Contains(several, models.Field(field))
}

// modal is the form.
func (f columnsForm) modal() surface.Modal {
	text := "import.columns_text"
	if f.campaign.ID != 0 { // what is said of one list of members is kept for no other
		text = "import.columns_once"
	}
	blocks := []slack.Block{views.Section(f.T(text, "File", fileName(f.in.Name)))}
	blocks = append(append(blocks, f.sheetInputs()...), f.kindInput())
	if f.in.Mapping.Rows() == models.ImportMembers {
		blocks = append(blocks, f.campaignInput())
	}
	for _, doubt := range f.in.Mapping.Doubts {
		if doubt.Key != "notice.map_nothing" && doubt.Key != mapping.TakenAs(f.in.Mapping.Rows()) {
			blocks = append(blocks, views.Section("⚠️ "+remarkText(f.Printer, doubt)))
		}
	}
	for _, i := range f.shown {
		blocks = append(blocks, f.columnInputs(i)...)
	}
	if words := f.emptyWords(); len(words) > 0 {
		blocks = append(blocks, f.emptyInput(words))
	}
	blocks = append(blocks, f.moreInputs()...)
	blocks = append(blocks, f.textInputs()...)
	return surface.Modal{
		Callback: columnsModal, Title: f.T("modal.import_columns.title"), Submit: f.T("button.import_look"), Close: f.T("button.cancel"), Blocks: blocks,
	}
}

// menu is a menu of options, with one chosen.
func menu(block, label, hint string, options []*slack.OptionBlockObject, chosen string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, views.FieldAction, options...)
	for _, option := range options {
		if option.Value == chosen {
			element.InitialOption = option
		}
	}
	input := slack.NewInputBlock(block, views.Plain(label, maxLabel), nil, element)
	if hint != "" {
		input.Hint = views.Plain(hint, maxLabel)
	}
	return input
}

// maxLabel keeps labels and hints short enough to be read.
const maxLabel = 500

// questions begin the keys of doubts that a person must be asked about; the others only say what was done.
var questions = []string{
	"notice.map_order", "notice.map_decimal", "notice.map_unit", "notice.map_choices", "notice.map_second", "notice.map_salutation", "notice.map_past", "notice.map_yearless", "notice.map_no_",
}

// doubtful reports a column of which somebody must be asked something.
func doubtful(c mapping.Column) bool {
	return slices.ContainsFunc(questions, func(key string) bool { return asks(c, key) })
}

// finish writes what was decided into the arguments, and of which columns somebody must be asked something still.
func finish(in *incoming.Incoming) error {
	if err := in.Finish(); err != nil {
		return err
	}
	in.Args.Unsure = nil
	for _, c := range in.Mapping.Columns {
		if doubtful(c) {
			in.Args.Unsure = append(in.Args.Unsure, c.Index)
		}
	}
	return nil
}

// asks reports a question about a column, by how its key begins.
func asks(c mapping.Column, key string) bool {
	return slices.ContainsFunc(c.Doubts, func(d mapping.Remark) bool { return strings.HasPrefix(d.Key, key) })
}

// called is a column's name with its letter.
func (f columnsForm) called(i int) string {
	letter, name := f.in.Header.Columns[i].Letter, views.OneLine(f.in.Mapping.Columns[i].Name)
	if name == "" || name == letter {
		return f.T("import.column_letter", "Letter", letter)
	}
	return f.T("import.column", "Name", name, "Letter", letter)
}

// maxSample is how much of a value is shown, in UTF-16 units.
const maxSample = 40

// samples are up to three values of a column.
func (f columnsForm) samples(c mapping.Column) string {
	var shown []string
	for _, sample := range c.Samples[:min(len(c.Samples), 3)] {
		shown = append(shown, views.Clip(views.OneLine(sample), maxSample))
	}
	if len(shown) == 0 {
		return f.T("import.no_samples")
	}
	return f.T("import.samples", "Values", strings.Join(shown, " · "))
}

// asItIs is what a column is that the menu has no other value for.
func (f columnsForm) asItIs(c mapping.Column) string { return useText(f.Printer, c) }

// useText is what becomes of a column that gives no field.
func useText(p *i18n.Printer, c mapping.Column) string {
	if c.Use == mapping.ToTags {
		return views.FieldLabel(p, models.FieldTags)
	}
	if key := "import.use_" + strings.ReplaceAll(string(c.Role), ".", "_"); p.Has(key) {
		return p.T(key)
	}
	return p.T("import.use_as_it_is")
}

// named is what a column becomes, in words.
func (f columnsForm) named(i int) string {
	c := f.in.Mapping.Columns[i]
	switch to := f.target(i); to {
	case asTags:
		return f.label(models.FieldTags)
	case asNew:
		return f.T("import.use_new")
	case asIs:
		return f.asItIs(c)
	case notTaken:
		return f.T("import.use_nothing")
	}
	return f.label(models.Field(strings.TrimPrefix(f.target(i), toField)))
}
