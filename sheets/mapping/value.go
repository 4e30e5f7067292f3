package mapping

import (
	"regexp"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

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
		value, sure, known := r.fields.choice(c.gives(), part)
		if meant, mapped := c.Choices[key.Fold(part)]; mapped && !sure {
			value, known = meant, true
		} else if !sure {
			known = false
		}
		if !sure && spec.Custom == nil && c.Use == ToField { // the word itself isn't lost
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
			r.fault(c, unknownWord(spec, part, spec.Choices(r.fields.rules)))
			return ""
		}
	}
	text = strings.Join(chosen, ",")
	if spec.Custom != nil {
		text = spec.Custom.Canonical(text)
	}
	return text
}

// unknownWord refuses a word that is no value of a choice.
func unknownWord(spec models.FieldSpec, word string, among []string) *models.Error {
	if spec.Unknown == nil { // people don't choose it elsewhere
		return models.Invalid(spec.Key, "error.import_word", "Value", models.Shorten(word, 60), "Field", spec.Key)
	}
	return spec.Unknown(word, among)
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
	case models.TypeInstant:
		value, err = r.instant(c, text)
	case models.TypePerson:
		value = person(text)
	case models.TypeTime:
		value, err = timeOf(text)
	case models.TypeYesNo:
		var known bool
		if value, known = r.fields.yesNo(text); !known {
			err = models.Invalid("", "error.not_yes_no", "Field", c.called(), "Value", text)
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

// called is the field of a column, for a sentence; the column's name where it is to become one.
func (c *Column) called() any {
	if c.Field == "" {
		return c.Name
	}
	return c.Field
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
