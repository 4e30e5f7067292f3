package models

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Numbers of custom fields are exact decimals: up to 14 digits before the point and 4 after it. They are compared as
// whole numbers of ten-thousandths, which an int64 holds; a float would not.
const (
	numberDecimals = 4
	numberScale    = 10_000
	numberDigits   = 14
	maxNumber      = 100_000_000_000_000*numberScale - 1 // in ten-thousandths
)

// numberText is a number as people write it: plain or with its thousands in groups, which is why a comma is never taken for
// a decimal point; then the unit by which large amounts are counted, with or without a blank between.
const numberText = `([+-]?) ?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))? ?(` + unitText + `)? ?(?:元|块钱?)?`

const unitText = `十万|百万|千万|十亿|百亿|千亿|万亿|千|万|亿|thousand|millions?|mn|billions?|bn|[kmw]`

var (
	numberPattern = regexp.MustCompile(`^` + numberText + `$`)
	spanPattern   = regexp.MustCompile(`^(` + numberText + `) ?(?:\.\.\.?|…|~|-|–|—|到|至|to ) ?(` + numberText + `)$`)
)

// numberUnits are the units in powers of ten.
var numberUnits = map[string]int{
	"k": 3, "千": 3, "thousand": 3, "w": 4, "万": 4, "十万": 5, "m": 6, "mn": 6, "million": 6, "millions": 6, "百万": 6, "千万": 7, "亿": 8,
	"bn": 9, "billion": 9, "billions": 9, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}

// plainNumber is a number's text in half width and lower case, with one blank where there are some.
func plainNumber(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(text))), " ")
	return strings.NewReplacer("−", "-", "萬", "万", "億", "亿", "塊", "块", "錢", "钱").Replace(text)
}

// ParseNumber reads a number in half or full width, also as 1,234.5, 10 万, 1.5 million or 5 k, and returns it as it is kept:
// without sign of plus, groups, units and needless zeros. What isn't one, or needs more digits, is refused. It is what reads
// amounts wherever they are typed.
func ParseNumber(text string) (string, *Error) {
	scaled, err := scaledNumber(text)
	if err != nil {
		return "", err
	}
	return formatNumber(scaled), nil
}

// numberKey returns a canonical number in ten-thousandths: what numbers are compared by.
func numberKey(value string) (key int64, ok bool) {
	scaled, err := scaledNumber(value)
	return scaled, err == nil
}

func scaledNumber(text string) (int64, *Error) {
	match := numberPattern.FindStringSubmatch(plainNumber(text))
	if match == nil {
		return 0, Invalid("", "error.bad_number", "Value", text)
	}
	places := numberDecimals + numberUnits[match[4]]
	decimals := strings.TrimRight(match[3], "0")
	whole := strings.TrimLeft(strings.ReplaceAll(match[2], ",", ""), "0")
	if len(decimals) > places || len(whole)+places > numberDigits+2*numberDecimals {
		return 0, tooManyDigits()
	}
	scaled, err := strconv.ParseInt("0"+whole+decimals+strings.Repeat("0", places-len(decimals)), 10, 64)
	if err != nil || scaled > maxNumber {
		return 0, tooManyDigits()
	}
	if match[1] == "-" {
		scaled = -scaled
	}
	return scaled, nil
}

// NumberSpan reads the numbers that a filter asks for: 100, >=5 万, 100..200, 5万-10万, 5-10万, 10 万到 20 万, 100.., ..200. Where
// only the second number has a unit, and is the greater one before it is counted in it, the first has it as well.
func NumberSpan(text string) (Match, *Error) {
	comparison, rest := CutComparison(text)
	rest = plainNumber(rest)
	if comparison != "" {
		return ComparedNumber(comparison, rest)
	}
	if from, open := strings.CutSuffix(rest, ".."); open && from != "" {
		return ComparedNumber(">=", from)
	}
	if to, open := strings.CutPrefix(rest, ".."); open && to != "" {
		return ComparedNumber("<=", to)
	}
	parts := spanPattern.FindStringSubmatch(rest)
	if parts == nil {
		return ComparedNumber("", rest)
	}
	first, last := parts[1], parts[6]
	if unit := parts[10]; unit != "" && parts[5] == "" {
		counted := strings.TrimSpace(strings.TrimRight(first, "元块钱 ")) + unit
		bare := func(sign, whole, rest string) (int64, *Error) { return scaledNumber(sign + whole + "." + rest + "0") }
		low, err1 := bare(parts[2], parts[3], parts[4])
		high, err2 := bare(parts[7], parts[8], parts[9])
		if err1 == nil && err2 == nil && low < high {
			first = counted
		}
	}
	from, err := ComparedNumber(">=", first)
	if err != nil {
		return Match{}, err
	}
	to, err := ComparedNumber("<=", last)
	from.To = to.To
	return from, err
}

func tooManyDigits() *Error {
	return Invalid("", "error.number_too_long", "Whole", numberDigits, "Decimals", numberDecimals)
}

func formatNumber(scaled int64) string {
	sign := ""
	if scaled < 0 {
		sign, scaled = "-", -scaled
	}
	text := sign + strconv.FormatInt(scaled/numberScale, 10)
	if rest := scaled % numberScale; rest > 0 {
		decimals := strconv.FormatInt(numberScale+rest, 10)[1:]
		text += "." + strings.TrimRight(decimals, "0")
	}
	return text
}
