package commands

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
)

// What a filter may ask of any field, by the words for it.
var presenceWords = map[string]models.MatchBy{
	"none": models.MatchNone, "empty": models.MatchNone, "blank": models.MatchNone, "unset": models.MatchNone, "unassigned": models.MatchNone,
	"无": models.MatchNone, "没有": models.MatchNone, "空": models.MatchNone, "空白": models.MatchNone, "为空": models.MatchNone, "未填": models.MatchNone,
	"未填写": models.MatchNone, "未设置": models.MatchNone, "未分配": models.MatchNone, "未安排": models.MatchNone,
	"any": models.MatchAny, "some": models.MatchAny, "set": models.MatchAny, "有": models.MatchAny, "任意": models.MatchAny, "非空": models.MatchAny,
	"不为空": models.MatchAny, "已填": models.MatchAny, "已填写": models.MatchAny, "已设置": models.MatchAny, "已分配": models.MatchAny, "已安排": models.MatchAny,
}

// MeansNone reports a word for none.
func MeansNone(word string) bool {
	return presenceWords[models.NormaliseText(word)] == models.MatchNone
}

// allWords say that a field may be anything: the filter chooses nothing.
var allWords = []string{"all", "不限", "全部", "所有"}

// matches reads the values of a filter by the type of its field. It returns none where the field may be anything. People may be
// names yet, after an @.
func (c *Frame) matches(cl Call, spec models.FieldSpec, value string) ([]models.Match, error) {
	if ranged(spec) && !spec.Personal() { // a comma may be part of 1,000 and of Dec 1, 2026
		if m, err := c.match(cl, spec, valuePart{text: strings.TrimFunc(Unquote(value), IsSpace)}); err == nil {
			return []models.Match{m}, nil
		}
	}
	parts := splitList(value)
	switch {
	case len(parts) == 0:
		return nil, models.Invalid(spec.Key, "error.filter_empty", "Field", spec.Key)
	case len(parts) > maxValues:
		return nil, models.Invalid(spec.Key, "error.too_many_values", "Field", spec.Key, "Max", maxValues)
	}
	var met []models.Match
	for _, part := range parts {
		if isAll(part) {
			return nil, nil
		}
		m, err := c.match(cl, spec, part)
		if err != nil {
			return nil, err
		}
		met = append(met, alsoNamed(spec, part, m)...)
	}
	return met, nil
}

// alsoNamed are a match and those of other places that have the name that was typed.
func alsoNamed(spec models.FieldSpec, part valuePart, m models.Match) []models.Match {
	if spec.Filter != models.FilterPlace || m.By != models.MatchValue {
		return []models.Match{m}
	}
	var met []models.Match
	for _, name := range namedPlaces(spec, part.text) {
		met = append(met, models.Match{By: models.MatchValue, Value: name})
	}
	return met
}

// namedPlaces are the places that a value of a filter names.
func namedPlaces(spec models.FieldSpec, text string) []string {
	_, bare := models.CutComparison(Unescape(text))
	return models.PlacesNamed(spec.Key, bare)
}

func isAll(part valuePart) bool {
	return !part.quoted && slices.Contains(allWords, models.NormaliseText(Unescape(part.text)))
}

// ranged reports a field of which a filter asks for spans.
func ranged(spec models.FieldSpec) bool {
	return slices.Contains([]models.FieldType{models.TypeNumber, models.TypeDate, models.TypeInstant}, spec.Type)
}

// match reads one value of a filter.
func (c *Frame) match(cl Call, spec models.FieldSpec, part valuePart) (models.Match, error) {
	m, err := c.valueOf(cl, spec, part)
	if _, text := models.CutComparison(Unescape(part.text)); !part.quoted && (err != nil || isText(spec)) {
		if by, named := presenceWords[models.NormaliseText(text)]; named { // unless it is an option, or yes or no
			return models.Match{By: by}, nil
		}
	}
	return m, AtField(spec.Key, err)
}

