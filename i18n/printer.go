package i18n

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Printer says things in one language. It is safe for concurrent use.
type Printer struct {
	lang      string
	localizer *i18n.Localizer
	fixed     *sync.Map         // messages without arguments, by key: most of a card's words
	labels    map[string]string // words that a team made up, by key; they count before the catalogue's
}

func newPrinter(lang string, localizer *i18n.Localizer) *Printer {
	return &Printer{lang: lang, localizer: localizer, fixed: &sync.Map{}}
}

// Labelled returns a printer that also knows words that a team made up. They are no templates: {{.X}} in them is text.
func (p *Printer) Labelled(labels map[string]string) *Printer {
	return &Printer{lang: p.lang, localizer: p.localizer, fixed: p.fixed, labels: labels}
}

// Language returns "en" or "zh".
func (p *Printer) Language() string { return p.lang }

// T returns a message; pairs are argument names and values. An unknown key comes back as itself, in brackets, so that
// a gap is seen and nothing breaks.
func (p *Printer) T(key string, pairs ...any) string {
	if len(pairs) > 0 {
		return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: arguments(pairs)})
	}
	if label, known := p.labels[key]; known {
		return label
	}
	if text, known := p.fixed.Load(key); known {
		return text.(string)
	}
	text, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key})
	if err == nil { // only what stands in a catalogue: keys may come from the outside
		p.fixed.Store(key, text)
		return text
	}
	return p.localize(&i18n.LocalizeConfig{MessageID: key})
}

// Count returns a message in the plural form for n; the message sees it as {{.Count}}.
func (p *Printer) Count(key string, n int, pairs ...any) string {
	data := arguments(append(pairs, "Count", p.Number(n)))
	return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: n})
}

// With returns a message with its arguments in a map.
func (p *Printer) With(key string, data map[string]any) string {
	return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data})
}

// Has reports whether the language has the message itself, without falling back to another one.
func (p *Printer) Has(key string) bool {
	if _, known := p.labels[key]; known {
		return true
	}
	_, tag, err := p.localizer.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	return err == nil && tag.String() == p.lang
}

func (p *Printer) localize(config *i18n.LocalizeConfig) string {
	text, err := p.localizer.Localize(config)
	if err != nil && text == "" {
		return "[" + config.MessageID + "]"
	}
	return text
}

func arguments(pairs []any) map[string]any {
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i].(string)] = pairs[i+1]
	}
	return data
}

// Number returns n with its thousands grouped.
func (p *Printer) Number(n int) string {
	return group(strconv.Itoa(n))
}

// Decimal returns a decimal, written with a point, with its thousands grouped.
func (p *Printer) Decimal(number string) string {
	whole, decimals, broken := strings.Cut(number, ".")
	if broken {
		return group(whole) + "." + decimals
	}
	return group(whole)
}

// Money returns an amount of money with its thousands grouped: figure is its number, written with a point, currency its code of
// ISO 4217. A sign that several currencies share stands for none of them alone, but ¥ and € do.
func (p *Printer) Money(figure, currency string) string {
	sign := map[string]string{"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$", "KRW": "₩", "INR": "₹"}[currency]
	if sign == "" {
		sign = currency + "\u00a0"
	}
	return sign + p.Decimal(figure)
}

func group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Day returns a calendar day with its weekday: 2026-12-01 (Tue), 2026-12-01（周二）.
func (p *Printer) Day(t time.Time) string {
	return p.T("date.day", "Date", t.Format(time.DateOnly), "Weekday", p.Weekday(t.Weekday()))
}

// Weekday returns the short name of a day of the week.
func (p *Printer) Weekday(day time.Weekday) string {
	return p.T("date.weekday_" + strconv.Itoa(int(day)))
}

// List joins words as the language lists them.
func (p *Printer) List(words []string) string { return strings.Join(words, p.T("list.separator")) }

// Signed returns a change against before, as +3, −2 or ±0.
func (p *Printer) Signed(n int) string {
	switch {
	case n > 0:
		return "+" + p.Number(n)
	case n < 0:
		return "−" + p.Number(-n)
	}
	return "±0"
}

// NoPercent is shown for a percentage of nothing, and for its change.
const NoPercent = "–"

// Percent returns part of whole as a percentage with one decimal; NoPercent when whole is 0.
func (p *Printer) Percent(part, whole int) string {
	if whole == 0 {
		return NoPercent
	}
	return fmt.Sprintf("%.1f%%", percent(part, whole))
}

// Percents returns the parts of a whole as percentages with one decimal that add up to 100: what rounding takes or adds goes to the parts that
// are nearest to the next tenth (the largest remainder). NoPercent for each when all are 0.
func (p *Printer) Percents(parts []int) []string {
	const tenths = 1000
	whole, left := 0, tenths
	for _, part := range parts {
		whole += part
	}
	texts, floors, byRest := make([]string, len(parts)), make([]int, len(parts)), make([]int, len(parts))
	if whole == 0 {
		for i := range texts {
			texts[i] = NoPercent
		}
		return texts
	}
	for i, part := range parts {
		floors[i], byRest[i] = part*tenths/whole, i
		left -= floors[i]
	}
	slices.SortStableFunc(byRest, func(a, b int) int { return parts[b]*tenths%whole - parts[a]*tenths%whole })
	for _, i := range byRest[:left] {
		floors[i]++
	}
	for i, of := range floors {
		texts[i] = fmt.Sprintf("%d.%d%%", of/10, of%10)
	}
	return texts
}

// Points returns the change of a percentage in percentage points with one decimal, as +3.1, −2.0 or ±0.0; NoPercent when
// there was no percentage now or before.
func (p *Printer) Points(part, whole, partBefore, wholeBefore int) string {
	if whole == 0 || wholeBefore == 0 {
		return NoPercent
	}
	points := fmt.Sprintf("%+.1f", percent(part, whole)-percent(partBefore, wholeBefore))
	switch {
	case points == "+0.0" || points == "-0.0":
		return "±0.0"
	case points[0] == '-':
		return "−" + points[1:]
	}
	return points
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }
