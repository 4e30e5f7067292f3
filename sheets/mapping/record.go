package mapping

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Read returns what a row says. What is wrong at a cell leaves out its value and is among the faults, all at once; a row that names no
// customer is refused. Rules of the domain beyond the form of values (lengths, sensitive words, a day in the past) are for whoever saves it.
func (m Mapping) Read(row read.Row, f *Fields) Record {
	r := &reader{Mapping: m, fields: f, row: row, made: Record{Number: row.Number, Values: map[models.Field]string{}, Refused: row.Refused}}
	r.made.Notes = append(r.made.Notes, row.Notes...)
	if row.Refused != nil {
		return r.made
	}
	r.clean()
	for i := range m.Columns {
		r.column(&m.Columns[i])
	}
	r.several(models.FieldPhone)
	r.several(models.FieldEmail)
	r.contact()
	r.address()
	r.name()
	r.remarks()
	return r.made
}

// reader reads one row.
type reader struct {
	Mapping
	fields *Fields
	row    read.Row
	texts  []string // what stands in its cells, cleaned; "" for words that stand for nothing
	made   Record
}

func (r *reader) clean() {
	r.texts = make([]string, len(r.row.Cells))
	for i, cell := range r.row.Cells {
		if text := strings.TrimSpace(key.Clean(cell.Text)); !r.Empty[text] {
			r.texts[i] = text
		}
	}
}

// text is what stands in a column.
func (r *reader) text(c *Column) string {
	if c.Index >= len(r.texts) {
		return ""
	}
	return r.texts[c.Index]
}

func (r *reader) cell(c *Column) read.Cell { return r.row.Cells[c.Index] }

func (r *reader) fault(c *Column, err *models.Error) {
	r.made.Faults = append(r.made.Faults, Fault{c.Index, err})
}

// column reads a column that stands for itself; phones, emails, contacts and addresses are put together afterwards.
func (r *reader) column(c *Column) {
	text := r.text(c)
	if text == "" {
		if c.Use != ToNothing && c.Index < len(r.row.Cells) && r.cell(c).Kind == read.Error {
			r.fault(c, models.Invalid("", "error.row_formula"))
		}
		return
	}
	if c.Use != ToNothing && r.cell(c).Kind == read.Error {
		r.fault(c, models.Invalid("", "error.row_error", "Value", text))
		return
	}
	switch c.Use {
	case ToTags:
		r.made.Tags = append(r.made.Tags, tags(text, c.Split)...)
	case ToContact:
		put(&r.made.Further, c.Role, text)
	case ToDeal:
		r.deal(c, text)
	case ToNew:
		if value, ok := r.value(c, models.CustomField{Kind: c.Kind}.Spec().Type, text); ok {
			putAt(&r.made.New, c.Index, value)
		}
	case ToField:
		if !slices.Contains(severals, c.Field) {
			r.field(c, text)
		}
	}
}

func put(into *map[names.Role]string, role names.Role, value string) {
	if *into == nil {
		*into = map[names.Role]string{}
	}
	if before := (*into)[role]; before != "" {
		value = before + ", " + value
	}
	(*into)[role] = value
}

func putAt(into *map[int]string, at int, value string) {
	if *into == nil {
		*into = map[int]string{}
	}
	(*into)[at] = value
}

// tags splits a cell; what systems put before a group's name is taken off.
func tags(text, between string) []string {
	var list []string
	for part := range strings.SplitSeq(text, between) {
		part = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(part), "* "))
		if part != "" && !slices.Contains(list, part) {
			list = append(list, part)
		}
	}
	return list
}

func (r *reader) deal(c *Column, text string) {
	kind := models.TypeText
	switch c.Role {
	case names.DealAmount:
		kind = models.TypeNumber
	case names.DealClose:
		kind = models.TypeDate
	}
	if value, ok := r.value(c, kind, text); ok {
		put(&r.made.Deal, c.Role, value)
	}
}

// field reads the value of a field.
func (r *reader) field(c *Column, text string) {
	spec, known := r.fields.kind.Find(c.Field)
	if !known {
		return
	}
	switch {
	case spec.Type == models.TypeChoice || spec.Type == models.TypeChoices:
		text = r.chosen(c, spec, text)
		if text == "" {
			return
		}
	case spec.Key == models.FieldNextFollowUp:
		r.followUp(c, text)
		return
	default:
		value, ok := r.value(c, spec.Type, text)
		if !ok {
			return
		}
		text = value
	}
	r.made.Values[c.Field] = spec.Cleaned(text)
}

// chosen reads the values of a choice.
func (r *reader) chosen(c *Column, spec models.FieldSpec, text string) string {
	parts := []string{text}
	if spec.Type == models.TypeChoices {
		parts = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，;；、|", r) })
	}
	var chosen []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		value, sure, known := r.fields.choice(c.Field, part)
		if meant, mapped := c.Choices[key.Fold(part)]; mapped && !sure {
			value, known = meant, true
		} else if !sure {
			known = false
		}
		if !sure && spec.Custom == nil { // the word itself isn't lost
			putAt(&r.made.Left, c.Index, text)
		}
		switch {
		case known && value != "":
			chosen = append(chosen, value)
		case known: // a person said that it stands for nothing
		case spec.Custom != nil:
			r.fault(c, spec.Custom.UnknownOption(part))
			return ""
		default:
			r.fault(c, spec.Unknown(part, spec.Choices(r.fields.rules)))
			return ""
		}
	}
	text = strings.Join(chosen, ",")
	if spec.Custom != nil {
		text = spec.Custom.Canonical(text)
	}
	return text
}

// value reads a value by its type; what isn't one is a fault.
func (r *reader) value(c *Column, kind models.FieldType, text string) (value string, ok bool) {
	var err *models.Error
	switch kind {
	case models.TypeNumber:
		decimal := c.Decimal
		if r.cell(c).Kind == read.Number {
			decimal = "."
		}
		if value, err = number(text, decimal); err == nil && c.Unit != "" && figuresAlone(text) {
			value, err = models.ParseNumber(value + c.Unit)
		}
	case models.TypeDate:
		var at moment
		at, err = r.moment(c, text)
		value = at.day.String()
	case models.TypePerson:
		value = person(text)
	case models.TypeTime:
		value, err = timeOf(text)
	case models.TypeYesNo:
		var known bool
		if value, known = r.fields.yesNo(text); !known {
			err = models.Invalid("", "error.not_yes_no", "Field", c.Field, "Value", text)
		}
	case models.TypeText:
		value = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\t' }), " ")
	default:
		value = text
	}
	if err != nil {
		r.fault(c, err)
		return "", false
	}
	return value, true
}

// figuresAlone reports an amount that doesn't say itself in what it is counted.
func figuresAlone(text string) bool {
	return strings.Trim(bareAmount(text), "0123456789.,-+ ") == ""
}

var withID = regexp.MustCompile(`\(([UW][A-Z0-9]{2,20})\)$`)

// person is who is named: the ID alone where our own sheets have it behind the name.
func person(text string) string {
	if m := withID.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return text
}

func timeOf(text string) (string, *models.Error) {
	m := clockOnly.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil {
		return "", models.Invalid("", "error.bad_time", "Value", text)
	}
	at := clock(m[1], m[2], m[3])
	if at == "" && (atoi(m[1]) != 0 || m[2] != "00") {
		return "", models.Invalid("", "error.bad_time", "Value", text)
	}
	return string(at), nil
}

// moment reads a date by the order of its column.
func (r *reader) moment(c *Column, text string) (moment, *models.Error) {
	cell := r.cell(c)
	cell.Text = text
	w := dateOf(cell)
	if w.form == yearless && c.Field == models.FieldNextFollowUp {
		if day, ok := r.coming(text); ok {
			return moment{day: day}, nil
		}
	}
	day, wrong := w.in(c.Order)
	if wrong != "" {
		return moment{}, models.Invalid("", wrong, "Value", text)
	}
	return moment{day, w.moment.time}, nil
}

// coming is the next day of a date without a year, from today on.
func (r *reader) coming(text string) (models.Date, bool) {
	today := r.fields.rules.Today
	if today.IsZero() {
		return models.Date{}, false
	}
	read, err := when.Parse(text, when.Reference{Now: today.In(time.UTC), Locale: "zh"})
	if err != nil || read.Past {
		return models.Date{}, false
	}
	return models.DateOf(read.Day), true
}

// followUp reads the day of the next follow-up, and a time that stands with it.
func (r *reader) followUp(c *Column, text string) {
	at, err := r.moment(c, text)
	if err != nil {
		r.fault(c, err)
		return
	}
	r.made.Values[models.FieldNextFollowUp] = at.day.String()
	if at.time != "" && r.made.Values[models.FieldNextFollowUpTime] == "" {
		r.made.Values[models.FieldNextFollowUpTime] = string(at.time)
	}
}

// of are the columns that give a field, in the order in which they count.
func (r *reader) of(field models.Field) []*Column {
	var list []*Column
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Use == ToField && c.Field == field {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *Column) int { return a.Place - b.Place })
	return list
}

// several takes the first value of a field that is right; what its column is labelled as work or mobile goes before others.
func (r *reader) several(field models.Field) {
	columns := r.of(field)
	slices.SortStableFunc(columns, func(a, b *Column) int { return r.labelled(a) - r.labelled(b) })
	spec, _ := r.fields.kind.Find(field)
	for _, c := range columns {
		text := r.text(c)
		if text == "" || r.cell(c).Kind == read.Error {
			continue
		}
		value := spec.Cleaned(text)
		if before := r.made.Values[field]; before != "" {
			if c.Else != ToNothing && !same(field, before, value) {
				putAt(&r.made.Left, c.Index, text)
			}
			continue
		}
		if err := r.wrong(field, value, r.cell(c)); err != nil {
			if parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";；、,，/|\n", r) }); len(parts) > 1 && r.wrong(field, spec.Cleaned(parts[0]), read.Cell{}) == nil {
				r.made.Values[field] = spec.Cleaned(parts[0]) // several in one cell
				putAt(&r.made.Left, c.Index, strings.TrimSpace(strings.Join(parts[1:], "; ")))
				continue
			}
			r.fault(c, err)
			continue
		}
		r.made.Values[field] = value
	}
}

