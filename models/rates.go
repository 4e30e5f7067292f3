package models

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/models/key"
)

// MaxRates is of how many currencies a team can say what they are worth.
const MaxRates = 60

// Rate is what one unit of a currency is worth in the team's currency.
type Rate struct {
	Currency string `json:"currency"` // ISO 4217
	Worth    string `json:"worth"`    // an exact decimal above zero, without needless zeros
	Day      Date   `json:"day"`      // of which it is
}

// String is the rate as a line of ParseRates; "" is none.
func (r Rate) String() string {
	return strings.TrimSpace(r.Currency + " " + r.Worth + " " + r.Day.String())
}

// Rates are what currencies are worth in the team's, in the order of their codes. They never change; the zero value converts nothing.
type Rates struct {
	Team string `json:"team"` // the currency in which they are, ISO 4217
	List []Rate `json:"rates"`
}

// Find returns the rate of a currency.
func (r Rates) Find(currency string) (Rate, bool) {
	at := slices.IndexFunc(r.List, func(rate Rate) bool { return rate.Currency == currency })
	if at < 0 {
		return Rate{}, false
	}
	return r.List[at], true
}

// With returns the rates with one more, or another one of the same currency.
func (r Rates) With(rate Rate) Rates {
	list := slices.Concat(r.Without(rate.Currency).List, []Rate{rate})
	slices.SortFunc(list, func(a, b Rate) int { return strings.Compare(a.Currency, b.Currency) })
	return Rates{Team: r.Team, List: list}
}

// Without returns the rates without that of a currency.
func (r Rates) Without(currency string) Rates {
	return Rates{Team: r.Team, List: slices.DeleteFunc(slices.Clone(r.List), func(known Rate) bool { return known.Currency == currency })}
}

// Convert returns what an amount is worth in the team's currency, rounded to its minor unit, a half up. It fails where there is no rate,
// and where there is no room for so much. No amount is none in any currency.
func (r Rates) Convert(amount Money) (Money, bool) {
	if amount.None() || amount.Currency == r.Team {
		return amount, true
	}
	rate, known := r.Find(amount.Currency)
	if !known {
		return Money{}, false
	}
	exact, ok := new(big.Rat).SetString(rate.Worth)
	if !ok {
		return Money{}, false
	}
	exact.Mul(exact, new(big.Rat).SetFrac(big.NewInt(amount.Minor), tenTo(MinorPlaces(amount.Currency))))
	minor, fits := HalfUp(exact.Mul(exact, new(big.Rat).SetInt(tenTo(MinorPlaces(r.Team)))))
	return Money{Minor: minor, Currency: r.Team}, fits
}

func tenTo(places int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
}

// HalfUp is the whole number nearest to an exact one, of two the greater. It fails where that has no room in 64 bits.
func HalfUp(exact *big.Rat) (int64, bool) {
	twice := new(big.Int).Lsh(exact.Num(), 1)
	whole := new(big.Int).Div(twice.Add(twice, exact.Denom()), new(big.Int).Lsh(exact.Denom(), 1)) // Div rounds down
	return whole.Int64(), whole.IsInt64()
}

// Converted is what amounts of several currencies are worth together in the team's: each currency's sum is converted and rounded by
// itself, so that who reads the sums can add them up.
type Converted struct {
	Worth
	Team  string
	Rates []Rate  // by which it was converted, in the order of their currencies
	Apart []Worth // of currencies without a rate, which are not in it
}

// Alone reports that no currency but the team's was among the amounts: there was nothing to convert.
func (c Converted) Alone() bool { return len(c.Rates) == 0 && len(c.Apart) == 0 }

// Together converts sums, one of each currency, and adds them up.
func (r Rates) Together(worths []Worth) Converted {
	together := Converted{Team: r.Team, Worth: Worth{Amount: Money{Currency: r.Team}, Weighted: Money{Currency: r.Team}}}
	for _, w := range worths {
		amount, known := r.Convert(w.Amount)
		weighted, fits := r.Convert(w.Weighted)
		if !known || !fits {
			together.Apart = append(together.Apart, w)
			continue
		}
		together.Amount.Minor += amount.Minor
		together.Weighted.Minor += weighted.Minor
		if rate, foreign := r.Find(w.Amount.Currency); foreign {
			together.Rates = append(together.Rates, rate)
		}
	}
	return together
}

