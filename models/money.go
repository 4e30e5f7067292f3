package models

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/currency"

	"github.com/guanxi-crm/guanxi/models/key"
)

// Money is an amount in a currency's minor unit: {1234, "USD"} is 12.34 dollars, {500, "JPY"} 500 yen. The zero value is no
// amount, which isn't an amount of zero.
type Money struct {
	Minor    int64  `gorm:"column:amount"`
	Currency string // ISO 4217
}

// maxMoney is the greatest amount, in the minor unit: the sum of thousands of such fits a 64-bit number.
const maxMoney = 999_999_999_999_999

// None reports that there is no amount.
func (m Money) None() bool { return m.Currency == "" }

// String is the amount as it is kept: 12.34 USD; "" is none. Figures are without groups and needless zeros.
func (m Money) String() string {
	if m.None() {
		return ""
	}
	return m.Decimal() + " " + m.Currency
}

// Figure is the number of the amount as it is shown: 12.50 and 12, where Decimal has 12.5 and 12.
func (m Money) Figure() string {
	decimal := m.Decimal()
	if _, part, broken := strings.Cut(decimal, "."); broken {
		return decimal + strings.Repeat("0", MinorPlaces(m.Currency)-len(part))
	}
	return decimal
}

// Decimal is the number of the amount in the currency's unit: 12.34.
func (m Money) Decimal() string {
	places := MinorPlaces(m.Currency)
	sign, minor := "", m.Minor
	if minor < 0 {
		sign, minor = "-", -minor
	}
	digits := strconv.FormatInt(minor, 10)
	if len(digits) <= places {
		digits = strings.Repeat("0", places+1-len(digits)) + digits
	}
	whole, part := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if part != "" {
		whole += "." + part
	}
	return sign + whole
}

// MinorPlaces returns how many decimals a currency's minor unit stands behind the point, as ISO 4217 says: 2 for CNY, 0 for JPY, 3
// for KWD; 2 for what is none.
func MinorPlaces(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	places, _ := currency.Standard.Rounding(unit)
	return places
}

// IsCurrency reports the code of a currency, as ISO 4217 has them, in capitals.
func IsCurrency(code string) bool {
	unit, err := currency.ParseISO(code)
	return err == nil && unit.String() == code && code != "XXX"
}

// ParseMoney reads an amount as people write it: ¥120,000, 12万, 二十万, 3万5, 20k USD, US$ 1.5m, 1.200,50 €. team is the currency of a
// bare number, and of a sign that several currencies have where the team's is among them; "" refuses a bare number. What isn't an amount, is below zero, too
// great, or has more decimals than its currency, is refused; "" is no amount.
func ParseMoney(text, team string) (Money, *Error) {
	folded := strings.TrimSpace(key.Fold(text))
	if folded == "" {
		return Money{}, nil
	}
	bare, code, ok := cutCurrency(folded, team)
	if !ok || bare == "" || code == "" {
		return Money{}, badMoney(text)
	}
	number, places, err := moneyNumber(bare)
	switch {
	case err != nil && err.Key == "error.bad_number":
		return Money{}, badMoney(text)
	case err != nil:
		return Money{}, err
	case strings.HasPrefix(number, "-"):
		return Money{}, Invalid("", "error.money_negative", "Value", text)
	case places > MinorPlaces(code):
		return Money{}, Invalid("", "error.money_decimals", "Value", text, "Currency", code, "Places", MinorPlaces(code))
	}
	minor, ok := inMinor(number, MinorPlaces(code))
	if !ok {
		return Money{}, Invalid("", "error.money_too_large", "Value", text)
	}
	return Money{Minor: minor, Currency: code}, nil
}

func badMoney(text string) *Error { return Invalid("", "error.bad_money", "Value", Shorten(text, 60)) }

// inMinor is a number that ParseNumber returned in units of so many decimals.
func inMinor(number string, places int) (int64, bool) {
	whole, part, _ := strings.Cut(number, ".")
	if len(part) > places {
		return 0, false
	}
	minor, err := strconv.ParseInt(whole+part+strings.Repeat("0", places-len(part)), 10, 64)
	return minor, err == nil && minor <= maxMoney
}

