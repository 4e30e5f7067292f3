package reports

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// Twenty values are named, the most customers first; then comes what has none, then the rest as one. Amounts of a part are converted together, those of
// the rest as well, and a part of which there is nothing isn't there.
func TestTheRestOfABreakdown(t *testing.T) {
	divide := divider{ByTag, map[string]*sums{}}
	dollars := func(minor int64) models.DealCount {
		return models.DealCount{State: models.DealWon, Currency: "USD", Count: 1, Amount: minor}
	}
	for i := range 23 {
		for _, part := range divide.of(fmt.Sprintf("tag %02d", i)) {
			part.Customers, part.closed, part.open = 100-i, []models.DealCount{dollars(1)}, []models.DealCount{dollars(1)}
		}
	}
	divide.of("")[0].New = 1
	divide.of("nothing")
	for _, part := range divide.of("tag 00,TAG 01,extra") { // who has three tags is in three parts
		part.Customers++
	}
	parts := divide.list(models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7.4"}}})
	var got []string
	for _, p := range parts {
		got = append(got, fmt.Sprintf("%q %d: %d, new %d, won %d %s, open %s", p.Value, p.Rest, p.Customers, p.New, p.Won, p.WonAmount, p.OpenAmount))
	}
	want := []string{`"tag 00" 0: 101, new 0, won 1 0.07 CNY, open 0.07 CNY`, `"tag 01" 0: 100, new 0, won 1 0.07 CNY, open 0.07 CNY`}
	for i := 2; i < MostParts; i++ {
		want = append(want, fmt.Sprintf(`"tag %02d" 0: %d, new 0, won 1 0.07 CNY, open 0.07 CNY`, i, 100-i))
	}
	want = append(want, `"" 0: 0, new 1, won 0 0 CNY, open 0 CNY`, `"" 4: 238, new 0, won 3 0.22 CNY, open 0.22 CNY`) // 80 + 79 + 78 + 1; 3 cents × 7.4
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}
