package models

import (
	"maps"
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

	// Custom holds the values of the team's own fields, in their canonical form; none are empty. Nil is not read yet.
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
func (c *Customer) Get(field Field) string {
	if access, ok := customerAccess[field]; ok {
		return access.get(c)
	}
	return c.Custom[field]
}

// Set puts canonical text into a field and the keys derived from it. It checks form only (a date must be a date);
// the rules are Validate's.
func (c *Customer) Set(field Field, value string) error {
	if _, custom := field.CustomID(); custom {
		c.setCustom(field, value)
		return nil
	}
	access, ok := customerAccess[field]
	if !ok || access.set == nil {
		return Invalid(field, "error.read_only", "Field", field)
	}
	return access.set(c, value)
}

// setCustom leaves the map alone that a copy of the customer may share.
func (c *Customer) setCustom(field Field, value string) {
	custom := maps.Clone(c.Custom)
	if custom == nil {
		custom = map[Field]string{}
	}
	if custom[field] = value; value == "" {
		delete(custom, field)
	}
	c.Custom = custom
}

type fieldAccess struct {
	get func(*Customer) string
	set func(*Customer, string) error
}

var customerAccess = map[Field]fieldAccess{
	FieldCode: {get: func(c *Customer) string { return c.Code }},
	FieldName: {
		get: func(c *Customer) string { return c.Name },
		set: func(c *Customer, v string) error { c.Name, c.NameKey = v, NormaliseText(v); return nil },
	},
	FieldContactName:  personalAccess(func(c *Customer) *Personal { return &c.ContactName }),
	FieldContactTitle: textAccess(func(c *Customer) *string { return &c.ContactTitle }),
	FieldCompany:      textAccess(func(c *Customer) *string { return &c.Company }),
	FieldIndustry:     textAccess(func(c *Customer) *string { return &c.Industry }),
	FieldPhone: {
		get: func(c *Customer) string { return c.Phone.Plain() },
		set: func(c *Customer, v string) error {
			c.Phone, c.PhoneKey = Personal(v), Personal(NormalisePhone(v))
			return nil
		},
	},
	FieldEmail: {
		get: func(c *Customer) string { return c.Email.Plain() },
		set: func(c *Customer, v string) error {
			c.Email, c.EmailKey = Personal(v), Personal(NormaliseEmail(v))
			return nil
		},
	},
	FieldAddress: personalAccess(func(c *Customer) *Personal { return &c.Address }),
	FieldStatus: {
		get: func(c *Customer) string { return string(c.Status) },
		set: func(c *Customer, v string) error { c.Status = Status(v); return nil },
	},
	FieldOpportunity: textAccess(func(c *Customer) *string { return &c.Opportunity }),
	FieldNextFollowUp: {
		get: func(c *Customer) string { return c.NextFollowUp.String() },
		set: func(c *Customer, v string) error {
			c.NextFollowUpAt = nil // it follows from the day and time
			return setDate(&c.NextFollowUp, FieldNextFollowUp, v)
		},
	},
	FieldNextFollowUpTime: {
		get: func(c *Customer) string { return string(c.NextFollowUpTime) },
		set: func(c *Customer, v string) error {
			t, err := ParseTimeOfDay(v)
			if err != nil {
				return Invalid(FieldNextFollowUpTime, "error.bad_time", "Value", v)
			}
			c.NextFollowUpTime, c.NextFollowUpAt = t, nil
			return nil
		},
	},
	FieldNotes: textAccess(func(c *Customer) *string { return &c.Notes }),
	FieldOwner: textAccess(func(c *Customer) *string { return &c.Owner }),
	FieldCustomerKind: {
		get: func(c *Customer) string { return string(c.Kind) },
		set: func(c *Customer, v string) error { c.Kind = CustomerKind(v); return nil },
	},
	FieldSource: textAccess(func(c *Customer) *string { return &c.Source }),
}

func textAccess(at func(*Customer) *string) fieldAccess {
	return fieldAccess{
		get: func(c *Customer) string { return *at(c) },
		set: func(c *Customer, v string) error { *at(c) = v; return nil },
	}
}

func personalAccess(at func(*Customer) *Personal) fieldAccess {
	return fieldAccess{
		get: func(c *Customer) string { return at(c).Plain() },
		set: func(c *Customer, v string) error { *at(c) = Personal(v); return nil },
	}
}

func setDate(at *Date, field Field, v string) error {
	if v == "" {
		*at = Date{}
		return nil
	}
	d, err := ParseDate(v)
	if err != nil {
		return Invalid(field, "error.bad_date", "Value", v)
	}
	*at = d
	return nil
}
