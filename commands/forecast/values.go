package forecast

import (
	"math/big"

	"github.com/guanxi-crm/guanxi/i18n"
)

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