func isText(spec models.FieldSpec) bool {
	return spec.Type == models.TypeText || spec.Type == models.TypeLongText || spec.Type == models.TypeTags || spec.Personal()
}

// valueOf reads one value of a filter that is no word for none or any, by the type of its field.
func (c *Frame) valueOf(cl Call, spec models.FieldSpec, part valuePart) (models.Match, error) {
	text := Unescape(part.text)
	if spec.Custom != nil && spec.Personal() {
		return c.exactly(cl, *spec.Custom, text)
	}
	switch {
	case ranged(spec):
		return c.span(cl, spec, text)
	case spec.Type == models.TypeText, spec.Type == models.TypeLongText:
		return c.textOf(spec, text)
	case spec.Type == models.TypePerson:
		id, err := Person(cl, part.text)
		if name := strings.TrimSpace(text); err != nil && strings.HasPrefix(name, "@") && len(name) > 1 {
			id, err = name, nil
		}
		return models.Match{By: models.MatchValue, Value: id}, err
	}
	comparison, bare := models.CutComparison(text)
	if comparison != "" && comparison != "=" {
		return models.Match{}, models.Invalid(spec.Key, "error.bad_comparison", "Value", comparison)
	}
	kept, err := c.Canonical(cl, spec.Key, bare)
	return models.Match{By: models.MatchValue, Value: kept[spec.Key]}, err
}

// textOf reads a text: how a custom one begins, or what another is or has in it.
func (c *Frame) textOf(spec models.FieldSpec, text string) (models.Match, error) {
	comparison, bare := models.CutComparison(text)
	empty := models.Invalid(spec.Key, "error.filter_empty", "Field", spec.Key)
	switch {
	case spec.Filter == models.FilterPresence:
		return models.Match{}, models.Invalid(spec.Key, "error.not_a_filter", "Field", spec.Key)
	case comparison != "" && comparison != "=":
		return models.Match{}, models.Invalid(spec.Key, "error.bad_comparison", "Value", comparison)
	case spec.Filter == models.FilterPlace:
		return placeOf(spec, bare)
	case spec.Custom != nil && models.CustomKey(bare) == "":
		return models.Match{}, empty
	case spec.Custom != nil && comparison == "":
		return models.Match{By: models.MatchBeginning, Value: bare}, nil
	case spec.Custom != nil:
		return models.Match{By: models.MatchValue, Value: bare}, nil
	case spec.Key == models.FieldPhone && models.NormalisePhone(bare) == "":
		return models.Match{}, models.Invalid(spec.Key, "error.bad_phone")
	case models.NormaliseName(bare) == "":
		return models.Match{}, empty
	case spec.Filter == models.FilterWords:
		return models.Match{By: models.MatchWords, Value: bare}, nil
	case spec.Key == models.FieldEmail:
		bare = models.NormaliseEmail(bare)
	case spec.Key == models.FieldPhone:
		bare = models.NormalisePhone(bare)
	}
	return models.Match{By: models.MatchValue, Value: bare}, nil
}

// placeOf reads the name of a place.
func placeOf(spec models.FieldSpec, name string) (models.Match, error) {
	if models.NormaliseText(name) == "" {
		return models.Match{}, models.Invalid(spec.Key, "error.filter_empty", "Field", spec.Key)
	}
	if found := models.PlacesNamed(spec.Key, name); len(found) > 0 {
		return models.Match{By: models.MatchValue, Value: found[0]}, nil
	}
	for _, other := range models.PlaceFields() {
		if len(models.PlacesNamed(other.Key, name)) > 0 {
			return models.Match{}, models.Invalid(spec.Key, "error.other_place", "Value", name, "Field", spec.Key, "Other", other.Key)
		}
	}
	return models.Match{}, models.Invalid(spec.Key, "error.unknown_place", "Value", name, "Field", spec.Key)
}

