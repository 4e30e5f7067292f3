package mapping

import (
	"regexp"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
)

// currencies are what stands before or behind an amount, folded.
var currencies = []string{"人民币", "美元", "欧元", "港币", "元整", "元", "rmb", "cny", "usd", "eur", "gbp", "hkd", "jpy", "twd", "krw", "us$", "hk$", "nt$", "¥", "$", "€", "£", "₩", "₹"}

var (
	blankIn = regexp.MustCompile(`(\d)[ '](\d{3})`)

	byComma = regexp.MustCompile(`^[-+]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3}){2,})$`)
	byPoint = regexp.MustCompile(`^[-+]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3}){2,})$`)
	either  = regexp.MustCompile(`^[-+]?\d{1,3}\.\d{3}$`)
	figures = regexp.MustCompile(`[-+]?[\d.,]+`)
)

// mayBeAmount reports a text that begins and goes on as amounts do; most others are told from them by that.
func mayBeAmount(text string) bool {
	if len(text) == 0 || len(text) > 40 || strings.ContainsAny(text, "/@:_#") {
		return false
	}
	switch first := text[0]; {
	case first >= '0' && first <= '9', first >= 0x80:
		return strings.ContainsAny(text, "0123456789０１２３４５６７８９")
	default:
		return strings.IndexByte("-+($.RCUEGHJTKrcueghjtk", first) >= 0 && strings.ContainsAny(text, "0123456789")
	}
}

// currencyOf is what says the currency of an amount, folded; "" where nothing does.
func currencyOf(text string) string {
	text = strings.Trim(strings.TrimSpace(key.Fold(text)), "()+- ")
	for _, c := range currencies {
		if strings.HasPrefix(text, c) || strings.HasSuffix(text, c) {
			return c
		}
	}
	return ""
}

// bareAmount is an amount without its currency, and brackets as a minus; -¥5 and ¥-5 are one.
func bareAmount(text string) string {
	text = strings.TrimSpace(key.Fold(text))
	sign := ""
	if inner, open := strings.CutPrefix(text, "("); open && strings.HasSuffix(inner, ")") {
		sign, text = "-", strings.TrimSpace(strings.TrimSuffix(inner, ")"))
	}
	for range 2 {
		if rest, minus := strings.CutPrefix(text, "-"); minus && sign == "" {
			sign, text = "-", rest
		}
		for _, c := range currencies {
			text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, c), c))
		}
	}
	for strings.ContainsAny(text, " '") && blankIn.MatchString(text) {
		text = blankIn.ReplaceAllString(text, "$1$2")
	}
	return sign + text
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

// add counts an amount as bareAmount has it.
func (d *decimals) add(bare string) {
	if !strings.ContainsAny(bare, ".,") {
		return
	}
	part := figures.FindString(bare)
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
