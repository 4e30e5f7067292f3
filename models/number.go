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

// numberPattern is a number as people write it: plain or with its thousands in groups, which is why a comma is never
// taken for a decimal point.
var numberPattern = regexp.MustCompile(`^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(万|亿)?$`)

// numberUnits are the words by which Chinese counts large amounts, in powers of ten.
var numberUnits = map[string]int{"万": 4, "亿": 8}

// ParseNumber reads a number in half or full width, also as 1,234.5 or 10万, and returns it as it is kept: without sign
// of plus, groups and needless zeros. What isn't one, or needs more digits, is refused.
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
	match := numberPattern.FindStringSubmatch(strings.ReplaceAll(strings.TrimSpace(norm.NFKC.String(text)), "−", "-"))
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