// moneyNumber reads the number of an amount, with how many decimals of the unit were written: 1.200 is refused where a currency has two,
// since it may be meant as 1200.
func moneyNumber(bare string) (number string, places int, err *Error) {
	if spoken, ok := spokenNumber(bare); ok {
		return spoken, 0, nil
	}
	if at := len(bare) - 3; at > 0 && bare[at] == ',' && strings.Count(bare, ",") == 1 { // groups have three digits: this is a decimal comma
		bare = strings.ReplaceAll(bare[:at], ".", "") + "." + bare[at+1:]
	}
	if number, err = ParseNumber(bare); err != nil {
		return "", 0, err
	}
	if _, part, _ := strings.Cut(number, "."); part != "" {
		places = len(part)
	}
	if _, typed, _ := strings.Cut(bare, "."); isDigits(typed) { // without a unit behind them
		places = len(typed)
	}
	return number, places, nil
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

//go:embed currencies.txt
var currencyTable string

// currencyWords are what people write for currencies, the longest first.
var currencyWords = sync.OnceValue(func() []currencyWord {
	var words []currencyWord
	at := map[string]int{}
	for line := range strings.Lines(currencyTable) {
		code, names, found := strings.Cut(strings.TrimSpace(line), " | ")
		if !found || strings.HasPrefix(code, "#") {
			continue
		}
		own, shared, _ := strings.Cut(names, ":")
		for _, name := range append(strings.Fields(own), strings.Fields(shared)...) {
			name = key.Fold(name)
			i, known := at[name]
			if !known {
				i = len(words)
				at[name] = i
				words = append(words, currencyWord{text: name, code: code})
			}
			words[i].shared = append(words[i].shared, code)
		}
		for _, name := range strings.Fields(own) {
			words[at[key.Fold(name)]].code = code
		}
	}
	slices.SortStableFunc(words, func(a, b currencyWord) int { return len(b.text) - len(a.text) })
	return words
})

// currencyWord is what people write for a currency.
type currencyWord struct {
	text   string
	code   string   // what it means
	shared []string // all that it can mean
}

// means is the currency that a team with a currency of its own means by the word.
func (w currencyWord) means(team string) string {
	if slices.Contains(w.shared, team) {
		return team
	}
	return w.code
}

// cutCurrency takes what says the currency off both ends of a folded amount. It fails where two say different ones.
func cutCurrency(text, team string) (bare, code string, ok bool) {
	for {
		rest, said := cutWord(text, team)
		switch {
		case said == "" && code == "":
			return strings.TrimSpace(text), team, true
		case said == "":
			return strings.TrimSpace(text), code, true
		case code != "" && code != said:
			return "", "", false
		}
		text, code = strings.TrimSpace(rest), said
	}
}

func cutWord(text, team string) (rest, code string) {
	for _, word := range currencyWords() {
		if rest, found := strings.CutPrefix(text, word.text); found && apart(word.text, rest, false) {
			return rest, word.means(team)
		}
		if rest, found := strings.CutSuffix(text, word.text); found && apart(word.text, rest, true) {
			return rest, word.means(team)
		}
	}
	if len(text) > 3 { // any other code of ISO 4217
		for _, end := range []string{text[:3], text[len(text)-3:]} {
			upper := strings.ToUpper(end)
			if !IsCurrency(upper) {
				continue
			}
			if rest, found := strings.CutPrefix(text, end); found && apart(end, rest, false) {
				return rest, upper
			}
			if rest, found := strings.CutSuffix(text, end); found && apart(end, rest, true) {
				return rest, upper
			}
		}
	}
	return text, ""
}

// apart reports that no letter stands beside a word of Latin letters that was cut off: in rmb100 it is one, in program none. The unit k
// or m before it is no such letter.
func apart(word, rest string, atEnd bool) bool {
	if word[0] >= 0x80 || word[0] < 'a' || word[0] > 'z' {
		return true
	}
	var beside rune
	if atEnd {
		trimmed := strings.TrimRightFunc(rest, func(r rune) bool { return strings.ContainsRune("kmwbn", r) })
		if trimmed != "" && trimmed[len(trimmed)-1] >= '0' && trimmed[len(trimmed)-1] <= '9' {
			return true
		}
		beside = lastRune(rest)
	} else {
		beside = firstRune(rest)
	}
	return beside >= 0x80 || !unicode.IsLetter(beside)
}

func firstRune(text string) rune {
	for _, r := range text {
		return r
	}
	return 0
}

func lastRune(text string) (last rune) {
	for _, r := range text {
		last = r
	}
	return last
}

// IsBareAmount reports an amount that names no currency.
func IsBareAmount(text string) bool {
	one, err := ParseMoney(text, "CNY")
	other, wrong := ParseMoney(text, "USD")
	return err == nil && wrong == nil && one.Currency != other.Currency
}
