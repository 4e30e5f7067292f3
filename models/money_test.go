package models_test

import (
	"os"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Amounts of money are read as testdata/money.txt says.
func TestMoneyIsReadAsPeopleWriteIt(t *testing.T) {
	table, err := os.ReadFile("testdata/money.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		parts := strings.Split(strings.TrimRight(line, "\n"), "|")
		if strings.HasPrefix(line, "#") || len(parts) != 3 {
			continue
		}
		text, team, want := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2])
		money, refused := models.ParseMoney(text, team)
		got := money.String()
		if refused != nil {
			got = "-"
		}
		if got != want {
			t.Errorf("%q of a team with %s: %s, want %s (%v)", text, team, got, want, refused)
		}
	}
}

// What is kept of an amount is read as the same amount.
func FuzzMoney(f *testing.F) {
	for _, seed := range []string{"¥120,000", "1.200,50 €", "二十万", "3万5", "20k USD", "1.234 KWD", "一亿两千万", "kr5", "$$5", "壹"} {
		f.Add(seed, "CNY")
	}
	f.Fuzz(func(t *testing.T, text, team string) {
		if !models.IsCurrency(team) {
			return
		}
		money, refused := models.ParseMoney(text, team)
		if refused != nil {
			return
		}
		again, refused := models.ParseMoney(money.String(), "XTS")
		if refused != nil || again != money {
			t.Fatalf("%q is %v, which is read as %v: %v", text, money, again, refused)
		}
	})
}