// exactly reads the whole value of a personal field, which is all that it can be found by.
func (c *Frame) exactly(cl Call, f models.CustomField, text string) (models.Match, error) {
	comparison, value := models.CutComparison(text)
	if _, refused := f.Exactly(comparison, value); refused != nil {
		return models.Match{}, refused
	}
	kept, err := c.OwnValue(cl, f, value)
	switch kept = f.Canonical(kept); {
	case err != nil:
		return models.Match{}, err
	case models.CustomKey(kept) == "":
		return models.Match{}, models.Invalid(f.Key(), "error.filter_empty", "Field", f.Key())
	}
	return matched(f.Exactly("", kept))
}

// matched keeps a nil refusal from becoming an error that isn't nil.
func matched(m models.Match, refused *models.Error) (models.Match, error) {
	if refused != nil {
		return models.Match{}, refused
	}
	return m, nil
}

// span reads what is asked of numbers, days and moments.
func (c *Frame) span(cl Call, spec models.FieldSpec, text string) (models.Match, error) {
	_, bare := models.CutComparison(text)
	if bare == "" {
		return models.Match{}, models.Invalid(spec.Key, "error.filter_empty", "Field", spec.Key)
	}
	var m models.Match
	var err error
	if spec.Type == models.TypeNumber {
		m, err = matched(models.NumberSpan(text))
	} else {
		m, err = c.days(cl, spec, text)
	}
	if err == nil && m.Empty() {
		err = models.Invalid(spec.Key, "error.span_empty", "Value", text)
	}
	return m, AtField(spec.Key, err)
}

// spanMarks stand between the first and the last of a span of days. Dates have hyphens in them.
var spanMarks = []string{"...", "..", "…", "~", "～", "至", "到", " to ", " - ", " – ", "—"}

// days reads a day, a run of days, or from one to another: this-week, >=2026-01-01, 2026-01..2026-03, 上周, 3月到5月.
func (c *Frame) days(cl Call, spec models.FieldSpec, text string) (models.Match, error) {
	comparison, bare := models.CutComparison(text)
	first, last, err := c.run(cl, spec, bare)
	if err == nil {
		return matched(models.ComparedDays(comparison, first, last))
	}
	if comparison != "" {
		return models.Match{}, err
	}
	for _, mark := range spanMarks {
		from, to, found := strings.Cut(bare, mark)
		if !found || strings.TrimSpace(from+to) == "" {
			continue
		}
		m, spanErr := c.between(cl, spec, strings.TrimSpace(from), strings.TrimSpace(to))
		if spanErr == nil {
			return m, nil
		}
		if strings.HasPrefix(mark, "..") {
			return models.Match{}, spanErr
		}
	}
	return models.Match{}, err
}

// between reads a span of days from the first day of one run to the last of another; an empty one is no bound.
func (c *Frame) between(cl Call, spec models.FieldSpec, from, to string) (models.Match, error) {
	var first, last models.Date
	var err error
	if from != "" {
		if first, _, err = c.run(cl, spec, from); err != nil {
			return models.Match{}, err
		}
	}
	if to != "" {
		if _, last, err = c.run(cl, spec, to); err != nil {
			return models.Match{}, err
		}
	}
	return models.DaySpan(first, last), nil
}

// run reads a day or a run of days that has a name. What is overdue has no first day. Moments are past, so that of them a month
// without a year is the last one.
func (c *Frame) run(cl Call, spec models.FieldSpec, text string) (first, last models.Date, err error) {
	today, past := c.Today(cl), spec.Type == models.TypeInstant
	if !past && IsOverdue(models.NormaliseText(text)) {
		return models.Date{}, today.AddDays(-1), nil
	}
	if begin, end, named := when.Period(models.NormaliseText(text), InUTC(today), past); named {
		return models.DateOf(begin), models.DateOf(end), nil
	}
	if day, err := models.ParseDate(strings.TrimSpace(text)); err == nil && !day.IsZero() { // any day there was, not only those that phrases reach
		return day, day, nil
	}
	day, err := c.understandDay(cl, spec.Key, text)
	if past && err == nil && today.Before(day) && !strings.ContainsAny(text, "0123456789") && day.DaysSince(today) <= 7 {
		day = day.AddDays(-7) // the weekday that was
	}
	return day, day, err
}
