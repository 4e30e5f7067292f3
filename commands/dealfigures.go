package commands

import (
	"math/big"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// DealFigureFields shows figures of deals in sections, each with its change against the period before. team is the team's currency.
func DealFigureFields(p *i18n.Printer, list []models.DealFigure, team string) []slack.Block {
	var blocks []slack.Block
	for part := range slices.Chunk(list, views.FieldsPerSection) {
		fields := make([]*slack.TextBlockObject, 0, len(part))
		for _, f := range part {
			text := "*" + p.T("deals."+f.Key) + "*\n" + DealFigureText(p, f.Unit, f.Now, team)
			if f.Now != nil && f.Before != nil {
				text += " (" + dealChange(p, f, team) + ")"
			}
			fields = append(fields, views.Mrkdwn(text, views.MaxFieldText))
		}
		blocks = append(blocks, slack.NewSectionBlock(nil, fields, nil))
	}
	return blocks
}

// DealFigureText is a figure of deals in its unit; a dash where there is nothing to say.
func DealFigureText(p *i18n.Printer, unit models.DealUnit, exact *big.Rat, team string) string {
	if exact == nil {
		return i18n.NoPercent
	}
	switch unit {
	case models.UnitShare:
		return new(big.Rat).Mul(exact, big.NewRat(100, 1)).FloatString(1) + "%"
	case models.UnitDays:
		return p.T("deals.in_days", "Days", exact.FloatString(1))
	case models.UnitMoney:
		return roundedMoney(p, exact, team)
	case models.UnitMoneyADay:
		return p.T("deals.a_day", "Amount", roundedMoney(p, exact, team))
	}
	return p.Decimal(exact.FloatString(0))
}

// dealChange is by how much a figure is another than before; that of a share is in percentage points.
func dealChange(p *i18n.Printer, f models.DealFigure, team string) string {
	diff := new(big.Rat).Sub(f.Now, f.Before)
	sign := map[int]string{1: "+", 0: "±", -1: "−"}[diff.Sign()]
	diff.Abs(diff)
	switch f.Unit {
	case models.UnitShare:
		return p.T("deals.points", "Change", sign+new(big.Rat).Mul(diff, big.NewRat(100, 1)).FloatString(1))
	case models.UnitDays:
		return sign + diff.FloatString(1)
	case models.UnitMoney, models.UnitMoneyADay:
		return sign + roundedMoney(p, diff, team)
	}
	return sign + p.Decimal(diff.FloatString(0))
}

// roundedMoney is an exact number of minor units, rounded to one.
func roundedMoney(p *i18n.Printer, exact *big.Rat, team string) string {
	minor, fits := models.HalfUp(exact)
	if !fits {
		return i18n.NoPercent
	}
	return strings.TrimSpace(views.Money(p, models.Money{Minor: minor, Currency: team}))
}
