package i18n_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/i18n"
)

// Percentages of a whole add up to 100, each within a tenth of what it is; equal parts of which the rest doesn't suffice for all differ by a tenth.
func TestPercentsAddUp(t *testing.T) {
	bundle, err := i18n.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := bundle.For(i18n.English)
	for _, test := range []struct {
		parts []int
		want  string
	}{
		{[]int{1, 1, 1}, "33.4% 33.3% 33.3%"},
		{[]int{0, 0}, "– –"},
		{[]int{5}, "100.0%"},
		{[]int{0, 7, 0}, "0.0% 100.0% 0.0%"},
		{nil, ""},
		{[]int{1, 2000}, "0.0% 100.0%"},
		{[]int{1, 1999}, "0.1% 99.9%"},
		{[]int{42, 31, 7}, "52.5% 38.8% 8.7%"},
	} {
		if got := strings.Join(p.Percents(test.parts), " "); got != test.want {
			t.Errorf("%v are %s, want %s", test.parts, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.IntRange(0, 1_000_000), 1, 12).Draw(t, "parts")
		whole, sum := 0, 0
		for _, part := range parts {
			whole += part
		}
		for i, text := range p.Percents(parts) {
			if whole == 0 {
				return
			}
			var a, b int
			if _, err := fmt.Sscanf(text, "%d.%d%%", &a, &b); err != nil {
				t.Fatal(err)
			}
			sum += a*10 + b
			if off := (a*10+b)*whole - parts[i]*1000; off > whole || off < -whole {
				t.Errorf("%d of %d is %s", parts[i], whole, text)
			}
		}
		if sum != 1000 {
			t.Errorf("%v add up to %d tenths", parts, sum)
		}
	})
}