// Validate refuses rates that nobody can mean, at the input in which they are typed.
func (r Rates) Validate(today Date) error {
	if len(r.List) > MaxRates {
		return Invalid(InputRates, "error.rates_many", "Max", MaxRates)
	}
	seen := map[string]bool{r.Team: true}
	for _, rate := range r.List {
		_, ok := worth(rate.Worth, 1)
		switch {
		case !IsCurrency(rate.Currency) || !ok:
			return Invalid(InputRates, "error.rate", "Text", Shorten(rate.Currency+" "+rate.Worth, 60), "Team", r.Team)
		case rate.Currency == r.Team:
			return Invalid(InputRates, "error.rate_team", "Team", r.Team)
		case seen[rate.Currency]:
			return Invalid(InputRates, "error.rate_twice", "Currency", rate.Currency)
		case rate.Day.IsZero() || !today.IsZero() && rate.Day.After(today):
			return Invalid(InputRates, "error.rate_day", "Currency", rate.Currency)
		}
		seen[rate.Currency] = true
	}
	return nil
}

// ParseRates reads rates as people write them, each in a line: USD 7.12, 1 USD = 7.12 CNY, 100日元 4.78, 美元：7.12 2026-11-20. One without a
// day is of today; a currency by itself has no rate.
func ParseRates(text, team string, today Date) (Rates, error) {
	rates := Rates{Team: team}
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		rate, err := ParseRate(line, team, today)
		if err != nil {
			return Rates{}, err
		}
		if rate.Worth != "" {
			rates.List = append(rates.List, rate)
		}
	}
	slices.SortStableFunc(rates.List, func(a, b Rate) int { return strings.Compare(a.Currency, b.Currency) })
	return rates, rates.Validate(today)
}

var (
	ratePattern  = regexp.MustCompile(`^(10{0,4} )?([^0-9]+?)(?: ([0-9.]+)( [^0-9]+)?)?$`)
	rateDay      = regexp.MustCompile(` (\d{4}-\d\d-\d\d)$`)
	rateBlanks   = regexp.MustCompile(`[\s=:≈]+|([0-9.]+)`)
	worthPattern = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,10})?$`)
)

// ParseRate reads one rate as a line of ParseRates; its Worth is "" where the line names a currency alone.
func ParseRate(line, team string, today Date) (Rate, error) {
	refused := Invalid(InputRates, "error.rate", "Text", Shorten(strings.TrimSpace(line), 60), "Team", team)
	text, rate := " "+strings.TrimSpace(key.Fold(line)), Rate{Day: today}
	if day := rateDay.FindStringSubmatch(text); day != nil {
		read, err := ParseDate(day[1])
		if err != nil {
			return Rate{}, refused
		}
		text, rate.Day = strings.TrimSuffix(text, day[0]), read
	}
	spaced := strings.Join(strings.Fields(rateBlanks.ReplaceAllString(text, " $1 ")), " ")
	parts := ratePattern.FindStringSubmatch(spaced)
	if parts == nil {
		return Rate{}, refused
	}
	code, known := currencyNamed(parts[2], team)
	into, stated := currencyNamed(parts[4], team)
	if !known || parts[4] != "" && (!stated || into != team) {
		return Rate{}, refused
	}
	rate.Currency = code
	if parts[3] == "" {
		return rate, nil
	}
	units, _ := strconv.ParseInt("0"+strings.TrimSpace(parts[1]), 10, 64) // the pattern lets powers of ten through
	var ok bool
	if rate.Worth, ok = worth(parts[3], max(1, units)); !ok {
		return Rate{}, refused
	}
	return rate, nil
}

// currencyNamed is the currency that a text by itself names.
func currencyNamed(text, team string) (code string, ok bool) {
	text = strings.TrimSpace(text)
	if upper := strings.ToUpper(text); len(upper) == 3 && IsCurrency(upper) {
		return upper, true
	}
	bare, code, ok := cutCurrency(text, team)
	return code, ok && text != "" && bare == ""
}

// worth is a number above zero, for so many units, in the form in which a rate keeps it.
func worth(text string, units int64) (decimal string, ok bool) {
	if !worthPattern.MatchString(text) {
		return "", false
	}
	exact, _ := new(big.Rat).SetString(text)
	decimal = exact.Quo(exact, big.NewRat(units, 1)).FloatString(14) // exact: units move the point by four at most
	decimal = strings.TrimRight(strings.TrimRight(decimal, "0"), ".")
	return decimal, exact.Sign() > 0 && worthPattern.MatchString(decimal)
}
