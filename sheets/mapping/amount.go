package mapping

import (
	"regexp"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
)

var (
	currency  = regexp.MustCompile(`(?i)^(?:rmb|cny|usd|eur|gbp|hkd|jpy|twd|krw|us\$|hk\$|nt\$|[¥￥$€£₩₹])\s*|\s*(?:rmb|cny|usd|eur|gbp|hkd|jpy|twd|krw|[¥￥$€£₩₹]|人民币|美元|欧元|港币|元整|元)$`)
	bracketed = regexp.MustCompile(`^\((.+)\)$`)
	blankIn   = regexp.MustCompile(`(\d)[ '’](\d{3})`)

	byComma = regexp.MustCompile(`^[-+]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3}){2,})$`)
	byPoint = regexp.MustCompile(`^[-+]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3}){2,})$`)
	either  = regexp.MustCompile(`^[-+]?\d{1,3}\.\d{3}$`)
	figures = regexp.MustCompile(`[-+]?[\d.,]+`)
)

// bareAmount is an amount without its currency, and brackets as a minus; -¥5 and ¥-5 are one.
func bareAmount(text string) string {
	text = strings.TrimSpace(key.Fold(text))
	sign := ""
	if inner := bracketed.FindStringSubmatch(text); inner != nil {
		sign, text = "-", strings.TrimSpace(inner[1])
	}
	for range 3 {
		if rest, minus := strings.CutPrefix(text, "-"); minus && sign == "" {
			sign, text = "-", strings.TrimSpace(rest)
		}
		text = currency.ReplaceAllString(text, "")
	}
	for range 2 {
		text = blankIn.ReplaceAllString(text, "$1$2")
	}
	return sign + strings.TrimSpace(text)
}

// number reads an amount by what its column has before decimals: ¥1,200.50, 12万, (300), 1.200,50.
func number(text, decimal string) (string, *models.Error) {
	bare := bareAmount(text)
	if decimal == "," {
		bare = strings.NewReplacer(".", "", ",", ".").Replace(bare)
	} else if whole, ok := strings.CutSuffix(bare, "."); ok {
		bare = whole
	}
	read, err := models.ParseNumber(bare)
	if err != nil && err.Key == "error.bad_number" {
		return "", models.Invalid("", err.Key, "Value", text)
	}
	return read, err
}

// decimals counts how a column writes numbers.
type decimals struct {
	comma, point int
	open         int // 1.200: either
}

func (d *decimals) add(text string) {
	part := figures.FindString(bareAmount(text))
	switch {
	case byComma.MatchString(part) && !byPoint.MatchString(part):
		d.comma++
	case byPoint.MatchString(part):
		d.point++
	case either.MatchString(part):
		d.open++
	}
}

// mark is what stands before decimals, with whether somebody must be asked.
func (d decimals) mark() (mark string, ask bool) {
	switch {
	case d.comma > 0 && d.point > 0:
		return map[bool]string{true: ",", false: "."}[d.comma > d.point], true
	case d.comma > 0:
		return ",", false
	}
	return ".", d.point == 0 && d.open > 0
}
