package forecast

import (
	"math/big"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// figureFields shows figures in sections, each with its change against the period before.
func figureFields(p *i18n.Printer, list []models.DealFigure, team string) []slack.Block {
	var blocks []slack.Block
	for part := range slices.Chunk(list, views.FieldsPerSection) {
		fields := make([]*slack.TextBlockObject, 0, len(part))
		for _, f := range part {
			text := "*" + p.T("deals."+f.Key) + "*\n" + value(p, f.Unit, f.Now, team)
			if f.Now != nil && f.Before != nil {
				text += " (" + change(p, f, team) + ")"
			}
			fields = append(fields, views.Mrkdwn(text, views.MaxFieldText))
		}
		blocks = append(blocks, slack.NewSectionBlock(nil, fields, nil))
	}
	return blocks
}

// value is a figure in its unit; a dash where there is nothing to say.
func value(p *i18n.Printer, unit models.DealUnit, exact *big.Rat, team string) string {
	if exact == nil {
		return i18n.NoPercent
	}
	switch unit {
	case models.UnitShare:
		return new(big.Rat).Mul(exact, big.NewRat(100, 1)).FloatString(1) + "%"
	case models.UnitDays:
		return p.T("deals.in_days", "Days", decimal(exact))
	case models.UnitMoney:
		return money(p, exact, team)
	case models.UnitMoneyADay:
		return p.T("deals.a_day", "Amount", money(p, exact, team))
	}
	return p.Decimal(exact.FloatString(0))
}

// change is by how much a figure is another than before; that of a share is in percentage points.
func change(p *i18n.Printer, f models.DealFigure, team string) string {
	diff := new(big.Rat).Sub(f.Now, f.Before)
	sign := map[int]string{1: "+", 0: "±", -1: "−"}[diff.Sign()]
	diff.Abs(diff)
	switch f.Unit {
	case models.UnitShare:
		return p.T("deals.points", "Change", sign+new(big.Rat).Mul(diff, big.NewRat(100, 1)).FloatString(1))
	case models.UnitDays:
		return sign + decimal(diff)
	case models.UnitMoney, models.UnitMoneyADay:
		return sign + money(p, diff, team)
	}
	return sign + p.Decimal(diff.FloatString(0))
}

// decimal is a number with one decimal.
func decimal(exact *big.Rat) string {
	if exact == nil {
		return i18n.NoPercent
	}
	return exact.FloatString(1)
}

// tenths is a number of a chart, which is as exact as the one in words.
func tenths(exact *big.Rat) float64 {
	if exact == nil {
		return 0
	}
	rounded, _ := new(big.Rat).SetString(exact.FloatString(1))
	f, _ := rounded.Float64()
	return f
}

// money is an exact number of minor units, rounded to one.
func money(p *i18n.Printer, exact *big.Rat, team string) string {
	minor, fits := models.HalfUp(exact)
	if !fits {
		return i18n.NoPercent
	}
	return strings.TrimSpace(views.Money(p, models.Money{Minor: minor, Currency: team}))
}
