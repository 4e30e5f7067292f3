package models

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
func CustomerCode(n int64) string { return customerCodes.of(n) }

var customerCodes = codesOf("C", `客户 ?|编号 ?|customer `)

// ParseCode returns the code that a text is another spelling of: c1, C0001, Ｃ００１, #C001, 客户C001.
func ParseCode(text string) (code string, ok bool) { return customerCodes.parse(text) }
