package models_test

import (
	"math"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

var (
	rateDay = models.NewDate(2026, 11, 24)
	days    = cmpopts.EquateComparable(models.Date{})
)

// Rates are read as testdata/rates.txt says, and what is kept is read as the same.
func TestRatesAreReadAsPeopleWriteThem(t *testing.T) {
	table, err := os.ReadFile("testdata/rates.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		parts := strings.Split(strings.TrimRight(line, "\n"), " | ")
		if strings.HasPrefix(line, "#") || len(parts) != 3 {
			continue
		}
		got := "-"
		if rate, err := models.ParseRate(parts[0], parts[1], rateDay); err == nil {
			got = rate.String()
			if again, err := models.ParseRate(got, parts[1], rateDay); err != nil || again != rate {
				t.Errorf("%q is kept as %q, which is read as %v, %v", parts[0], got, again, err)
			}
		}
		if got != parts[2] {
			t.Errorf("%q of a team with %s: %q, want %q", parts[0], parts[1], got, parts[2])
		}
	}
}

// What nobody can mean is refused at the input, and says why.
func TestRatesRefused(t *testing.T) {
	for text, want := range map[string]string{
		"USD 7.12\nCNY 1":              "error.rate_team",
		"USD 7.12\n\nEUR 7.8\n美元 7.13": "error.rate_twice",
		"USD 7.12 2026-11-25":          "error.rate_day",
		"USD 7.12\nEUR soon":           "error.rate",
	} {
		_, err := models.ParseRates(text, "CNY", rateDay)
		errs := models.AsErrors(err)
		if len(errs) != 1 || errs[0].Key != want || errs[0].Input != models.InputRates {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	rates, err := models.ParseRates("  usd 7.12 \n\nEUR\n100日元=4.78\n", "CNY", rateDay)
	if diff := cmp.Diff(models.Rates{Team: "CNY", List: []models.Rate{{Currency: "JPY", Worth: "0.0478", Day: rateDay}, {Currency: "USD", Worth: "7.12", Day: rateDay}}}, rates, days); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Amounts are converted exactly, and a half of the minor unit is rounded up.
func TestAmountsAreConverted(t *testing.T) {
	rates := models.Rates{Team: "CNY", List: []models.Rate{
		{Currency: "JPY", Worth: "0.0478"}, {Currency: "KWD", Worth: "23.5"}, {Currency: "USD", Worth: "7.12"}, {Currency: "VND", Worth: "999999999"}, {Currency: "XAF", Worth: "0.0125"},
	}}
	for _, test := range []struct{ from, want string }{
		{"100 USD", "712 CNY"},
		{"0.01 USD", "0.07 CNY"},    // 0.0712
		{"33.33 USD", "237.31 CNY"}, // 237.3096
		{"120 JPY", "5.74 CNY"},     // 5.736
		{"1.234 KWD", "29 CNY"},     // 28.999
		{"2 XAF", "0.03 CNY"},       // 0.025: a half goes up
		{"5 CNY", "5 CNY"},          // its own
		{"", ""},                    // none
		{"5 EUR", "-"},              // no rate
		{"9999999999999 VND", "-"},  // no room
		{"9999999999999 JPY", "477999999999.95 CNY"},
	} {
		amount, refused := models.ParseMoney(test.from, "")
		if refused != nil {
			t.Fatal(refused)
		}
		got := "-"
		if converted, ok := rates.Convert(amount); ok {
			got = converted.String()
		}
		if got != test.want {
			t.Errorf("%s is %s, want %s", test.from, got, test.want)
		}
	}
}

// A converted amount is never further from the exact one than half a minor unit, and a half is above it.
func TestConversionIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currencies := []string{"USD", "JPY", "KWD"}
		from, team := rapid.SampledFrom(currencies).Draw(t, "from"), rapid.SampledFrom([]string{"CNY", "KRW", "BHD"}).Draw(t, "team")
		text := rapid.StringMatching(`[0-9]{0,4}[1-9](\.[0-9]{0,6}[1-9])?`).Draw(t, "worth")
		rate, err := models.ParseRate(from+" "+text, team, rateDay)
		if err != nil {
			t.Fatal(err)
		}
		minor := rapid.Int64Range(0, 1_000_000_000_000).Draw(t, "minor")
		got, ok := models.Rates{Team: team, List: []models.Rate{rate}}.Convert(models.Money{Minor: minor, Currency: from})
		// exact × 10^(team's places − own places), by shifting the decimal text
		exact, _ := new(big.Rat).SetString(text)
		exact.Mul(exact, new(big.Rat).SetInt64(minor))
		for range models.MinorPlaces(team) {
			exact.Mul(exact, big.NewRat(10, 1))
		}
		for range models.MinorPlaces(from) {
			exact.Mul(exact, big.NewRat(1, 10))
		}
		if room := exact.Cmp(new(big.Rat).SetInt64(math.MaxInt64)) < 0; ok != room {
			t.Fatalf("%s is converted: %v", exact.FloatString(3), ok)
		} else if !room {
			return
		}
		off := new(big.Rat).Sub(new(big.Rat).SetInt64(got.Minor), exact)
		if off.Cmp(big.NewRat(1, 2)) > 0 || off.Cmp(big.NewRat(-1, 2)) <= 0 {
			t.Fatalf("%d is %s off", got.Minor, off)
		}
	})
}

// What has no rate stays apart, and is not added to what has one.
func TestSumsAreAddedUpOrStayApart(t *testing.T) {
	worth := func(minor, weighted int64, currency string) models.Worth {
		return models.Worth{Amount: models.Money{Minor: minor, Currency: currency}, Weighted: models.Money{Minor: weighted, Currency: currency}}
	}
	usd := models.Rate{Currency: "USD", Worth: "7.12", Day: rateDay}
	rates := models.Rates{Team: "CNY", List: []models.Rate{usd}}
	got := rates.Together([]models.Worth{worth(1000, 500, "CNY"), worth(300, 100, "EUR"), worth(10000, 2501, "USD")})
	want := models.Converted{Team: "CNY", Worth: worth(72200, 18307, "CNY"), Rates: []models.Rate{usd}, Apart: []models.Worth{worth(300, 100, "EUR")}}
	if diff := cmp.Diff(want, got, days); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !rates.Together([]models.Worth{worth(1, 1, "CNY")}).Alone() || got.Alone() {
		t.Error("it doesn't say whether there was something to convert")
	}
}
