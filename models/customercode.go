package models

import (
	"regexp"
	"strconv"
)

// CustomerKind says whether a customer is a business or a person; "" is not said.
type CustomerKind string

// The kinds of customers.
const (
	KindBusiness CustomerKind = "business" // 企业客户, B2B
	KindConsumer CustomerKind = "consumer" // 个人客户, B2C
)

// CustomerKinds lists the kinds in the order in which they are shown.
func CustomerKinds() []CustomerKind { return []CustomerKind{KindBusiness, KindConsumer} }

// Valid reports whether k is one of the kinds, or not said.
func (k CustomerKind) Valid() bool { return k == "" || k == KindBusiness || k == KindConsumer }

// CustomerCode returns the code of the n-th customer: C001, C999, C1000.
func CustomerCode(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for len(digits) < 3 {
		digits = "0" + digits
	}
	return "C" + digits
}

var codePattern = regexp.MustCompile(`^(?:#|no\. ?|客户 ?|编号 ?|customer )?c0*([1-9][0-9]{0,17})$`)

// ParseCode returns the code that a text is another spelling of: c1, C0001, Ｃ００１, #C001, 客户C001.
func ParseCode(text string) (code string, ok bool) {
	if len(text) > 100 {
		return "", false
	}
	match := codePattern.FindStringSubmatch(NormaliseText(text))
	if match == nil {
		return "", false
	}
	number, err := strconv.ParseInt(match[1], 10, 64)
	return CustomerCode(number), err == nil
}
