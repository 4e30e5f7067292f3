package reports

import "github.com/guanxi-crm/guanxi/models"

// Person is what one person did in a period. A figure has no Before here.
type Person struct {
	ID      string // Slack user ID
	Figures []models.Figure
}

// tally is what was counted in one period.
type tally map[models.Counted][]models.Count

// sum adds up what a definition counts; person is "" for everybody's.
func (t tally) sum(d Definition, person string) int {
	n := 0
	for _, row := range t[d.From] {
		if (person == "" || row.Person == person) && (d.Only == nil || d.Only(row)) {
			n += row.N
		}
	}
	return n
}

// number is the value of a definition; person is "" for everybody's.
func (t tally) number(d Definition, person string) models.FigureValue {
	number := models.FigureValue{N: t.sum(d, person)}
	if d.RateOf != "" {
		number.Of = t.sum(defined(d.RateOf), person)
	}
	return number
}

// figures are the values of the definitions, beside those of the period before.
func figures(list []Definition, now, before tally, person string) []models.Figure {
	values := make([]models.Figure, len(list))
	for i, d := range list {
		values[i] = models.Figure{Key: d.Key, Rate: d.RateOf != "", Now: now.number(d, person), Before: before.number(d, person)}
	}
	return values
}

// chosen are the definitions that are shown in one place.
func chosen(shown func(Definition) bool) []Definition {
	var list []Definition
	for _, d := range Definitions() {
		if shown(d) {
			list = append(list, d)
		}
	}
	return list
}

// defined returns the definition with a key. A test holds that the keys which RateOf names are there.
func defined(key string) Definition {
	for _, d := range Definitions() {
		if d.Key == key {
			return d
		}
	}
	return Definition{}
}

// counted are the kinds of things that definitions are counted from, each once.
func counted(list []Definition) []models.Counted {
	var kinds []models.Counted
	add := func(kind models.Counted) {
		for _, known := range kinds {
			if known == kind {
				return
			}
		}
		kinds = append(kinds, kind)
	}
	for _, d := range list {
		add(d.From)
		if d.RateOf != "" {
			add(defined(d.RateOf).From)
		}
	}
	return kinds
}
