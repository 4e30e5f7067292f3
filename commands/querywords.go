package commands

import (
	"slices"
	"strings"
	"unicode"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// InWords writes a search as a reader knows it: the names of fields, choices and runs of days in their language, everything else as
// it was typed. Read again it is the same search. What can't be read stays as it is.
func (c *Frame) InWords(cl Call, text string) string { return c.inWords(cl, c.pieces(cl, text)) }

func (c *Frame) inWords(cl Call, pieces []piece) string {
	var words []string
	for _, p := range pieces {
		dash := ""
		if p.not {
			dash = "-"
		}
		switch {
		case p.name == "":
			words = append(words, dash+p.raw)
		case isSort(p.name):
			words = append(words, dash+c.sortInWords(cl.Printer, p))
		default:
			words = append(words, dash+c.filterInWords(cl, p))
		}
	}
	return strings.Join(words, " ")
}

// Asked is a search in a reader's words, with the people that it asks for.
func (c *Frame) Asked(cl Call, text string) views.Asked {
	pieces := c.pieces(cl, text)
	asked := views.Asked{Text: Kept(c.inWords(cl, pieces))}
	for _, p := range pieces {
		spec, known := c.filterSpec(p.name)
		if !known || spec.Type != models.TypePerson {
			continue
		}
		for _, part := range splitList(p.value) {
			if id := UserID(part.text); models.IsUser(id) {
				asked.People = append(asked.People, id)
			}
		}
	}
	return asked
}

// filterInWords writes a filter.
func (c *Frame) filterInWords(cl Call, p piece) string {
	colon := ":"
	if p.mark == '<' {
		colon = ""
	}
	spec, known := c.filterSpec(p.name)
	name := p.name
	if known {
		name = c.filterName(cl.Printer, spec)
	}
	if again, same := c.filterSpec(name); known && (!same || again.Key != spec.Key) {
		name = p.name
	}
	if !known || spec.Personal() {
		return name + colon + p.value
	}
	var values []string
	if _, err := c.match(cl, spec, valuePart{text: p.value}); ranged(spec) && err == nil {
		values = []string{c.valueInWords(cl, spec, valuePart{text: p.value})}
	} else {
		for _, part := range splitList(p.value) {
			values = append(values, c.valueInWords(cl, spec, part))
		}
	}
	or := cl.Printer.T("filter.or")
	if ranged(spec) {
		or = ";" // 1,000
	}
	return name + colon + strings.Join(values, or)
}

// filterName is what a field is called before a colon: the first short name in the reader's script, else its name as one word.
func (c *Frame) filterName(p *i18n.Printer, spec models.FieldSpec) string {
	han := p.Language() == i18n.Chinese
	for _, name := range shortNames[spec.Key] {
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) == han {
			return name
		}
	}
	return strings.Join(strings.Fields(strings.ToLower(p.T("field."+string(spec.Key)))), "-")
}

// valueInWords writes one of a filter's values.
func (c *Frame) valueInWords(cl Call, spec models.FieldSpec, part valuePart) string {
	said := part.text
	switch m, err := c.match(cl, spec, part); {
	case part.quoted:
	case isAll(part):
		said = cl.Printer.T("filter.all")
	case err == nil:
		said = c.matchInWords(cl.Printer, spec, part.text, m)
		if again, err := c.match(cl, spec, valuePart{text: said}); (err != nil || again != m) && m.Value == "" { // an option is called so
			said = cl.Printer.T("filter." + string(m.By) + "_at_all")
		}
	}
	if part.quoted || strings.ContainsFunc(said, IsSpace) && !ranged(spec) {
		return `"` + said + `"`
	}
	return said
}

// matchInWords writes what was typed for a match.
func (c *Frame) matchInWords(p *i18n.Printer, spec models.FieldSpec, typed string, m models.Match) string {
	switch {
	case m.By == models.MatchNone || m.By == models.MatchAny:
		return p.T("filter." + string(m.By))
	case spec.Filter == models.FilterPlace:
		return placeInWords(p, spec, typed, m.Value)
	case spec.Custom != nil && spec.Custom.Chooses():
		option, _ := spec.Custom.Option(m.Value)
		return option.Label(p.Language())
	case spec.Type == models.TypeYesNo:
		return p.T("customfield." + m.Value)
	case spec.Type == models.TypeChoice:
		return p.T(spec.Words + m.Value)
	case spec.Type == models.TypePerson && UserID(typed) == "" && !strings.HasPrefix(typed, "@"):
		return p.T("filter.me")
	case spec.Type == models.TypeDate || spec.Type == models.TypeInstant:
		name := models.NormaliseText(typed)
		if IsOverdue(name) {
			return p.T("filter.overdue")
		}
		if days, named := when.DaysNamed(name); named {
			return p.T("filter.days_" + string(days))
		}
	}
	return typed
}

func (c *Frame) sortInWords(p *i18n.Printer, piece piece) string {
	order, known := sortOrders[models.NormaliseText(Unescape(Unquote(piece.value)))]
	value := piece.value
	if known {
		value = p.T("filter.sort_" + string(order))
	}
	return p.T("filter.sort") + ":" + value
}

// placeInWords writes the name of a place in the reader's language, unless that names others too.
func placeInWords(p *i18n.Printer, spec models.FieldSpec, typed, name string) string {
	said := name
	if p.Language() != i18n.Chinese {
		said = models.PlaceInLatin(spec.Key, name)
	}
	if said == "" || !slices.Equal(models.PlacesNamed(spec.Key, said), namedPlaces(spec, typed)) {
		return typed
	}
	return said
}