func same(field models.Field, a, b string) bool {
	if field == models.FieldPhone {
		return models.NormalisePhone(a) == models.NormalisePhone(b)
	}
	return models.NormaliseEmail(a) == models.NormaliseEmail(b)
}

// wrong is what is wrong with a phone or an email.
func (r *reader) wrong(field models.Field, value string, cell read.Cell) *models.Error {
	if field == models.FieldPhone && (cell.Spoilt || cell.Kind == read.Number && len(cell.Text) >= 10 && strings.HasSuffix(cell.Text, "0000000")) {
		return models.Invalid(field, "error.calculated_phone")
	}
	if field == models.FieldPhone {
		return models.RefusePhone(value)
	}
	return models.RefuseEmail(value)
}

// labelled is 0 for a value that its label calls work, mobile or main, else 1.
func (r *reader) labelled(c *Column) int {
	if c.Label == 0 || c.Label-1 >= len(r.row.Cells) {
		return 0
	}
	label := strings.ToLower(r.row.Cells[c.Label-1].Text)
	for _, good := range []string{"work", "mobile", "main", "工作", "手机"} {
		if strings.Contains(label, good) {
			return 0
		}
	}
	return 1
}

// contact is the whole name, else its parts put together.
func (r *reader) contact() {
	columns := r.of(models.FieldContactName)
	whole := ""
	var parts []string
	var from []*Column
	for _, c := range columns {
		text := r.text(c)
		switch {
		case text == "":
		case c.Role == names.ContactFirst, c.Role == names.ContactMiddle, c.Role == names.ContactLast:
			parts, from = append(parts, text), append(from, c)
		case whole == "":
			whole = text
		default:
			r.left(c, text, whole)
		}
	}
	switch {
	case whole != "":
		for i, c := range from {
			r.left(c, parts[i], whole)
		}
	case len(parts) > 0:
		whole = fullName(from, parts)
	default:
		return
	}
	r.made.Values[models.FieldContactName] = whole
}

// left keeps a value whose field another column has filled, unless it says nothing more.
func (r *reader) left(c *Column, text, whole string) {
	if c.Else != ToNothing && !strings.Contains(key.Fold(whole), key.Fold(text)) {
		putAt(&r.made.Left, c.Index, text)
	}
}

// fullName puts the parts of a name together: in Chinese the family name first, without a blank.
func fullName(from []*Column, parts []string) string {
	order := map[names.Role]int{names.ContactFirst: 1, names.ContactMiddle: 2, names.ContactLast: 3}
	han := isHan(strings.Join(parts, ""))
	if han {
		order[names.ContactLast] = 0
	}
	index := make([]int, len(parts))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int { return order[from[a].Role] - order[from[b].Role] })
	var sorted []string
	for _, i := range index {
		sorted = append(sorted, parts[i])
	}
	if han {
		return strings.Join(sorted, "")
	}
	return strings.Join(sorted, " ")
}

func isHan(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) && r != '·' })
}

// says reports a text with a letter or a digit in it.
func says(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// name makes sure that the row names a customer.
func (r *reader) name() {
	for _, field := range append([]models.Field{models.FieldName}, r.StandIn...) {
		if value := r.made.Values[field]; says(value) {
			r.made.Values[models.FieldName] = value
			return
		}
	}
	delete(r.made.Values, models.FieldName)
	for _, field := range []models.Field{models.FieldCompany, models.FieldContactName} {
		if value := r.made.Values[field]; len(r.StandIn) == 0 && says(value) {
			r.made.Values[models.FieldName] = value
			return
		}
	}
	r.made.Refused = models.Invalid(models.FieldName, "error.row_name")
}

// remarks points out what may be no customer, or can't be reached.
func (r *reader) remarks() {
	if r.made.Refused != nil {
		return
	}
	filled, columns := 0, 0
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Use != ToNothing {
			columns++
			filled += btoi(r.text(c) != "")
		}
	}
	if filled == 1 && columns > 3 {
		r.made.Notes = append(r.made.Notes, remark("notice.map_note"))
	}
	reachable := len(r.of(models.FieldPhone)) > 0 && len(r.of(models.FieldEmail)) > 0
	if reachable && r.made.Values[models.FieldPhone] == "" && r.made.Values[models.FieldEmail] == "" {
		r.made.Notes = append(r.made.Notes, remark("notice.map_unreachable"))
	}
}
