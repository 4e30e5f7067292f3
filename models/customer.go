package models

import (
	"regexp"
	"strconv"
	"time"
)

// Customer is the thirteen-column record with what is kept beside it.
type Customer struct {
	ID               int64
	Code             string // C001 … C999, C1000; unique, ascending, never reused
	Name             string
	NameKey          string // NormaliseText(Name): compared and sorted by
	ContactName      Personal
	ContactTitle     string
	Company          string
	Industry         string // key of a configured industry
	Phone            Personal
	PhoneKey         Personal // NormalisePhone(Phone)
	Email            Personal
	EmailKey         Personal // NormaliseEmail(Email)
	Address          Personal
	Status           Status
	Opportunity      string
	NextFollowUp     Date      // day of the earliest open follow-up
	NextFollowUpTime TimeOfDay // its time, when it has one
	Notes            string
	Owner            string // Slack user ID
	Kind             CustomerKind
	Source           string // the campaign that brought it
	CreatedBy        string
	CreatedAt        time.Time
	UpdatedBy        string
	UpdatedAt        time.Time
	Version          int        // grows by one with every change
	ErasedAt         *time.Time // when its data was erased; nil for nearly all

	// NextFollowUpZone is the IANA zone in which NextFollowUpTime is meant, and NextFollowUpAt the moment, where there is a
	// time. They are the follow-up's own, and read with the customer.
	NextFollowUpZone string     `gorm:"-"`
	NextFollowUpAt   *time.Time `gorm:"-"`

	// Custom holds the values of custom fields, in their canonical form; none are empty. Nil is not read yet.
	Custom map[Field]string `gorm:"-"`

	// Unreadable says that the personal fields are kept and can't be read: what seals them was damaged, or its key isn't
	// here. They look empty then. Saving the customer leaves what is kept as it is.
	Unreadable bool `gorm:"-"`
}

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

// FullCompany returns the company name; where none is given it is the customer's own name.
func (c Customer) FullCompany() string {
	if c.Company == "" {
		return c.Name
	}
	return c.Company
}

// Get returns a field as canonical text: dates as YYYY-MM-DD, keys instead of labels.
func (c *Customer) Get(field Field) string { return Customers.Get(c, field) }

// Set puts canonical text into a field and the keys derived from it. It checks form only (a date must be a date);
// the rules are Validate's.
func (c *Customer) Set(field Field, value string) error { return Customers.Set(c, field, value) }
